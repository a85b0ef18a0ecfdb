"""The bar with the one big button."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.gui.session.view_state import ViewState
from app.gui.shortcuts import START
from app.gui.theme.palette import colours
from app.gui.widgets.elided import ElidedLabel


class StartBar(QFrame):
    """Starts and stops the virtual camera, and says in words where it stands.

    Signals:
        switched: whether it is to be on.
    """

    switched = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._on = False
        self._lamp = _Lamp()
        self.headline = ElidedLabel("", "headline")
        self._advice = QLabel()
        self._advice.setTextFormat(Qt.TextFormat.PlainText)
        self._advice.setProperty("role", "muted")
        self._advice.setWordWrap(True)
        self.button = QPushButton()
        self.button.setObjectName("primary")
        self.button.setToolTip(f"{START.meaning}: {START.sequence}.")
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.button.clicked.connect(lambda: self.switched.emit(not self._on))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.headline)
        words.addWidget(self._advice)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 12, 14, 12)
        row.setSpacing(14)
        row.addWidget(self._lamp)
        row.addLayout(words, 1)
        row.addWidget(self.button)

    @Slot(object)
    def show_view(self, view: ViewState) -> None:
        """Show where the virtual camera stands."""
        self._on = view.switch_on
        self.headline.setText(view.headline)
        self._advice.setText(view.advice)
        self._lamp.set_lit(view.sending)
        self.button.setText(view.switch)
        self.button.setAccessibleDescription(f"{view.headline}. {view.advice}")
        if self.button.property("on") != view.switch_on:
            self.button.setProperty("on", view.switch_on)
            # A style sheet looks at properties only when it is applied.
            self.style().polish(self.button)


class _Lamp(QWidget):
    """A dot that is lit while frames go out."""

    def __init__(self) -> None:
        super().__init__()
        self._lit = False
        self.setFixedSize(QSize(14, 14))

    def set_lit(self, lit: bool) -> None:
        """Light it or not."""
        self._lit = lit
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours().accent if self._lit else colours().line))
        painter.drawEllipse(self.rect().adjusted(2, 2, -2, -2))
