"""The history of undoable steps; plain data, no Qt."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from app.config import AppConfig

_LONGEST_HISTORY = 200
_JOIN_SECONDS = 1.0


class Direction(Enum):
    """The direction of a step through the history."""

    UNDO = "undo"
    REDO = "redo"


class Edit(Protocol):
    """A change of something other than the configuration, such as the user's collection of backgrounds."""

    def undo(self) -> None:
        """Undo it immediately."""

    def redo(self) -> None:
        """Apply it immediately."""


@dataclass(eq=False)
class Step:
    """One undoable step.

    Attributes:
        name: of the slider or other control that it comes from, "" for none.
        before, after: values of the same fields of `AppConfig`; empty if the configuration does not change.
        edit: applied together with the new values.
    """

    name: str
    before: dict[str, Any]
    after: dict[str, Any]
    edit: Edit | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to undo."""
        return not self.before and self.edit is None

    def values(self, direction: Direction) -> dict[str, Any]:
        """Return the values that a direction leads to."""
        return self.before if direction is Direction.UNDO else self.after


class UndoHistory:
    """Steps to undo and to redo.

    Args:
        fields: of `AppConfig` that can be undone.
        clock: returns seconds; never goes back.
    """

    def __init__(self, fields: Collection[str], clock: Callable[[], float] = time.monotonic) -> None:
        self._fields = fields
        self._clock = clock
        self._steps: dict[Direction, list[Step]] = {direction: [] for direction in Direction}
        self._name = ""
        self._recorded_at = 0.0
        self._held = False

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to undo."""
        return bool(self._steps[Direction.UNDO])

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to redo."""
        return bool(self._steps[Direction.REDO])

    def hold(self, held: bool) -> None:
        """Note whether the mouse holds a control; until it is released, changes of one name are one step."""
        now = self._clock()
        if held and now - self._recorded_at >= _JOIN_SECONDS:
            # A later drag of the same slider is a step of its own.
            self._name = ""
        self._held, self._recorded_at = held, now

    def record(self, before: AppConfig, after: AppConfig, name: str = "", edit: Edit | None = None) -> None:
        """Add a step, and discard the steps to redo.

        Args:
            before: the configuration before it.
            after: the configuration after it.
            name: changes of one name within a second of each other, or while the mouse holds a control, are one step.
            edit: applied together with it.
        """
        changed = [field for field in self._fields if getattr(before, field) != getattr(after, field)]
        step = Step(name, {f: getattr(before, f) for f in changed}, {f: getattr(after, f) for f in changed}, edit)
        if step.is_empty:
            return
        now = self._clock()
        joins = bool(name) and name == self._name and (self._held or now - self._recorded_at < _JOIN_SECONDS)
        self._name, self._recorded_at = name, now
        self._steps[Direction.REDO].clear()
        past = self._steps[Direction.UNDO]
        if joins and past:
            past[-1].before = {**step.before, **past[-1].before}
            past[-1].after.update(step.after)
        else:
            past.append(step)
            del past[:-_LONGEST_HISTORY]

    def next(self, direction: Direction) -> Step | None:
        """Return the step that comes next in a direction; None if there is none."""
        self._name = ""
        steps = self._steps[direction]
        return steps[-1] if steps else None

    def moved(self, step: Step, direction: Direction) -> None:
        """Note that a step was undone or redone; a step that was forgotten meanwhile stays forgotten."""
        if step in self._steps[direction]:
            self._steps[direction].remove(step)
            back = Direction.REDO if direction is Direction.UNDO else Direction.UNDO
            self._steps[back].append(step)

    def give_up(self, step: Step, direction: Direction) -> None:
        """Take the values of a step out of the history, since the values it leads to can no longer be used.

        The next step in that direction then starts from the values in use.
        """
        kept = step.after if direction is Direction.UNDO else step.before
        for field, value in kept.items():
            other = next((s for s in reversed(self._steps[direction]) if s is not step and field in s.before), None)
            if other is not None:
                (other.after if direction is Direction.UNDO else other.before)[field] = value
        step.before, step.after = {}, {}
        self._forget_empty()

    def forget_field(self, field: str) -> None:
        """Take a field out of all steps."""
        for step in self._all():
            step.before.pop(field, None)
            step.after.pop(field, None)
        self._forget_empty()

    def forget_edits(self) -> None:
        """Take the edits out of all steps, since something else has changed what they work on."""
        for step in self._all():
            step.edit = None
        self._forget_empty()

    def _all(self) -> list[Step]:
        return [step for steps in self._steps.values() for step in steps]

    def _forget_empty(self) -> None:
        # No later change may join a step that is gone.
        self._name = ""
        for steps in self._steps.values():
            steps[:] = [step for step in steps if not step.is_empty]
