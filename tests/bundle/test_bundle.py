"""Drives the folder that `scripts/bundle` makes: BISENET_BG_BUNDLE=build/bundle/bisenet-bg pytest tests/bundle."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.desktop.identity import APP_ID
from app.gui.setup.versions import components
from app.language import available_languages
from bisenet import __version__

FOLDER = os.environ.get("BISENET_BG_BUNDLE", "")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER, reason="BISENET_BG_BUNDLE names no bundle; scripts/bundle makes one"),
]
PROGRAM = str(Path(FOLDER).absolute() / "bisenet-bg")
DEMO = Path(__file__).parents[2] / "assets" / "demo.mp4"
_LONGEST = 120.0


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment of a user who has neither Python nor settings."""
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    return {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": str(runtime), "LANG": "C.UTF-8"}


def run(environment: dict[str, str], *words: str | Path) -> str:
    done = subprocess.run(
        [PROGRAM, *map(str, words)], env=environment, capture_output=True, text=True, timeout=_LONGEST, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def run_script(environment: dict[str, str], folder: Path, text: str) -> str:
    """Run Python code inside the bundle, as its child processes run theirs."""
    script = folder / "script.py"
    script.write_text(text)
    return run(environment, "-I", "-S", script)


@pytest.fixture
def display(environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """Yield the environment with a display of its own."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed")
    ours, theirs = os.pipe()
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(theirs), "-screen", "0", "1280x900x24"],
        pass_fds=[theirs],
        stderr=subprocess.DEVNULL,
    ) as server:
        os.close(theirs)
        with os.fdopen(ours) as number:
            name = number.readline().strip()
        try:
            yield environment | {"DISPLAY": f":{name}"}
        finally:
            server.terminate()


def test_its_version_is_that_of_the_checkout(environment: dict[str, str]) -> None:
    assert run(environment, "--version") == f"bisenet-bg {__version__}\n"


def test_it_renders(environment: dict[str, str], tmp_path: Path) -> None:
    run(environment, "render", DEMO, tmp_path / "out.mp4", "--end", "1")
    assert (tmp_path / "out.mp4").stat().st_size > 10_000


def status(environment: dict[str, str]) -> dict[str, Any]:
    """Return the status of the running program; empty while it does not answer."""
    command = [PROGRAM, "control", "status", "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=_LONGEST, check=False)
    found: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {}
    return found


def test_its_window_runs_and_answers(display: dict[str, str]) -> None:
    command = [PROGRAM, "--camera", "demo"]
    with subprocess.Popen(command, env=display, stderr=subprocess.PIPE, text=True) as window:

        def wait_for(condition: Callable[[dict[str, Any]], bool]) -> None:
            end = time.monotonic() + _LONGEST
            while not ((found := status(display)) and condition(found)):
                assert window.poll() is None
                assert time.monotonic() < end

        try:
            wait_for(lambda found: found["fps"]["processed"] > 0)
            run(display, "control", "background", "forest")
            wait_for(lambda found: found["background"].startswith("forest"))
            run(display, "control", "quit")
            _, said = window.communicate(timeout=_LONGEST)
        finally:
            window.kill()
    assert window.returncode == 0
    assert said == ""


def test_the_page_about_finds_every_version(environment: dict[str, str], tmp_path: Path) -> None:
    said = run_script(
        environment,
        tmp_path,
        "from app.gui.setup.versions import components, our_version\n"
        "print(our_version(), *(f'{part.name} {part.version}' for part in components()), sep='\\n')",
    )
    first, *rest = said.splitlines()
    assert first == __version__
    found = dict(line.split(" ", 1) for line in rest)
    # The bundle is for the CPU alone; the checks also install PyTorch.
    assert found.keys() == {part.name for part in components()} - {"torch"}
    assert all(found.values())


def test_the_doctor_opens_a_window_and_finds_the_models_whole(display: dict[str, str]) -> None:
    done = subprocess.run(
        [PROGRAM, "doctor", "--json"], env=display, capture_output=True, text=True, timeout=_LONGEST, check=False
    )
    said = done.stdout
    assert "Qt can open a window (xcb)" in said
    assert said.count("is as published") == 2


def test_programs_that_it_starts_do_not_load_its_libraries(environment: dict[str, str], tmp_path: Path) -> None:
    code = "import os\nprint(os.environ.get('LD_LIBRARY_PATH'))"
    assert run_script(environment, tmp_path, code) == "None\n"
    assert run_script(environment | {"LD_LIBRARY_PATH": "/opt/own"}, tmp_path, code) == "/opt/own\n"


def test_its_child_processes_set_up_their_own_libraries(environment: dict[str, str], tmp_path: Path) -> None:
    code = "import os\nprint(sorted(name for name in os.environ if 'PYI' in name))"
    assert run_script(environment, tmp_path, code) == "[]\n"


def test_the_menu_starts_the_bundle_itself(environment: dict[str, str], tmp_path: Path) -> None:
    run(environment, "install-desktop")
    entry = tmp_path / ".local" / "share" / "applications" / f"{APP_ID}.desktop"
    assert f"\nTryExec={PROGRAM}\n" in entry.read_text()


def test_torch_and_gtk_are_left_out() -> None:
    names = {path.name for path in Path(FOLDER).rglob("*")}
    assert "torch" not in names
    assert not [name for name in names if name.startswith("libgtk")]
    assert any(name.startswith("libQt6Widgets") for name in names)


def test_qt_is_translated_into_the_languages_of_the_program_only() -> None:
    found = {path.name for path in Path(FOLDER).rglob("*.qm")}
    assert found == {f"qtbase_{code}.qm" for code in available_languages() if code != "en"}
