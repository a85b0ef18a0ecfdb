"""Non-blocking dialogs for choosing files, a folder or a colour."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QFileDialog, QWidget

from app.gui.dialogs.file_dialog import Take, child, make_file_dialog


def pick_files(parent: QWidget, title: str, take: Take) -> None:
    """Let the user choose pictures and videos, and pass their paths to `take`."""
    dialog = make_file_dialog(parent, title, "", take)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    # Nothing is renamed or deleted there.
    dialog.setOption(QFileDialog.Option.ReadOnly)
    dialog.open()


def pick_folder(parent: QWidget, title: str, take: Take, start: str = "") -> None:
    """Let the user choose a folder, beginning in `start`, and pass it to `take`.

    For "" it begins where something was chosen last, or else in the folder for pictures.
    """
    dialog = make_file_dialog(parent, title, start, take)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.setLabelText(QFileDialog.DialogLabel.FileName, "Folder:")
    # There is nothing to choose.
    for name in ("fileTypeLabel", "fileTypeCombo"):
        child(dialog, QWidget, name).hide()
    dialog.open()


def pick_colour(parent: QWidget, initial: str, take: Take) -> None:
    """Let the user choose a colour, starting from `initial`, and pass it to `take` as "#rrggbb"."""
    dialog = QColorDialog(QColor(initial), parent)
    dialog.setWindowTitle("Pick a colour")
    dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.colorSelected.connect(lambda colour: take([colour.name()]))
    dialog.open()
