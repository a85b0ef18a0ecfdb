import pytest

from app.commands.bench.timing import interleave, warm_up
from tests.commands.bench.conftest import Clock


def test_contenders_take_turns_and_the_turns_change(clock: Clock) -> None:
    seen: list[str] = []

    def step(name: str, seconds: float) -> None:
        seen.append(name)
        clock.spend(seconds, seconds)

    timings = interleave({"a": lambda: step("a", 1.0), "b": lambda: step("b", 2.0), "c": lambda: step("c", 1.0)}, 7.0)
    assert "".join(seen) == "abcbca"
    assert {name: timing.wall.tolist() for name, timing in timings.items()} == {
        "a": [1000.0, 1000.0],
        "b": [2000.0, 2000.0],
        "c": [1000.0, 1000.0],
    }


def test_a_turn_may_be_several_calls_and_there_is_always_one_turn(clock: Clock) -> None:
    seen: list[str] = []
    timings = interleave({"a": lambda: seen.append("a"), "b": lambda: seen.append("b")}, 0.0, run=3)
    assert "".join(seen) == "aaabbb"
    assert len(timings["a"].wall) == 3
    assert clock.wall == 0


def test_wall_and_processor_time_are_distinguished(clock: Clock) -> None:
    spent = iter((0.010, 0.020, 0.030, 0.040))
    timing = interleave({"a": lambda: clock.spend(next(spent), 0.005)}, 0.1)["a"]
    assert timing.wall == pytest.approx([10, 20, 30, 40])
    assert timing.cpu == pytest.approx([5, 5, 5, 5])
    assert (timing.wall_at(50), timing.wall_at(100)) == (25, 40)
    assert timing.core_share == pytest.approx(0.15)


def test_a_warm_up_calls_everything() -> None:
    calls: list[str] = []
    warm_up(lambda: calls.append("a"), lambda: calls.append("b"))
    assert set(calls) == {"a", "b"}
