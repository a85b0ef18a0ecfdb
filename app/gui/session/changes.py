"""Changing settings while the pipeline runs: prepared elsewhere, used in the order of the wishes, and undone; no Qt."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from typing import Any

from app.config import AppConfig
from app.core.errors import BisenetBgError
from app.gui.session.aspects import ASPECTS, DEVICES, DIALS, PipelinePart, changed
from app.gui.session.live_pipeline import LivePipeline
from app.gui.session.rooms import Rooms
from app.gui.session.services import Services
from app.gui.session.task_thread import TaskThread
from app.gui.session.turns import Change, ChangeQueue
from app.gui.session.undo import UndoHistory

# Takes what went wrong with a wish, or None once it is granted.
Reply = Callable[[BisenetBgError | None], None]
# Turns the configuration in use into the fields of it that change; called when it is the wish's turn.
Make = Callable[[AppConfig], Mapping[str, Any]]

_ADJUSTED = tuple(field.name for field in fields(AppConfig) if field.name not in DEVICES)


class SettingsChanges:
    """Holds the configuration in use. Lives in the GUI thread, and never waits.

    Args:
        services: make what changes need.
        running: whose pipeline uses it.
        tasks: for what is slow.
        config: in use at first.
        used: called after every change, with whether the camera was opened anew.
    """

    def __init__(
        self,
        services: Services,
        running: LivePipeline,
        tasks: TaskThread,
        config: AppConfig,
        used: Callable[[bool], None],
    ) -> None:
        self._services = services
        self._running = running
        self._tasks = tasks
        self._used = used
        self._turns = ChangeQueue()
        self._rooms = Rooms()
        self.config = config
        self.history: UndoHistory[AppConfig] = UndoHistory()

    def change(
        self,
        make: Make,
        names: Collection[str],
        answer: Reply,
        note: Callable[[AppConfig], None] = lambda before: None,
        force: tuple[str, ...] = (),
        *,
        stands_alone: bool = False,
    ) -> None:
        """Change settings, all of them or where one cannot be used none.

        Args:
            make: returns the new values.
            names: the fields of `AppConfig` that it returns.
            answer: takes what came of it.
            note: takes the configuration before, once the changes are in use.
            force: fields that are used anew even where they stay the same.
            stands_alone: whether `make` returns the same whatever is in use.
        """
        # What is made from several fields is changed by one wish at a time.
        touched = {field for aspect in ASPECTS if set(aspect.fields) & set(names) for field in aspect.fields}

        def begin(turn: Change) -> None:
            self._begin(turn, make(self.config), answer, note, force)

        self._turns.take(Change(names, touched, begin, stands_alone=stands_alone))

    def undo(self, answer: Reply) -> None:
        """Take the last change back; which camera is read stays. A state that cannot be had again is given up."""
        self._travel(self.history.undo, self.history.undone, answer)

    def redo(self, answer: Reply) -> None:
        """Make the change again that was taken back last."""
        self._travel(self.history.redo, self.history.redone, answer)

    def give_up_marks(self, before: AppConfig) -> None:
        """Keep of the corrections what may meet a camera that is opened anew, now and in whatever comes back."""
        corrections = self._rooms.reopened(before, self.config)
        self.config = replace(self.config, corrections=corrections)
        self.history.amend(lambda config: replace(config, corrections=corrections))

    def _travel(
        self, leave: Callable[[], AppConfig | None], arrive: Callable[[AppConfig], None], answer: Reply
    ) -> None:
        def make(config: AppConfig) -> Mapping[str, Any]:
            goal = leave()
            return {} if goal is None else {name: getattr(goal, name) for name in _ADJUSTED}

        self.change(make, _ADJUSTED, answer, arrive)

    def _begin(
        self,
        turn: Change,
        changes: Mapping[str, Any],
        answer: Reply,
        note: Callable[[AppConfig], None],
        force: tuple[str, ...],
    ) -> None:
        """Prepare what the changes need, away from this thread, and use it together with the rest of them."""
        wanted = replace(self.config, **changes)
        needed = changed(ASPECTS, self.config, wanted, force)

        def prepare() -> list[tuple[PipelinePart, Any]]:
            return [(aspect, aspect.prepare(self._services, wanted)) for aspect in needed]

        def use(prepared: list[tuple[PipelinePart, Any]]) -> None:
            with self._ending(turn):
                if changes and not self._turns.is_overtaken(turn):
                    self._use(changes, needed, prepared, note)
                answer(None)

        def fail(error: BisenetBgError) -> None:
            with self._ending(turn):
                answer(error)

        if needed:
            self._tasks.run(prepare, use, fail)
        else:
            use([])

    def _use(
        self,
        changes: Mapping[str, Any],
        needed: Sequence[PipelinePart],
        prepared: list[tuple[PipelinePart, Any]],
        note: Callable[[AppConfig], None],
    ) -> None:
        renewed = [field for aspect in needed for field in aspect.fields]
        is_reopened = "camera" in renewed
        before, self.config = self.config, replace(self.config, **changes)
        if is_reopened:
            self.give_up_marks(before)
        dials = [
            (dial, dial.prepare(self._services, self.config)) for dial in changed(DIALS, before, self.config, renewed)
        ]
        for aspect, thing in prepared + dials:
            aspect.use(self._running.pipeline, thing)
        if self.config != before:
            note(replace(before, corrections=self.config.corrections) if is_reopened else before)
        self._used(is_reopened)

    @contextmanager
    def _ending(self, turn: Change) -> Iterator[None]:
        """Let others have their turn, whatever becomes of this one."""
        try:
            yield
        finally:
            self._turns.done(turn)
