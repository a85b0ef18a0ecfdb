"""A row of widgets that goes on in further lines where it is too long, as words in some languages are."""

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget


class FlowLayout(QLayout):
    """Places widgets side by side, and in as few lines as hold them where they do not fit into one.

    Args:
        widgets: in the order of reading; None adds a stretch, which separates widgets in a single line.
        spacing: between the widgets, in points.
        fills: whether the widgets share the whole width of their line.
    """

    def __init__(self, *widgets: QWidget | None, spacing: int, fills: bool = False) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._fills = fills
        self._stretch_before: set[int] = set()
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)
        for widget in widgets:
            if widget is None:
                self._stretch_before.add(len(self._items))
            else:
                self.addWidget(widget)

    def addItem(self, item: QLayoutItem) -> None:
        """Add an item at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Return the number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item; None beyond the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove an item and return it; None beyond the last."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Return that it takes the width that there is."""
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        """Say that the height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines at a width."""
        margins = self.contentsMargins()
        heights = [_height(line) for line in self._lines(width - margins.left() - margins.right())]
        spaces = self.spacing() * max(0, len(heights) - 1)
        return sum(heights) + spaces + margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:
        """Return the size of a single line."""
        shown = self._shown()
        return self._with_margins(QSize(self._length(shown), _height(shown)))

    def minimumSize(self) -> QSize:
        """Return the size that holds the widest item."""
        shown = self._shown()
        widest = max((item.minimumSize().width() for item in shown), default=0)
        return self._with_margins(QSize(widest, _height(shown)))

    def setGeometry(self, area: QRect) -> None:
        """Place the items."""
        super().setGeometry(area)
        inside = area.marginsRemoved(self.contentsMargins())
        lines = self._lines(inside.width())
        top = inside.top()
        for line in lines:
            height, left = _height(line), inside.left()
            for item, width in zip(line, self._widths(line, inside.width()), strict=True):
                if len(lines) == 1 and self._follows_stretch(item):
                    left += max(0, inside.width() - self._length(line))
                place = QRect(left, top, width, height)
                item.setGeometry(QStyle.visualRect(self._direction(), inside, place))
                left += width + self.spacing()
            top += height + self.spacing()

    def _follows_stretch(self, item: QLayoutItem) -> bool:
        """Say whether an item is the first visible one after a stretch."""
        index = self._items.index(item)
        between = [self._items[start:index] for start in self._stretch_before if start <= index]
        return any(all(other.isEmpty() for other in others) for others in between)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lines(self, width: int) -> list[Sequence[QLayoutItem]]:
        """Return the items of each line."""
        lines: list[list[QLayoutItem]] = []
        for item in self._shown():
            if lines and self._length([*lines[-1], item]) <= width:
                lines[-1].append(item)
            else:
                lines.append([item])
        if self._fills and len(lines) > 1:
            items, count = self._shown(), ceil(len(self._shown()) / len(lines))
            even = [items[index : index + count] for index in range(0, len(items), count)]
            if all(self._length(line) <= width for line in even):
                return [*even]
        return [*lines]

    def _widths(self, line: Sequence[QLayoutItem], width: int) -> list[int]:
        """Return the widths of the items of a line; those that fill it are equal where their texts allow it."""
        hints = [min(item.sizeHint().width(), width) for item in line]
        if not self._fills:
            return hints
        inside = width - self.spacing() * (len(line) - 1)
        spare = inside - sum(hints)
        shares = [spare * (number + 1) // len(line) - spare * number // len(line) for number in range(len(line))]
        equal = [inside * (number + 1) // len(line) - inside * number // len(line) for number in range(len(line))]
        if max(hints) <= min(equal):
            return equal
        return [hint + share for hint, share in zip(hints, shares, strict=True)]

    def _length(self, items: Sequence[QLayoutItem]) -> int:
        return sum(item.sizeHint().width() for item in items) + self.spacing() * max(0, len(items) - 1)

    def _with_margins(self, size: QSize) -> QSize:
        return size.grownBy(self.contentsMargins())

    def _direction(self) -> Qt.LayoutDirection:
        parent = self.parentWidget()
        return Qt.LayoutDirection.LeftToRight if parent is None else parent.layoutDirection()


def _height(items: Sequence[QLayoutItem]) -> int:
    return max((item.sizeHint().height() for item in items), default=0)
