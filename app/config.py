"""What the command line and the window agree on."""

from dataclasses import dataclass, field

from app.core.look import Look
from app.core.types import Fit, Size

DEFAULT_SIZE = Size(1280, 720)
DEFAULT_FPS = 30
DEFAULT_SLIDE_SECONDS = 30.0
SLIDESHOW = "slideshow:"
TRANSPARENT = "transparent"
DEMO = "demo"
DEFAULT_CPU_BUDGET = 0.5


@dataclass(frozen=True)
class AppConfig:
    """Settings of one run.

    Attributes:
        background: bundled name, picture or video file, folder or `slideshow:FOLDER`, `#rrggbb`, `blur` or
            `blur:STRENGTH`; for `render` also `transparent`.
        fit: how backgrounds of another shape are fitted.
        slide_seconds: how long a slideshow shows each picture.
        camera: number, device path, name, video or image file, or `demo`; None takes the first camera, else the demo.
        virtual_camera: None is off, "" the first free device, else a device.
        on_demand: whether camera and model run only while some program reads the virtual camera.
        model: name of a BiSeNet; None takes the best for the device.
        device: `auto`, `cpu` or `cuda`.
        size: of the output; one even size for the life of the process.
        fps: of the output.
        look: how the person is cut out and shown.
        mirror: whether the preview is mirrored; the output never is.
        cpu_budget: CPU time per second that the process may use, 1 for one core; None for no limit.
    """

    background: str = "beach.jpg"
    fit: Fit = Fit.COVER
    slide_seconds: float = DEFAULT_SLIDE_SECONDS
    camera: str | None = None
    virtual_camera: str | None = None
    on_demand: bool = False
    model: str | None = None
    device: str = "auto"
    size: Size = DEFAULT_SIZE
    fps: int = DEFAULT_FPS
    look: Look = field(default_factory=Look)
    mirror: bool = True
    cpu_budget: float | None = DEFAULT_CPU_BUDGET
