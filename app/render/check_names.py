"""Checks before a rendering that its result can be written under the name that it gets."""

from pathlib import Path

from app.config import AppConfig
from app.core.errors import ConfigError
from app.devices.media.file_content import content_of, is_animation
from app.devices.media.pictures import can_be_written, is_picture, is_picture_name
from app.devices.media.user_files import check_file, open_file
from app.devices.media.video_background import is_moving
from app.devices.media.video_writer import can_hold_alpha, is_video_name
from app.language import _
from app.render.picture_sequence import is_sequence_name
from app.render.settings import RenderSettings, Result, result_of
from app.system_errors import reason_of


def check_names(
    source: Path, target: Path, config: AppConfig, settings: RenderSettings, name: str | None = None
) -> None:
    """Check that the source is a file and that the result can be written under the target's name.

    Args:
        source: photo or video.
        target: file to write.
        config: says whether the result is transparent.
        settings: what is written.
        name: of the source in messages; None for its file name.

    Raises:
        ConfigError: it is not, or cannot.
    """
    try:
        _check(source, name or source.name, target, settings, result_of(config, settings) is Result.FOREGROUND)
    except OSError as error:
        # A name that is too long, or a folder that may not be read.
        raise ConfigError(
            _("This name cannot be used ({reason}).").format(reason=reason_of(error)), _("Give another one.")
        ) from error


def is_something_else(path: Path) -> bool:
    """Say whether a file can be opened, but is neither a picture nor a video by its content or its name."""
    if is_picture_name(path) or is_moving(path) or is_video_name(path) or content_of(path) is not None:
        return False
    try:
        open_file(path, may_be_empty=True).close()
    except ConfigError:
        return False
    return True


def _check(source: Path, name: str, target: Path, settings: RenderSettings, transparent: bool) -> None:
    check_file(source)
    if not target.parent.is_dir():
        raise ConfigError(
            _("There is no folder {folder}.").format(folder=target.parent), _("Create it, or choose another output.")
        )
    if target.is_dir():
        raise ConfigError(_("{path} is a folder.").format(path=target), _("Give a file name in it."))
    if target.exists() and target.samefile(source):
        raise ConfigError(_("{path} is the input file.").format(path=target), _("Choose another output."))
    fits = not is_picture(source) and (is_video_name(target) or is_sequence_name(target))
    if not fits and not (can_be_written(target) and (is_picture(source) or is_animation(source))):
        if is_something_else(source):
            raise ConfigError(_("{name} is neither a picture nor a video.").format(name=name), _("Give another file."))
        hint = (
            _("Give a picture name such as out.png.") if is_picture(source) else _("Give a video name such as out.mp4.")
        )
        raise ConfigError(_("{source} cannot be written as {target}.").format(source=name, target=target.name), hint)
    if transparent and not (can_hold_alpha(target) or target.suffix.lower() == ".png"):
        by_result = settings.result is Result.FOREGROUND
        if is_picture(source):
            hint = (
                _("Give a .png name, or another --result.")
                if by_result
                else _("Give a .png name, or another background.")
            )
        else:
            hint = (
                _("Give a .webm or .mov name, or another --result.")
                if by_result
                else _("Give a .webm or .mov name, or another background.")
            )
        raise ConfigError(_("{name} cannot be transparent.").format(name=target.name), hint)
