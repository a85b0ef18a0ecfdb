"""The one object that touches the pipeline: what the window shows comes from it, and wishes go to it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from app.backgrounds.spec import parse
from app.config import AppConfig
from app.core.corrections.room_learning import RoomLearner
from app.core.errors import BisenetBgError, ConfigError
from app.core.pipeline.output import OpenSink
from app.core.pipeline.pipeline import Pipeline
from app.core.pipeline.status import Status
from app.core.types import Matte
from app.gui.session.camera_list import CameraWatcher
from app.gui.session.changes import Make, Reply, SettingsChanges
from app.gui.session.live_pipeline import LivePipeline
from app.gui.session.poller import Poller
from app.gui.session.problems import ErrorContext, place_of, unexpected
from app.gui.session.recorder import Recorder
from app.gui.session.services import Services
from app.gui.session.task_thread import TaskThread
from app.gui.session.view_mode import View, ViewOptions, toggled
from app.gui.session.view_state import Message, complaint


class Session(QObject):
    """Owns the pipeline. Lives in the GUI thread; nothing in it blocks but `stop`.

    Whoever has a wish may want the reply; else the window tells what went wrong.

    Signals:
        picture: a QImage of the newest output in the view that was asked for, and whether it is a slate.
        view: a `ViewState`, when it changed.
        cameras: a `CameraList`, after `refresh_cameras`.
        changed: the `AppConfig` now in use, after every change.
        history: whether there is something to undo, and to redo.
        machine: the `Machine`, once after the start.
        readiness: a `Readiness`, after `look_for_virtual_camera`.
        figures: `Figures`, four times a second.
        sight: the `ViewOptions` in which the preview shows the output, when it changed.
        ending: everything stops now.

    Attributes:
        recorder: makes films and snapshots.
        renders: gives other files the background.

    Raises:
        ConfigError: a setting cannot be used.
    """

    picture = Signal(QImage, bool)
    view = Signal(object)
    cameras = Signal(object)
    changed = Signal(object)
    history = Signal(bool, bool)
    machine = Signal(object)
    readiness = Signal(object)
    figures = Signal(object)
    sight = Signal(object)
    ending = Signal()
    _trouble = Signal(object)

    def __init__(self, services: Services, config: AppConfig, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._running = LivePipeline(self._build(config))
        self._tasks = TaskThread("tasks", self)
        self._adjusting = SettingsChanges(services, self._running, self._tasks, config, self._show_changed)
        self._watch = Poller(self._running, self)
        self._watch.picture.connect(self.picture)
        self._watch.view.connect(self.view)
        self._watch.figures.connect(self.figures)
        self._watch.sight.connect(self.sight)
        self._watch.see(look=config.look, mirrored=config.mirror)
        self._trouble.connect(self._tell_unexpected)
        self._camera_watch = CameraWatcher(services, self._tasks, lambda: self.config.camera, self._tell, self)
        self._camera_watch.listed.connect(self.cameras)
        self._camera_watch.plugged.connect(self._offer_camera)
        self._plugged = ""
        self.recorder = Recorder(
            self._running, self._tasks, config.size, config.fps, self._teller(ErrorContext.SNAPSHOT), self
        )

    @property
    def config(self) -> AppConfig:
        """What is in use now."""
        return self._adjusting.config

    @property
    def looking(self) -> ViewOptions:
        """How the preview shows the output."""
        return self._watch.looking

    def status(self) -> Status:
        """Return the pipeline's status; may be called from any thread."""
        return self._running.pipeline.status()

    def pause(self, paused: bool) -> None:
        """Show others a slate from now on, or no longer; may be called from any thread, and waits for nothing."""
        self._running.pause(paused)

    def matte(self) -> Matte | None:
        """Return by what the picture of the moment was cut out, with its frame; None for a slate."""
        return self._running.pipeline.current().matte

    def learn(self, lesson: RoomLearner | None) -> None:
        """Let a lesson see every frame and others a slate, the window too at once; for None no longer."""
        self._running.learn(lesson)
        self._watch.look()

    def start(self) -> None:
        """Start the pipeline and the polling; called once, after the signals are connected."""
        self._running.pipeline.start()
        self._watch.start()
        self._watch.ask(room=parse(self.config.background).shows_room)
        self.changed.emit(self.config)
        self._describe_source()
        self.refresh_cameras()
        self._tasks.run(self._services.machine, self.machine.emit, self._tell)
        if self.config.virtual_camera is not None:
            self.set_virtual_camera(True)
        self._watch.look()

    def stop(self) -> list[str]:
        """Stop everything, and return the names of threads that did not end in time; may be called twice."""
        self._watch.stop()
        self.ending.emit()
        return self._running.pipeline.stop() + self._tasks.stop()

    @Slot()
    def refresh_cameras(self) -> None:
        """Look for cameras; `cameras` follows."""
        self._camera_watch.refresh()

    @Slot()
    def look_for_cameras(self) -> None:
        """Look whether a camera has come or gone; if so, `cameras` follows."""
        self._camera_watch.look()

    def use_plugged_camera(self) -> None:
        """Read the camera that was offered in place of the demo clip."""
        self.set_camera(self._plugged)

    @Slot()
    def look_for_virtual_camera(self) -> None:
        """Look whether one could be started; `readiness` follows."""
        self._tasks.run(self._services.virtual_camera_readiness, self.readiness.emit, self._tell)

    @Slot(bool)
    def set_hidden(self, hidden: bool) -> None:
        """Show others a slate, and the window too at once; or let them see the person again."""
        self.pause(hidden)
        self._watch.look()

    def see(self, view: View) -> None:
        """Show the output in another view; others see what they saw."""
        self._watch.see(view=view)

    def toggle(self, view: View) -> None:
        """Show the output in this view, or in it already as others see it."""
        self.see(toggled(self._watch.looking.view, view))

    @Slot(float)
    def split(self, share: float) -> None:
        """Move the line between before and after to this share of the width, as it is shown."""
        self._watch.see(split=share)

    def adjust(self, reply: Reply | None = None, step: str = "", **changes: Any) -> None:
        """Change settings, all of them or where one cannot be used none; `undo` takes it back.

        Args:
            reply: takes what came of it.
            step: changes of one name in quick succession are undone at once.
            changes: fields of `AppConfig` and their new values; size and rate of the output cannot be changed.
        """
        self._adjust(lambda config: changes, changes, reply, step, stands_alone=True)

    def adjust_look(self, step: str = "", **numbers: Any) -> None:
        """Change fields of the `Look`; else as `adjust`."""
        self._adjust(lambda config: {"look": replace(config.look, **numbers)}, ("look",), None, step)

    def use_best_model(self) -> None:
        """Open the model that suits this machine, anew where that is in use already."""
        best = {name: getattr(AppConfig(), name) for name in ("model", "device", "detail", "threads")}
        self._adjusting.change(
            lambda config: best,
            best,
            self._teller(ErrorContext.MODEL),
            self._adjusting.history.record,
            force=("model",),
            stands_alone=True,
        )

    def find_models(self, folder: str, take: Callable[[Sequence[str]], None]) -> None:
        """Look for models in a folder; `take` gets the words for them, or the window tells that there are none."""
        self._tasks.run(lambda: self._services.models_in(folder), take, self._tell)

    def retry_gpu(self, reply: Reply | None = None) -> None:
        """Try the GPU again that has failed."""
        answer = reply or self._teller(ErrorContext.GPU)
        try:
            self._running.pipeline.retry_gpu()
        except ConfigError as error:
            answer(error)
        else:
            answer(None)

    def hold(self, held: bool) -> None:
        """Say whether a button of the mouse is down: while it is, changes of one step are undone at once."""
        self._adjusting.history.hold(held)

    @Slot()
    def undo(self) -> None:
        """Take the last change back."""
        self._adjusting.undo(self._tell_of_journey)

    @Slot()
    def redo(self) -> None:
        """Make the change again that was taken back last."""
        self._adjusting.redo(self._tell_of_journey)

    @Slot(str)
    def set_background(self, text: str, reply: Reply | None = None) -> None:
        """Use the background that a word names."""
        self.adjust(reply, background=text)

    def check_background(self, text: str) -> None:
        """Find whether a background can be used; may be slow, and may be called from any thread.

        Raises:
            ConfigError: it cannot.
        """
        self._services.background_of(replace(self.config, background=text)).close()

    def note_kept(self, sentence: str) -> None:
        """Tell of a film or snapshot that was just made, or for "" no longer."""
        self._watch.ask(kept=sentence)

    def note_removed(self, title: str) -> None:
        """Offer to put a background of this title back, or for "" no longer; what was said before is settled."""
        self._watch.ask(removed=title, complaint=None)

    @Slot(str)
    def set_camera(self, key: str | None, reply: Reply | None = None) -> None:
        """Read another camera, the clip for `demo`, or for None the first camera, else the clip."""
        answer = reply or self._teller(ErrorContext.CAMERA)

        def finish(error: BisenetBgError | None) -> None:
            answer(error)
            if error is None:
                self._describe_source()
            # The chooser shows the one that was picked there, if any; make it the one that is read.
            self.refresh_cameras()

        # Asked for once more, it is opened once more.
        self._adjusting.change(
            lambda config: {"camera": key}, ("camera",), finish, force=("camera",), stands_alone=True
        )

    @Slot(bool)
    def set_virtual_camera(self, on: bool, reply: Reply | None = None) -> None:
        """Turn the virtual camera on or off."""
        answer = reply or self._teller(ErrorContext.VIRTUAL_CAMERA)
        if on and self._watch.asked.virtual_camera:
            answer(None)
            return
        self._watch.ask(virtual_camera=on, old_sink_error=self.status().sink_error, complaint=None)
        if not on:
            self._running.pipeline.set_sink(None)
            answer(None)
            return

        def use(open_sink: OpenSink) -> None:
            if self._watch.asked.virtual_camera:
                self._running.pipeline.set_sink(open_sink)
            answer(None)

        def fail(error: BisenetBgError) -> None:
            self._watch.ask(virtual_camera=False)
            answer(error)

        config = self.config
        self._tasks.run(lambda: self._services.sink_of(config), use, fail)

    def restart(self) -> None:
        """Build the pipeline anew after it failed, away from this thread."""
        if self._watch.asked.restarting:
            return
        self._adjusting.give_up_marks(self.config)
        self.changed.emit(self.config)
        self._watch.ask(restarting=True)
        config = self.config

        def use(fresh: Pipeline) -> None:
            self._watch.ask(restarting=False)
            if self.config != config:
                # Something was changed while it was built: this one would not know of it.
                self.restart()
                return
            sending = self._watch.asked.virtual_camera
            self._running.use(fresh)
            self._watch.ask(virtual_camera=False, complaint=None, dismissed=frozenset())
            if sending:
                self.set_virtual_camera(True)

        def fail(error: BisenetBgError) -> None:
            self._watch.ask(restarting=False)
            self._tell(error, ErrorContext.PROGRAM)

        self._tasks.run(lambda: self._running.replacement(lambda: self._build(config)), use, fail)

    @Slot(object)
    def dismiss(self, message: Message) -> None:
        """Show this message no more, until what it says happens anew."""
        self._watch.dismiss(message)

    @Slot(str)
    def remark(self, sentence: str) -> None:
        """Say something that stays in the window until the user closes it."""
        self._watch.ask(remarks=(*self._watch.asked.remarks, sentence))

    def tell(self, error: BisenetBgError, place: ErrorContext = ErrorContext.SETTING) -> None:
        """Show in the window what went wrong with a wish of which somebody took the reply, and what it is about."""
        self._tell(error, place)

    def report(self, error: BaseException) -> None:
        """Show an unexpected error in the window; may be called from any thread."""
        self._trouble.emit(unexpected(error))

    def notice(self, text: str) -> None:
        """Show a sentence in the window that is no complaint."""
        self._watch.ask(notice=text)

    def _adjust(
        self, make: Make, names: Collection[str], reply: Reply | None, step: str, *, stands_alone: bool = False
    ) -> None:
        answer = reply or self._teller(place_of(*names))

        def note(before: AppConfig) -> None:
            self._adjusting.history.record(before, step)

        self._adjusting.change(make, names, answer, note, stands_alone=stands_alone)

    def _show_changed(self, is_reopened: bool) -> None:
        config = self.config
        if is_reopened:
            self._camera_watch.forget()
        self._watch.see(look=config.look, mirrored=config.mirror)
        self._watch.ask(complaint=None, room=parse(config.background).shows_room)
        self.changed.emit(config)
        self._show_history()

    def _show_history(self) -> None:
        history = self._adjusting.history
        self.history.emit(history.can_undo, history.can_redo)

    def _describe_source(self) -> None:
        self._tasks.run(lambda: self._services.describe_source(self.config.camera), self.notice, self._tell)

    def _build(self, config: AppConfig) -> Pipeline:
        # The window opens without a virtual camera too, so that one is asked for later.
        return self._services.build_pipeline(replace(config, virtual_camera=None))

    def _tell(self, error: BisenetBgError | None, place: ErrorContext = ErrorContext.SETTING) -> None:
        if error is not None:
            self._watch.ask(complaint=complaint(error, place))

    def _tell_of_journey(self, error: BisenetBgError | None) -> None:
        self._tell(error)
        self._show_history()

    def _teller(self, place: ErrorContext) -> Reply:
        return lambda error: self._tell(error, place)

    @Slot(object)
    def _tell_unexpected(self, error: BisenetBgError) -> None:
        # A slot of an object, so that it runs in its thread, whoever tells.
        self._tell(error, ErrorContext.UNEXPECTED)

    @Slot(str, str)
    def _offer_camera(self, key: str, name: str) -> None:
        self._plugged = key
        self._watch.ask(plugged=name)
