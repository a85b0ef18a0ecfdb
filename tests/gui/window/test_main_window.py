"""Camera, virtual camera, errors, mirror and the end: driven by hand, checked on what others would see."""

import threading

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.config import AppConfig
from app.core.advice import ShellCommand
from app.core.errors import DeviceError
from app.gui.session.messages import unexpected_message
from app.gui.window.main_window import MainWindow
from tests.gui.conftest import OpenWindow, click, person, press, shown
from tests.gui.fakes import FakeCamera, FakeServices, left_half, no_memory

pytestmark = pytest.mark.slow

NO_CAMERA = DeviceError("There is no virtual camera.", ("Make one:", ShellCommand("sudo modprobe v4l2loopback")))
RED, BLUE, GREEN = (200, 0, 0), (0, 0, 200), (0, 200, 0)


def says(window: MainWindow) -> str:
    """Return what the banner says, or ""."""
    message = window.banner.message
    return message.text if message and window.banner.isVisible() else ""


def pick_camera(qtbot: QtBot, window: MainWindow, name: str) -> None:
    """Pick a camera with the keyboard."""
    qtbot.waitUntil(lambda: window.cameras.findText(name) >= 0)
    window.cameras.setFocus()
    while window.cameras.currentText() != name:
        before = window.cameras.currentIndex()
        step = Qt.Key.Key_Down if window.cameras.findText(name) > before else Qt.Key.Key_Up
        press(window.cameras, step)
        assert window.cameras.currentIndex() != before


