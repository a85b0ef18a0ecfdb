"""The part of the page "Fix" that holds the brushes."""

from dataclasses import replace

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QImage, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from app.config import AppConfig
from app.core.corrections.brush import Mark, marked, stroke_of
from app.gui.fix.brush_tool import BrushTool, Scene
from app.gui.fix.state import LARGEST, SMALLEST, Brush
from app.gui.preview.preview import Preview
from app.gui.preview.tool import Spot
from app.gui.session.session import Session
from app.gui.shortcuts import LARGER, SMALLER

_NAMES = {Mark.ALWAYS: "&Always me", Mark.NEVER: "&Never me", Mark.ERASE: "&Erase"}
_PLACES = {Mark.ALWAYS: (0, 0, 1, 1), Mark.NEVER: (0, 1, 1, 1), Mark.ERASE: (1, 0, 1, 2)}


class BrushCard(QWidget):
    """Three brushes and their size; the marks are seen, and can be painted, while it is.

    Attributes:
        tool: paints in the preview.
    """

    def __init__(self, session: Session, preview: Preview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._preview = preview
        self.tool = BrushTool(self._scene, self._painted)
        title = QLabel("Brush")
        title.setProperty("role", "heading")
        self.brushes = {mark: QPushButton(name) for mark, name in _NAMES.items()}
        grid = QGridLayout()
        grid.setSpacing(8)
        for mark, button in self.brushes.items():
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, mark=mark: self._take(self.tool.brush.toggled(mark)))
            grid.addWidget(button, *_PLACES[mark])
        self.note = QLabel()
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        self.size_slider = QSlider(Qt.Orientation.Horizontal)
        self.size_slider.setRange(SMALLEST, LARGEST)
        self.size_slider.setAccessibleName("Brush size")
        self.size_slider.setToolTip(f"{SMALLER.sequence} and {LARGER.sequence} do it too.")
        self.size_slider.valueChanged.connect(lambda size: self._take(self.tool.brush.sized(size)))
        label = QLabel("Si&ze")
        label.setBuddy(self.size_slider)
        self.value = QLabel()
        self.value.setProperty("role", "value")
        sizes = QHBoxLayout()
        for widget in (label, self.size_slider, self.value):
            sizes.addWidget(widget)
        self.remove = QPushButton("Remove all marks")
        self.remove.setProperty("role", "quiet")
        self.remove.clicked.connect(self._remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(title)
        column.addWidget(self.note)
        column.addLayout(grid)
        column.addLayout(sizes)
        column.addWidget(self.remove)
        for key, steps in ((SMALLER, -1), (LARGER, 1)):
            shortcut = QShortcut(QKeySequence(key.sequence), self)
            shortcut.activated.connect(lambda steps=steps: self._take(self.tool.brush.stepped(steps)))
        session.changed.connect(self._show_config)
        session.picture.connect(self._note)
        self._take(Brush())

    @property
    def brush(self) -> Brush:
        """The brush in hand."""
        return self.tool.brush

    def showEvent(self, event: QShowEvent) -> None:
        """Show the marks in the preview."""
        if not event.spontaneous():
            self._preview.add_tool(self.tool)
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Lay the brush down and show them no more."""
        if not event.spontaneous():
            self._take(replace(self.brush, mark=None))
            self._preview.remove_tool(self.tool)
        super().hideEvent(event)

    def _scene(self) -> Scene | None:
        matte = self._session.matte()
        if matte is None:
            return None
        config = self._session.config
        return Scene(
            matte.frame.source, matte.frame.size, config.size, config.look, config.corrections.at(matte.frame.source)
        )

    def _painted(self, mark: Mark, points: tuple[Spot, ...], radius: float) -> None:
        matte, config = self._session.matte(), self._session.config
        # Whoever hid meanwhile sees nothing to paint on.
        if matte is not None:
            places = tuple((spot.x, spot.y) for spot in points)
            stroke = stroke_of(places, radius, matte.frame.size, config.size, config.look)
            self._session.adjust(corrections=marked(config.corrections, mark, stroke, matte.frame))

    def _take(self, brush: Brush) -> None:
        self.tool.take(brush)
        for mark, button in self.brushes.items():
            button.setChecked(mark is brush.mark)
        self.note.setText(brush.meaning)
        self.size_slider.setValue(brush.size)
        self.value.setText(f"{brush.size} %")
        self._preview.update()

    @Slot()
    def _remove(self) -> None:
        self._session.adjust(corrections=replace(self._session.config.corrections, always=None, marked=None))

    @Slot(QImage, bool)
    def _note(self, image: QImage, is_slate: bool) -> None:
        if is_slate:
            # Whatever is shown after it, the hand is not where it was.
            self.tool.drop()

    @Slot(object)
    def _show_config(self, config: AppConfig) -> None:
        corrections = config.corrections
        self.remove.setEnabled(corrections.always is not None or corrections.marked is not None)
        self._preview.update()
