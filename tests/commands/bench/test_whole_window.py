"""The measured window is the program's own, and its preview is painted."""

import pytest
from pytestqt.qtbot import QtBot

from app.commands.bench.stand_ins import StandIns
from app.commands.bench.whole_loop import LoopOptions
from app.commands.bench.whole_window import RunningWindow, WindowParts, opened_window
from app.core.pipeline.status import SinkState
from app.core.types import Size
from tests.fakes import plain

pytestmark = pytest.mark.slow


def test_the_preview_is_painted_and_the_virtual_camera_fed(qtbot: QtBot) -> None:
    config = LoopOptions("#00b140", None, "cpu", 64, 36, seconds=1, window=True, recordings=None).config
    devices = StandIns([plain((1, 2, 3), Size(64, 36)), plain((3, 2, 1), Size(64, 36))], 30)
    parts = WindowParts(devices.open_source, devices.open_sink)
    with opened_window(config, parts) as window:
        running = RunningWindow(window)
        pipeline = parts.pipelines[-1]
        qtbot.waitUntil(lambda: not pipeline.current().is_slate, timeout=60_000)
        painted, sent = running.painted(), devices.sink.pictures
        qtbot.waitUntil(lambda: running.painted() > painted and devices.sink.pictures > sent, timeout=60_000)
        assert pipeline.status().sink is SinkState.ON
        assert running.describe()["platform"] == "offscreen"
        window.preview.hide()
        painted, sent = running.painted(), devices.sink.pictures
        qtbot.waitUntil(lambda: devices.sink.pictures > sent + 5, timeout=60_000)
        assert running.painted() == painted
