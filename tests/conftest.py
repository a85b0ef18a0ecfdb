"""Fixtures that all tests share."""

import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tqdm import tqdm

from app.language import use_language

pytest_plugins = ("tests.language.pseudo_language", "tests.workers")

# Before anything imports Qt: no test opens a window on the display.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

SHARED = Path(__file__).resolve().parents[2] / "shared"
_PATIENCE = 20.0

# Its watching thread would live on after the first progress bar.
tqdm.monitor_interval = 0


@pytest.fixture(autouse=True, scope="session")
def _nothing_of_this_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep this user's settings, programs and language out of the tests and of what the tests start."""
    settings = tmp_path_factory.mktemp("settings")
    # The path of a socket may have about a hundred characters only.
    with tempfile.TemporaryDirectory(prefix="bg-") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", folder)
        patch.setenv("LANGUAGE", "en")
        use_language("en")
        for name in ("XDG_CONFIG_HOME", "APPDATA", "LOCALAPPDATA"):
            patch.setenv(name, str(settings))
        for module in ("options", "early_language"):
            patch.setattr(f"app.cli.{module}.user_file", lambda: settings / "config.toml")
        patch.setattr("app.settings.file.user_config_path", lambda name, appauthor: settings / name)
        yield


@pytest.fixture(autouse=True, scope="session")
def _signals_as_in_a_terminal() -> None:
    """Take back what `nohup` or `&` of a shell made the tests ignore: the programs that they start would too."""
    for name in ("SIGHUP", "SIGINT"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler if name == "SIGINT" else signal.SIG_DFL)


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