def test_another_camera_is_read(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    assert person(services) == RED
    pick_camera(qtbot, window, "Demo clip")
    qtbot.waitUntil(lambda: person(services) == GREEN)
    pick_camera(qtbot, window, "Front")
    qtbot.waitUntil(lambda: person(services) == RED)


def test_opening_the_list_looks_for_new_cameras(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.cameras.count() == 2)
    services.cameras.append(FakeCamera("/dev/video1", "USB"))
    click(window.cameras)
    qtbot.waitUntil(lambda: window.cameras.count() == 3)
    window.cameras.hidePopup()
    pick_camera(qtbot, window, "USB")
    qtbot.waitUntil(lambda: person(services) == BLUE)


def test_listing_cameras_slowly_blocks_nothing(
    open_window: OpenWindow, services: FakeServices, config: AppConfig, qtbot: QtBot
) -> None:
    services.listing_allowed.clear()
    window = open_window(config)
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    assert window.cameras.count() == 0
    services.listing_allowed.set()
    qtbot.waitUntil(lambda: window.cameras.currentText() == "Front")


def test_a_lost_camera_is_reported_and_retried(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    services.cameras.append(FakeCamera("/dev/video9", "Loose"))
    window.cameras.showPopup()
    window.cameras.hidePopup()
    pick_camera(qtbot, window, "Loose")
    qtbot.waitUntil(lambda: "is gone" in says(window))
    qtbot.waitUntil(lambda: shown(services).is_slate)
    services.colours["/dev/video9"] = BLUE
    click(window.banner.first_action)
    qtbot.waitUntil(lambda: person(services) == BLUE)
    qtbot.waitUntil(lambda: not says(window))


def test_the_camera_list_reverts_if_a_camera_cannot_be_used(
    open_window: OpenWindow, services: FakeServices, config: AppConfig, qtbot: QtBot
) -> None:
    window = open_window(AppConfig(config.background, camera="demo", size=config.size))
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    services.source_error = DeviceError("You may not use it.", ("Run:", ShellCommand("sudo usermod")))
    pick_camera(qtbot, window, "Front")
    qtbot.waitUntil(lambda: "may not use" in says(window))
    qtbot.waitUntil(lambda: window.cameras.currentText() == "Demo clip")
    assert person(services) == GREEN


def test_the_virtual_camera_starts_and_stops(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    click(window.start_bar.button)
    qtbot.waitUntil(lambda: bool(services.sinks) and any(not frame.is_slate for frame in services.sinks[0].written))
    qtbot.waitUntil(lambda: window.start_bar.headline.text() == "Virtual camera is on")
    assert window.start_bar.button.text() == "Stop virtual camera"
    window.start_bar.button.setFocus()
    press(window.start_bar.button, Qt.Key.Key_Space)
    qtbot.waitUntil(services.sinks[0].closed.is_set)
    assert services.sinks[0].written[-1].is_slate
    qtbot.waitUntil(lambda: window.start_bar.headline.text() == "Virtual camera is off")


def test_the_output_is_never_mirrored(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    click(window.start_bar.button)
    qtbot.waitUntil(lambda: bool(services.sinks) and any(not frame.is_slate for frame in services.sinks[0].written))
    sent = next(frame for frame in services.sinks[0].written if not frame.is_slate)
    assert tuple(sent.rgb[24, 4]) == RED


def test_a_missing_virtual_camera_is_reported_with_an_action(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    services.sink_error = NO_CAMERA
    click(window.start_bar.button)
    qtbot.waitUntil(lambda: "no virtual camera" in says(window))
    assert window.start_bar.headline.text() == "Virtual camera is off"
    click(window.banner.copy)
    assert QGuiApplication.clipboard().text() == "sudo modprobe v4l2loopback"
    services.sink_error = None
    click(window.banner.first_action)
    qtbot.waitUntil(lambda: window.start_bar.headline.text() == "Virtual camera is on")
    assert not says(window)


def test_a_virtual_camera_requested_on_the_command_line_starts(
    open_window: OpenWindow, services: FakeServices, config: AppConfig, qtbot: QtBot
) -> None:
    services.sink_error = NO_CAMERA
    window = open_window(AppConfig(config.background, size=config.size, virtual_camera=()))
    qtbot.waitUntil(lambda: "no virtual camera" in says(window))
    qtbot.waitUntil(lambda: not shown(services).is_slate)


def test_a_closed_message_reappears_if_its_cause_recurs(
    window: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    services.sink_error = NO_CAMERA
    for _ in range(2):
        click(window.start_bar.button)
        qtbot.waitUntil(lambda: "no virtual camera" in says(window))
        click(window.banner.close_button)
        assert not says(window)


def test_a_failing_model_is_reported_and_can_be_restarted(
    open_window: OpenWindow, services: FakeServices, config: AppConfig, qtbot: QtBot
) -> None:
    services.find_person = no_memory
    window = open_window(config)
    qtbot.waitUntil(lambda: "worker" in says(window))
    assert shown(services).is_slate
    assert window.status_bar.readout.text() == "Stopped"
    services.find_person = left_half
    services.source_error = DeviceError("You may not use it.")
    click(window.banner.first_action)
    assert says(window) == "Restarting…"
    qtbot.waitUntil(lambda: "worker" in says(window))
    services.source_error = None
    click(window.banner.first_action)
    qtbot.waitUntil(lambda: not shown(services).is_slate)
    qtbot.waitUntil(lambda: not says(window))
    assert len(services.pipelines) == 2


def test_the_notice_about_the_demo_clip_is_shown(
    open_window: OpenWindow, services: FakeServices, config: AppConfig, qtbot: QtBot
) -> None:
    services.notice = ("No camera was found, so the demo clip is playing.",)
    window = open_window(config)
    qtbot.waitUntil(lambda: says(window) == services.notice[0])
    assert window.banner.message is not None
    assert not window.banner.message.is_error


def test_the_readout_names_the_model(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "fps" in window.status_bar.readout.text())
    qtbot.waitUntil(lambda: window.status_bar.badge.text() == "CPU")
    assert window.status_bar.readout.toolTip().startswith("fake\n")


def preview_pixel(window: MainWindow, x: float) -> tuple[int, ...]:
    """Return the colour in the preview at a part of its width."""
    image = window.preview.grab().toImage()
    colour = image.pixelColor(int(image.width() * x), image.height() // 2)
    return colour.red(), colour.green(), colour.blue()


def test_the_mirror_switch_affects_only_the_preview(window: MainWindow, services: FakeServices, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: preview_pixel(window, 0.7) == RED)
    assert window.caption.text() == "Your preview is mirrored. Others would see you unmirrored."
    click(window.mirror)
    qtbot.waitUntil(lambda: preview_pixel(window, 0.3) == RED)
    assert person(services) == RED


def test_an_unexpected_error_is_shown_as_one_sentence(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    thread = threading.Thread(target=lambda: session.show(unexpected_message(ValueError("first line\nsecond line"))))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: "ValueError: first line)" in says(window))
    assert "second line" not in says(window)


@pytest.mark.parametrize("by_key", [True, False])
def test_closing_stops_everything(window: MainWindow, services: FakeServices, qtbot: QtBot, by_key: bool) -> None:
    click(window.start_bar.button)
    qtbot.waitUntil(lambda: bool(services.sinks) and len(services.sinks[0].written) > 2)
    if by_key:
        press(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    else:
        window.close()
    assert not window.isVisible()
    assert services.sinks[0].closed.is_set()
    assert services.sinks[0].written[-1].is_slate
    names = {thread.name for thread in threading.enumerate()}
    assert not names & {"capture", "worker", "output", "tasks", "thumbnails"}


def test_everything_fits_in_a_small_window(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(window.minimumSizeHint())
    assert window.minimumSizeHint().height() <= 700
    assert window.minimumSizeHint().width() <= 1024
    inside = window.rect()
    for widget in (window.cameras, window.preview, window.gallery, window.start_bar.button):
        assert inside.contains(widget.mapTo(window, QPoint(0, 0)))
        assert QPointF(inside.bottomRight()).y() >= widget.mapTo(window, widget.rect().bottomRight()).y()
