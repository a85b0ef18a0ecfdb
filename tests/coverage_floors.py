"""Pytest plugin that measures how much of a package its own tests run, and fails the run below a floor.

Only those tests are traced: tracing makes a test about a fifth slower, and another package's tests prove little about
this one. `scripts/check` loads the plugin for complete runs, `-p tests.coverage_floors` for any other. Where
pytest-xdist runs the tests in several processes, each measures its own, and the controller adds them up.
"""

import io
import os
from collections.abc import Generator
from pathlib import Path

import pytest
from coverage import Coverage

# Package, its tests, and the least percentage of its lines that they must run.
FLOORS = (
    ("app/core", "tests/core/", 97.0),
    ("app/gui/session", "tests/gui/session/", 91.0),
    ("bisenet/inference", "tests/bisenet/inference/", 85.0),
)
_DATA = Path(__file__).parents[1] / ".coverage"
_WORKER = os.environ.get("PYTEST_XDIST_WORKER")
_coverage = Coverage(config_file="setup.cfg", data_file=str(_DATA), data_suffix=_WORKER)
_totals: dict[str, float] = {}

if _WORKER is None:
    for _left in _DATA.parent.glob(f"{_DATA.name}.*"):
        _left.unlink()
# At once: what runs at import is to be traced too, and a worker loads this module after it has read its arguments.
_coverage.start()


def pytest_collection_finish() -> None:
    """Stop until a test of a measured package runs."""
    _coverage.stop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Trace the tests of the measured packages."""
    if not item.nodeid.startswith(tuple(tests for _, tests, _ in FLOORS)):
        return (yield)
    _coverage.start()
    try:
        return (yield)
    finally:
        _coverage.stop()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Compute the totals, and fail the run where one is below its floor."""
    _coverage.stop()
    if _WORKER is not None:
        _coverage.save()
        return
    measured = Coverage(config_file="setup.cfg", data_file=str(_DATA))
    if list(_DATA.parent.glob(f"{_DATA.name}.*")):
        measured.combine()
    else:
        _coverage.save()
        measured.load()
    for package, _, floor in FLOORS:
        total = measured.report(include=[f"{package}/*"], file=io.StringIO())
        _totals[package] = total
        if total < floor and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the totals above pytest's own last line; `coverage report` then lists the missing lines."""
    terminalreporter.section("coverage")
    for package, _, floor in FLOORS:
        total = _totals.get(package, 0.0)
        words = f"{package}: {total:.1f}%, at least {floor:.0f}%"
        terminalreporter.write_line(words, red=total < floor)
