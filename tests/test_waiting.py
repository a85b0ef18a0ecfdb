"""No test waits for a picture by time."""

import ast
from pathlib import Path

TESTS = Path(__file__).parent
# Calls that let a number of milliseconds pass, with the names of what they are called on.
_BY_TIME = {"wait": ("qtbot",), "qWait": ("QTest",), "qSleep": ("QTest",)}


def waits_by_time(source: str) -> list[int]:
    """Return the lines of calls that wait for milliseconds in place of a frame or a condition."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [
        call.lineno
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id in _BY_TIME.get(call.func.attr, ())
    ]


def test_no_test_waits_by_time() -> None:
    sources = {path.relative_to(TESTS): path.read_text(encoding="utf-8") for path in TESTS.rglob("*.py")}
    lines = {path: waits_by_time(source) for path, source in sources.items()}
    assert len(lines) > 100
    assert {path: found for path, found in lines.items() if found} == {}


def test_a_call_that_waits_by_time_is_found() -> None:
    assert waits_by_time("qtbot.waitUntil(ready)\nqtbot.wait(30)\nQTest.qWait(5)\nevent.wait(5)") == [2, 3]
