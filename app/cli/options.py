"""The options of the `bisenet-bg` command."""

import argparse
import stat
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.backgrounds.spec import usage
from app.cli.config_file import user_file, words_of
from app.cli.control_options import add_control_options
from app.cli.look_options import add_look_options, look_of
from app.cli.option_types import BUDGET, cpu_budget, detail, positive, rate, seconds, size, threads
from app.config import (
    DEFAULT_CPU_BUDGET,
    DEFAULT_FPS,
    DEFAULT_SIZE,
    DEFAULT_SLIDE_SECONDS,
    DEVICE_WORDS,
    LEAST_DETAIL,
    MOST_DETAIL,
    AppConfig,
    Start,
)
from app.core.errors import ConfigError
from app.core.types import Codec, Fit
from bisenet import __version__
from bisenet.arguments import Parser

_EXAMPLES = """examples:
  bisenet-bg                                          window, first camera, beach
  bisenet-bg --background blur:70                     the room, blurred
  bisenet-bg --background holiday.png --camera 1      another picture, another camera
  bisenet-bg --crispness .8 --scale .7 --move .2,0    sharper edges, smaller, further right
  bisenet-bg --cpu-budget 25                          an even quieter fan
  bisenet-bg --model FOLDER                           a model that you trained, from `bisenet publish`
  bisenet-bg --virtual-camera                         and straight into Zoom or Meet
  bisenet-bg --headless --virtual-camera /dev/video10 no window
  bisenet-bg --headless --on-demand                   the webcam sleeps until somebody watches
  bisenet-bg render me.mp4 out.mp4 --background sunset
  bisenet-bg control slate                            hide yourself, from any other place
  bisenet-bg devices                                  what can be chosen here
  bisenet-bg doctor                                   what is wrong here, and how to mend it
  bisenet-bg bench                                    what a frame costs here
  bisenet-bg bench --table                            which model and size this machine is good for
  bisenet-bg bench --compare mediapipe                ours beside MediaPipe, on the same frames
"""


# Commands for which the user's own file counts; the others list, measure or mend what is there whatever it says.
_USERS = (None, "render")


def read_options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the options of the command line, and of a configuration file where they are not given there.

    Args:
        arguments: of the command; None takes the process's own.

    Returns:
        The options, and as `words` what they were read from.

    Raises:
        ConfigError: the file cannot be used; none of it counts then.
    """
    parser = make_parser()
    options = parser.parse_args(arguments)
    path = options.config
    if path is None and not options.no_config and options.command in _USERS:
        path = _own_file()
    words = [*([] if path is None else words_of(path, parser)), *(sys.argv[1:] if arguments is None else arguments)]
    return parser.parse_args(words, argparse.Namespace(words=words))


def _own_file() -> Path | None:
    """Return the user's own file; None where there is none, or it lies where this user may not look."""
    path = user_file()
    try:
        kind = path.stat().st_mode
    except OSError:
        return None
    if not stat.S_ISREG(kind):
        what = "a folder" if stat.S_ISDIR(kind) else "a pipe, socket or device"
        raise ConfigError(f"{path} is {what}, and no file of settings.", "Remove it, or use `--no-config`.")
    return path


