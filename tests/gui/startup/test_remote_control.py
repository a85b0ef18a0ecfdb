"""Remote control of the window over the real socket."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from app.control.client import ask
from app.control.protocol import Answer, Command, Request
from app.control.single_instance import only_instance
from app.core.errors import DeviceError, GpuError
from app.gui.backgrounds.tile import Tile
from app.gui.startup.remote_control import RemoteControl
from app.gui.window.main_window import MainWindow
from tests.fakes import plain
from tests.gui.conftest import click, corner, person, shown
from tests.gui.fakes import FakeCamera, FakeServices
from tests.gui.strip import marked, tile
from tests.gui.window.test_main_window import BLUE, GREEN, RED, says

pytestmark = pytest.mark.slow

Asking = Callable[..., Answer]


@pytest.fixture
def remote(window: MainWindow) -> Iterator[RemoteControl]:
    """A window that can be controlled."""
    remote = RemoteControl(window.session, window)
    with only_instance() as instance, instance.serving(remote):
        yield remote
        remote.stop()


@pytest.fixture
def asking(remote: RemoteControl, qtbot: QtBot) -> Asking:
    """Return a function that sends a request from another thread while the window runs."""

    def asking(command: Command, value: str = "") -> Answer:
        answers: list[Answer] = []
        thread = threading.Thread(target=lambda: answers.append(ask(Request(command, value))))
        thread.start()
        qtbot.waitUntil(lambda: bool(answers))
        thread.join()
        return answers[0]

    return asking


def test_another_background(asking: Asking, window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    assert asking(Command.BACKGROUND, "#00b140").text == "The background is now #00b140."
    qtbot.waitUntil(lambda: corner(services) == (0, 0xB1, 0x40))
    assert marked(window) == ["Green"]
    refused = asking(Command.BACKGROUND, "absent.jpg")
    assert (refused.ok, refused.text) == (False, "There is no picture absent.jpg. Choose another.")
    assert marked(window) == ["Green"]
    assert not says(window)
    assert asking(Command.STATUS).status["background"] == "#00b140"


def test_an_own_background_is_scrolled_into_view(asking: Asking, window: MainWindow, qtbot: QtBot) -> None:
    bar = window.gallery.horizontalScrollBar()
    bar.setValue(bar.maximum())
    assert asking(Command.BACKGROUND, "#0000c8").ok
    assert marked(window) == ["#0000c8"]
    own = tile(window, "#0000c8")
    qtbot.waitUntil(lambda: own.visibleRegion().boundingRect() == own.rect())


def test_many_backgrounds_leave_one_temporary_tile(asking: Asking, window: MainWindow) -> None:
    tiles = len(window.gallery.findChildren(Tile))
    for word in ("#0000c8", "#0000c9", "blur:70", "blur:71", "#0000ca"):
        assert asking(Command.BACKGROUND, word).ok
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        assert len(window.gallery.findChildren(Tile)) <= tiles
    assert window.store.settings.own == ()


def test_another_camera(asking: Asking, window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    services.cameras.append(FakeCamera("/dev/video1", "USB"))
    assert asking(Command.CAMERA, "/dev/video1").ok
    qtbot.waitUntil(lambda: person(services) == BLUE)
    qtbot.waitUntil(lambda: window.cameras.currentText() == "USB")
    services.source_error = DeviceError("You may not use it.", "Ask.")
    assert asking(Command.CAMERA, "/dev/video0").text == "You may not use it. Ask."
    assert person(services) == BLUE
    assert not says(window)
    assert asking(Command.STATUS).status["camera"]["word"] == "/dev/video1"
    assert asking(Command.CAMERA, "demo").ok
    qtbot.waitUntil(lambda: person(services) == GREEN)


def test_the_virtual_camera(asking: Asking, window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    services.sink_error = DeviceError("There is none.", "Make one.")
    assert asking(Command.VIRTUAL_CAMERA, "on").text == "There is none. Make one."
    assert window.start_bar.headline.text() == "Virtual camera is off"
    assert not says(window)
    services.sink_error = None
    for _ in range(2):
        assert asking(Command.VIRTUAL_CAMERA, "on").ok
        qtbot.waitUntil(lambda: window.start_bar.headline.text() == "Virtual camera is on")
    assert len(services.sinks) == 1
    for _ in range(2):
        assert asking(Command.VIRTUAL_CAMERA, "off").ok
        qtbot.waitUntil(services.sinks[0].closed.is_set)


def test_the_slate_does_not_wait_for_the_window(
    remote: RemoteControl, window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    """The request comes from the GUI thread, which is blocked until the answer arrives."""
    assert ask(Request(Command.SLATE)).ok
    assert shown(services).is_slate
    assert ask(Request(Command.STATUS)).status["paused"]
    qtbot.waitUntil(lambda: "You are hidden" in says(window))
    assert ask(Request(Command.PAUSE, "toggle")).ok
    qtbot.waitUntil(lambda: person(services) == RED)
    qtbot.waitUntil(lambda: not says(window))


def test_the_slate_does_not_wait_for_the_model(remote: RemoteControl, services: FakeServices, qtbot: QtBot) -> None:
    hanging, going_on = threading.Event(), threading.Event()

    def hang(rgb: object, number: int) -> object:
        hanging.set()
        going_on.wait(10)
        return plain((0, 0, 0))[..., 0]

    processor = services.segmenters[-1]
    processor.answer = hang  # type: ignore[assignment]
    assert hanging.wait(10)
    assert ask(Request(Command.SLATE)).ok
    assert shown(services).is_slate
    going_on.set()


def test_a_hidden_window_is_raised(asking: Asking, window: MainWindow, qtbot: QtBot) -> None:
    window.showMinimized()
    qtbot.waitUntil(window.isMinimized)
    assert asking(Command.RAISE).ok
    assert not window.isMinimized()
    assert window.isVisible()


def test_quit(asking: Asking, window: MainWindow, qtbot: QtBot) -> None:
    assert asking(Command.QUIT).text == "bisenet-bg is ending."
    qtbot.waitUntil(lambda: not window.isVisible())


def test_a_client_of_a_window_that_quits_gets_an_answer(remote: RemoteControl, window: MainWindow) -> None:
    """The GUI thread, this one, never runs the request."""
    answers: list[Answer] = []
    waiting = threading.Thread(target=lambda: answers.append(ask(Request(Command.BACKGROUND, "#000000"))))
    waiting.start()
    while not remote._waiting:
        pass
    remote.stop()
    waiting.join(10)
    assert (answers[0].ok, answers[0].text) == (False, "bisenet-bg is ending. Start it again, then repeat the command.")
    assert not ask(Request(Command.BACKGROUND, "#000000")).ok


def test_a_second_start_raises_the_first(
    remote: RemoteControl, window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    window.showMinimized()
    qtbot.waitUntil(window.isMinimized)
    code = "import sys; from app.cli.main import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "--background", "#00b140"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as second:
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=30000)
        said, complaint = second.communicate()
    assert (second.returncode, complaint) == (0, "")
    assert said == "The window of the running bisenet-bg is in front. The background is now #00b140.\n"
    assert not window.isMinimized()
    assert window.isVisible()
    qtbot.waitUntil(lambda: corner(services) == (0, 0xB1, 0x40))
    assert person(services) == RED


def test_a_failed_click_shows_a_message(
    asking: Asking, window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    services.sink_error = DeviceError("There is none.", "Make one.")
    click(window.start_bar.button)
    qtbot.waitUntil(lambda: says(window) == "There is none. Make one.")
    assert asking(Command.BACKGROUND, "#00b140").ok
    assert not says(window)


def test_the_gpu_is_tried_again_by_command_and_button(
    asking: Asking, window: MainWindow, services: FakeServices, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a GPU the answer says so; the message about a failure has a button that does the same."""
    refused = asking(Command.RETRY_GPU)
    assert (refused.ok, refused.text) == (False, "There is no GPU to try here. `bisenet-bg doctor` says why.")
    gone = GpuError("The graphics card failed (lost). The CPU takes over.")
    services.pipeline._board.set(gpu_error=gone)
    qtbot.waitUntil(lambda: window.banner.message is not None and window.banner.message.text == str(gone))
    qtbot.waitUntil(lambda: window.status_bar.badge.text() == "CPU (the GPU failed)")
    asked: list[bool] = []
    monkeypatch.setattr(services.pipeline, "retry_gpu", lambda: asked.append(True))
    click(window.banner.first_action)
    assert asking(Command.RETRY_GPU).ok
    assert asked == [True, True]
