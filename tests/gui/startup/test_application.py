"""The whole window in a process of its own, from start to signal."""

import signal
import sys
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo

from app.config import AppConfig
from app.language import DOMAIN
from app.settings.file import load, save
from app.settings.model import Settings
from tests.clips import write_gif
from tests.gui.programs import run_program

pytestmark = pytest.mark.slow

_SCRIPT = """
import os, signal, sys, threading
import app
from app.config import AppConfig, Start
from app.control.single_instance import only_instance
from app.gui.startup.entry import run
from tests.fakes import SMALL
from tests.gui.fakes import FakeServices


class Parts(FakeServices):
    def build_pipeline(self, config):
        if sys.argv[2] == "early":
            os.kill(os.getpid(), int(sys.argv[1]))
        return super().build_pipeline(config)

    def list_cameras(self):
        if sys.argv[2] == "early":
            return super().list_cameras()
        # By now the window is up; first something fails in a thread, then the user ends it all.
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()
        os.kill(os.getpid(), int(sys.argv[1]))
        return super().list_cameras()


app.factory = sys.modules["app.factory"] = Parts()
with only_instance() as instance:
    status = run(Start(AppConfig(background="#808080", size=SMALL, virtual_camera=()), {"background"}), instance)
print(sorted(thread.name for thread in threading.enumerate()))
sys.exit(status)
"""


@pytest.mark.parametrize("moment", ["early", "late"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.skipif(sys.platform == "win32", reason="signals to oneself end the process there")
def test_a_signal_quits_cleanly(number: signal.Signals, moment: str) -> None:
    done = run_program(_SCRIPT, str(int(number)), moment)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout.strip() == "['MainThread']"


_SEEN = """
import os, signal, sys
import app
from app.config import AppConfig, Start
from app.control.single_instance import only_instance
from app.gui.startup.entry import run
from tests.fakes import SMALL
from tests.gui.fakes import FakeServices


class Parts(FakeServices):
    def describe_source(self, camera):
        while self.pipeline.current().is_slate:
            pass
        print([int(value) for value in self.pipeline.current().rgb[2, -3]])
        os.kill(os.getpid(), signal.SIGTERM)
        return ()


app.factory = sys.modules["app.factory"] = Parts()
with only_instance() as instance:
    sys.exit(run(Start(AppConfig(size=SMALL)), instance))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals to oneself end the process there")
def test_the_next_start_begins_where_the_last_one_ended(tmp_path: Path) -> None:
    file = tmp_path / "bisenet-bg" / "settings.json"
    save(file, Settings(config=AppConfig(background="#112233"), theme="light", page="Setup", welcomed=True))
    done = run_program(_SEEN, settings=tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, "[17, 34, 51]"), done.stderr
    settings, said = load(file)
    assert said == ""
    assert (settings.config.background, settings.theme, settings.page) == ("#112233", "light", "Setup")
    assert settings.geometry is not None


_LANGUAGE = """
import os, pathlib, signal, sys
import app
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication
from app.config import AppConfig, Start
from app.control.single_instance import only_instance
from app.gui.startup.entry import run
from app.language import language
from tests.fakes import SMALL
from tests.gui.fakes import FakeServices


class Parts(FakeServices):
    def describe_source(self, camera):
        window = next(widget for widget in QApplication.topLevelWidgets() if hasattr(widget, "hide_button"))
        cancel = QCoreApplication.translate("QPlatformTheme", "Cancel")
        print(window.hide_button.text(), cancel, language(), sep="|")
        os.kill(os.getpid(), signal.SIGTERM)
        return ()


app.factory = sys.modules["app.factory"] = Parts()
app.language.LOCALES = pathlib.Path(sys.argv[1])
chosen = next(iter(sys.argv[2:]), None)
with only_instance() as instance:
    sys.exit(run(Start(AppConfig(size=SMALL, language=chosen), {"language"} if chosen else set()), instance))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals to oneself end the process there")
@pytest.mark.parametrize(
    ("saved", "options", "words"),
    [
        (None, (), "Hide me|Cancel|en"),
        ("de", (), "in de|Abbrechen|de"),
        ("de", ("es",), "in es|Cancelar|es"),
        ("de", ("en",), "Hide me|Cancel|en"),
    ],
)
def test_the_window_is_built_in_the_saved_language(
    tmp_path: Path, saved: str | None, options: tuple[str, ...], words: str
) -> None:
    for code in ("de", "es"):
        catalogue = Catalog(locale=code)
        catalogue.add("Hide me", f"in {code}")
        path = tmp_path / "locales" / code / "LC_MESSAGES" / f"{DOMAIN}.mo"
        path.parent.mkdir(parents=True)
        with path.open("wb") as file:
            write_mo(file, catalogue)
    settings = Settings(config=AppConfig(background="#112233", language=saved), welcomed=True)
    save(tmp_path / "bisenet-bg" / "settings.json", settings)
    done = run_program(_LANGUAGE, str(tmp_path / "locales"), *options, settings=tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, words), done.stderr


_REMEMBERED = """
import os, signal, sys
import app
from app.backgrounds.open import open_background
from app.config import AppConfig, Start
from app.control.single_instance import only_instance
from app.gui.startup import application
from app.gui.startup.entry import run
from tests.fakes import SMALL
from tests.gui.fakes import FakeServices


class Parts(FakeServices):
    def background_of(self, config):
        if sys.argv[1] == "fails" and config.background.endswith(".gif"):
            b"\\xe9".decode()
        return open_background(config.background)

    def describe_source(self, camera):
        while self.pipeline.current().is_slate:
            pass
        print([int(value) for value in self.pipeline.current().rgb[2, -3]])
        os.kill(os.getpid(), signal.SIGTERM)
        return ()


show = application.show_notices
application.show_notices = lambda session, writer, notices: show(session, writer, [print(n) or n for n in notices])
app.factory = sys.modules["app.factory"] = application.factory = Parts()
with only_instance() as instance:
    sys.exit(run(Start(AppConfig(background="#445566", size=SMALL)), instance))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals to oneself end the process there")
@pytest.mark.parametrize("decoder", ["works", "fails"])
def test_a_remembered_background_never_prevents_a_start(tmp_path: Path, decoder: str) -> None:
    gif = write_gif(tmp_path / "odd.gif", [((255, 0, 0), 10), ((255, 0, 0), 10)])
    data = gif.read_bytes()
    descriptor = data.index(b"!\xff")
    gif.write_bytes(data[:descriptor] + b"!\xfe\x05Caf\xe9!\x00" + data[descriptor:])
    file = tmp_path / "bisenet-bg" / "settings.json"
    save(file, Settings(config=AppConfig(background=str(gif)), own=(str(gif),), welcomed=True))
    done = run_program(_REMEMBERED, decoder, settings=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    *notices, colour = done.stdout.strip().splitlines()
    if decoder == "works":
        assert (notices, colour) == ([], "[255, 0, 0]")
    else:
        sentence = "The remembered background cannot be used. The default background is used instead."
        assert (notices, colour) == ([sentence], "[68, 85, 102]")
