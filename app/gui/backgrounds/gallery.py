"""The gallery: a strip of tiles, one for each background."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QHideEvent, QImage, QKeyEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from app.backgrounds.catalogue import CatalogueEntry, Origin
from app.core.errors import BisenetBgError
from app.gui.backgrounds.collection import key_of
from app.gui.backgrounds.file_watch import FileWatch
from app.gui.backgrounds.tile import Tile
from app.gui.backgrounds.tile_menu import TileActions, tile_menu
from app.gui.imaging.thumbnails import Badge, badge, rainbow, thumbnail
from app.gui.session.task_thread import TaskThread
from app.gui.text import tip
from app.gui.theme.mirroring import direction_of, key_step
from app.gui.widgets.accessible import set_role
from app.gui.widgets.popups import round_menu
from app.gui.widgets.scrolling import ScrollArrows, ensure_visible
from app.language import _
from app.settings.model import FAVOURITES

_GAP = 4
# Left free beside a tile that is scrolled into view.
_CLEAR = 8
# One notch of a wheel, in eighths of a degree.
_NOTCH = 120
_ENDS = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: -1}


class Gallery(QScrollArea):
    """Shows all backgrounds, and the buttons that add more.

    Signals:
        chosen: the word of the background to use.
        removed: the `CatalogueEntry` to remove.
        kept: the temporary `CatalogueEntry` to keep.
        put_on_key: a `CatalogueEntry` and the number of its key, 0 for none.
        restored: show all bundled backgrounds again.
        add_requested: add files.
        folder_requested: add a folder.
        paste_requested: add what is on the clipboard.
        colour_requested: pick a colour.
    """

    chosen = Signal(str)
    removed = Signal(object)
    kept = Signal(object)
    put_on_key = Signal(object, int)
    restored = Signal()
    add_requested = Signal()
    folder_requested = Signal()
    paste_requested = Signal()
    colour_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles: dict[CatalogueEntry, Tile] = {}
        self._favourites: tuple[str, ...] = ("",) * FAVOURITES
        self._some_hidden = False
        self._current: CatalogueEntry | None = None
        # What the wheel has turned since the last step, in eighths of a degree.
        self._turned = 0
        # Whether the strip shows the background in use, until the user scrolls.
        self._follows = True
        # The window does not wait for the thumbnails.
        self._tasks = TaskThread("thumbnails", self)
        self.files = FileWatch(self._tasks, self._own_files, self)
        self.files.changed.connect(self._reload)
        self._strip = QWidget()
        self._row = QHBoxLayout(self._strip)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP)
        self._add = Tile(_("Add…"), is_action=True)
        self._add.setToolTip(_("Add pictures, videos or a folder. They can be dropped or pasted too."))
        self._add.clicked.connect(self.add_requested)
        self._add.menu_requested.connect(self._open_add_menu)
        self._colour = Tile(_("Pick a colour…"), is_action=True)
        self._colour.set_image(rainbow())
        self._colour.clicked.connect(self.colour_requested)
        self._row.addWidget(self._add)
        self._row.addWidget(self._colour)
        # Keeps the tile that shows the room apart from the others.
        self._line = QFrame()
        self._line.setObjectName("line")
        self._row.addStretch()
        self.setWidget(self._strip)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._strip.setAccessibleName(_("Backgrounds"))
        set_role(self._strip, QAccessible.Role.Grouping)
        self.arrows = ScrollArrows(self, self._stops, 0)
        self._fit()
        self.arrows.left.clicked.connect(self._stop_following)
        self.arrows.right.clicked.connect(self._stop_following)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the height of the tiles."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._fit()

    def focus_current(self) -> None:
        """Focus the tile of the background in use, where Enter and Space change nothing."""
        if self._current in self._tiles:
            self._tiles[self._current].setFocus(Qt.FocusReason.OtherFocusReason)

    def stop(self) -> list[str]:
        """Stop the task thread of the thumbnails, and return its name if it did not stop in time."""
        # A minimised window is closed without being hidden first.
        self.files.timer.stop()
        return self._tasks.stop()

    @property
    def focused(self) -> CatalogueEntry | None:
        """The entry whose tile has the focus; None if no tile has it."""
        return next((entry for entry, tile in self._tiles.items() if tile.hasFocus()), None)

    def show_entries(self, entries: Sequence[CatalogueEntry], favourites: Sequence[str], some_hidden: bool) -> None:
        """Show the tiles of these entries, in this order.

        Args:
            entries: of the gallery.
            favourites: words on the keys 1 to 9, "" for a free key.
            some_hidden: whether bundled backgrounds were removed that can be shown again.
        """
        self._favourites, self._some_hidden = tuple(favourites), some_hidden
        if list(self._tiles) != list(entries):
            self._lay_out(entries)
        for entry, tile in self._tiles.items():
            tile.set_key(key_of(favourites, entry))

    def mark(self, current: CatalogueEntry | None) -> None:
        """Mark the background in use, and scroll to it if it has changed; the focus follows from the one before."""
        follows = current != self._current and self.focused is not None and self.focused == self._current
        for entry, tile in self._tiles.items():
            tile.setChecked(entry == current)
        if current is not None and current != self._current:
            QTimer.singleShot(0, self, partial(self._scroll_to, current))
        self._current = current
        if follows:
            self.focus_current()

    def set_problem(self, entry: CatalogueEntry, problem: str) -> None:
        """Show why a background cannot be used, or for "" that it can."""
        tile = self._tiles.get(entry)
        if tile is not None and problem:
            tile.set_problem(problem)
            if entry.path is not None:
                # The file may be back before the next check.
                self.files.note(entry.path)
        elif tile is not None and tile.problem:
            self._load(entry, tile)

    def event(self, event: QEvent) -> bool:
        """Check the files when the user returns to the window, since another program may have changed them."""
        if event.type() is QEvent.Type.WindowActivate:
            self.files.check()
            # A file may have become readable without a change of its time or size.
            for entry, tile in self._tiles.items():
                if tile.problem:
                    self._load(entry, tile)
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Watch the files."""
        super().showEvent(event)
        self.files.timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop watching the files."""
        super().hideEvent(event)
        self.files.timer.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the focus along the strip with the arrows, Home and End."""
        tiles = [self._add, *self._tiles.values(), self._colour]
        focused = next((index for index, tile in enumerate(tiles) if tile.hasFocus()), None)
        key, step = Qt.Key(event.key()), key_step(self, event.key())
        if focused is None or (step is None and key not in _ENDS):
            super().keyPressEvent(event)
            return
        index = _ENDS[key] if step is None else max(0, min(focused + step, len(tiles) - 1))
        tiles[index].setFocus(Qt.FocusReason.TabFocusReason)
        ensure_visible(self, tiles[index], _CLEAR, 0)

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """Move the focus; the window scrolls to it, the right way also in right-to-left languages."""
        return QWidget.focusNextPrevChild(self, forwards)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the scroll arrows along, and make room for them beside the tiles where not all of these fit."""
        super().resizeEvent(event)
        self.arrows.place()
        if self._follows and self._current is not None:
            QTimer.singleShot(0, self, partial(self._scroll_to, self._current))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways, whichever way the wheel turns."""
        turn = event.angleDelta()
        self._turned -= turn.x() * direction_of(self) or turn.y()
        # A touchpad sends many small turns.
        tiles = int(self._turned / _NOTCH)
        self._turned -= tiles * _NOTCH
        self._follows = False
        self.arrows.step(tiles)

    @Slot()
    def _stop_following(self) -> None:
        self._follows = False

    def _stops(self) -> list[int]:
        """Return how far from the start of the strip the tiles begin, in points."""
        return [self._distance(tile) for tile in (self._add, *self._tiles.values(), self._colour)]

    def _distance(self, tile: Tile) -> int:
        """Return how far from the start of the strip a tile begins, in points."""
        # The first tile stands at the start; the width of the strip may not be up to date.
        return abs(tile.x() - self._add.x())

    def _fit(self) -> None:
        height = self._add.height()
        self._line.setFixedSize(1, height)
        self.setFixedHeight(height)
        self.arrows.middle = height // 2 - 12
        self.arrows.place()

    def _scroll_to(self, entry: CatalogueEntry) -> None:
        tile = self._tiles.get(entry)
        if tile is None:
            return
        # A new tile has no position until then.
        self.arrows.lay_out()
        self._follows = True
        if self._distance(tile) + tile.width() + _CLEAR < self.viewport().width():
            self.horizontalScrollBar().setValue(0)
        else:
            ensure_visible(self, tile, _CLEAR, 0)

    def _lay_out(self, entries: Sequence[CatalogueEntry]) -> None:
        before, self._tiles = self._tiles, {}
        focused = next((index for index, tile in enumerate(before.values()) if tile.hasFocus()), None)
        for entry in entries:
            self._tiles[entry] = before.pop(entry) if entry in before else self._make_tile(entry)
        for tile in before.values():
            self._row.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        last = self._add
        for index, tile in enumerate((*self._tiles.values(), self._colour), 1):
            self._row.insertWidget(index, tile)
            tile.show()
            QWidget.setTabOrder(last, tile)
            last = tile
        before_line = next((tile for entry, tile in self._tiles.items() if entry.spec.shows_room), self._add)
        self._row.insertWidget(self._row.indexOf(before_line) + 1, self._line, 0, Qt.AlignmentFlag.AlignTop)
        if focused is not None and self.focused is None and self._tiles:
            # The focused tile was removed: its neighbour gets the focus.
            list(self._tiles.values())[min(focused, len(self._tiles) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_tile(self, entry: CatalogueEntry) -> Tile:
        tile = Tile(entry.title, is_removable=entry.is_removable)
        tile.setToolTip(tip(entry.title if entry.path is None else entry.path.name))
        tile.clicked.connect(lambda: self.chosen.emit(entry.word))
        tile.removed.connect(lambda: self.removed.emit(entry))
        tile.menu_requested.connect(partial(self._open_menu, entry))
        self._load(entry, tile)
        return tile

    def _load(self, entry: CatalogueEntry, tile: Tile) -> None:
        def show(found: tuple[QImage, Badge]) -> None:
            if self._tiles.get(entry) is tile:
                tile.set_image(*found)

        def mark_broken(error: BisenetBgError) -> None:
            if self._tiles.get(entry) is tile:
                tile.set_problem(str(error))

        if entry.path is not None:
            self.files.note(entry.path)
        self._tasks.run(lambda: (thumbnail(entry.spec), badge(entry.path)), show, mark_broken)

    def _own_files(self) -> list[Path]:
        own = [entry for entry in self._tiles if entry.origin is not Origin.BUNDLED]
        return [entry.path for entry in own if entry.path is not None]

    @Slot(object)
    def _reload(self, path: Path) -> None:
        for entry, tile in self._tiles.items():
            if entry.path == path:
                self._load(entry, tile)

    def _open_menu(self, entry: CatalogueEntry, where: QPoint) -> None:
        actions = TileActions(
            use=lambda: self.chosen.emit(entry.word),
            keep=lambda: self.kept.emit(entry),
            remove=lambda: self.removed.emit(entry),
            put_on_key=lambda number: self.put_on_key.emit(entry, number),
            restore=self.restored.emit if self._some_hidden else None,
        )
        titles = [self._title_on(number) for number in range(1, FAVOURITES + 1)]
        tile_menu(self.window(), entry, key_of(self._favourites, entry), titles, actions).popup(where)

    def _open_add_menu(self, where: QPoint) -> None:
        menu = round_menu(self.window())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Pictures and videos…"), self.add_requested.emit)
        menu.addAction(_("A folder of pictures…"), self.folder_requested.emit)
        menu.addAction(_("Paste from clipboard"), self.paste_requested.emit)
        menu.popup(where)

    def _title_on(self, number: int) -> str:
        return next((entry.title for entry in self._tiles if key_of(self._favourites, entry) == number), "")
