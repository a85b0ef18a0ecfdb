"""Model, processor and camera format: what few people need, folded away."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Slot

from app.core.errors import ConfigError
from app.gui.adjust.machine_words import (
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
    model_words,
    models,
    size_words,
    sizes,
    threads,
)
from app.gui.adjust.rows import ComboRow, SegmentedRow, SliderRow
from app.gui.adjust.section import Section
from app.gui.adjust.sliders import BUDGET
from app.gui.session.messages import error_message
from app.gui.session.services import Machine
from app.gui.session.session import Session
from app.gui.session.settings_store import SettingsStore
from app.gui.session.view_state import ViewState
from app.gui.widgets.dialogs import pick_folder


class AdvancedSection(Section):
    """Offers what this computer has, as soon as that is known, and says what the camera granted.

    Args:
        session: tells that, and finds models of the user's own.
        memory: knows the model of the last run, which is offered even where another one has to stand in for it.
    """

    def __init__(self, session: Session, memory: SettingsStore) -> None:
        self._session = session
        self._model = ComboRow(MODEL, models(None), model_words, str)
        self._model.join(memory.settings.config.model)
        self._device = SegmentedRow(DEVICE, DEVICES)
        self._threads = ComboRow(THREADS, threads(None))
        camera_size, codec = ComboRow(CAMERA_SIZE, sizes(), size_words), SegmentedRow(CODEC, CODECS)
        rows = [
            self._model,
            self._device,
            ComboRow(DETAIL, DETAILS, detail_words),
            self._threads,
            SliderRow(BUDGET),
            camera_size,
            codec,
        ]
        super().__init__("Advanced", rows, folds=True)
        self.own_model = self.add_button("Choose a model folder…", self._model)
        self.own_model.setToolTip("One that bisenet publish wrote, with a model that you trained")
        self.own_model.clicked.connect(lambda: pick_folder(self.window(), "Choose a model folder", self._look_into))
        self.no_cuda = self.add_note(NO_CUDA, self._device)
        self.no_cuda.hide()
        self.granted = self.add_note(granted(""))
        session.machine.connect(self._show_machine)
        session.view.connect(self._show_view)

    @Slot(object)
    def _show_machine(self, machine: Machine) -> None:
        self._model.offer(models(machine))
        self._threads.offer(threads(machine))
        self._device.segments.allow("cuda", machine.cuda, NO_CUDA)
        self.no_cuda.setVisible(not machine.cuda)
        for row in (self._model, self._threads):
            row.show_config(self._session.config)

    def _look_into(self, folders: Sequence[str]) -> None:
        self._session.find_models(str(Path(folders[0])), self._offer_own)

    def _offer_own(self, words: Sequence[str]) -> None:
        """Use the model of a folder, or offer all of several."""
        if len(words) == 1:
            self._model.wanted.emit(words[0], False)
            return
        for word in words:
            self._model.join(word)
        # Said until one is chosen.
        what = f"There are {len(words)} models in that folder."
        hint = "Choose one of them from the list of models."
        self._session.show(error_message(ConfigError(what, hint)))

    @Slot(object)
    def _show_view(self, view: ViewState) -> None:
        self.granted.setText(granted(view.camera))
