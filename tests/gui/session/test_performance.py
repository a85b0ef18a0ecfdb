"""The last minute of figures, its lines and description, and the graph that paints them."""

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.core.errors import StageError
from app.core.pipeline.status import CameraState, Status
from app.core.stats import StageTime
from app.gui.session.performance import Figures, PerformanceHistory, Point
from app.gui.theme.palette import colours
from app.gui.window.main_window import MainWindow
from app.gui.window.status_bar import PerformanceGraph
from tests.gui.preview.test_preview import rgb_of

RUNNING = Status(camera=CameraState.RUNNING, engine="fake", processed_fps=30.0, latency=StageTime(20.0, 25.0))


def course(*figures: tuple[float, float, float | None]) -> PerformanceHistory:
    """Return a history of (moment, fps, latency)."""
    kept = PerformanceHistory()
    for moment, fps, latency in figures:
        kept.add(moment, Figures(fps, latency))
    return kept


def test_the_newest_is_at_the_right_and_a_minute_ago_at_the_left() -> None:
    (line,) = course((100.0, 30.0, 10.0), (130.0, 15.0, 10.0), (160.0, 0.0, 10.0)).fps()
    assert line == [Point(0.0, 1.0), Point(0.5, 0.5), Point(1.0, 0.0)]


def test_figures_older_than_a_minute_are_dropped() -> None:
    (line,) = course((0.0, 60.0, 10.0), (39.9, 30.0, 10.0), (100.0, 30.0, 10.0)).fps()
    assert line == [Point(1.0, 1.0)]


def test_the_top_grows_with_the_figures() -> None:
    kept = course((0.0, 60.0, 400.0), (60.0, 30.0, 100.0))
    assert [point.y for point in kept.fps()[0]] == [1.0, 0.5]
    assert [point.y for point in kept.latency()[0]] == [1.0, 0.25]


def test_the_latency_has_a_gap_while_no_frame_comes() -> None:
    kept = course((0.0, 30.0, 50.0), (20.0, 0.0, None), (40.0, 0.0, None), (60.0, 30.0, 50.0))
    assert kept.latency() == [[Point(0.0, 0.5)], [Point(1.0, 0.5)]]
    assert len(kept.fps()[0]) == 4


def test_words() -> None:
    assert "Nothing" in PerformanceHistory().words()
    words = course((0.0, 30.2, 20.0), (1.0, 12.0, 44.0)).words()
    assert "12 to 30 frames" in words
    assert "20 to 44 ms" in words


@pytest.mark.parametrize(
    ("status", "figures"),
    [
        (RUNNING, Figures(30.0, 20.0)),
        (Status(), Figures(0.0, None)),
        (Status(camera=CameraState.RECONNECTING, processed_fps=30.0), Figures(0.0, None)),
        (Status(camera=CameraState.RUNNING, processed_fps=30.0, error=StageError("It broke.")), Figures(0.0, None)),
    ],
)
def test_figures_from_before_a_camera_loss_are_ignored(status: Status, figures: Figures) -> None:
    assert Figures.of(status) == figures


def test_two_lines_are_painted(qtbot: QtBot) -> None:
    graph = PerformanceGraph()
    qtbot.addWidget(graph)
    graph.resize(200, 40)
    graph.history = course(*((float(moment), 30.0, 50.0) for moment in range(61)))
    image = graph.grab().toImage()
    assert near(image.pixelColor(100, 3), QColor(colours().accent))
    assert near(image.pixelColor(100, 20), QColor(colours().muted))
    assert not near(image.pixelColor(100, 12), QColor(colours().accent))


def near(colour: QColor, other: QColor) -> bool:
    """Say whether a line of that colour goes through the pixel; its edge is soft."""
    return all(abs(a - b) < 70 for a, b in zip(rgb_of(colour), rgb_of(other), strict=True))


@pytest.mark.slow
def test_the_window_feeds_the_graph(window: MainWindow, qtbot: QtBot) -> None:
    graph = window.status_bar.graph
    qtbot.waitUntil(lambda: sum(map(len, graph.history.latency())) > 1)
    assert "frames per second" in graph.accessibleDescription()
