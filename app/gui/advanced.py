"""Model, processor and camera format: what few people need, folded away."""

from PySide6.QtCore import Slot

from app.gui.bridge import Bridge
from app.gui.dials import BUDGET
from app.gui.machine_words import (
    CAMERA_SIZE,
    CODEC,
    CODECS,
    DETAIL,
    DETAILS,
    DEVICE,
    DEVICES,
    MODEL,
    NO_CUDA,
    THREADS,
    detail_words,
    granted,
    models,
    size_words,
    sizes,
    threads,
)
from app.gui.parts import Machine
from app.gui.rows import BoxRow, DialRow, SegmentsRow
from app.gui.section import Section
from app.gui.view_state import ViewState


class AdvancedSection(Section):
    """Offers what this computer has, as soon as that is known, and says what the camera granted."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge
        self._model = BoxRow(MODEL, models(None))
        self._device = SegmentsRow(DEVICE, DEVICES)
        self._threads = BoxRow(THREADS, threads(None))
        camera_size, codec = BoxRow(CAMERA_SIZE, sizes(), size_words), SegmentsRow(CODEC, CODECS)
        rows = [
            self._model,
            self._device,
            BoxRow(DETAIL, DETAILS, detail_words),
            self._threads,
            DialRow(BUDGET),
            camera_size,
            codec,
        ]
        super().__init__("Advanced", rows, folds=True)
        self.no_cuda = self.add_note(NO_CUDA, self._device)
        self.no_cuda.hide()
        self.granted = self.add_note(granted(""))
        bridge.machine.connect(self._show_machine)
        bridge.view.connect(self._show_view)

    @Slot(object)
    def _show_machine(self, machine: Machine) -> None:
        self._model.offer(models(machine))
        self._threads.offer(threads(machine))
        self._device.segments.allow("cuda", machine.cuda, NO_CUDA)
        self.no_cuda.setVisible(not machine.cuda)
        for row in (self._model, self._threads):
            row.show_config(self._bridge.config)

    @Slot(object)
    def _show_view(self, view: ViewState) -> None:
        self.granted.setText(granted(view.camera))
