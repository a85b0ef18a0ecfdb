"""Colours, font and the style sheet; needs neither a system theme nor an icon theme."""

from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette, QPen
from PySide6.QtWidgets import QApplication

BACKGROUND = "#10141b"
SURFACE = "#181e28"
RAISED = "#232b38"
HOVER = "#2c3646"
LINE = "#323d4e"
TEXT = "#eef2f7"
MUTED = "#9ba7b8"
ACCENT = "#4cc3e0"
ACCENT_HOVER = "#6fd3ea"
ON_ACCENT = "#06222b"
ERROR = "#ff8a80"
ERROR_SURFACE = "#3a1f24"
RADIUS = 10
# Points that a drawn control leaves around itself for its focus ring.
RING = 4

# The first that is installed is taken; DejaVu Sans is what a bare system has.
_FAMILIES = ["Inter", "Segoe UI", "SF Pro Text", "Cantarell", "Ubuntu", "Noto Sans", "DejaVu Sans"]
_POINT_SIZE = 10

_SHEET = Template("""
QMainWindow, QWidget#page { background: $BACKGROUND; }
QLabel { color: $TEXT; background: transparent; }
QLabel[role="title"] { font-size: 17px; font-weight: 600; }
QLabel[role="headline"] { font-size: 15px; font-weight: 600; }
QLabel[role="muted"] { color: $MUTED; font-size: 12px; }
QFrame#card { background: $SURFACE; border: 1px solid $LINE; border-radius: 14px; }

QPushButton {
    background: $RAISED; color: $TEXT; border: 2px solid transparent; border-radius: ${RADIUS}px;
    padding: 6px 14px; font-weight: 500; min-height: 20px;
}
QPushButton:hover { background: $HOVER; }
QPushButton:pressed { background: $LINE; }
QPushButton:focus { border-color: $ACCENT; }
QPushButton:disabled { color: $MUTED; }
QPushButton#primary {
    background: $ACCENT; color: $ON_ACCENT; font-size: 15px; font-weight: 600;
    padding: 10px 24px; min-width: 170px;
}
QPushButton#primary:hover { background: $ACCENT_HOVER; }
QPushButton#primary:focus { border-color: $TEXT; }
QPushButton#primary[on="true"] { background: $RAISED; color: $TEXT; border: 2px solid $LINE; }
QPushButton#primary[on="true"]:hover { background: $HOVER; }
QPushButton#primary[on="true"]:focus { border-color: $ACCENT; }

QFrame#banner { background: $RAISED; border: 1px solid $LINE; border-radius: ${RADIUS}px; }
QFrame#banner[error="true"] { background: $ERROR_SURFACE; border-color: $ERROR; }
QFrame#banner QPushButton { background: $HOVER; }
QFrame#banner QPushButton:hover { background: $LINE; }
QFrame#banner[error="true"] QPushButton { background: #562d33; }
QFrame#banner[error="true"] QPushButton:hover { background: #6b383f; }
QFrame#banner QPushButton#close { background: transparent; padding: 6px 8px; }

QComboBox {
    background: $RAISED; color: $TEXT; border: 2px solid transparent; border-radius: ${RADIUS}px;
    padding: 6px 34px 6px 12px; min-height: 20px; min-width: 210px;
}
QComboBox:hover { background: $HOVER; }
QComboBox:focus { border-color: $ACCENT; }
QComboBox::drop-down { border: none; width: 30px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView {
    background: $RAISED; color: $TEXT; border: 1px solid $LINE; padding: 4px; outline: none;
    selection-background-color: $HOVER; selection-color: $TEXT;
}
QComboBox QAbstractItemView::item { min-height: 30px; padding: 0 8px; border-radius: 6px; }

QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px ${RING}px 0 ${RING}px; }
QScrollBar:vertical { background: transparent; width: 10px; }
QScrollBar::handle { background: $LINE; border-radius: 4px; min-width: 40px; min-height: 40px; }
QScrollBar::handle:hover { background: $MUTED; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolTip { background: $RAISED; color: $TEXT; border: 1px solid $LINE; padding: 4px 6px; }

QDialog { background: $SURFACE; }
QLineEdit, QDialog QListView, QDialog QTreeView {
    background: $BACKGROUND; color: $TEXT; border: 1px solid $LINE; border-radius: 6px; padding: 3px;
}
QLineEdit:focus { border-color: $ACCENT; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QDialog QToolButton { background: $HOVER; border-radius: 6px; padding: 3px; }
QHeaderView { background: $RAISED; border: none; }
QHeaderView::section { background: $RAISED; color: $MUTED; border: none; padding: 5px; }
""")


def sheet() -> str:
    """Return the style sheet with the colours filled in."""
    return _SHEET.substitute({name: value for name, value in globals().items() if name.isupper()})


def apply_style(application: QApplication) -> None:
    """Dress the whole application, its dialogs too."""
    # Fusion is drawn by Qt itself and is the same on every system.
    application.setStyle("Fusion")
    font = QFont(_FAMILIES[-1], _POINT_SIZE)
    font.setFamilies(_FAMILIES)
    application.setFont(font)
    application.setPalette(_palette())
    application.setStyleSheet(sheet())


def round_pen(colour: str, width: float) -> QPen:
    """Return a pen for strokes with round ends and corners."""
    pen = QPen(QColor(colour), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _palette() -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    colours = {
        role.Window: SURFACE,
        role.WindowText: TEXT,
        role.Base: BACKGROUND,
        role.AlternateBase: SURFACE,
        role.Text: TEXT,
        role.Button: RAISED,
        role.ButtonText: TEXT,
        role.BrightText: TEXT,
        role.Highlight: ACCENT,
        role.HighlightedText: ON_ACCENT,
        role.Link: ACCENT,
        role.ToolTipBase: RAISED,
        role.ToolTipText: TEXT,
        role.PlaceholderText: MUTED,
        role.Mid: LINE,
        role.Dark: BACKGROUND,
        role.Light: HOVER,
    }
    for where, colour in colours.items():
        palette.setColor(where, QColor(colour))
    for where in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(MUTED))
    return palette
