"""Short times for all leak tests, and one count of all of them."""

import pytest

from app.core.pipeline import capture, screen
from tests.leaks.rig import BACK_OFF, STALE_AFTER
from tests.leaks.tally import TALLY, Tally
from tests.workers import SUMMARY


@pytest.fixture
def tally(pytestconfig: pytest.Config) -> Tally:
    """What all leak tests of this run came to."""
    return pytestconfig.stash.setdefault(TALLY, Tally())


@pytest.fixture(autouse=True)
def _short_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "STALE_AFTER", STALE_AFTER)
    monkeypatch.setattr(capture, "_BACK_OFF", BACK_OFF)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the count to the process that prints the summary, where pytest-xdist runs this one."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None and TALLY in session.config.stash:
        output[SUMMARY] = [str(session.config.stash[TALLY])]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if (tally := config.stash.get(TALLY, None)) is not None:
        terminalreporter.write_line(str(tally))
