"""The options of `bench`."""

from dataclasses import dataclass

from app.config import AppConfig
from app.core.values import Size


@dataclass(frozen=True)
class BenchConfig:
    """Options of `bisenet-bg bench`.

    Attributes:
        background: as `open_background` takes it.
        model: name or folder of a trained model; None takes the best for the device, for a table all of them.
        device: `auto`, `cpu` or `cuda`.
        size: of frames and output; a table has sizes of its own.
        seconds: how long to measure, for a table each of its cells; None takes what the question needs.
        table: measure every model, engine and size instead.
        compare: `mediapipe` to compare with it instead.
        whole: measure the whole program instead, without and with its window.
        record: for `whole`, record the output meanwhile.
        frames: measure the memory over that many frames instead.
        cores: pin the process to that many cores; None leaves it free.
    """

    background: str = AppConfig.background
    model: str | None = None
    device: str = AppConfig.device
    size: Size = AppConfig.size
    seconds: float | None = None
    table: bool = False
    compare: str | None = None
    whole: bool = False
    record: bool = False
    frames: int | None = None
    cores: int | None = None
