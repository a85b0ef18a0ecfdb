"""Recordings and snapshots of what others see; a recording is playable even if the process dies."""

import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from app.core.errors import BisenetBgError, ConfigError, DeviceError
from app.core.types import Composite, Size
from app.devices.media.output_files import keep, made, name_at
from app.devices.media.pictures import write_picture
from app.devices.media.video_reader import VideoReader
from app.devices.media.video_writer import VideoFileSink
from app.language import _
from app.system_errors import reason_of

# Prefix of the name while a recording is not finished.
_UNFINISHED = ".unfinished "
_LOOK_SECONDS = 1.0
# Recordings in progress in this process, which are no leftovers.
_BEING_MADE: set[Path] = set()


class RecordingSink:
    """Records composites to a hidden file, which gets its final name when it is closed.

    Time stamps are those of the clock, so that a slow encoder results in fewer frames, not in a faster video.

    Args:
        folder: created if it is missing.
        size: of every composite.
        fps: of the output.
        kept: receives the path of the finished file, in the thread that closes the sink.
        moment: the name of the file.
        clock: seconds.

    Raises:
        DeviceError: folder or file cannot be written.
    """

    def __init__(
        self,
        folder: Path,
        size: Size,
        fps: int,
        kept: Callable[[Path], None],
        moment: datetime,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._target = made(folder) / f"{name_at(moment)}.mp4"
        self._beside = self._target.with_name(f"{_UNFINISHED}{self._target.name}")
        _BEING_MADE.add(self._beside)
        try:
            # FFmpeg creates it with the first packet only, and encoders delay some frames.
            self._beside.touch(exist_ok=False)
            self._file = VideoFileSink(self._beside, size, Fraction(fps), live=True)
        except OSError as error:
            _BEING_MADE.discard(self._beside)
            raise DeviceError(
                _("{beside} cannot be written ({strerror}).").format(beside=self._beside, strerror=reason_of(error)),
                _("Choose another folder."),
            ) from error
        self._fps = fps
        self._kept = kept
        self._clock = clock
        self._began = self._looked = clock()
        self._stamp = -1
        self._open = True

    def __str__(self) -> str:
        return self._target.name

    def write(self, composite: Composite) -> None:
        """Record one composite.

        Raises:
            DeviceError: the disk is full, or the folder is gone.
        """
        now = self._clock()
        if now - self._looked >= _LOOK_SECONDS:
            self._looked = now
            self._check()
        self._stamp = max(self._stamp + 1, round((now - self._began) * self._fps))
        self._file.write_at(composite, self._stamp)

    def viewers(self) -> None:
        """Return None: the viewers of a file are unknown."""

    def close(self) -> None:
        """Finish the recording and give it its final name, also after a failure; one without a frame is deleted.

        Raises:
            DeviceError: the end could not be written; everything before it is kept.
        """
        if not self._open:
            return
        self._open = False
        try:
            self._file.close()
        finally:
            _BEING_MADE.discard(self._beside)
            self._check()
            _finish(self._beside, self._target, self._kept)

    def _check(self) -> None:
        if not self._beside.exists():
            raise DeviceError(
                _("{parent} is gone, and the recording with it.").format(parent=self._beside.parent),
                _("Choose another folder."),
            )


def recover(folder: Path) -> list[Path]:
    """Give the recordings of a process that died their final names, and return the new paths."""
    recovered: list[Path] = []
    for beside in sorted(set(_files(folder)) - _BEING_MADE):
        # One that cannot be recovered now is left for the next start.
        with suppress(BisenetBgError):
            _finish(beside, folder / beside.name.removeprefix(_UNFINISHED), recovered.append)
    return recovered


def _files(folder: Path) -> list[Path]:
    with suppress(OSError):
        return [path for path in folder.iterdir() if path.name.startswith(_UNFINISHED) and path.suffix == ".mp4"]
    return []


def _finish(beside: Path, target: Path, kept: Callable[[Path], None]) -> None:
    if _has_picture(beside):
        kept(keep(beside, target))
    else:
        beside.unlink()


def _has_picture(path: Path) -> bool:
    with suppress(BisenetBgError), VideoReader(path, threads=1) as reader:
        return any(True for _ in reader.frames())
    return False


def save_snapshot(composite: Composite, folder: Path, moment: datetime) -> Path:
    """Write a composite as a PNG file of its full size, and return the file's path.

    Args:
        composite: no slate.
        folder: created if it is missing.
        moment: the name of the file.

    Raises:
        ConfigError: others see a slate, or the file cannot be written.
        DeviceError: the folder cannot be used.
    """
    if composite.is_slate:
        hint = _("Show yourself, or wait for the camera, and try again.")
        raise ConfigError(_("A snapshot cannot be taken while others do not see you."), hint)
    beside = made(folder) / f".writing-{secrets.token_hex(6)}.png"
    try:
        write_picture(beside, composite.rgb)
        return keep(beside, folder / f"{name_at(moment)}.png")
    finally:
        # Only if it did not get its final name.
        with suppress(OSError):
            beside.unlink()
