"""The brushes of the page "Fix"."""

from dataclasses import replace

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from app.config import AppConfig
from app.core.corrections.brush import Mark, marked, stroke_of
from app.gui.fix.brush_tool import BrushTool, Canvas
from app.gui.fix.illustrations import brush_illustration
from app.gui.fix.state import MAX_SIZE, MIN_SIZE, Brush
from app.gui.preview.preview import Preview
from app.gui.preview.tool import Spot
from app.gui.session.session import Session
from app.gui.shortcuts import LARGER, SMALLER
from app.gui.widgets.flow import FlowLayout
from app.language import N_, _, percent

_LABELS = {Mark.ALWAYS: N_("&Always show"), Mark.NEVER: N_("&Never show"), Mark.ERASE: N_("&Erase")}


class BrushCard(QWidget):
    """Three brushes and their size. While the card is visible, the preview shows the marks and can be painted on.

    Attributes:
        tool: paints on the preview.
    """

    def __init__(self, session: Session, preview: Preview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._preview = preview
        self.tool = BrushTool(self._canvas, self._add_stroke)
        title = QLabel(_("Brush"))
        title.setProperty("role", "heading")
        self.brushes = {mark: QPushButton(_(text)) for mark, text in _LABELS.items()}
        for mark, button in self.brushes.items():
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, mark=mark: self._select(self.tool.brush.toggled(mark)))
        self.note = QLabel()
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        self.size_slider = QSlider(Qt.Orientation.Horizontal)
        self.size_slider.setRange(MIN_SIZE, MAX_SIZE)
        self.size_slider.setAccessibleName(_("Brush size"))
        self.size_slider.setToolTip(
            _("Shortcuts: {smaller} and {larger}").format(smaller=SMALLER.keys, larger=LARGER.keys)
        )
        self.size_slider.valueChanged.connect(lambda size: self._select(self.tool.brush.resized(size)))
        label = QLabel(_("Si&ze"))
        label.setBuddy(self.size_slider)
        self.size_value = QLabel()
        self.size_value.setProperty("role", "value")
        sizes = QHBoxLayout()
        for widget in (label, self.size_slider, self.size_value):
            sizes.addWidget(widget)
        self.remove_marks = QPushButton(_("Remove all marks"))
        self.remove_marks.setProperty("role", "quiet")
        self.remove_marks.clicked.connect(self._remove_marks)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(title)
        column.addWidget(brush_illustration())
        column.addWidget(self.note)
        column.addLayout(FlowLayout(self.brushes[Mark.ALWAYS], self.brushes[Mark.NEVER], spacing=8, fills=True))
        column.addWidget(self.brushes[Mark.ERASE])
        column.addLayout(sizes)
        column.addWidget(self.remove_marks)
        for key, steps in ((SMALLER, -1), (LARGER, 1)):
            shortcut = QShortcut(self)
            shortcut.setKeys([QKeySequence(key.sequence), QKeySequence(key.second)])
            shortcut.activated.connect(lambda steps=steps: self._select(self.tool.brush.stepped(steps)))
        session.changed.connect(self._show_config)
        session.picture.connect(self._cancel_on_slate)
        self._select(Brush())

    @property
    def brush(self) -> Brush:
        """The selected brush."""
        return self.tool.brush

    def showEvent(self, event: QShowEvent) -> None:
        """Show the marks in the preview."""
        if not event.spontaneous():
            self._preview.add_tool(self.tool)
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Deselect the brush and hide the marks."""
        if not event.spontaneous():
            self.put_down()
            self._preview.remove_tool(self.tool)
        super().hideEvent(event)

    def put_down(self) -> bool:
        """Deselect the brush, and return whether one was selected."""
        was_selected = self.brush.mark is not None
        self._select(replace(self.brush, mark=None))
        return was_selected

    def _canvas(self) -> Canvas | None:
        matte = self._session.matte()
        if matte is None:
            return None
        config = self._session.config
        return Canvas(
            matte.frame.source, matte.frame.size, config.size, config.look, config.corrections.at(matte.frame.source)
        )

    def _add_stroke(self, mark: Mark, spots: tuple[Spot, ...], radius: float) -> None:
        matte, config = self._session.matte(), self._session.config
        # The user may have hidden meanwhile, and a slate cannot be painted on.
        if matte is not None:
            points = tuple((spot.x, spot.y) for spot in spots)
            stroke = stroke_of(points, radius, matte.frame.size, config.size, config.look)
            self._session.adjust(corrections=marked(config.corrections, mark, stroke, matte.frame))

    def _select(self, brush: Brush) -> None:
        self.tool.set_brush(brush)
        for mark, button in self.brushes.items():
            button.setChecked(mark is brush.mark)
        self.note.setText(brush.description)
        self.size_slider.setValue(brush.size)
        self.size_value.setText(percent(brush.radius))
        self._preview.update()

    @Slot()
    def _remove_marks(self) -> None:
        self._session.adjust(corrections=replace(self._session.config.corrections, always=None, marked=None))

    @Slot(object, bool)
    def _cancel_on_slate(self, _: object, is_slate: bool) -> None:
        if is_slate:
            # The picture that follows may be another one.
            self.tool.cancel_stroke()

    @Slot(object)
    def _show_config(self, config: AppConfig) -> None:
        corrections = config.corrections
        self.remove_marks.setEnabled(corrections.always is not None or corrections.marked is not None)
        self._preview.update()
