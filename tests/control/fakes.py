"""A program to control that has no camera and no window."""

import threading
from dataclasses import dataclass, field

from app.control.status_report import StatusReport
from app.core.errors import ConfigError, DeviceError
from app.core.pipeline.status import Status

KNOWN = ("beach", "blur:30", "/home/me/häuser 🏠.jpg")


@dataclass
class FakeProgram:
    """Satisfies `app.control.responder.ControlledProgram` and notes what was asked of it."""

    calls: list[tuple[str, object]] = field(default_factory=list)
    paused: bool = False
    has_window: bool = True
    comes_to_front: bool = True
    slow: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.slow.set()

    def set_background(self, word: str) -> None:
        """Take what is known; may take long."""
        self.slow.wait(10)
        if word == "unexpected":
            raise ZeroDivisionError("two\nlines \udc80")
        if word not in KNOWN:
            raise ConfigError(f"There is no background '{word}'.", "Give\nanother.")
        self.calls.append(("background", word))

    def set_camera(self, word: str) -> None:
        """Take what is known."""
        if word not in KNOWN:
            raise DeviceError(f"There is no camera '{word}'.", "Give another.")
        self.calls.append(("camera", word))

    def set_virtual_camera(self, on: bool) -> None:
        """Take it."""
        self.calls.append(("virtual-camera", on))

    def pause(self, paused: bool) -> None:
        """Take it."""
        self.paused = paused
        self.calls.append(("pause", paused))

    def retry_gpu(self) -> None:
        """Take it."""
        self.calls.append(("retry-gpu", True))

    def raise_window(self, token: str) -> bool:
        """Take it, where there is a window."""
        if not self.has_window:
            raise ConfigError("It runs without a window.", "End it.")
        self.calls.append(("raise", token))
        return self.comes_to_front

    def quit(self) -> None:
        """Take it."""
        self.calls.append(("quit", True))

    def report(self) -> StatusReport:
        """Tell little."""
        return StatusReport(Status(paused=self.paused, engine="fake"), self.has_window, "beach", None)
