"""The dialogs in which backgrounds and models are picked; none of them holds the window up."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QDir, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QFileDialog, QWidget

from app.devices.media.pictures import SUFFIXES
from app.devices.media.video_background import MOVING_SUFFIXES

Take = Callable[[Sequence[str]], object]


def pick_files(parent: QWidget, title: str, take: Take) -> None:
    """Let the user pick pictures and videos; `take` gets their paths."""
    patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES + MOVING_SUFFIXES)
    dialog = QFileDialog(parent, title, QDir.homePath(), f"Pictures and videos ({patterns})")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(take)
    dialog.open()


def pick_folder(parent: QWidget, title: str, take: Take) -> None:
    """Let the user pick a folder; `take` gets its path."""
    dialog = QFileDialog(parent, title, QDir.homePath())
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(take)
    dialog.open()


def pick_colour(parent: QWidget, begin: str, take: Take) -> None:
    """Let the user pick a colour, beginning with `begin`; `take` gets it as "#rrggbb"."""
    dialog = QColorDialog(QColor(begin), parent)
    dialog.setWindowTitle("Pick a colour")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.colorSelected.connect(lambda colour: take([colour.name()]))
    dialog.open()
