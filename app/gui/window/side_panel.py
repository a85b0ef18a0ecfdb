"""The panel beside the preview: pages, of which one is open or none, and a rail of buttons that open them."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.theme.icons import Glyph, glyph_icon

_WIDTH = 310
_RAIL = 76
_ICON = QSize(22, 22)


class SidePanel(QWidget):
    """Folds away when the button of the open page is pressed once more.

    Signals:
        opened: title of the page that is open now, "" for none.
    """

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current = ""
        self._buttons: dict[str, QToolButton] = {}
        self._pages: dict[str, QWidget] = {}
        self._glyphs: dict[str, Glyph] = {}
        self._marked: dict[str, Glyph] = {}
        self._stack = QStackedWidget()
        self._frame = QFrame()
        self._frame.setObjectName("side")
        self._frame.setFixedWidth(_WIDTH)
        inside = QVBoxLayout(self._frame)
        inside.setContentsMargins(2, 12, 2, 2)
        inside.setSpacing(6)
        self._heading = QLabel()
        self._heading.setProperty("role", "heading")
        self._heading.setContentsMargins(14, 0, 14, 0)
        inside.addWidget(self._heading)
        inside.addWidget(self._stack, 1)
        self._rail = QVBoxLayout()
        self._rail.setSpacing(4)
        self._rail.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._frame)
        row.addLayout(self._rail)
        self._frame.hide()

    def add_page(self, title: str, glyph: Glyph, page: QWidget, foot: QWidget | None = None) -> None:
        """Add a page below those that are there; one that is higher than the panel scrolls.

        Args:
            title: of page and button, one short word.
            glyph: on the button.
            page: what is shown; its heading is the panel's.
            foot: what stays in sight below it.
        """
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(area, 1)
        if foot is not None:
            column.addWidget(foot)
        self._stack.addWidget(whole)
        button = QToolButton()
        button.setText(title)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(_ICON)
        button.setCheckable(True)
        button.setFixedWidth(_RAIL)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: self.toggle(title))
        self._rail.insertWidget(self._rail.count() - 1, button)
        self._buttons[title], self._pages[title], self._glyphs[title] = button, whole, glyph
        self.refresh_icons()

    @property
    def current(self) -> str:
        """Title of the open page, "" for none."""
        return self._current

    def button(self, title: str) -> QToolButton:
        """Return what opens a page."""
        return self._buttons[title]

    def mark(self, title: str, words: str, glyph: Glyph) -> None:
        """Let a page's button show that something goes on there, also while it is folded away.

        Args:
            title: of the page.
            words: in place of the title, "" for nothing to tell.
            glyph: in place of the page's own meanwhile.
        """
        button = self._buttons[title]
        button.setText(words or title)
        button.setAccessibleName(f"{title}, {words}" if words else title)
        if bool(words) != (title in self._marked):
            self._marked = (
                {**self._marked, title: glyph} if words else {t: g for t, g in self._marked.items() if t != title}
            )
            self.refresh_icons()

    @Slot(str)
    def open(self, title: str) -> None:
        """Open a page, or for "" fold away; what there is no page for changes nothing."""
        if title and title not in self._buttons:
            return
        self._current = title
        for name, button in self._buttons.items():
            button.setChecked(name == title)
        self._frame.setVisible(bool(title))
        if title:
            self._heading.setText(title)
            self._stack.setCurrentWidget(self._pages[title])
        self.refresh_icons()
        self.opened.emit(title)

    def toggle(self, title: str) -> None:
        """Open a page, or fold it away where it is open."""
        self.open("" if self.current == title else title)

    def refresh_icons(self) -> None:
        """Draw the icons in the colours that the window wears now."""
        for title, button in self._buttons.items():
            button.setIcon(glyph_icon(self._marked.get(title, self._glyphs[title]), _ICON))
