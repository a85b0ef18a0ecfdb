"""Non-blocking dialogs for choosing files, a folder or a colour."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QDir, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QFileDialog, QWidget

from app.devices.media.pictures import SUFFIXES
from app.devices.media.video_background import MOVING_SUFFIXES

Take = Callable[[Sequence[str]], object]


def pick_files(parent: QWidget, title: str, take: Take) -> None:
    """Let the user choose pictures and videos, and pass their paths to `take`."""
    patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES + MOVING_SUFFIXES)
    dialog = QFileDialog(parent, title, QDir.homePath(), f"Pictures and videos ({patterns});;All files (*)")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(take)
    dialog.open()


def pick_folder(parent: QWidget, title: str, take: Take) -> None:
    """Let the user choose a folder, and pass its path to `take`."""
    dialog = QFileDialog(parent, title, QDir.homePath())
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(take)
    dialog.open()


def pick_colour(parent: QWidget, initial: str, take: Take) -> None:
    """Let the user choose a colour, starting from `initial`, and pass it to `take` as "#rrggbb"."""
    dialog = QColorDialog(QColor(initial), parent)
    dialog.setWindowTitle("Pick a colour")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.colorSelected.connect(lambda colour: take([colour.name()]))
    dialog.open()
