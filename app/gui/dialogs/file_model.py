"""The files of a dialog: which of them are shown, and their previews."""

from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    QTimer,
    Slot,
)
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QFileSystemModel

from app.devices.media.file_content import content_of
from app.devices.media.pictures import SUFFIXES
from app.devices.media.video_background import MOVING_SUFFIXES
from app.gui.dialogs.file_worker import FileWorker
from app.gui.dialogs.previews import file_preview, folder_preview, sign_preview
from app.gui.theme.icons import Glyph

_KNOWN_SUFFIXES = frozenset(suffix.lstrip(".") for suffix in SUFFIXES + MOVING_SUFFIXES)
_FETCH_MS = 30
# More than any screen shows at once; a preview takes 50 KB, or 200 KB on a high-density screen.
_MAX_PREVIEWS = 600

Index = QModelIndex | QPersistentModelIndex
# A file, and the time of its last change in milliseconds since 1970.
Version = tuple[Path, int]


class FileModel(QSortFilterProxyModel):
    """Shows folders, pictures and videos alone, each with a preview that is made once it is visible.

    A file with another suffix than those of pictures and videos is shown once its first bytes have been read.

    Args:
        ratio: pixels per point of the screen.
    """

    def __init__(self, ratio: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shows_all = False
        self._is_media: dict[Path, bool] = {}
        # The most recently used last.
        self._previews: OrderedDict[Version, QIcon] = OrderedDict()
        self._asked: set[Version] = set()
        self._wanted: list[Version] = []
        self._unknown: list[Path] = []
        self._folder = _icon(folder_preview(ratio))
        self._waiting = _icon(sign_preview(Glyph.PICTURE, ratio))
        self._broken = _icon(sign_preview(Glyph.BROKEN, ratio))
        self._previewer = FileWorker[Version, QImage](
            "previews", lambda version: file_preview(version[0], ratio), QImage()
        )
        self._checker = FileWorker[Path, bool]("file types", lambda path: content_of(path) is not None, False)
        self._fetch_timer = QTimer(self, interval=_FETCH_MS)
        self._fetch_timer.timeout.connect(self._fetch)
        # Together, so that those of one screen are made in their order.
        self._ask_timer = QTimer(self, interval=0, singleShot=True)
        self._ask_timer.timeout.connect(self._ask)

    @property
    def workers(self) -> tuple[FileWorker[Version, QImage], FileWorker[Path, bool]]:
        """The threads of the previews and of the file types."""
        return self._previewer, self._checker

    @property
    def files(self) -> QFileSystemModel:
        """The model of the dialog."""
        source = self.sourceModel()
        assert isinstance(source, QFileSystemModel)
        return source

    def show_all(self, shows_all: bool) -> None:
        """Show files of every kind, or only pictures and videos."""
        self._shows_all = shows_all
        self.invalidate()

    @Slot()
    def stop(self) -> None:
        """Make no further preview; returns at once."""
        for worker in self.workers:
            worker.stop()
        self._fetch_timer.stop()
        self._ask_timer.stop()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort as the model of the dialog does: folders first, numbers by value."""
        self.files.sort(column, order)

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        """Accept folders, pictures and videos; a file of unknown kind is read in a thread first."""
        index = self.files.index(row, 0, parent)
        if self._shows_all or self.files.isDir(index):
            return True
        name = self.files.fileName(index)
        if name.rpartition(".")[2].lower() in _KNOWN_SUFFIXES:
            return True
        path = Path(self.files.filePath(index))
        if path not in self._is_media:
            self._is_media[path] = False
            self._unknown.append(path)
            self._ask_timer.start()
        return self._is_media[path]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the preview of a file, its complete name as a tooltip, and all else as the dialog's model has it."""
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return self._preview(self.mapToSource(index))
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.files.fileName(self.mapToSource(index))
        return super().data(index, role)

    def _preview(self, index: Index) -> QIcon:
        path = Path(self.files.filePath(index))
        version = path, self.files.fileInfo(index).lastModified().toMSecsSinceEpoch()
        found = self._previews.get(version)
        if found is not None:
            self._previews.move_to_end(version)
            return found
        if version not in self._asked:
            self._asked.add(version)
            self._wanted.append(version)
            self._ask_timer.start()
        return self._folder if self.files.isDir(index) else self._waiting

    @Slot()
    def _ask(self) -> None:
        self._previewer.ask(self._wanted)
        self._checker.ask(self._unknown)
        self._wanted, self._unknown = [], []
        self._fetch_timer.start()

    @Slot()
    def _fetch(self) -> None:
        for version, image in self._previewer.results():
            self._asked.discard(version)
            self._previews[version] = self._broken if image.isNull() else _icon(image)
            index = self.mapFromSource(self.files.index(str(version[0])))
            self.dataChanged.emit(index, index, [Qt.ItemDataRole.DecorationRole])
        while len(self._previews) > _MAX_PREVIEWS:
            self._previews.popitem(last=False)
        media = [path for path, is_media in self._checker.results() if is_media]
        if media:
            self._is_media.update(dict.fromkeys(media, True))
            self.invalidate()
        if self._previewer.is_idle and self._checker.is_idle:
            self._fetch_timer.stop()


def _icon(image: QImage) -> QIcon:
    """Return an icon that looks the same while it is selected."""
    pixmap = QPixmap.fromImage(image)
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    return icon
