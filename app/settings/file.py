"""The settings file: written atomically and readable by its owner only; a damaged one never prevents a start."""

import os
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from platformdirs import user_config_path

from app.core.errors import ConfigError
from app.devices.media.user_files import open_file
from app.language import N_, _, ngettext
from app.settings.codec import decode, encode
from app.settings.model import Settings
from app.system_errors import reason_of
from app.unfinished_files import discard_unfinished
from bisenet.errors import DataError
from bisenet.files import replacing

MOST_BYTES = 4 * 2**20
# Damaged files that are kept; older ones are removed.
_MOST_KEPT = 5
# A save takes far less time; on a shared home folder another machine may be saving right now.
_LONGEST_SAVE = 60.0
_DAMAGED = "settings.damaged-"
# Invalid settings that are named; the others are counted.
_MOST_NAMED = 3
_HINT = N_("Fix that, or they will be lost when the program ends.")


def settings_path() -> Path:
    """Return the path of the settings file, whether or not it exists."""
    return user_config_path("bisenet-bg", appauthor=False) / "settings.json"


def load(path: Path) -> tuple[Settings, str]:
    """Return the settings, and a sentence about those that cannot be used ("" if all can).

    A file that cannot be read at all is renamed, and the settings are the defaults.
    An unfinished file left by a crash is removed.
    """
    discard_unfinished(Path(os.path.realpath(path)).parent, seconds=_LONGEST_SAVE)
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return Settings(), ""
    except OSError:
        # Reading it below reports the reason.
        pass
    try:
        settings, dropped = decode(_read(path))
    except ConfigError as error:
        return Settings(), _set_aside(path, error)
    if not dropped:
        return settings, ""
    return settings, _reset_sentence(dropped)


def _reset_sentence(dropped: Sequence[str]) -> str:
    names, more = ", ".join(dropped[:_MOST_NAMED]), len(dropped) - _MOST_NAMED
    if more <= 0:
        return _("Some of your settings could not be read and were reset to their defaults: {names}.").format(
            names=names
        )
    return ngettext(
        "Some of your settings could not be read and were reset to their defaults: {names} and {count} more.",
        "Some of your settings could not be read and were reset to their defaults: {names} and {count} more.",
        more,
    ).format(names=names, count=more)


def save(path: Path, settings: Settings) -> None:
    """Write settings atomically: after a crash at any moment the file is the complete old or the complete new one.

    Raises:
        ConfigError: they cannot be written; the old file is left as it was.
    """
    data = encode(settings)
    if len(data) > MOST_BYTES:
        raise ConfigError(
            _("Settings cannot be saved in {path}, because there are too many of them.").format(path=path), _(_HINT)
        )
    # A symbolic link, for instance into a folder of dotfiles, stays one.
    target = Path(os.path.realpath(path))
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with replacing(target) as beside, beside.open("wb") as file:
            beside.chmod(0o600)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except DataError as error:
        raise _refusal(path, reason_of(error.__cause__ or error)) from error
    except OSError as error:
        raise _refusal(path, reason_of(error)) from error


def _refusal(path: Path, reason: str) -> ConfigError:
    return ConfigError(
        _("Settings cannot be saved in {path} ({reason}).").format(path=path, reason=reason),
        _(_HINT),
    )


def _read(path: Path) -> bytes:
    try:
        with open_file(path, MOST_BYTES, may_be_empty=True) as file:
            return file.read(MOST_BYTES)
    except OSError as error:
        raise ConfigError(
            _("{path} cannot be read ({strerror}).").format(path=path, strerror=reason_of(error))
        ) from error


def _set_aside(path: Path, error: ConfigError) -> str:
    """Rename a damaged file; return sentences that give the reason and its new path."""
    reason = error.args[0]
    try:
        place = _free_name(path.parent)
        path.rename(place)
    except OSError:
        return _(
            "Your settings could not be read, so the defaults are used. {reason} The file is still at {path}."
        ).format(reason=reason, path=path)
    older = sorted(set(path.parent.glob(f"{_DAMAGED}*.json")) - {place}, reverse=True)
    for old in older[_MOST_KEPT - 1 :]:
        with suppress(OSError):
            old.unlink()
    return _(
        "Your settings could not be read, so the defaults are used. {reason} The old file was moved to {path}."
    ).format(reason=reason, path=place)


def _free_name(folder: Path) -> Path:
    stamp = f"{_DAMAGED}{time.strftime('%Y-%m-%d-%H%M%S')}"
    names = (folder / f"{stamp}{more}.json" for more in ("", *(f"-{count}" for count in range(2, 1000))))
    return next(name for name in names if not os.path.lexists(name))
