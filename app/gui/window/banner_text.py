"""Text of the banner, in whole lines."""

from bisect import bisect_left

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent, QTextDocument, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.gui.text import markup

_NARROWEST = 60


class BannerText(QLabel):
    """Wraps the text of a message, and shortens it with "…" to a number of lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._message = ""
        # 0 for all.
        self._most_lines = 0
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._html = ""
        # Measures as the label lays out its text.
        self._document = QTextDocument(self)
        self._document.setDocumentMargin(0)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        self._document.setDefaultTextOption(option)

    @property
    def line_height(self) -> int:
        """Height of a line, in points; the same with and without a command."""
        return self.fontMetrics().lineSpacing()

    @property
    def shown_text(self) -> str:
        """The visible text: all of it, or the part that fits and "…"."""
        width = self.contentsRect().width()
        if not self._most_lines or self.lines_at(width) <= self._most_lines:
            return self._message

        def is_too_long(end: int) -> bool:
            return self._lines(_cut(self._message, end), width) > self._most_lines

        end = bisect_left(range(len(self._message)), True, key=is_too_long) - 1
        return _cut(self._message, max(0, end))

    def show_text(self, text: str) -> None:
        """Show a text, with parts in backticks as code."""
        self._message = text
        self.setAccessibleName(text)
        self._format()
        self.updateGeometry()

    def limit_lines(self, most: int) -> None:
        """Show at most so many lines; all for 0."""
        if most != self._most_lines:
            self._most_lines = most
            self._format()
            self.updateGeometry()

    def lines_at(self, width: int) -> int:
        """Return how many lines the complete text has at a width in points."""
        return self._lines(self._message, width)

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines that are shown at a width, both in points."""
        lines = self.lines_at(width)
        return self.line_height * (min(lines, self._most_lines) if self._most_lines else lines)

    def sizeHint(self) -> QSize:
        """Return the size of a short line; the banner decides on the width."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the size of a short line."""
        return QSize(_NARROWEST, self.line_height)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._format()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the text for the new width."""
        super().resizeEvent(event)
        self._format()

    def _format(self) -> None:
        text = self.shown_text
        self._lay_out(text, self.contentsRect().width())
        self.setText(self._html)

    def _lines(self, text: str, width: int) -> int:
        self._lay_out(text, width)
        return max(1, round(self._document.size().height() / self.line_height))

    def _lay_out(self, text: str, width: int) -> None:
        """Lay out a text in lines of the same height; long words are broken where they are wider than it is."""
        height = f"line-height: {self.line_height}px; -qt-line-height-type: fixed"
        self._document.setDefaultFont(self.font())
        for is_narrow in (False, True):
            self._html = f'<p style="{height}">{markup(text, is_narrow=is_narrow)}</p>'
            self._document.setHtml(self._html)
            self._document.setTextWidth(width)
            if self._document.idealWidth() <= width:
                break


def _cut(text: str, end: int) -> str:
    """Return the first `end` characters of a text and "…"; a part in backticks that is cut is closed."""
    part = text[:end].rstrip()
    if part.count("`") % 2:
        part = part[:-1].rstrip() if part.endswith("`") else f"{part}`"
    return f"{part}…"
