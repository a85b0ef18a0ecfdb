"""Fixtures that all tests share."""

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tqdm import tqdm

SHARED = Path(__file__).resolve().parents[2] / "shared"
_PATIENCE = 20.0

# Its watching thread would live on after the first progress bar.
tqdm.monitor_interval = 0


@pytest.fixture(autouse=True, scope="session")
def _programs_of_our_own() -> Iterator[None]:
    """Keep the programs that tests start from meeting those of the user, or of tests that run beside these."""
    # The path of a socket may have about a hundred characters only.
    with tempfile.TemporaryDirectory(prefix="bg-") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", folder)
        yield


@pytest.fixture(autouse=True)
def _no_leaked_threads() -> Iterator[None]:
    """Fail a test that leaves one of the application's threads running."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 5
    while left := [thread.name for thread in set(threading.enumerate()) - before if thread.is_alive()]:
        if time.monotonic() > deadline:
            pytest.fail(f"threads left running: {left}")
        time.sleep(0.01)


@pytest.fixture
def wait_until() -> Callable[[Callable[[], bool]], None]:
    """Return a function that waits for a condition and fails where it never comes."""

    def wait(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                pytest.fail("the condition never came")
            time.sleep(0.005)

    return wait


@pytest.fixture
def shared_data() -> Path:
    """Return the folder of the data sets beside the project, or skip."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip("needs the data sets beside the project")
    return folder
