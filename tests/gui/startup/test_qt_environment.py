"""Environment variables of cv2 never reach Qt, and everything that Qt misses is a sentence."""

import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLibraryInfo, QObject, Signal

from app.core.errors import ConfigError
from app.gui.startup import qt_environment
from app.gui.startup.qt_environment import (
    check_display,
    check_platform,
    check_xcb_plugin,
    remove_cv2_settings,
)

_LOCALE_SCRIPT = """
import os
from app.gui.startup.qt_environment import use_utf8
use_utf8()
from PySide6.QtWidgets import QApplication
application = QApplication([])
print({name: os.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LC_NUMERIC")})
"""
_SCRIPT = """
import os
import cv2
cv2_plugins = os.path.join(os.path.dirname(cv2.__file__), "qt", "plugins")
# Headless builds of OpenCV do not set these; the window has to cope with those that do.
os.environ.setdefault("QT_QPA_PLATFORM_PLUGIN_PATH", cv2_plugins)
os.environ.setdefault("QT_QPA_FONTDIR", os.path.join(cv2_plugins, "fonts"))
from app.gui.startup.qt_environment import remove_cv2_settings
remove_cv2_settings()
assert "QT_QPA_PLATFORM_PLUGIN_PATH" not in os.environ
assert "QT_QPA_FONTDIR" not in os.environ
from PySide6.QtWidgets import QApplication
application = QApplication([])
print(application.platformName())
"""


@pytest.mark.slow
def test_qt_starts_after_cv2_was_imported() -> None:
    environment = {"PYTHONPATH": ":".join(path for path in sys.path if path), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", _SCRIPT], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "offscreen"


@pytest.mark.slow
def test_the_entry_point_imports_no_qt() -> None:
    script = "import sys, app.gui.startup.entry; assert not any(m.startswith('PySide6') for m in sys.modules)"
    environment = {"PYTHONPATH": ":".join(path for path in sys.path if path)}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)


def test_an_environment_variable_set_by_the_user_stays(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QT_QPA_FONTDIR", str(tmp_path))
    remove_cv2_settings()
    assert os.environ["QT_QPA_FONTDIR"] == str(tmp_path)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux runs without a display")
def test_no_display_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ConfigError, match="no display"):
        check_display()


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for sockets of X11 and Wayland; none is named. A socket's path must be short."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    with tempfile.TemporaryDirectory(prefix="bg-") as folder:
        monkeypatch.setattr(qt_environment, "_X11_FOLDER", folder)
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield Path(folder)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux runs without a display")
@pytest.mark.parametrize(
    ("variable", "name", "file"),
    [
        ("DISPLAY", ":55", "X55"),
        ("DISPLAY", "unix:7.0", "X7"),
        ("WAYLAND_DISPLAY", "wayland-5", "wayland-5"),
        ("WAYLAND_DISPLAY", "{folder}/other", "other"),
    ],
)
def test_a_display_that_does_not_answer_is_a_sentence(
    no_display: Path, monkeypatch: pytest.MonkeyPatch, variable: str, name: str, file: str
) -> None:
    name = name.format(folder=no_display)
    monkeypatch.setattr(qt_environment, "_X11_PORT", 60000)
    monkeypatch.setenv(variable, name)
    with pytest.raises(ConfigError, match=rf"The display {re.escape(name)} does not answer\. Run it on a desktop"):
        check_display()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(no_display / file))
        # Left behind by one that was killed.
        for platform in ("", "xcb" if variable == "DISPLAY" else "wayland-egl"):
            monkeypatch.setenv("QT_QPA_PLATFORM", platform)
            with pytest.raises(ConfigError, match="does not answer"):
                check_display()
        monkeypatch.delenv("QT_QPA_PLATFORM")
        server.listen()
        check_display()
        monkeypatch.setenv("QT_QPA_PLATFORM", "xcb" if variable == "DISPLAY" else "wayland-egl;xcb")
        check_display()
        monkeypatch.setenv("QT_QPA_PLATFORM", "wayland" if variable == "DISPLAY" else "xcb")
        with pytest.raises(ConfigError, match="no display to open"):
            check_display()
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen:size=9x9")
    check_display()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux runs without a display")
@pytest.mark.parametrize("form", ["localhost:{}", "tcp/127.0.0.1:{}.0", "[127.0.0.1]:{}", ":{}"])
def test_a_display_on_another_machine(no_display: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setattr(qt_environment, "_X11_PORT", server.getsockname()[1] - 3)
        monkeypatch.setenv("DISPLAY", form.format(3))
        check_display()
    with pytest.raises(ConfigError, match="does not answer"):
        check_display()


def test_an_unknown_platform_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    for name in ("QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "foo")
    with pytest.raises(ConfigError, match=r"Qt has no platform foo\. Unset QT_QPA_PLATFORM, or use .*offscreen"):
        check_platform(plugins)
    for fine in ("foo;offscreen:size=9x9", "minimal", ""):
        monkeypatch.setenv("QT_QPA_PLATFORM", fine)
        check_platform(plugins)


def test_a_plugin_that_cannot_be_loaded_is_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    folder = tmp_path / "platforms"
    folder.mkdir()
    (folder / "libqxcb.so").write_bytes(b"not a library")
    with pytest.raises(ConfigError, match="apt install"):
        check_xcb_plugin(tmp_path)


def test_signals_do_not_leak_references() -> None:
    # In PySide6 6.12.0 every `emit` takes a reference to True away; below Python 3.12 the window dies of it.
    probe = _Probe()
    before = sys.getrefcount(True)
    for _ in range(50):
        probe.happened.emit()
    assert sys.getrefcount(True) > before - 25


class _Probe(QObject):
    happened = Signal()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only on Linux Qt complains of other encodings")
def test_a_locale_without_utf8_costs_no_warning_of_qt() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
    environment |= {"LC_ALL": "C", "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", _LOCALE_SCRIPT]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.strip() == "{'LC_ALL': None, 'LC_CTYPE': 'C.UTF-8', 'LC_NUMERIC': 'C'}"
    assert done.stderr == ""
