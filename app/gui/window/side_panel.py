"""Panel beside the preview: at most one page is open, and a rail of buttons opens and closes them."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.gui.theme.icons import Glyph, glyph_icon
from app.gui.theme.style import scaled
from app.gui.window.rail_button import RailButton
from app.language import _

_WIDTH = 310
_RAIL = 76
_GROWTH = 0.65
_ICON = QSize(22, 22)


class SidePanel(QWidget):
    """Collapses when the button of the open page is pressed again.

    Signals:
        opened: title of the page that has been opened, "" for none.
    """

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current = ""
        self._buttons: dict[str, RailButton] = {}
        self._pages: dict[str, QWidget] = {}
        self._glyphs: dict[str, Glyph] = {}
        self._marked: dict[str, Glyph] = {}
        self._stack = QStackedWidget()
        self._frame = QFrame()
        self._frame.setObjectName("side")
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
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Give the rail the width of its buttons, which the style sheet applies to now."""
        super().showEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the text."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        # Most of its texts wrap, so that it need not grow as much as they do.
        self._frame.setFixedWidth(_WIDTH + round((scaled(_WIDTH) - _WIDTH) * _GROWTH))
        widths = [button.sizeHint().width() for button in self._buttons.values()]
        for button in self._buttons.values():
            button.setFixedWidth(max(scaled(_RAIL), *widths))

    def add_page(self, title: str, glyph: Glyph, page: QWidget, footer: QWidget | None = None) -> None:
        """Add a page at the end; a page higher than the panel scrolls.

        Args:
            title: of page and button, one short word in English, which the panel translates.
            glyph: icon of the button.
            page: content without its heading, which the panel shows.
            footer: widget below the page that does not scroll; None for no footer.
        """
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        container = QWidget()
        column = QVBoxLayout(container)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(area, 1)
        if footer is not None:
            column.addWidget(footer)
        self._stack.addWidget(container)
        button = RailButton()
        button.setText(_(title))
        button.setAccessibleName(_page_name(title))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(_ICON)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: self.toggle(title))
        self._rail.insertWidget(self._rail.count() - 1, button)
        self._buttons[title], self._pages[title], self._glyphs[title] = button, container, glyph
        self.refresh_icons()

    @property
    def current(self) -> str:
        """Title of the open page, "" for none."""
        return self._current

    def button(self, title: str) -> RailButton:
        """Return the button of a page."""
        return self._buttons[title]

    def mark(self, title: str, text: str, glyph: Glyph) -> None:
        """Mark the button of a page while something is running there, also while the page is closed.

        Args:
            title: of the page.
            text: replaces the title on the button; "" removes the mark.
            glyph: replaces the icon of the page while it is marked.
        """
        button = self._buttons[title]
        button.setText(text or _(title))
        button.setAccessibleName(", ".join(filter(None, (_page_name(title), text))))
        if bool(text) != (title in self._marked):
            if text:
                self._marked[title] = glyph
            else:
                del self._marked[title]
            self.refresh_icons()

    @Slot(str)
    def open(self, title: str) -> None:
        """Open a page; "" closes the open one, and an unknown title changes nothing."""
        if title and title not in self._buttons:
            return
        self._current = title
        for name, button in self._buttons.items():
            button.setChecked(name == title)
        self._frame.setVisible(bool(title))
        if title:
            self._heading.setText(_(title))
            self._stack.setCurrentWidget(self._pages[title])
        self.refresh_icons()
        self.opened.emit(title)

    def toggle(self, title: str) -> None:
        """Open a page, or close it if it is open."""
        self.open("" if self.current == title else title)

    def refresh_icons(self) -> None:
        """Draw the icons in the colours of the palette in use."""
        for title, button in self._buttons.items():
            button.setIcon(glyph_icon(self._marked.get(title, self._glyphs[title]), _ICON))


def _page_name(title: str) -> str:
    """Return the name of a page's button, since a page may have a button of the same label."""
    return _("{title} page").format(title=_(title))
