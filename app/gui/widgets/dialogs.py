"""Non-blocking dialogs for choosing files, a folder or a colour.

They are Qt's own: those of the desktop would keep the panic key from the window.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from platformdirs import user_pictures_path
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QKeySequence
from PySide6.QtWidgets import QColorDialog, QFileDialog, QWidget

from app.devices.media.pictures import SUFFIXES
from app.devices.media.video_background import MOVING_SUFFIXES
from app.gui.shortcuts import HIDE

Take = Callable[[Sequence[str]], object]


def pick_files(parent: QWidget, title: str, take: Take) -> None:
    """Let the user choose pictures and videos, and pass their paths to `take`."""
    patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES + MOVING_SUFFIXES)
    dialog = _file_dialog(parent, title, str(pictures_folder()), take)
    dialog.setNameFilter(f"Pictures and videos ({patterns});;All files (*)")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.open()


def pick_folder(parent: QWidget, title: str, take: Take, start: str = "") -> None:
    """Let the user choose a folder, beginning in `start` or else in the one for pictures, and pass it to `take`."""
    dialog = _file_dialog(parent, title, start or str(pictures_folder()), take)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.open()


def pick_colour(parent: QWidget, initial: str, take: Take) -> None:
    """Let the user choose a colour, starting from `initial`, and pass it to `take` as "#rrggbb"."""
    dialog = QColorDialog(QColor(initial), parent)
    dialog.setWindowTitle("Pick a colour")
    dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.colorSelected.connect(lambda colour: take([colour.name()]))
    dialog.open()


def pictures_folder() -> Path:
    """Return the user's folder for pictures, or the home folder where there is none."""
    folder = user_pictures_path()
    return folder if folder.is_dir() else Path.home()


def _file_dialog(parent: QWidget, title: str, start: str, take: Take) -> QFileDialog:
    dialog = QFileDialog(parent, title, start)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    # Qt makes the panic key's sequence one of its own, which opens the home folder.
    for action in dialog.findChildren(QAction):
        if action.shortcut() == QKeySequence(HIDE.sequence):
            action.setShortcut(QKeySequence())
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(take)
    return dialog
