"""The bar that starts and stops the virtual camera, and the button that hides the user."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.gui.session.window_status import WindowStatus, seen_words
from app.gui.shortcuts import ESCAPE, HIDE, SHOW, START
from app.gui.theme.palette import colours
from app.gui.theme.style import scaled
from app.gui.widgets.buttons import ElidedButton
from app.gui.widgets.labels import note
from app.gui.widgets.painted import Painted
from app.language import _

_GAP = 14
# Narrowest text beside the button, where the system's text has 10 points.
_NARROWEST = 250
# Smallest width of the bar at most, so that a long label does not widen the window.
_WIDEST = 330


class StartBar(QFrame):
    """Shows the state of the virtual camera beside the button that starts or stops it.

    Signals:
        switched: whether the virtual camera should run.
    """

    switched = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._is_on = False
        self._lamp = _Lamp()
        self.headline = note("", "headline")
        self._advice = note()
        self.button = ElidedButton()
        self.button.setObjectName("primary")
        self.button.setToolTip(START.tip)
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.button.clicked.connect(lambda: self.switched.emit(not self._is_on))
        text = QVBoxLayout()
        text.setSpacing(2)
        text.addWidget(self.headline)
        text.addWidget(self._advice)
        self._text = QHBoxLayout()
        self._text.setSpacing(_GAP)
        self._text.addWidget(self._lamp)
        self._text.addLayout(text, 1)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._halves.setContentsMargins(20, 12, 14, 12)
        self._halves.setSpacing(_GAP)
        self._halves.addLayout(self._text, 1)
        self._halves.addWidget(self.button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the button beside the text, or below it where that would leave little room."""
        super().resizeEvent(event)
        beside = self.contentsRect().width() - 34 - self.button.sizeHint().width() - 2 * _GAP - self._lamp.width()
        below = beside < scaled(_NARROWEST)
        self._halves.setDirection(QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight)

    def minimumSizeHint(self) -> QSize:
        """Return the width of the button below the text, which no language makes wider than the window may be."""
        width = min(self.button.sizeHint().width() + 40, scaled(_WIDEST))
        return QSize(width, super().minimumSizeHint().height())

    @Slot(object)
    def show_view(self, view: WindowStatus) -> None:
        """Show the state of the virtual camera."""
        self._is_on = view.switch_on
        self.headline.setText(view.headline)
        self._advice.setText(view.advice)
        self._lamp.set_lit(view.sending)
        self.button.setText(view.switch)
        self.button.setAccessibleDescription(f"{view.headline}. {view.advice}")
        if self.button.property("on") != view.switch_on:
            self.button.setProperty("on", view.switch_on)
            # A style sheet reads properties only when it is applied.
            self.style().polish(self.button)


class HideButton(QPushButton):
    """Hides the user from others or shows them again; its label names what a click does.

    Signals:
        requested: whether to hide the user.
    """

    requested = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hidden = False
        self.setObjectName("hide")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(
            _(
                "{hide} hides you at once, whatever is open, and {escape} does while nothing is open. {show} shows "
                "you again."
            ).format(hide=HIDE.keys, escape=ESCAPE.keys, show=SHOW.keys)
        )
        self.clicked.connect(lambda: self.requested.emit(not self.hidden))
        self.setText(_("Hide me"))

    @Slot(object)
    def show_view(self, view: WindowStatus) -> None:
        """Show whether the user is hidden."""
        self.hidden = view.hidden
        self.setText(_("Show me again") if view.hidden else _("Hide me"))
        self.setAccessibleDescription(seen_words(view))


class _Lamp(Painted, QWidget):
    """Dot that is lit while the virtual camera is sending frames."""

    def __init__(self) -> None:
        super().__init__()
        self._lit = False
        self.setFixedSize(QSize(14, 14))

    def set_lit(self, lit: bool) -> None:
        """Switch the lamp on or off."""
        self._lit = lit
        self.update()

    def paint(self, painter: QPainter) -> None:
        """Paint the dot."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours().accent if self._lit else colours().line))
        painter.drawEllipse(self.rect().adjusted(2, 2, -2, -2))
