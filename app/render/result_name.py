"""The suffixes of results whose names the user does not choose: in a batch, and in the window."""

from pathlib import Path

from app.devices.media.film import is_still
from app.devices.media.pictures import can_be_written
from app.devices.media.video_writer import can_hold_alpha, is_video_name
from app.render.settings import Result


def result_suffix(source: Path, result: Result) -> str:
    """Return the suffix of the result of a file: its own one if that format can be written and hold the result."""
    suffix = source.suffix.lower()
    if is_still(source):
        return suffix if result is Result.COMPOSITE and can_be_written(source) else ".png"
    if result is Result.FOREGROUND:
        return suffix if can_hold_alpha(source) else ".webm"
    return suffix if is_video_name(source) else ".mp4"
