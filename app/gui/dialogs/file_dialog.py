"""The file dialog: Qt's own, with previews, the folders that people use, and the look of the window.

Those of the desktop would keep the panic key from the window.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from platformdirs import user_desktop_path, user_downloads_path, user_pictures_path, user_videos_path
from PySide6.QtCore import QLocale, QModelIndex, QObject, QPersistentModelIndex, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QAction, QIcon, QKeySequence, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QListView,
    QSplitter,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QTreeView,
    QWidget,
)

from app.gui.dialogs.file_model import FileModel
from app.gui.dialogs.previews import SIZE
from app.gui.shortcuts import HIDE
from app.gui.theme.icons import Glyph, glyph_icon
from app.gui.theme.mirroring import mirrored_x
from app.gui.theme.palette import colours
from app.gui.theme.style import round_pen
from app.language import N_, _

Take = Callable[[Sequence[str]], object]
Index = QModelIndex | QPersistentModelIndex
W = TypeVar("W", bound=QWidget)

MEDIA, ALL = N_("Pictures and videos"), N_("All files")
_FILTERS = (MEDIA, ALL)
_ROW_ICON = QSize(44, 33)
_ICON = QSize(18, 18)
_SIDE_WIDTH = 150
_SIDE_MARGIN = 12
# Room beside a preview and below it, in points, and the lines of a name.
_BESIDE, _BELOW, _NAME_LINES = 20, 12, 3
_GLYPHS = {
    "backButton": Glyph.BACK,
    "forwardButton": Glyph.FORWARD,
    "toParentButton": Glyph.UP,
    "newFolderButton": Glyph.NEW_FOLDER,
    "listModeButton": Glyph.TILES,
    "detailModeButton": Glyph.ROWS,
}
_BUTTONS = {
    "backButton": N_("Back"),
    "forwardButton": N_("Forward"),
    "toParentButton": N_("Parent folder"),
    "newFolderButton": N_("New folder"),
    "listModeButton": N_("Previews"),
    "detailModeButton": N_("Details"),
}
_ACTIONS = {
    "qt_rename_action": N_("&Rename"),
    "qt_delete_action": N_("&Delete"),
    "qt_show_hidden_action": N_("Show &hidden files"),
    "qt_new_folder_action": N_("&New folder"),
}
_SIDE_GLYPHS = (Glyph.HOME, Glyph.PICTURE, Glyph.FILM, Glyph.DOWNLOAD, Glyph.SCREEN, Glyph.FOLDER, Glyph.DISK)
_ARROW_WIDTH = 30


@dataclass
class Memory:
    """The state of the last dialog, for the next one until the program ends.

    Attributes:
        folder: the one in which something was chosen, "" for none yet.
        view: tiles or rows.
        size: of the dialog, in points.
    """

    folder: str = ""
    view: QFileDialog.ViewMode = QFileDialog.ViewMode.List
    size: QSize = field(default_factory=lambda: QSize(1000, 680))


_MEMORY = Memory()


def pictures_folder() -> Path:
    """Return the user's folder for pictures, or the home folder where there is none."""
    folder = user_pictures_path()
    return folder if folder.is_dir() else Path.home()


