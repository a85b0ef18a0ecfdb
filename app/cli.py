"""The `bisenet-bg` command."""

import argparse
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from app.config import DEFAULT_CPU_BUDGET, DEFAULT_FPS, DEFAULT_SIZE, DEFAULT_SLIDE_SECONDS, AppConfig
from app.core.errors import BisenetBgError, StageError
from app.core.types import Fit, Size
from app.look_options import add_look_options, look_of
from app.signals import on_end
from bisenet import __version__
from bisenet.arguments import Parser
from bisenet.errors import BisenetError

_EXAMPLES = """examples:
  bisenet-bg                                          window, first camera, beach
  bisenet-bg --background blur:70                     the room, blurred
  bisenet-bg --background holiday.png --camera 1      another picture, another camera
  bisenet-bg --crispness .8 --scale .7 --move .2,0    sharper edges, smaller, further right
  bisenet-bg --cpu-budget 25                          an even quieter fan
  bisenet-bg --virtual-camera                         and straight into Zoom or Meet
  bisenet-bg --headless --virtual-camera /dev/video10 no window
  bisenet-bg render me.mp4 out.mp4 --background beach.jpg
  bisenet-bg devices                                  what can be chosen here
  bisenet-bg bench                                    what a frame costs here
  bisenet-bg bench --table                            which model and size this machine is good for
  bisenet-bg bench --compare mediapipe                ours beside MediaPipe, on the same frames
"""
_SIZE_MAX = 7680
_BUDGET = f"{100 * DEFAULT_CPU_BUDGET:g}"
_BUDGET_MAX = 1000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns:
        The exit status: 0; 1 for a failure while running; 2 for what the user can mend; 130 when interrupted.
    """
    options = _parser().parse_args(arguments)
    # SIGTERM and SIGHUP leave through `finally`, as Ctrl+C does, so that no half-written file stays.
    on_end(lambda number: sys.exit(128 + number), but="SIGINT")
    try:
        status = _dispatch(options)
        if sys.stdout is not None:
            sys.stdout.flush()
        return status
    except BisenetBgError as error:
        return _complain(str(error), 1 if isinstance(error, StageError) else 2)
    except BisenetError as error:
        return _complain(str(error), 2)
    except BrokenPipeError:
        # Whoever read our output has enough; Python must not complain about it when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return _complain(f"The system refused ({error}); check disk and permissions.", 1)
    except KeyboardInterrupt:
        return _complain("stopped.", 130)


def _complain(sentence: str, status: int) -> int:
    print(f"bisenet-bg: {sentence}", file=sys.stderr)
    return status


def _dispatch(options: argparse.Namespace) -> int:
    if options.command == "devices":
        from app.commands.devices import run_devices

        return run_devices(options.json)
    if options.command == "bench":
        return _bench(options)
    config = AppConfig(
        background=options.background,
        fit=Fit(options.fit),
        slide_seconds=options.slide_seconds,
        camera=options.camera,
        virtual_camera=options.virtual_camera,
        model=options.model,
        device=options.device,
        size=options.size,
        fps=options.fps,
        look=look_of(options),
        mirror=options.mirror,
        cpu_budget=options.cpu_budget,
    )
    if options.command == "render":
        from app.commands.render import run_render

        return run_render(options.input, options.output, config)
    from app.commands.run import run_headless, run_window

    return run_headless(config) if options.headless else run_window(config)


def _bench(options: argparse.Namespace) -> int:
    from app.commands.bench.command import run_bench
    from app.commands.bench.config import BenchConfig

    config = BenchConfig(
        background=options.background,
        model=options.model,
        device=options.device,
        size=options.size,
        seconds=options.seconds,
        table=options.table,
        compare=options.compare,
        frames=options.frames,
        cores=options.cores,
    )
    return run_bench(config, options.json)


def _parser() -> argparse.ArgumentParser:
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
        help="send the result there; without DEVICE to the first that is free",
    )
    parser.add_argument("--headless", action="store_true", help="no window, only the virtual camera")
    _add_size(parser)
    parser.add_argument("--fps", type=_fps, default=DEFAULT_FPS, metavar="N", help="of the output (default 30)")
    parser.add_argument(
        "--cpu-budget",
        type=_cpu_budget,
        default=DEFAULT_CPU_BUDGET,
        metavar="PERCENT",
        help=f"of one core; above it fewer frames are worked on; 0 or off for no limit (default {_BUDGET})",
    )
    parser.add_argument(
        "--mirror",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="mirror the preview (default); others always see you the right way round",
    )
    add_look_options(parser)
    _add_commands(parser)
    return parser


def _add_commands(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="other commands")
    render = commands.add_parser("render", help="give a photo or a video another background")
    render.add_argument("input", type=Path, metavar="INPUT", help="photo or video")
    render.add_argument("output", type=Path, metavar="OUTPUT", help="png, jpg, mp4, mkv, mov or webm")
    devices = commands.add_parser("devices", help="list cameras, virtual camera, models and backgrounds")
    bench = commands.add_parser("bench", help="measure what a frame costs on this machine")
    _add_questions(bench)
    for command in (render, bench):
        _add_picture_options(command, inherited=True)
    _add_size(bench, inherited=True)
    add_look_options(render)
    for command in (devices, bench):
        command.add_argument("--json", action="store_true", help="print JSON")


def _add_questions(bench: argparse.ArgumentParser) -> None:
    question = bench.add_mutually_exclusive_group()
    question.add_argument("--table", action="store_true", help="every model, engine and size, with advice")
    question.add_argument("--compare", choices=("mediapipe",), help="ours beside it, on the same frames in turn")
    question.add_argument("--frames", type=_positive, metavar="N", help="does memory grow over N frames?")
    bench.add_argument(
        "--seconds",
        type=_seconds,
        metavar="S",
        help="how long to measure (default 10; 2 for each cell of a table, 20 to compare)",
    )
    bench.add_argument("--cores", type=_positive, metavar="N", help="pin the process to N cores")


def _default(value: object, inherited: bool) -> object:
    # A command's own default would overwrite what was given before the command's name.
    return argparse.SUPPRESS if inherited else value


def _add_picture_options(parser: argparse.ArgumentParser, inherited: bool = False) -> None:
    parser.add_argument(
        "--background",
        default=_default(AppConfig.background, inherited),
        metavar="X",
        help="picture, video or GIF file, folder or slideshow:FOLDER, bundled name, #rrggbb, blur or blur:STRENGTH, "
        "for render also transparent (default beach.jpg)",
    )
    parser.add_argument(
        "--fit",
        choices=tuple(mode.value for mode in Fit),
        default=_default(AppConfig.fit.value, inherited),
        help="how a background of another shape is fitted (default cover)",
    )
    parser.add_argument(
        "--slide-seconds",
        type=_seconds,
        default=_default(DEFAULT_SLIDE_SECONDS, inherited),
        metavar="S",
        help=f"how long a slideshow shows each picture (default {DEFAULT_SLIDE_SECONDS:.0f})",
    )
    parser.add_argument(
        "--model",
        default=_default(None, inherited),
        metavar="M",
        help="trained model (default: the best for the device)",
    )
    parser.add_argument(
        "--device", choices=("auto", "cpu", "cuda"), default=_default("auto", inherited), help="default auto"
    )


def _add_size(parser: argparse.ArgumentParser, inherited: bool = False) -> None:
    parser.add_argument(
        "--size",
        type=_size,
        default=_default(DEFAULT_SIZE, inherited),
        metavar="WxH",
        help=f"of the output (default {DEFAULT_SIZE})",
    )


def _size(text: str) -> Size:
    match = re.fullmatch(r"(\d{1,5})x(\d{1,5})", text)
    width, height = (int(group) for group in match.groups()) if match else (0, 0)
    if not (2 <= width <= _SIZE_MAX and 2 <= height <= _SIZE_MAX) or width % 2 or height % 2:
        raise argparse.ArgumentTypeError(
            f"{text} is not a size; give even numbers from 2 to {_SIZE_MAX}, for instance 1280x720"
        )
    return Size(width, height)


def _fps(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 120:
        raise argparse.ArgumentTypeError(f"{text} is not a rate; give a whole number from 1 to 120")
    return int(text)


def _positive(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 10**9:
        raise argparse.ArgumentTypeError(f"{text} is not a number; give a whole number from 1")
    return int(text)


def _cpu_budget(text: str) -> float | None:
    if text == "off":
        return None
    try:
        percent = float(text)
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= _BUDGET_MAX:
        raise argparse.ArgumentTypeError(
            f"{text} is not a CPU budget; give a percentage of one core, for instance {_BUDGET}, or off"
        )
    return percent / 100 or None


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 3600:
        raise argparse.ArgumentTypeError(f"{text} is not a time; give seconds, for instance 10")
    return value
