"""What the command line and the window agree on."""

from dataclasses import dataclass, field

from app.core.corrections.model import NO_CORRECTIONS, Corrections
from app.core.look import Look
from app.core.types import Codec, Fit, Size

DEFAULT_SIZE = Size(1280, 720)
DEFAULT_FPS = 30
DEFAULT_SLIDE_SECONDS = 30.0
DEMO = "demo"
DEFAULT_CPU_BUDGET = 0.5
# Shares of the usual number of pixels; less finds nobody, more costs much and finds no more.
LEAST_DETAIL, MOST_DETAIL = 0.25, 2.0
MOST_CPU_BUDGET = 10.0
MOST_THREADS = 64
LEAST_SECONDS, MOST_SECONDS = 0.01, 3600.0
LONGEST_SIDE = 7680
DEVICE_WORDS = ("auto", "cpu", "cuda")


@dataclass(frozen=True)
class AppConfig:
    """Settings of one run.

    The window changes most of them while it runs; size and rate of the output stay for the life of the process.

    Attributes:
        background: a word that `app.backgrounds.spec` parses.
        fit: how backgrounds of another shape are fitted.
        slide_seconds: how long a slideshow shows each picture.
        camera: number, device path, name, video or image file, or `demo`; None takes the first camera, else the demo.
        camera_size: what a camera is asked for; None for the output's size.
        codec: what a camera is asked to send.
        virtual_camera: None is off, "" the first free device, else a device.
        on_demand: whether camera and model run only while some program reads the virtual camera.
        model: name of an installed BiSeNet, or the folder of a published one; None takes the best for the device.
        device: `auto`, `cpu` or `cuda`.
        detail: share of the usual number of pixels that the network sees.
        threads: that the network takes on the CPU; None for two at most.
        size: of the output; one even size for the life of the process.
        fps: of the output.
        look: how the person is cut out and shown.
        mirror: whether the preview is mirrored; the output never is.
        cpu_budget: CPU time per second that the process may use, 1 for one core; None for no limit.
        corrections: of the model, for this camera; they hold a picture of the room, so they are never written down.
    """

    background: str = "beach.jpg"
    fit: Fit = Fit.COVER
    slide_seconds: float = DEFAULT_SLIDE_SECONDS
    camera: str | None = None
    camera_size: Size | None = None
    codec: Codec = Codec.MJPG
    virtual_camera: str | None = None
    on_demand: bool = False
    model: str | None = None
    device: str = "auto"
    detail: float = 1.0
    threads: int | None = None
    size: Size = DEFAULT_SIZE
    fps: int = DEFAULT_FPS
    look: Look = field(default_factory=Look)
    mirror: bool = True
    cpu_budget: float | None = DEFAULT_CPU_BUDGET
    corrections: Corrections = NO_CORRECTIONS


@dataclass(frozen=True)
class Start:
    """How the window is asked to start.

    Attributes:
        config: what command line and configuration file make.
        settled: fields of `AppConfig` and `Look` that one of them gave, so that nothing remembered takes their place.
        minimised: whether out of the way; None leaves that to what is remembered.
    """

    config: AppConfig
    settled: frozenset[str] = frozenset()
    minimised: bool | None = None
