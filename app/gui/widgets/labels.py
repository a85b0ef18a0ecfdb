"""Labels and rows, as all pages have them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget


def label(text: str = "", role: str = "", inset: int = 0) -> QLabel:
    """Return words that are shown as they are, whatever markup they hold.

    Args:
        text: the words.
        role: how the style sheet dresses them.
        inset: room left and right of them.
    """
    words = QLabel(text)
    words.setTextFormat(Qt.TextFormat.PlainText)
    words.setProperty("role", role)
    words.setContentsMargins(inset, 0, inset, 0)
    return words


def note(text: str = "", role: str = "muted", inset: int = 0) -> QLabel:
    """Return a `label` of as many lines as it needs."""
    words = label(text, role, inset)
    words.setWordWrap(True)
    return words


def row_of(*widgets: QWidget | None, inset: int = 0, spacing: int = 12) -> QHBoxLayout:
    """Return widgets in a row, with room to stretch where None stands.

    Args:
        widgets: from left to right.
        inset: room left and right of them.
        spacing: between them.
    """
    row = QHBoxLayout()
    row.setContentsMargins(inset, 0, inset, 0)
    row.setSpacing(spacing)
    for widget in widgets:
        if widget is None:
            row.addStretch()
        else:
            row.addWidget(widget)
    return row
