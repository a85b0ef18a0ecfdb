"""The strip of backgrounds."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDir, QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QFrame, QHBoxLayout, QScrollArea, QWidget

from app.core.errors import BisenetBgError
from app.devices.moving import MOVING_SUFFIXES
from app.devices.pictures import SUFFIXES
from app.gui.choices import Choice, choice_of, choices, find
from app.gui.errands import Errands
from app.gui.thumbnails import thumbnail
from app.gui.tile import Tile

_GAP = 8
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class Gallery(QScrollArea):
    """Offers blur, colours, pictures and a way to add one's own.

    Signals:
        chosen: what names the background that the user clicked.
    """

    chosen = Signal(str)

    def __init__(self, pictures: Sequence[Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles: dict[Choice, Tile] = {}
        # Reading pictures takes a while, and the window shall be there at once.
        self._errands = Errands("thumbnails", self)
        strip = QWidget()
        self._row = QHBoxLayout(strip)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP)
        self._add = Tile("Add picture…", is_action=True)
        self._add.clicked.connect(self.ask_for_picture)
        self._row.addWidget(self._add)
        self._row.addStretch()
        for choice in choices(pictures):
            self._insert(choice)
        self.setWidget(strip)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(self._add.height() + 14)
        self.setAccessibleName("Backgrounds")

    def stop(self) -> list[str]:
        """End the thread that reads pictures, and return its name if it did not end in time."""
        return self._errands.stop()

    @Slot(str)
    def mark(self, text: str) -> None:
        """Mark the background in use; one that is not on offer yet is added."""
        current = find(self._tiles, text)
        if current is None:
            current = choice_of(text)
            self._insert(current)
        for choice, tile in self._tiles.items():
            tile.setChecked(choice == current)
        QTimer.singleShot(0, self, partial(self._scroll_to, self._tiles[current]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the focus along the strip with the arrows."""
        tiles = [self._add, *self._tiles.values()]
        focused = next((place for place, tile in enumerate(tiles) if tile.hasFocus()), None)
        step = _STEPS.get(Qt.Key(event.key()))
        if focused is None or step is None:
            super().keyPressEvent(event)
            return
        tile = tiles[max(0, min(focused + step, len(tiles) - 1))]
        tile.setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(tile, _GAP, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways with any wheel: there is nothing above or below."""
        turn = event.angleDelta()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (turn.x() or turn.y()))

    def _scroll_to(self, tile: Tile) -> None:
        # A new tile counts once it is shown, and has its place once strip and scroll bar have heard of that.
        tile.show()
        self._row.activate()
        QApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))
        self.ensureWidgetVisible(tile, _GAP, 0)

    def _insert(self, choice: Choice) -> None:
        tile = Tile(choice.title)
        tile.setToolTip(choice.title if choice.path is None else choice.path.name)
        tile.clicked.connect(lambda: self.chosen.emit(choice.key))
        before = next(reversed(self._tiles.values()), self._add)
        self._tiles[choice] = tile
        # Behind everything but the stretch.
        self._row.insertWidget(self._row.count() - 1, tile)
        QWidget.setTabOrder(before, tile)

        def show(image: QImage) -> None:
            tile.set_image(image)

        def leave_plain(error: BisenetBgError) -> None:
            tile.setToolTip(str(error))

        self._errands.run(lambda: thumbnail(choice), show, leave_plain)

    @Slot()
    def ask_for_picture(self) -> None:
        """Let the user choose a file."""
        patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES + MOVING_SUFFIXES)
        dialog = QFileDialog(
            self.window(), "Add picture or video", QDir.homePath(), f"Pictures and videos ({patterns})"
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.chosen)
        dialog.open()
