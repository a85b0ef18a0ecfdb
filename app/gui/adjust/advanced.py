"""The section "Advanced": model, processor, CPU budget and camera format, folded away until opened."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Slot

from app.core.advice import commands_of, in_words
from app.core.errors import ConfigError
from app.gui.adjust.rows import ComboRow, SegmentedRow, SliderRow
from app.gui.adjust.section import Section
from app.gui.adjust.settings import (
    CAMERA_SIZE,
    CODEC,
    CODECS,
    DETAIL,
    DETAILS,
    DEVICE,
    DEVICES,
    MODEL,
    THREADS,
    camera_in_use_text,
    camera_size_entries,
    detail_text,
    model_entries,
    model_text,
    size_text,
    thread_entries,
)
from app.gui.adjust.sliders import BUDGET
from app.gui.dialogs.pickers import pick_folder
from app.gui.session.messages import error_message
from app.gui.session.services import Machine
from app.gui.session.session import Session
from app.gui.session.settings_store import SettingsStore
from app.gui.session.window_status import WindowStatus
from app.gui.widgets.command_block import CommandBlock
from app.gui.widgets.segmented import translated
from app.language import _, ngettext


class AdvancedSection(Section):
    """Lists what this computer supports once that is known, and shows the format that the camera delivers.

    Args:
        session: reports what this computer supports, and finds models in the user's folders.
        store: holds the saved model, which is listed even while another one replaces it.
    """

    def __init__(self, session: Session, store: SettingsStore) -> None:
        self._session = session
        self._model = ComboRow(MODEL, model_entries(None), model_text, str)
        self._model.add_value(store.settings.config.model)
        self._device = SegmentedRow(DEVICE, translated(DEVICES))
        self._threads = ComboRow(THREADS, thread_entries(None))
        rows = [
            self._model,
            self._device,
            ComboRow(DETAIL, translated(DETAILS), detail_text),
            self._threads,
            SliderRow(BUDGET),
            ComboRow(CAMERA_SIZE, camera_size_entries(), size_text),
            SegmentedRow(CODEC, translated(CODECS)),
        ]
        super().__init__(_("Advanced"), rows, folds=True)
        self.choose_model = self.add_button(_("Choose a model folder…"), self._model)
        self.choose_model.setToolTip(_("A folder with a model that you trained, written by bisenet publish"))
        self.choose_model.clicked.connect(
            lambda: pick_folder(self.window(), _("Choose a model folder"), self._look_into)
        )
        self.cuda_commands = CommandBlock()
        self.cuda_commands.hide()
        self.insert_below(self.cuda_commands, self._device)
        self.no_cuda = self.add_note("", self._device)
        self.no_cuda.hide()
        self.camera_in_use = self.add_note(camera_in_use_text(""))
        session.machine.connect(self._show_machine)
        session.view.connect(self._show_view)

    @Slot(object)
    def _show_machine(self, machine: Machine) -> None:
        self._model.set_entries(model_entries(machine))
        self._threads.set_entries(thread_entries(machine))
        steps, commands = machine.no_cuda, commands_of(machine.no_cuda)
        self._device.segments.allow("cuda", not steps, in_words(steps))
        self.no_cuda.setText(in_words([step for step in steps if step not in commands]))
        self.no_cuda.setVisible(bool(steps))
        self.cuda_commands.show_commands(commands)
        self.cuda_commands.setVisible(bool(commands))
        for row in (self._model, self._threads):
            row.show_config(self._session.config)

    def _look_into(self, folders: Sequence[str]) -> None:
        self._session.find_models(str(Path(folders[0])), self._offer_models)

    def _offer_models(self, models: Sequence[str]) -> None:
        """Use the only model of a folder, or list all of several."""
        if len(models) == 1:
            self._model.value_chosen.emit(models[0], False)
            return
        for model in models:
            self._model.add_value(model)
        # The message stays until a model is chosen.
        count = len(models)
        text = ngettext("That folder contains {count} model.", "That folder contains {count} models.", count)
        error = ConfigError(text.format(count=count), _("Choose one from the list of models."))
        self._session.show(error_message(error))

    @Slot(object)
    def _show_view(self, view: WindowStatus) -> None:
        self.camera_in_use.setText(camera_in_use_text(view.camera))