def make_file_dialog(parent: QWidget, title: str, start: str, take: Take) -> QFileDialog:
    """Return a dialog for existing pictures and videos, to be opened.

    Args:
        parent: window above which it opens.
        title: of the dialog.
        start: folder in which it begins; "" for the one of the last dialog, or else the folder for pictures.
        take: called with the chosen paths.
    """
    last = _MEMORY.folder if Path(_MEMORY.folder).is_dir() else ""
    dialog = _FileDialog(parent, title, start or last or str(pictures_folder()))
    dialog.setOptions(
        QFileDialog.Option.DontUseNativeDialog
        | QFileDialog.Option.DontUseCustomDirectoryIcons
        | QFileDialog.Option.HideNameFilterDetails
    )
    model = FileModel(dialog.devicePixelRatioF(), dialog)
    dialog.setProxyModel(model)
    for worker in model.workers:
        # Also where the window closes with the dialog.
        dialog.destroyed.connect(worker.stop)
    dialog.setNameFilters([f"{_(name)} (*)" for name in _FILTERS])
    file_types = child(dialog, QComboBox, "fileTypeCombo")
    file_types.currentIndexChanged.connect(lambda index: model.show_all(_FILTERS[index] == ALL))
    _label(dialog)
    _arrange(dialog)
    # Qt makes the panic key's sequence one of its own, which opens the home folder.
    for action in dialog.findChildren(QAction):
        if action.shortcut() == QKeySequence(HIDE.sequence):
            action.setShortcut(QKeySequence())
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(take)
    dialog.finished.connect(model.stop)
    return dialog


class _FileDialog(QFileDialog):
    """Remembers folder, view and size when it closes."""

    def done(self, result: int) -> None:
        """Remember, and close."""
        if result:
            _MEMORY.folder = self.directory().absolutePath()
        _MEMORY.view, _MEMORY.size = self.viewMode(), self.size()
        super().done(result)


def _label(dialog: QFileDialog) -> None:
    """Give labels, buttons and menu entries words of the program: Qt's translation lacks some, and mixes terms."""
    for label, text in (
        (QFileDialog.DialogLabel.LookIn, _("Look &in:")),
        (QFileDialog.DialogLabel.FileName, _("File &name:")),
        (QFileDialog.DialogLabel.FileType, _("Files of &type:")),
        (QFileDialog.DialogLabel.Accept, _("&Open")),
        (QFileDialog.DialogLabel.Reject, _("Cancel")),
    ):
        dialog.setLabelText(label, text)
    for button_name, text in _BUTTONS.items():
        button = child(dialog, QToolButton, button_name)
        button.setToolTip(_(text))
        button.setAccessibleName(_(text))
    for action_name, text in _ACTIONS.items():
        action = dialog.findChild(QAction, action_name)
        assert isinstance(action, QAction)
        action.setText(_(text))


def _arrange(dialog: QFileDialog) -> None:
    """Set sizes, views, icons and the folders of the sidebar."""
    tiles = child(dialog, QListView, "listView")
    tiles.setViewMode(QListView.ViewMode.IconMode)
    tiles.setMovement(QListView.Movement.Static)
    tiles.setResizeMode(QListView.ResizeMode.Adjust)
    tiles.setIconSize(SIZE)
    cell = SIZE + QSize(_BESIDE, _BELOW + _NAME_LINES * tiles.fontMetrics().lineSpacing())
    tiles.setGridSize(cell)
    # Otherwise Qt would ask for the preview of every file, to measure it.
    tiles.setUniformItemSizes(True)
    tiles.setWordWrap(True)
    tiles.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    rows = child(dialog, QTreeView, "treeView")
    rows.setIconSize(_ROW_ICON)
    rows.setUniformRowHeights(True)
    dialog.setItemDelegate(_FileDelegate(cell, dialog))
    # Only by the rows in sight.
    rows.header().setResizeContentsPrecision(0)
    for column in range(1, rows.header().count()):
        rows.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
    rows.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    sidebar = child(dialog, QListView, "sidebar")
    places = _places()
    dialog.setSidebarUrls([QUrl.fromLocalFile(str(path)) for path in places] + [QUrl("file:")])
    sidebar.setItemDelegate(_PlaceDelegate(places, dialog))
    sidebar.setIconSize(_ICON)
    sidebar.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    side = max(_SIDE_WIDTH, sidebar.sizeHintForColumn(0) + 2 * sidebar.frameWidth() + _SIDE_MARGIN)
    sidebar.setMinimumWidth(side)
    child(dialog, QSplitter, "splitter").setSizes([side, _MEMORY.size.width() - side])
    for button_name, glyph in _GLYPHS.items():
        button = child(dialog, QToolButton, button_name)
        button.setIcon(_icon(glyph))
        button.setIconSize(_ICON)
    for box_name in ("lookInCombo", "fileTypeCombo"):
        box = child(dialog, QComboBox, box_name)
        box.setIconSize(QSize(0, 0))
        _Arrow(box)
    dialog.setViewMode(_MEMORY.view)
    screen = dialog.screen().availableGeometry().size()
    dialog.resize(_MEMORY.size.boundedTo(screen * 0.94))


