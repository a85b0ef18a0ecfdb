"""Changes settings while the pipeline runs: the parts that each change rebuilds, their order, and undo; no Qt."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from app.backgrounds.spec import parse
from app.config import FIELDS, AppConfig, fields_of
from app.core.corrections.model import NO_CORRECTIONS, Corrections
from app.core.errors import BisenetBgError, ConfigError
from app.core.pipeline.pipeline import Pipeline
from app.fields import Part
from app.gui.session.change_queue import Change, ChangeQueue
from app.gui.session.live_pipeline import LivePipeline
from app.gui.session.services import Services
from app.gui.session.task_thread import TaskThread
from app.gui.session.undo import Direction, Edit, UndoHistory
from app.language import _

# Takes the error of a request, or None for success.
Reply = Callable[[BisenetBgError | None], None]
# Returns the fields that change, given the configuration in use; called when the change begins.
Make = Callable[[AppConfig], Mapping[str, Any]]
# Returns the edit that belongs to a change, None where nothing would differ; called when the change is in use.
MakeEdit = Callable[[], Edit | None]


class ConsentError(ConfigError):
    """A change would show the room to others; the banner asks the user, who has not agreed yet."""

    def __init__(self) -> None:
        super().__init__(_("It would show your room."), _("To show it, click None below the preview."))


@dataclass(frozen=True)
class PipelinePart:
    """A part of the pipeline and the fields of the configuration that it is built from.

    Attributes:
        fields: of `AppConfig`.
        prepare: builds the part; may be slow, and raises a `BisenetBgError` where a setting cannot be used.
        use: hands it to the pipeline; never waits.
    """

    fields: tuple[str, ...]
    prepare: Callable[[Services, AppConfig], Any]
    use: Callable[[Pipeline, Any], None]


def _value_part(part: Part, use: Callable[[Pipeline, Any], None]) -> PipelinePart:
    """Return a part that is the value of its one field."""
    (field,) = fields_of(part)
    return PipelinePart((field,), lambda services, config: getattr(config, field), use)


# Built in the task thread.
SLOW_PARTS = (
    PipelinePart(
        fields_of(Part.BACKGROUND),
        lambda services, config: services.background_of(config),
        Pipeline.set_background,
    ),
    PipelinePart(fields_of(Part.SOURCE), lambda services, config: services.source_of(config), Pipeline.set_source),
    PipelinePart(
        fields_of(Part.PROCESSOR),
        lambda services, config: services.processor_of(config),
        Pipeline.set_processor,
    ),
)

# Need no preparation.
INSTANT_PARTS = (
    _value_part(Part.LOOK, Pipeline.set_look),
    # Also at every opening of the camera: a reopened source has no corrections.
    PipelinePart(fields_of(Part.CORRECTIONS), lambda services, config: config.corrections, Pipeline.set_corrections),
    _value_part(Part.GOVERNOR, Pipeline.set_cpu_budget),
)

# Devices are chosen, not adjusted: undoing a slider must not switch the camera.
DEVICES = tuple(name for name, spec in FIELDS.items() if not spec.is_undoable)
_UNDOABLE = tuple(name for name, spec in FIELDS.items() if spec.is_undoable)
# Stands for everything that edits change, beside the fields of `AppConfig`.
_EDITS = "edits"


def affected(
    parts: Sequence[PipelinePart], before: AppConfig, after: AppConfig, force: Collection[str] = ()
) -> list[PipelinePart]:
    """Return the parts with a field that differs or is in `force`."""
    return [part for part in parts if any(f in force or getattr(before, f) != getattr(after, f) for f in part.fields)]


def _show_room(values: Mapping[str, Any]) -> bool:
    """Return whether new values show the room as it is, which no key may do."""
    return "background" in values and parse(values["background"]).shows_room


class CameraCorrections:
    """Remembers the corrections of each camera while the window is open; nothing is written to disk."""

    def __init__(self) -> None:
        self._known: dict[str | None, Corrections] = {}

    def reopened(self, before: AppConfig, after: AppConfig) -> Corrections:
        """Return the corrections with which a camera is opened.

        "Always show" masks are dropped: the same setting may now mean another camera, in another room. "Never
        show" masks stay, since they are compared with the picture.

        Args:
            before: the configuration in use until now.
            after: the configuration in use from now on.
        """
        self._known[before.camera] = before.corrections.without_always
        return self._known.get(after.camera, NO_CORRECTIONS)


class SettingsChanges:
    """Holds and changes the configuration in use. Lives in the GUI thread, and never waits.

    Args:
        services: build the parts that a change needs.
        running: the pipeline that uses them.
        tasks: the thread that prepares them.
        config: the initial configuration.
        used: called after every change; its argument is whether the camera was reopened.
        ask_about_room: called before a change shows the room; returns whether it asks the user, who must agree first.
    """

    def __init__(
        self,
        services: Services,
        running: LivePipeline,
        tasks: TaskThread,
        config: AppConfig,
        used: Callable[[bool], None],
        ask_about_room: Callable[[], bool],
    ) -> None:
        self._services = services
        self._running = running
        self._tasks = tasks
        self._used = used
        self._ask_about_room = ask_about_room
        self._queue = ChangeQueue()
        self._corrections = CameraCorrections()
        self.config = config
        self.history = UndoHistory(_UNDOABLE)

    def change(
        self,
        make: Make,
        names: Collection[str],
        reply: Reply,
        *,
        step: str | None = None,
        make_edit: MakeEdit | None = None,
        force: tuple[str, ...] = (),
        is_independent: bool = False,
        may_show_room: bool = False,
    ) -> None:
        """Change settings: all of them, or none if one cannot be used.

        Args:
            make: returns the new values.
            names: the fields of `AppConfig` that `make` sets.
            reply: takes the result.
            step: name of the undo step, see `UndoHistory.record`; None for a change that cannot be undone.
            make_edit: returns an edit that is made together with the change.
            force: fields whose part is rebuilt even if they stay the same.
            is_independent: whether the values do not depend on the configuration in use.
            may_show_room: whether the user agreed to show the room to others.
        """

        def begin(change: Change) -> None:
            def finish(before: AppConfig) -> None:
                edit = make_edit() if make_edit is not None else None
                if edit is not None:
                    edit.redo()
                if step is not None:
                    self.history.record(before, self.config, step, edit)

            self._begin(
                change,
                make(self.config),
                finish,
                reply,
                force=force,
                skippable=make_edit is None,
                may_show_room=may_show_room,
            )

        self._add([*names, _EDITS] if make_edit is not None else names, begin, is_independent=is_independent)

    def travel(self, direction: Direction, reply: Reply) -> None:
        """Undo or redo a step; the camera stays.

        A step whose values can no longer be used, or would show the room, leaves the history.

        Args:
            direction: undo or redo.
            reply: takes the result.
        """

        def begin(change: Change) -> None:
            step = self.history.next(direction)
            if step is None:
                with self._ending(change):
                    reply(None)
                return

            def arrive() -> None:
                if step.edit is not None:
                    step.edit.undo() if direction is Direction.UNDO else step.edit.redo()
                self.history.moved(step, direction)

            def give_up() -> None:
                self.history.give_up(step, direction)
                if step.edit is not None:
                    arrive()

            values = step.values(direction)
            if _show_room(values):
                with self._ending(change):
                    give_up()
                    reply(ConsentError())
                return
            self._begin(change, values, lambda before: arrive(), reply, give_up)

        self._add((*_UNDOABLE, _EDITS), begin)

    def reset_corrections(self, before: AppConfig) -> None:
        """Keep only the corrections that a reopened camera may use, in the configuration and in the history.

        Args:
            before: the configuration with which the camera was open before.
        """
        self.config = replace(self.config, corrections=self._corrections.reopened(before, self.config))
        self.history.forget_field("corrections")

    def _add(self, names: Collection[str], begin: Callable[[Change], None], *, is_independent: bool = False) -> None:
        # The fields of one part are changed one after another.
        touched = {field for part in SLOW_PARTS if set(part.fields) & set(names) for field in part.fields}
        self._queue.add(Change(names, touched, begin, is_independent=is_independent))

    def _begin(
        self,
        change: Change,
        values: Mapping[str, Any],
        finish: Callable[[AppConfig], None],
        reply: Reply,
        give_up: Callable[[], None] = lambda: None,
        force: tuple[str, ...] = (),
        *,
        skippable: bool = False,
        may_show_room: bool = False,
    ) -> None:
        """Prepare the parts in the task thread, then use them and all other values at once.

        Args:
            change: the change in the queue, which ends with this.
            values: the new values; a field that is removed meanwhile keeps its value.
            finish: takes the configuration before, once the new one is in use.
            reply: takes the result.
            give_up: called if a value cannot be used.
            force: fields whose part is rebuilt in any case.
            skippable: whether the change is skipped if a later one sets all its fields.
            may_show_room: whether the user agreed to show the room to others.
        """
        wanted = replace(self.config, **values)
        needed = affected(SLOW_PARTS, self.config, wanted, force)

        def prepare() -> list[tuple[PipelinePart, Any]]:
            return [(part, part.prepare(self._services, wanted)) for part in needed]

        def use(prepared: list[tuple[PipelinePart, Any]]) -> None:
            with self._ending(change):
                if skippable and self._queue.is_overtaken(change):
                    reply(None)
                # The virtual camera may have been turned on since the change was requested.
                elif _show_room(values) and not may_show_room and self._ask_about_room():
                    give_up()
                    reply(ConsentError())
                else:
                    self._use(values, prepared, finish)
                    reply(None)

        def fail(error: BisenetBgError) -> None:
            with self._ending(change):
                give_up()
                reply(error)

        if needed:
            self._tasks.run(prepare, use, fail)
        else:
            use([])

    def _use(
        self,
        values: Mapping[str, Any],
        prepared: list[tuple[PipelinePart, Any]],
        finish: Callable[[AppConfig], None],
    ) -> None:
        rebuilt = [field for part, _ in prepared for field in part.fields]
        is_reopened = "camera" in rebuilt
        before, self.config = self.config, replace(self.config, **values)
        if is_reopened:
            self.reset_corrections(before)
        instant = [
            (part, part.prepare(self._services, self.config))
            for part in affected(INSTANT_PARTS, before, self.config, rebuilt)
        ]
        for part, built in prepared + instant:
            part.use(self._running.pipeline, built)
        finish(replace(before, corrections=self.config.corrections) if is_reopened else before)
        self._used(is_reopened)

    @contextmanager
    def _ending(self, change: Change) -> Iterator[None]:
        """End a change, even after an exception."""
        try:
            yield
        finally:
            self._queue.done(change)
