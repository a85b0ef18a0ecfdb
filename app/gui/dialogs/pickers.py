"""Non-blocking dialogs for choosing files, a folder or a colour."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QColorDialog, QFileDialog, QWidget

from app.desktop.file_chooser import FileQuery
from app.gui.dialogs.file_dialog import ALL, MEDIA, Take, child, make_file_dialog
from app.language import _

# Opens the desktop's dialog; its second argument takes the chosen paths, or None where the desktop opened none.
DesktopDialog = Callable[[FileQuery, Callable[[Sequence[str] | None], object]], object]
_FILTERS = ((MEDIA, ("image/*", "video/*")), (ALL, ("*",)))


@dataclass
class _Choice:
    """Which dialogs are opened.

    Attributes:
        desktop: opens that of the desktop; None for the built-in ones.
    """

    desktop: DesktopDialog | None = None


_CHOICE = _Choice()


def use_desktop_dialog(desktop: DesktopDialog | None) -> None:
    """Open file dialogs of the desktop from now on, or with None the built-in ones."""
    _CHOICE.desktop = desktop


def pick_files(parent: QWidget, title: str, take: Take) -> None:
    """Let the user choose pictures and videos, and pass their paths to `take`."""
    query = FileQuery(title, filters=[(_(name), patterns) for name, patterns in _FILTERS], parent=_portal_name(parent))
    _open(query, take, lambda: _pick_files(parent, title, take))


def _pick_files(parent: QWidget, title: str, take: Take) -> None:
    dialog = make_file_dialog(parent, title, "", take)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    # Nothing is renamed or deleted there.
    dialog.setOption(QFileDialog.Option.ReadOnly)
    dialog.open()


def pick_folder(parent: QWidget, title: str, take: Take, start: str = "") -> None:
    """Let the user choose a folder, beginning in `start`, and pass it to `take`.

    For "" it begins where something was chosen last, or else in the folder for pictures.
    """
    query = FileQuery(title, folder=True, start=start, parent=_portal_name(parent))
    _open(query, take, lambda: _pick_folder(parent, title, take, start))


def _pick_folder(parent: QWidget, title: str, take: Take, start: str) -> None:
    dialog = make_file_dialog(parent, title, start, take)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.setLabelText(QFileDialog.DialogLabel.FileName, _("Folder:"))
    dialog.setLabelText(QFileDialog.DialogLabel.Accept, _("&Choose"))
    # There is nothing to choose.
    for name in ("fileTypeLabel", "fileTypeCombo"):
        child(dialog, QWidget, name).hide()
    dialog.open()


def pick_colour(parent: QWidget, initial: str, take: Take) -> None:
    """Let the user choose a colour, starting from `initial`, and pass it to `take` as "#rrggbb"."""
    dialog = QColorDialog(QColor(initial), parent)
    dialog.setWindowTitle(_("Pick a colour"))
    dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.colorSelected.connect(lambda colour: take([colour.name()]))
    dialog.open()


def _open(query: FileQuery, take: Take, open_built_in: Callable[[], None]) -> None:
    """Open the desktop's dialog if it is chosen, and the built-in one otherwise or where the desktop opens none."""

    def answer(paths: Sequence[str] | None) -> None:
        if paths is None:
            open_built_in()
        elif paths:
            take(paths)

    if _CHOICE.desktop is None:
        open_built_in()
    else:
        _CHOICE.desktop(query, answer)


def _portal_name(widget: QWidget) -> str:
    """Return the portal's name for the window of a widget; "" on Wayland, where Qt does not give it away."""
    is_x11 = QGuiApplication.platformName() == "xcb"
    return f"x11:{int(widget.window().winId()):x}" if is_x11 else ""
