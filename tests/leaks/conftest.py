"""Short times for all leak tests, and one count of all of them."""

import pytest

from app.core.pipeline import capture, screen
from tests.leaks.rig import BACK_OFF, STALE_AFTER
from tests.leaks.tally import TALLY, Tally
from tests.workers import add_to_summary


@pytest.fixture
def tally(pytestconfig: pytest.Config) -> Tally:
    """What all leak tests of this run came to."""
    return pytestconfig.stash.setdefault(TALLY, Tally())


@pytest.fixture(autouse=True)
def _short_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "STALE_AFTER", STALE_AFTER)
    monkeypatch.setattr(capture, "_BACK_OFF", BACK_OFF)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Print the count."""
    if TALLY in session.config.stash:
        add_to_summary(session.config, str(session.config.stash[TALLY]))
