"""Whether Qt opens, asked in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.doctor import window
from app.doctor.window import check_window
from app.findings.model import Level

_PLUGINS = "QT_QPA_PLATFORM_PLUGIN_PATH"


@pytest.fixture(autouse=True)
def _offscreen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.delenv(_PLUGINS, raising=False)


def test_qt_opens() -> None:
    (found,) = check_window()
    assert (found.level, found.what) == (Level.OK, "Qt can open a window (offscreen).")


def test_no_display_is_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(window, "probe", lambda: pytest.fail("Qt was started"))
    (found,) = check_window()
    assert found.level is Level.NOTE
    assert found.fix == ("bisenet-bg --headless --virtual-camera",)


def test_a_platform_that_there_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "nonsense")
    (found,) = check_window()
    assert found.level is Level.PROBLEM
    assert "nonsense" in found.what
    assert "--headless" in found.why


def test_a_missing_library_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "probe", lambda: (2, ["libEGL.so.1 is missing.", "Install it."]))
    (found,) = check_window()
    assert (found.level, found.what, found.fix) == (Level.PROBLEM, "libEGL.so.1 is missing.", ("Install it.",))


def test_the_plugins_of_another_qt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(_PLUGINS, str(tmp_path))
    monkeypatch.setattr(window, "probe", lambda: (-6, ["no plug-in"]))
    problem, cause = check_window()
    assert (problem.level, cause.level) == (Level.PROBLEM, Level.WARNING)
    assert cause.fix == (f"unset {_PLUGINS}",)


def test_the_plugins_of_opencv_are_no_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    import cv2

    monkeypatch.setenv(_PLUGINS, str(Path(cv2.__file__).parent / "qt" / "plugins"))
    (found,) = check_window()
    assert found.level is Level.OK


def test_qt_that_hangs_or_dies_silently(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "_PROBE", (sys.executable, "-c", "import time; time.sleep(60)"))
    monkeypatch.setattr(window, "_SECONDS", 0.05)
    assert "no answer" in check_window()[0].what
    monkeypatch.setattr(window, "_SECONDS", 60.0)
    monkeypatch.setattr(window, "_PROBE", (sys.executable, "-c", "import os; os.abort()"))
    assert "exit status" in check_window()[0].what


def test_a_missing_package_is_a_sentence() -> None:
    code = (
        "import sys; sys.modules['PySide6.QtWidgets'] = None; from app.gui.startup.probe import main; sys.exit(main())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout.splitlines()[0] == "The window needs PySide6, which is not installed."
