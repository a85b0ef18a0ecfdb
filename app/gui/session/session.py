"""The one object through which the window uses the pipeline: signals say what to show, methods take requests."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.backgrounds.spec import parse
from app.config import AppConfig
from app.core.corrections.room_learning import RoomLearner
from app.core.errors import BisenetBgError, ConfigError
from app.core.pipeline.pipeline import Pipeline
from app.core.pipeline.status import Status
from app.core.types import Matte
from app.gui.session.camera_list import CameraWatcher
from app.gui.session.changes import ConsentError, Make, MakeEdit, Reply, SettingsChanges
from app.gui.session.live_pipeline import LivePipeline
from app.gui.session.messages import Message, Topic, error_message, others_may_see, room_question
from app.gui.session.poller import Poller
from app.gui.session.problems import ErrorContext, context_of
from app.gui.session.recorder import Recorder
from app.gui.session.services import Services
from app.gui.session.task_thread import TaskThread
from app.gui.session.undo import Direction
from app.gui.session.view_mode import View, ViewOptions, toggled
from app.gui.session.virtual_camera_switch import VirtualCameraSwitch
from app.language import _


class Session(QObject):
    """Owns the pipeline. Lives in the GUI thread; only `stop` blocks.

    A caller that passes `reply` gets the error of its request; otherwise the banner shows it.

    Signals:
        picture: the newest output in the current view, RGB uint8 (H, W, 3), and whether it is a slate.
        view: a `WindowStatus`, when it changed.
        cameras: a `CameraList`, after `refresh_cameras`.
        changed: the `AppConfig` in use, after every change.
        history: whether there is a step to undo, and one to redo.
        machine: the `Machine`, once after the start.
        readiness: a `Readiness`, after `check_virtual_camera`.
        figures: `Figures`, four times a second.
        view_options: the `ViewOptions` of the preview, when they changed.
        ending: everything stops now.

    Attributes:
        recorder: makes recordings and snapshots.

    Raises:
        ConfigError: a setting cannot be used.
    """

    picture = Signal(object, bool)
    view = Signal(object)
    cameras = Signal(object)
    changed = Signal(object)
    history = Signal(bool, bool)
    machine = Signal(object)
    readiness = Signal(object)
    figures = Signal(object)
    view_options = Signal(object)
    ending = Signal()
    _message = Signal(object)

    def __init__(self, services: Services, config: AppConfig, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._running = LivePipeline(self._build(config))
        self._tasks = TaskThread("tasks", self)
        self._changes = SettingsChanges(
            services, self._running, self._tasks, config, self._show_changed, self.ask_about_room
        )
        self._poller = Poller(self._running, self)
        self._poller.picture.connect(self.picture)
        self._poller.view.connect(self.view)
        self._poller.figures.connect(self.figures)
        self._poller.view_options.connect(self.view_options)
        self._poller.set_options(look=config.look, mirrored=config.mirror)
        # A slot of an object runs in the thread of that object, whichever thread emits.
        self._message.connect(self._poller.show)
        self._cameras = CameraWatcher(services, self._tasks, lambda: self.config.camera, self._poller, self)
        self._cameras.listed.connect(self.cameras)
        self._virtual_camera = VirtualCameraSwitch(services, self._running, self._tasks, self._poller)
        self.recorder = Recorder(
            self._running, self._tasks, config.size, config.fps, self._replier(ErrorContext.SNAPSHOT), self
        )

    @property
    def config(self) -> AppConfig:
        """The configuration in use."""
        return self._changes.config

    @property
    def current_view_options(self) -> ViewOptions:
        """How the preview shows the output."""
        return self._poller.options

    def status(self) -> Status:
        """Return the pipeline's status; may be called from any thread."""
        return self._running.pipeline.status()

    def pause(self, paused: bool) -> None:
        """Start or stop showing others a slate; may be called from any thread, and waits for nothing."""
        self._running.pause(paused)

    @property
    def others_may_see(self) -> bool:
        """Whether the virtual camera is on, starting, reconnecting or not yet off."""
        return others_may_see(self.status(), self._poller.requests)

    def matte(self) -> Matte | None:
        """Return the matte of the current output, with its frame; None for a slate."""
        return self._running.pipeline.current().matte

    def learn(self, learner: RoomLearner | None) -> None:
        """Pass every frame to a learner while others see a slate; None ends that."""
        self._running.learn(learner)
        self._poller.poll()

    def start(self) -> None:
        """Start the pipeline and the polling; called once, after the signals are connected."""
        self._running.pipeline.start()
        self._poller.start()
        self._poller.request(room=parse(self.config.background).shows_room)
        self.changed.emit(self.config)
        self._cameras.describe_source()
        self.refresh_cameras()
        self._tasks.run(self._services.machine, self.machine.emit, self._show_error)
        if self.config.virtual_camera is not None:
            self.set_virtual_camera(True, may_show_room=True)
        self._poller.poll()

    def stop(self) -> list[str]:
        """Stop everything, and return the names of threads that did not end in time; may be called twice."""
        self._poller.stop()
        self.ending.emit()
        return self._running.pipeline.stop() + self._tasks.stop()

    @Slot()
    def refresh_cameras(self) -> None:
        """List the cameras; `cameras` follows."""
        self._cameras.refresh()

    @Slot()
    def look_for_cameras(self) -> None:
        """Check whether a camera came or went; if so, `cameras` follows."""
        self._cameras.check()

    def use_plugged_camera(self) -> None:
        """Use the camera that was offered in place of the demo clip."""
        self.set_camera(self._cameras.plugged)

    @Slot()
    def check_virtual_camera(self) -> None:
        """Check whether a virtual camera could be started; `readiness` follows."""
        self._tasks.run(self._services.virtual_camera_readiness, self.readiness.emit, self._show_error)

    @Slot(bool)
    def set_hidden(self, hidden: bool) -> None:
        """Hide the user behind a slate, in the preview too at once, or end that."""
        self.pause(hidden)
        self._poller.poll()

    def set_view(self, view: View) -> None:
        """Choose what the preview shows; others do not notice."""
        self._poller.set_options(view=view)

    def toggle_view(self, view: View) -> None:
        """Choose a view, or the picture if that view is shown already."""
        self.set_view(toggled(self._poller.options.view, view))

    @Slot(float)
    def set_split(self, share: float) -> None:
        """Move the line between before and after to this share of the width of the preview, 0 to 1."""
        self._poller.set_options(split=share)

    def adjust(
        self, reply: Reply | None = None, step: str = "", make_edit: MakeEdit | None = None, **changes: Any
    ) -> None:
        """Change settings: all of them, or none if one cannot be used. The change can be undone.

        Args:
            reply: takes the result.
            step: changes of one name in quick succession are one undo step.
            make_edit: returns an edit that is made and undone together with them.
            changes: fields of `AppConfig` and their new values; size and rate of the output cannot be changed.
        """
        self._adjust(lambda config: changes, changes, reply, step, make_edit, is_independent=True)

    def adjust_look(self, step: str = "", **numbers: Any) -> None:
        """Change fields of the `Look`; otherwise as `adjust`."""
        self._adjust(lambda config: {"look": replace(config.look, **numbers)}, ("look",), None, step)

    def use_best_model(self) -> None:
        """Open the default model of this computer, again if it is in use already."""
        best = {name: getattr(AppConfig(), name) for name in ("model", "device", "detail", "threads")}
        self._changes.change(
            lambda config: best,
            best,
            self._replier(ErrorContext.MODEL),
            step="",
            force=("model",),
            is_independent=True,
        )

    def find_models(self, folder: str, take: Callable[[Sequence[str]], None]) -> None:
        """Find the models in a folder and pass their names to `take`; the banner says if there are none."""
        self._tasks.run(lambda: self._services.models_in(folder), take, self._show_error)

    def retry_gpu(self, reply: Reply | None = None) -> None:
        """Try the GPU again after it failed."""
        answer = reply or self._replier(ErrorContext.GPU)
        try:
            self._running.pipeline.retry_gpu()
        except ConfigError as error:
            answer(error)
        else:
            answer(None)

    def hold(self, held: bool) -> None:
        """Note whether the mouse holds a control; until it is released, changes of one name are one undo step."""
        self._changes.history.hold(held)

    def forget_edits(self) -> None:
        """Take all edits out of the undo history, since something else has changed what they work on."""
        self._changes.history.forget_edits()
        self._show_history()

    @Slot()
    def undo(self) -> None:
        """Undo the last step."""
        self._changes.travel(
            Direction.UNDO, lambda error: self._show_travelled(error, _("This step can no longer be undone. {reason}"))
        )

    @Slot()
    def redo(self) -> None:
        """Redo the step that was undone last."""
        self._changes.travel(
            Direction.REDO, lambda error: self._show_travelled(error, _("This step can no longer be redone. {reason}"))
        )

    @Slot(str)
    def set_background(self, text: str, reply: Reply | None = None, *, may_show_room: bool = False) -> None:
        """Use the background named by a word; the banner first asks if it would show the room to others.

        Args:
            text: as in `AppConfig`.
            reply: takes the result.
            may_show_room: whether the user agreed to that.
        """
        changes = {"background": text}
        self._adjust(lambda config: changes, changes, reply, "", None, is_independent=True, may_show_room=may_show_room)

    def check_background(self, text: str) -> None:
        """Check whether a background can be used; may be slow, and may be called from any thread.

        Raises:
            ConfigError: it cannot.
        """
        self._services.background_of(replace(self.config, background=text)).close()

    @Slot(str)
    def set_camera(self, key: str | None, reply: Reply | None = None) -> None:
        """Open a camera, again if it is open already; `demo` is the clip, None the first camera or else the clip."""
        answer = reply or self._replier(ErrorContext.CAMERA)

        def finish(error: BisenetBgError | None) -> None:
            answer(error)
            if error is None:
                self._cameras.describe_source()
            # After a failure the list still shows the camera that was picked: let it show the one in use.
            self.refresh_cameras()

        self._changes.change(
            lambda config: {"camera": key}, ("camera",), finish, force=("camera",), is_independent=True
        )

    @Slot(bool)
    def set_virtual_camera(self, on: bool, reply: Reply | None = None, *, may_show_room: bool = False) -> None:
        """Turn the virtual camera on or off; the banner first asks if it would show the room to others.

        Args:
            on: whether on.
            reply: takes the result.
            may_show_room: whether the user agreed to that.
        """
        answer = reply or self._replier(ErrorContext.VIRTUAL_CAMERA)
        self._virtual_camera.set(on, self.config, answer, may_show_room=may_show_room)

    def restart(self) -> None:
        """Replace the pipeline after it failed; another one is built in the task thread."""
        if self._poller.requests.restarting:
            return
        self._changes.reset_corrections(self.config)
        self.changed.emit(self.config)
        self._show_history()
        self._poller.request(restarting=True)
        config = self.config

        def use(pipeline: Pipeline) -> None:
            self._poller.request(restarting=False)
            if self.config != config:
                # A setting changed while the pipeline was built, so it is out of date.
                self.restart()
                return
            sending = self._poller.requests.virtual_camera
            self._running.use(pipeline)
            self._poller.request(virtual_camera=False, dismissed=frozenset())
            self._poller.withdraw(Topic.REQUEST)
            if sending:
                self.set_virtual_camera(True, may_show_room=True)

        def fail(error: BisenetBgError) -> None:
            self._poller.request(restarting=False)
            self._show_error(error, ErrorContext.PROGRAM)

        self._tasks.run(lambda: self._running.replacement(lambda: self._build(config)), use, fail)

    def show(self, message: Message) -> None:
        """Show a message in the banner; may be called from any thread."""
        self._message.emit(message)

    def has_message(self, topic: Topic) -> bool:
        """Return whether the banner has a message on a topic, in front or waiting."""
        return bool(self._poller.requests.about(topic))

    def withdraw(self, topic: Topic) -> None:
        """Remove the message on a topic, unless it stays until the user closes it."""
        self._poller.withdraw(topic)

    @Slot(object)
    def dismiss(self, message: Message) -> None:
        """Hide a message that the user closed, until its cause occurs again."""
        self._poller.dismiss(message)

    def _adjust(
        self,
        make: Make,
        names: Collection[str],
        reply: Reply | None,
        step: str,
        make_edit: MakeEdit | None = None,
        *,
        is_independent: bool = False,
        may_show_room: bool = False,
    ) -> None:
        self._changes.change(
            make,
            names,
            reply or self._replier(context_of(*names)),
            step=step,
            make_edit=make_edit,
            is_independent=is_independent,
            may_show_room=may_show_room,
        )

    def ask_about_room(self) -> bool:
        """Ask in the banner before the room is shown to others; return whether it asks, since they would see it."""
        if self.others_may_see and not self._poller.requests.room:
            self.show(room_question())
            return True
        return False

    def _show_changed(self, is_reopened: bool) -> None:
        config = self.config
        if is_reopened:
            self._cameras.forget()
        self._poller.set_options(look=config.look, mirrored=config.mirror)
        self._poller.request(room=parse(config.background).shows_room)
        # Earlier errors no longer apply, and the last step is a different one.
        self._poller.withdraw(Topic.REQUEST, Topic.UNDO, Topic.ROOM)
        self.changed.emit(config)
        self._show_history()

    def _show_history(self) -> None:
        history = self._changes.history
        self.history.emit(history.can_undo, history.can_redo)

    def _show_travelled(self, error: BisenetBgError | None, sentence: str) -> None:
        if error is not None:
            self._poller.withdraw(Topic.UNDO)
            self._show_error(ConfigError(sentence.format(reason=error.args[0]), error.steps, error.kind))
        self._show_history()

    def _build(self, config: AppConfig) -> Pipeline:
        # Opened later, because the window must open even without a virtual camera.
        return self._services.build_pipeline(replace(config, virtual_camera=None))

    def _show_error(self, error: BisenetBgError | None, context: ErrorContext = ErrorContext.SETTING) -> None:
        # The banner asks already.
        if error is not None and not isinstance(error, ConsentError):
            self.show(error_message(error, context))

    def _replier(self, context: ErrorContext) -> Reply:
        return lambda error: self._show_error(error, context)
