"""The history of undoable steps, without Qt."""

from dataclasses import dataclass, field, replace

import pytest

from app.config import AppConfig
from app.gui.session.undo import Direction, UndoHistory

UNDO, REDO = Direction.UNDO, Direction.REDO
FIELDS = ("threads", "slide_seconds", "background")


class Clock:
    """A clock that the test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Numbers:
    """A configuration that changes, with its history; an edit is a list of what it did."""

    clock: Clock = field(default_factory=Clock)
    config: AppConfig = field(default_factory=lambda: AppConfig(threads=0, background="0"))

    def __post_init__(self) -> None:
        self.history = UndoHistory(FIELDS, self.clock)

    def set(self, threads: int, name: str = "") -> None:
        before, self.config = self.config, replace(self.config, threads=threads)
        self.history.record(before, self.config, name)

    def set_background(self, background: str) -> None:
        before, self.config = self.config, replace(self.config, background=background)
        self.history.record(before, self.config)

    def travel(self, direction: Direction) -> int | None:
        """Go one step, and return the number of threads; None where there is no step."""
        step = self.history.next(direction)
        if step is None:
            return None
        self.config = replace(self.config, **step.values(direction))
        self.history.moved(step, direction)
        return self.config.threads


@dataclass
class FakeEdit:
    """An edit that notes what is done to it."""

    done: list[str] = field(default_factory=list)

    def undo(self) -> None:
        self.done.append("undo")

    def redo(self) -> None:
        self.done.append("redo")


def test_one_name_in_quick_succession_is_one_step() -> None:
    numbers = Numbers()
    for threads, name in ((1, "a"), (2, "a"), (3, ""), (4, ""), (5, "a")):
        numbers.set(threads, name)
    numbers.clock.now = 1.5
    numbers.set(6, "a")
    assert [numbers.travel(UNDO) for _ in range(6)] == [5, 4, 3, 2, 0, None]
    assert [numbers.travel(REDO) for _ in range(6)] == [2, 3, 4, 5, 6, None]


def test_a_drag_is_one_step_however_long_it_takes() -> None:
    numbers = Numbers()
    numbers.history.hold(True)
    for threads in (1, 2, 3):
        numbers.clock.now += 5
        numbers.set(threads, "a")
    numbers.history.hold(False)
    numbers.clock.now += 5
    numbers.set(4, "a")
    assert [numbers.travel(UNDO) for _ in range(3)] == [3, 0, None]


def test_a_later_drag_of_the_same_slider_is_a_step_of_its_own() -> None:
    numbers = Numbers()
    for threads in (1, 2):
        numbers.clock.now += 10
        numbers.history.hold(True)
        numbers.set(threads, "a")
        numbers.history.hold(False)
    assert [numbers.travel(UNDO) for _ in range(3)] == [1, 0, None]


@pytest.mark.parametrize("name", ["", "a"])
def test_a_change_after_an_undo_ends_the_redo(name: str) -> None:
    numbers = Numbers()
    numbers.set(1, name)
    assert numbers.travel(UNDO) == 0
    assert numbers.history.can_redo
    numbers.set(2, name)
    assert not numbers.history.can_redo
    assert numbers.travel(UNDO) == 0


def test_a_change_of_nothing_is_no_step() -> None:
    numbers = Numbers()
    numbers.history.record(numbers.config, replace(numbers.config, camera="demo"))
    assert not numbers.history.can_undo


def test_a_step_that_can_no_longer_be_undone_joins_the_one_before() -> None:
    numbers = Numbers()
    numbers.set_background("gone")
    numbers.set(1)
    numbers.set_background("blue")
    step = numbers.history.next(UNDO)
    assert step is not None
    numbers.history.give_up(step, UNDO)
    assert numbers.travel(UNDO) == 0
    assert numbers.config.background == "blue"
    numbers.travel(UNDO)
    assert numbers.config.background == "0"
    numbers.travel(REDO)
    assert numbers.config.background == "blue"


def test_a_step_that_can_no_longer_be_redone_joins_the_one_after() -> None:
    numbers = Numbers()
    for background in ("gone", "blue"):
        numbers.set_background(background)
    numbers.travel(UNDO)
    numbers.travel(UNDO)
    step = numbers.history.next(REDO)
    assert step is not None
    numbers.history.give_up(step, REDO)
    numbers.travel(REDO)
    assert numbers.config.background == "blue"
    numbers.travel(UNDO)
    assert numbers.config.background == "0"


def test_a_forgotten_field_leaves_the_rest_of_each_step() -> None:
    numbers = Numbers()
    numbers.set_background("blue")
    before, numbers.config = numbers.config, replace(numbers.config, threads=1, background="red")
    numbers.history.record(before, numbers.config)
    numbers.history.forget_field("background")
    assert numbers.travel(UNDO) == 0
    assert numbers.config.background == "red"
    assert not numbers.history.can_undo


def test_a_step_that_is_forgotten_on_its_way_does_not_come_back() -> None:
    numbers = Numbers()
    numbers.set(1)
    step = numbers.history.next(UNDO)
    assert step is not None
    numbers.history.forget_field("threads")
    numbers.history.moved(step, UNDO)
    assert not numbers.history.can_redo
    assert not numbers.history.can_undo


def test_edits_are_steps_and_can_be_forgotten() -> None:
    numbers, edit = Numbers(), FakeEdit()
    numbers.history.record(numbers.config, numbers.config, edit=edit)
    before, numbers.config = numbers.config, replace(numbers.config, threads=1)
    numbers.history.record(before, numbers.config, edit=edit)
    numbers.history.forget_edits()
    assert numbers.travel(UNDO) == 0
    assert not numbers.history.can_undo
    assert edit.done == []
