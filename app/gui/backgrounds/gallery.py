"""The strip of backgrounds."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QImage, QKeyEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QWidget

from app.backgrounds.catalogue import CatalogueEntry, Origin
from app.core.errors import BisenetBgError
from app.gui.backgrounds.collection import key_of
from app.gui.backgrounds.file_watch import FileWatch
from app.gui.backgrounds.tile import Tile
from app.gui.backgrounds.tile_menu import TileActions, tile_menu
from app.gui.imaging.thumbnails import Badge, badge, rainbow, thumbnail
from app.gui.session.task_thread import TaskThread
from app.gui.text import tip
from app.gui.widgets.popups import round_menu
from app.gui.widgets.scrolling import ScrollArrows
from app.settings.model import FAVOURITES

_GAP = 8
# Beside a tile that is brought into sight, so that no arrow lies over it.
_CLEAR = 46
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
_ENDS = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: -1}


class Gallery(QScrollArea):
    """Offers no background, blur, the user's own, the bundled pictures and colours, and ways to add more.

    Signals:
        chosen: word of the background that the user wants.
        removed: the `CatalogueEntry` that is to go.
        kept: the `CatalogueEntry` that is to stay.
        put_on_key: a `CatalogueEntry` and the number of its key, 0 for none.
        restored: all bundled ones are wanted again.
        add_asked: the user wants to add files.
        folder_asked: the user wants to add a folder.
        paste_asked: the user wants to add what the clipboard holds.
        colour_asked: the user wants to pick a colour.
    """

    chosen = Signal(str)
    removed = Signal(object)
    kept = Signal(object)
    put_on_key = Signal(object, int)
    restored = Signal()
    add_asked = Signal()
    folder_asked = Signal()
    paste_asked = Signal()
    colour_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles: dict[CatalogueEntry, Tile] = {}
        self._favourites: tuple[str, ...] = ("",) * FAVOURITES
        self._some_hidden = False
        self._current: CatalogueEntry | None = None
        # Reading pictures takes a while, and the window shall be there at once.
        self._tasks = TaskThread("thumbnails", self)
        self.files = FileWatch(self._tasks, self._own_files, self)
        self.files.changed.connect(self._load_again)
        strip = QWidget()
        self._row = QHBoxLayout(strip)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP)
        self._add = Tile("Add…", is_action=True)
        self._add.setToolTip("Add pictures, videos or a folder. They can be dropped or pasted too.")
        self._add.clicked.connect(self.add_asked)
        self._add.menu_asked.connect(self._open_add_menu)
        self._colour = Tile("Pick a colour…", is_action=True)
        self._colour.set_image(rainbow())
        self._colour.clicked.connect(self.colour_asked)
        self._row.addWidget(self._add)
        self._row.addWidget(self._colour)
        self._row.addStretch()
        self.setWidget(strip)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(self._add.height() + 14)
        self.setAccessibleName("Backgrounds")
        self.arrows = ScrollArrows(self, self._add.height() // 2 - 12)

    def stop(self) -> list[str]:
        """End the thread that reads pictures, and return its name if it did not end in time."""
        # A window that is minimised is closed without being hidden first.
        self.files.timer.stop()
        return self._tasks.stop()

    @property
    def focused(self) -> CatalogueEntry | None:
        """The choice whose tile has the focus."""
        return next((choice for choice, tile in self._tiles.items() if tile.hasFocus()), None)

    def offer(self, choices: Sequence[CatalogueEntry], favourites: Sequence[str], some_hidden: bool) -> None:
        """Show these, in this order.

        Args:
            choices: all there are.
            favourites: words on the keys 1 to 9, "" for nothing.
            some_hidden: whether bundled ones were removed, which can be had back.
        """
        self._favourites, self._some_hidden = tuple(favourites), some_hidden
        if list(self._tiles) != list(choices):
            self._lay(choices)
        for choice, tile in self._tiles.items():
            tile.set_key(key_of(favourites, choice))

    def mark(self, current: CatalogueEntry | None) -> None:
        """Mark the background in use, and bring it into sight where it is another than before."""
        for choice, tile in self._tiles.items():
            tile.setChecked(choice == current)
        if current is not None and current != self._current:
            QTimer.singleShot(0, self, partial(self._scroll_to, current))
        self._current = current

    def set_problem(self, choice: CatalogueEntry, problem: str) -> None:
        """Show that a background cannot be used, or for "" that it can."""
        tile = self._tiles.get(choice)
        if tile is not None and problem:
            tile.set_problem(problem)
            if choice.path is not None:
                # It may be back before the next look.
                self.files.note(choice.path)
        elif tile is not None and tile.problem:
            self._load(choice, tile)

    def event(self, event: QEvent) -> bool:
        """Look after the files when the user comes back from elsewhere, where one may have gone."""
        if event.type() is QEvent.Type.WindowActivate:
            self.files.look()
            # Not every reason that a file could not be read for is seen from outside.
            for choice, tile in self._tiles.items():
                if tile.problem:
                    self._load(choice, tile)
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to look after the files."""
        super().showEvent(event)
        self.files.timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Look no more."""
        super().hideEvent(event)
        self.files.timer.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the focus along the strip with the arrows, Home and End."""
        tiles = [self._add, *self._tiles.values(), self._colour]
        focused = next((place for place, tile in enumerate(tiles) if tile.hasFocus()), None)
        key = Qt.Key(event.key())
        if focused is None or key not in (*_STEPS, *_ENDS):
            super().keyPressEvent(event)
            return
        place = _ENDS[key] if key in _ENDS else max(0, min(focused + _STEPS[key], len(tiles) - 1))
        tiles[place].setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(tiles[place], _CLEAR, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the arrows at the ends."""
        super().resizeEvent(event)
        self.arrows.place()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways with any wheel: there is nothing above or below."""
        turn = event.angleDelta()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (turn.x() or turn.y()))

    def _scroll_to(self, choice: CatalogueEntry) -> None:
        tile = self._tiles.get(choice)
        if tile is None:
            return
        # A new tile has its place once strip and scroll bar have heard of it.
        self._row.activate()
        QApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))
        self.ensureWidgetVisible(tile, _CLEAR, 0)

    def _lay(self, choices: Sequence[CatalogueEntry]) -> None:
        before, self._tiles = self._tiles, {}
        focused = next((place for place, tile in enumerate(before.values()) if tile.hasFocus()), None)
        for choice in choices:
            self._tiles[choice] = before.pop(choice) if choice in before else self._made(choice)
        for tile in before.values():
            self._row.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        last = self._add
        for place, tile in enumerate((*self._tiles.values(), self._colour), 1):
            self._row.insertWidget(place, tile)
            tile.show()
            QWidget.setTabOrder(last, tile)
            last = tile
        if focused is not None and self.focused is None and self._tiles:
            # The tile that had the focus is gone: its neighbour takes over, so that the keyboard goes on from there.
            list(self._tiles.values())[min(focused, len(self._tiles) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def _made(self, choice: CatalogueEntry) -> Tile:
        tile = Tile(choice.title, may_go=choice.may_go)
        tile.setToolTip(tip(choice.title if choice.path is None else choice.path.name))
        tile.clicked.connect(lambda: self.chosen.emit(choice.key))
        tile.removed.connect(lambda: self.removed.emit(choice))
        tile.menu_asked.connect(partial(self._open_menu, choice))
        self._load(choice, tile)
        return tile

    def _load(self, choice: CatalogueEntry, tile: Tile) -> None:
        def show(found: tuple[QImage, Badge]) -> None:
            if self._tiles.get(choice) is tile:
                tile.set_image(*found)

        def mark_broken(error: BisenetBgError) -> None:
            if self._tiles.get(choice) is tile:
                tile.set_problem(str(error))

        if choice.path is not None:
            self.files.note(choice.path)
        self._tasks.run(lambda: (thumbnail(choice), badge(choice)), show, mark_broken)

    def _own_files(self) -> list[Path]:
        return [c.path for c in self._tiles if c.origin is not Origin.BUNDLED and c.path is not None]

    @Slot(object)
    def _load_again(self, path: Path) -> None:
        for choice, tile in self._tiles.items():
            if choice.path == path:
                self._load(choice, tile)

    def _open_menu(self, choice: CatalogueEntry, where: QPoint) -> None:
        wishes = TileActions(
            use=lambda: self.chosen.emit(choice.key),
            keep=lambda: self.kept.emit(choice),
            remove=lambda: self.removed.emit(choice),
            put_on_key=lambda number: self.put_on_key.emit(choice, number),
            restore=self.restored.emit if self._some_hidden else None,
        )
        titles = [self._title_on(number) for number in range(1, FAVOURITES + 1)]
        tile_menu(self.window(), choice, key_of(self._favourites, choice), titles, wishes).popup(where)

    def _open_add_menu(self, where: QPoint) -> None:
        menu = round_menu(self.window())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Pictures and videos…", self.add_asked.emit)
        menu.addAction("A folder of pictures…", self.folder_asked.emit)
        menu.addAction("What the clipboard holds", self.paste_asked.emit)
        menu.popup(where)

    def _title_on(self, number: int) -> str:
        return next((choice.title for choice in self._tiles if key_of(self._favourites, choice) == number), "")
