"""The options of `render` that are no fields of the configuration."""

import argparse
import re
from collections.abc import Sequence
from typing import Any

from app.cli.option_types import any_size, whole_number
from app.core.errors import ConfigError
from app.fields import WholeRange
from app.language import N_, _
from app.render.settings import RenderSettings, Result

_INPUT = N_("photo or video; also several of them, folders, patterns such as '*.jpg', or - for standard input")
_OUTPUT = N_(
    "png, jpg, mp4, mkv, mov or webm; for a video also numbered pictures, as frames/%%05d.png; "
    "for several inputs a folder, in which files of the same name are replaced; - for standard output"
)


def add_render_options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `render`; `settings_of` reads them."""
    parser.add_argument("input", nargs="+", metavar="INPUT", help=_(_INPUT))
    parser.add_argument("output", metavar="OUTPUT", help=_(_OUTPUT))
    # For the window, which starts `render` in a process of its own.
    parser.add_argument("--progress", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument(
        "--result",
        choices=[result.value for result in Result],
        default=Result.COMPOSITE.value,
        help=_("the person over the background (default), the person alone with transparency, or the matte"),
    )
    # `size` is the size of the live output.
    parser.add_argument(
        "--size",
        dest="result_size",
        type=any_size,
        metavar="WxH",
        help=_("scale the result down to fit within this size"),
    )
    parser.add_argument(
        "--quality",
        type=whole_number(WholeRange(1, 100)),
        metavar="N",
        help=_("quality of JPEG, WebP, H.264 or VP9; 1 to 100 (default: high)"),
    )
    parser.add_argument("--start", type=moment, default=0.0, metavar="TIME", help=_("begin a video here: 90 or 1:30"))
    parser.add_argument("--end", type=moment, metavar="TIME", help=_("end a video here"))


def settings_of(options: argparse.Namespace) -> RenderSettings:
    """Return the settings for the options of `add_render_options`.

    Raises:
        ConfigError: the end is not after the start.
    """
    if options.end is not None and options.end <= options.start:
        raise ConfigError(_("--end is not after --start."), _("Give a later end."))
    result = Result(options.result)
    return RenderSettings(result, options.result_size, options.quality, options.start, options.end)


def moment(text: str) -> float:
    """Read a time as seconds: "90", "1:30" or "1:02:03.5"."""
    match = re.fullmatch(r"(?:(?:(\d{1,3}):)?(\d{1,5}):)?(\d{1,7}(?:\.\d{1,6})?)", text)
    hours, minutes, seconds = (float(part or 0) for part in match.groups()) if match else (0.0, 0.0, 0.0)
    # Only the first of several numbers may be larger.
    if match is None or (match[1] and minutes >= 60) or (match[2] and seconds >= 60):
        raise argparse.ArgumentTypeError(
            _(
                "{text} is not a time; give seconds, minutes:seconds or hours:minutes:seconds, for instance 90, 1:30 "
                "or 1:02:03"
            ).format(text=text)
        )
    return 3600 * hours + 60 * minutes + seconds


def inputs_last(words: Sequence[str], parser: argparse.ArgumentParser) -> list[str]:
    """Return the words of `render` with files behind the options: argparse takes several files only in one place."""
    options: list[str] = []
    files: list[str] = []
    rest = iter(words)
    for word in rest:
        if word == "--":
            files += rest
        elif word == "-" or not word.startswith("-") or " " in word.partition("=")[0]:
            files.append(word)
        else:
            options.append(word)
            if "=" not in word and _takes_value(word, parser):
                options += [value for value in [next(rest, None)] if value is not None]
    return [*options, "--", *files] if files else options


def _takes_value(word: str, parser: argparse.ArgumentParser) -> bool:
    # argparse has no public way to list its actions; it accepts the beginning of a name too.
    actions: dict[str, argparse.Action] = parser._option_string_actions
    found: Any = actions.get(word) or next((actions[name] for name in actions if name.startswith(word)), None)
    return found is not None and found.nargs != 0