def _places() -> dict[Path, tuple[str, Glyph]]:
    """Return title and icon of the user's folders that exist; one that is the home folder itself is left out."""
    places = {
        Path.home(): (_("Home"), Glyph.HOME),
        user_pictures_path(): (_("Pictures"), Glyph.PICTURE),
        user_videos_path(): (_("Videos"), Glyph.FILM),
        user_downloads_path(): (_("Downloads"), Glyph.DOWNLOAD),
        user_desktop_path(): (_("Desktop"), Glyph.SCREEN),
    }
    places[Path.home()] = (_("Home"), Glyph.HOME)
    return {path: place for path, place in places.items() if path.is_dir()}


def child(dialog: QFileDialog, kind: type[W], name: str) -> W:
    """Return the widget of a dialog that has a name in Qt."""
    found = dialog.findChild(kind, name)
    assert isinstance(found, kind)
    return found


def _icon(glyph: Glyph) -> QIcon:
    return QIcon(glyph_icon(glyph, _ICON).pixmap(_ICON * 2))


class _FileDelegate(QStyledItemDelegate):
    """Gives all tiles the same size, and lets a long name go on in the next line after "_", "-" and ".".

    Args:
        cell: size of a tile, in points.
    """

    def __init__(self, cell: QSize, parent: QObject) -> None:
        super().__init__(parent)
        self._cell = cell

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of a tile or row."""
        return self._cell if option.decorationSize == SIZE else super().sizeHint(option, index)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Place the name of a tile directly below the preview."""
        super().initStyleOption(option, index)
        if option.decorationSize == SIZE:
            option.displayAlignment = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop

    def displayText(self, value: object, locale: QLocale | QLocale.Language) -> str:
        """Return a name with places where its line may end."""
        text = str(super().displayText(value, locale))
        for sign in "_-.":
            text = text.replace(sign, f"{sign}\u200b")
        return text


class _PlaceDelegate(QStyledItemDelegate):
    """Shows title and icon of the folders in the sidebar."""

    def __init__(self, places: dict[Path, tuple[str, Glyph]], parent: QObject) -> None:
        super().__init__(parent)
        self._places = places
        self._icons = {glyph: _icon(glyph) for glyph in _SIDE_GLYPHS}

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Replace what the model says of a known folder."""
        super().initStyleOption(option, index)
        # Where Qt keeps the address of an entry of the sidebar.
        url = index.data(Qt.ItemDataRole.UserRole + 1)
        path = Path(url.toLocalFile()) if isinstance(url, QUrl) and url.toLocalFile() else None
        title, glyph = self._places.get(path, ("", Glyph.FOLDER)) if path else ("", Glyph.DISK)
        option.text = title or option.text
        option.icon = self._icons[glyph]


class _Arrow(QWidget):
    """The arrow of a combo box, for which a style sheet would need an image file."""

    def __init__(self, box: QComboBox) -> None:
        super().__init__(box)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedWidth(_ARROW_WIDTH)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch()
        row.addWidget(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the arrow."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(round_pen(colours().muted, 2))
        point = QPointF(mirrored_x(self, self.width() / 2 - 2), self.height() / 2 + 2.5)
        painter.drawPolyline(QPolygonF([point + QPointF(-5, -5), point, point + QPointF(5, -5)]))