def config_of(options: argparse.Namespace) -> AppConfig:
    """Return the settings that options of `read_options` make."""
    return AppConfig(
        background=options.background,
        fit=Fit(options.fit),
        slide_seconds=options.slide_seconds,
        camera=options.camera,
        camera_size=options.camera_size,
        codec=Codec(options.codec),
        virtual_camera="" if options.on_demand and options.virtual_camera is None else options.virtual_camera,
        on_demand=options.on_demand,
        model=options.model,
        device=options.device,
        detail=options.detail,
        threads=options.threads,
        size=options.size,
        fps=options.fps,
        look=look_of(options),
        mirror=options.mirror,
        cpu_budget=options.cpu_budget,
    )


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = Parser(
        prog="bisenet-bg",
        description="Puts you in front of another background, in a window and in a virtual camera.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"bisenet-bg {__version__}")
    _add_picture_options(parser)
    parser.add_argument("--camera", metavar="C", help="number, device, part of a name, video or picture file, or demo")
    parser.add_argument(
        "--virtual-camera",
        nargs="?",
        const="",
        metavar="DEVICE",
        help="send the result there, a device or a label; without DEVICE to the first that is free",
    )
    parser.add_argument(
        "--on-demand",
        action=argparse.BooleanOptionalAction,
        default=False,
        help="run webcam and model only while some program reads the virtual camera, which this turns on",
    )
    parser.add_argument(
        "--no-virtual-camera", action="store_const", const=None, dest="virtual_camera", help="none (default)"
    )
    parser.add_argument(
        "--headless", action=argparse.BooleanOptionalAction, default=False, help="no window, only the virtual camera"
    )
    parser.add_argument(
        "--minimised",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="start the window minimised, or in the tray if it is kept there (default: as it was set there)",
    )
    parser.add_argument("--camera-size", type=size, metavar="WxH", help="what a camera is asked for (default: --size)")
    parser.add_argument(
        "--codec",
        choices=tuple(codec.value for codec in Codec),
        default=Codec.MJPG.value,
        help="what a camera is asked to send, JPEG or uncompressed pictures (default mjpg)",
    )
    _add_size(parser)
    parser.add_argument("--fps", type=rate, default=DEFAULT_FPS, metavar="N", help="of the output (default 30)")
    parser.add_argument(
        "--cpu-budget",
        type=cpu_budget,
        default=DEFAULT_CPU_BUDGET,
        metavar="PERCENT",
        help=f"of one core; above it fewer frames are worked on; 0 or off for no limit (default {BUDGET})",
    )
    parser.add_argument(
        "--mirror",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="mirror the preview (default); others always see you the right way round",
    )
    _add_network_options(parser)
    add_look_options(parser)
    _add_files(parser)
    _add_commands(parser)
    return parser


def _add_files(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(
        "configuration file",
        "TOML whose keys are these options without their dashes; options given here go before it. Without --config, "
        f"{user_file()} is read where it exists, for the window, --headless and render.",
    )
    files = group.add_mutually_exclusive_group()
    files.add_argument("--config", type=Path, metavar="FILE", help="read FILE instead, for any command")
    files.add_argument("--no-config", action="store_true", help="read none")


def given(arguments: Sequence[str] | None) -> dict[str, Any]:
    """Return the options that stand on the command line, by their long names; it has been found right before."""
    parser, absent = make_parser(), object()
    parser.set_defaults(**{action.dest: absent for action in parser._actions})
    found = {name: value for name, value in vars(parser.parse_args(arguments)).items() if value is not absent}
    # The one option that sets two settings.
    return {"move" if name in ("x", "y") else name.replace("_", "-"): value for name, value in found.items()}


def start_of(options: argparse.Namespace) -> Start:
    """Return how options of `read_options` ask the window to start."""
    names = {name.replace("-", "_") for name in given(options.words)}
    settled = names | {"x", "y"} if "move" in names else names
    return Start(config_of(options), frozenset(settled), options.minimised)


def _add_commands(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="other commands")
    render = commands.add_parser("render", help="give a photo or a video another background")
    render.add_argument("input", type=Path, metavar="INPUT", help="photo or video")
    render.add_argument("output", type=Path, metavar="OUTPUT", help="png, jpg, mp4, mkv, mov or webm")
    # For the window, which renders in a process of its own.
    render.add_argument("--progress", action="store_true", help=argparse.SUPPRESS)
    add_control_options(commands.add_parser("control", help="change the running program, or hide yourself"))
    devices = commands.add_parser("devices", help="list cameras, virtual camera, models and backgrounds")
    doctor = commands.add_parser("doctor", help="find out what does not work here, and how to mend it")
    bench = commands.add_parser("bench", help="measure what a frame costs on this machine")
    _add_questions(bench)
    for command in (render, bench):
        _add_picture_options(command, inherited=True)
    _add_network_options(render, inherited=True)
    _add_size(bench, inherited=True)
    _add_model(doctor, inherited=True)
    add_look_options(render)
    for command in (devices, doctor, bench):
        command.add_argument("--json", action="store_true", help="print JSON")


def _add_questions(bench: argparse.ArgumentParser) -> None:
    question = bench.add_mutually_exclusive_group()
    question.add_argument("--table", action="store_true", help="every model, engine and size, with advice")
    question.add_argument("--compare", choices=("mediapipe",), help="ours beside it, on the same frames in turn")
    question.add_argument("--frames", type=positive, metavar="N", help="does memory grow over N frames?")
    bench.add_argument(
        "--seconds",
        type=seconds,
        metavar="S",
        help="how long to measure (default 10; 2 for each cell of a table, 20 to compare)",
    )
    bench.add_argument("--cores", type=positive, metavar="N", help="pin the process to N cores")


def _default(value: object, inherited: bool) -> object:
    # A command's own default would overwrite what was given before the command's name.
    return argparse.SUPPRESS if inherited else value


def _add_picture_options(parser: argparse.ArgumentParser, inherited: bool = False) -> None:
    parser.add_argument(
        "--background",
        default=_default(AppConfig.background, inherited),
        metavar="X",
        help=f"{usage()} (default {AppConfig.background})",
    )
    parser.add_argument(
        "--fit",
        choices=tuple(mode.value for mode in Fit),
        default=_default(AppConfig.fit.value, inherited),
        help="how a background of another shape is fitted (default cover)",
    )
    parser.add_argument(
        "--slide-seconds",
        type=seconds,
        default=_default(DEFAULT_SLIDE_SECONDS, inherited),
        metavar="S",
        help=f"how long a slideshow shows each picture (default {DEFAULT_SLIDE_SECONDS:.0f})",
    )
    _add_model(parser, inherited)
    parser.add_argument("--device", choices=DEVICE_WORDS, default=_default("auto", inherited), help="default auto")


def _add_model(parser: argparse.ArgumentParser, inherited: bool = False) -> None:
    parser.add_argument(
        "--model",
        default=_default(None, inherited),
        metavar="M",
        help="trained model: its name, or a folder that `bisenet publish` wrote, with several models FOLDER/NAME "
        "(default: the best for the device)",
    )


def _add_network_options(parser: argparse.ArgumentParser, inherited: bool = False) -> None:
    parser.add_argument(
        "--detail",
        type=detail,
        default=_default(AppConfig.detail, inherited),
        metavar="N",
        help="share of the usual number of pixels that the network sees, "
        f"{LEAST_DETAIL:g} to {MOST_DETAIL:g} (default 1)",
    )
    parser.add_argument(
        "--threads",
        type=threads,
        default=_default(None, inherited),
        metavar="N",
        help="that work on the CPU (default: two at most)",
    )


def _add_size(parser: argparse.ArgumentParser, inherited: bool = False) -> None:
    parser.add_argument(
        "--size",
        type=size,
        default=_default(DEFAULT_SIZE, inherited),
        metavar="WxH",
        help=f"of the output (default {DEFAULT_SIZE})",
    )
