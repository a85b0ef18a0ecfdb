"""The real window on the demo clip, driven as a user would, and what its GUI thread and its preview cost."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication, QToolButton

from app import factory
from app.commands.bench.stand_ins import NullSink
from app.commands.bench.whole_window import WindowParts, opened_window
from app.commands.bench.whole_window import wait as wait
from app.commands.render import run_render
from app.config import AppConfig
from app.core.compositing.processor import Processor
from app.core.look import Look
from app.core.opening import OpenProcessor
from app.core.pipeline.capture import OpenSource
from app.core.pipeline.governor import Governor
from app.core.stats import Stats
from app.core.types import Alpha, Frame, FrameProcessor
from app.devices.media.film_source import FilmSource
from app.gui.session.view_mode import View
from app.gui.theme.style import apply_style
from app.gui.window.main_window import MainWindow
from app.render.settings import RenderSettings
from benchmarks.window.watchdog import Block, Watchdog

FPS = 30
SMALL, LARGE = "bisenet-mobilenetv2", "bisenet-resnet18"
_STEP = 0.5


class Oval:
    """Takes an oval in the middle for the person, so that a slow machine makes 30 composites a second too."""

    def __init__(self) -> None:
        y, x = np.ogrid[-1:1:360j, -1:1:640j]
        self._alpha = np.asarray(np.clip(255 * 4 * (0.7 - np.hypot(2 * x, y)), 0, 255), np.uint8)

    def __call__(self, frame: Frame, look: Look, detail: float = 1.0) -> Alpha:
        """Return it at half the clip's size, with a soft edge."""
        return self._alpha

    def describe(self) -> str:
        """Name it."""
        return "an oval on CPU"


class Parts(WindowParts):
    """The program's own parts on the demo clip, with no device behind the virtual camera.

    Args:
        oval: whether an oval takes the model's place and the clip plays at 30 frames a second.
    """

    def __init__(self, oval: bool) -> None:
        self._oval = oval
        super().__init__(lambda: FilmSource(factory.assets() / "demo.mp4", FPS), NullSink)

    def source_of(self, config: AppConfig) -> OpenSource:
        """Return what opens the configuration's source, or the clip."""
        return super().source_of(config) if self._oval else factory.source_of(config)

    def processor_of(self, config: AppConfig) -> OpenProcessor:
        """Return what opens the model, or the oval."""
        return _open_oval if self._oval else super().processor_of(config)

    def governor_of(self, config: AppConfig) -> Governor:
        """Return the one that keeps the configuration's budget."""
        return Governor(config.cpu_budget, config.fps)


def _open_oval(stats: Stats) -> FrameProcessor:
    return Processor(Oval(), stats)


@dataclass(frozen=True)
class Phase:
    """Something that a user does: steps half a second apart, and how long their consequences are watched."""

    name: str
    steps: Sequence[Callable[[], object]]
    seconds: float = 3.0


@dataclass(frozen=True)
class Cost:
    """What was taken while composites came; shares of one core.

    Attributes:
        pictures: that the window was given, per second.
        gui: CPU time of the GUI thread.
        process: CPU time of all threads.
    """

    pictures: float
    gui: float
    process: float


@contextmanager
def opened(application: QApplication, oval: bool) -> Iterator[MainWindow]:
    """Open the window, running, and close it in the end.

    Raises:
        BisenetBgError: it cannot be opened.
    """
    apply_style(application)
    config = AppConfig(camera="demo", cpu_budget=None if oval else AppConfig.cpu_budget)
    with opened_window(config, Parts(oval)) as window:
        yield window


def phases(window: MainWindow, folder: Path) -> Sequence[Phase]:
    """Return what is done, in this order; a file is rendered into `folder` meanwhile."""
    session, clip = window.session, factory.assets() / "demo.mp4"
    pages = [button.click for button in window.side.findChildren(QToolButton)]
    output = AppConfig(background="office", camera="demo")
    rendering = threading.Thread(
        target=run_render, args=([str(clip)], str(folder / "out.mp4"), output, RenderSettings()), daemon=True
    )
    return (
        Phase("it starts", (), 5.0),
        Phase("it runs", (), 10.0),
        Phase("another bundled background", [partial(session.set_background, "aurora")]),
        Phase("a video behind", [partial(session.set_background, str(clip))]),
        Phase("the room, blurred", [partial(session.set_background, "blur")]),
        Phase("another camera", [partial(session.set_camera, str(clip))]),
        Phase("the larger model", [partial(session.adjust, model=LARGE)], 5.0),
        Phase("the smaller model", [partial(session.adjust, model=SMALL)], 5.0),
        Phase(
            "matte, before and after",
            [partial(session.set_view, view) for view in (View.MATTE, View.SPLIT, View.PICTURE)],
        ),
        Phase("pages open and close", [*pages, *pages[-1:]], 1.0),
        Phase("virtual camera on and off", [partial(session.set_virtual_camera, on) for on in (True, False)]),
        Phase("hidden and shown", [partial(session.set_hidden, hidden) for hidden in (True, False)]),
        Phase("the pipeline starts again", [session.restart], 5.0),
        Phase("a file is rendered", [rendering.start, *[lambda: None] * 20], 0.0),
    )


def worst_block(watchdog: Watchdog, phase: Phase) -> Block:
    """Go through a phase and return the worst that the GUI thread met in it."""
    watchdog.take()
    for step in phase.steps:
        step()
        wait(_STEP)
    wait(phase.seconds)
    return watchdog.take()


def cost(window: MainWindow, seconds: float) -> Cost:
    """Return what the window takes while it runs."""
    pictures = 0

    def count() -> None:
        nonlocal pictures
        pictures += 1

    window.session.picture.connect(count)
    began, gui, process = time.perf_counter(), time.thread_time(), time.process_time()
    wait(seconds)
    elapsed = time.perf_counter() - began
    window.session.picture.disconnect(count)
    gui, process = time.thread_time() - gui, time.process_time() - process
    return Cost(pictures / elapsed, gui / elapsed, process / elapsed)
