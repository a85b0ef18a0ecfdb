"""A message's sentence, which scrolls where there is no room for all of it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QWidget

from app.gui.text import markup

# Of the ring that says that the arrows scroll it.
_FRAME = 2


class BannerText(QScrollArea):
    """As high as its words where it may be; Tab reaches it while something of them is out of sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.RichText)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setWidget(self.label)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.verticalScrollBar().rangeChanged.connect(self._let_tab_in)
        self._let_tab_in()

    def say(self, text: str) -> None:
        """Show a sentence from its beginning; what stands in backticks is code."""
        self.label.setText(markup(text))
        self.label.setAccessibleName(text)
        self.setAccessibleName(text)
        self.verticalScrollBar().setValue(0)
        self.updateGeometry()

    def heightForWidth(self, width: int) -> int:
        """Return what all words take."""
        return self.label.heightForWidth(width - 2 * _FRAME) + 2 * _FRAME

    def sizeHint(self) -> QSize:
        """Return what all words take in one line."""
        return self.label.sizeHint() + QSize(2 * _FRAME, 2 * _FRAME)

    def minimumSizeHint(self) -> QSize:
        """Return room for a line."""
        return QSize(60, self.fontMetrics().lineSpacing() + 2 * _FRAME)

    def _let_tab_in(self) -> None:
        scrolls = self.verticalScrollBar().maximum() > 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if scrolls else Qt.FocusPolicy.NoFocus)
