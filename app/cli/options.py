"""The options of the `bisenet-bg` command."""

import argparse
import re
import stat
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from app.cli.completion import SHELLS
from app.cli.config_file import user_file, words_of
from app.cli.look_options import add_look_options, look_of
from app.cli.option_types import argument_of, number, value_of, whole_number
from app.cli.render_options import add_render_options, inputs_last
from app.config import FIELDS, AppConfig, Start
from app.control.protocol import VALUES, Command
from app.core.errors import ConfigError
from app.core.look import Range
from app.fields import TextsOrSwitch, WholeRange, full_help, option_name
from app.language import N_, _
from app.terminal import wrapped
from bisenet import __version__
from bisenet.arguments import Parser as SentenceParser

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

_EXAMPLES = N_("""examples:
  bisenet-bg                                          window, first camera, beach
  bisenet-bg --background blur:70                     the room, blurred
  bisenet-bg --background holiday.png --camera 1      another picture, another camera
  bisenet-bg --crispness .8 --scale .7 --move .2,0    sharper edges, smaller, further right
  bisenet-bg --cpu-budget 25                          half the default CPU budget, for a quieter fan
  bisenet-bg --model FOLDER                           a model that you trained, from `bisenet publish`
  bisenet-bg --virtual-camera                         start with the virtual camera on, for Zoom or Meet
  bisenet-bg --headless --virtual-camera /dev/video10 no window
  bisenet-bg --headless --on-demand                   the webcam is off until a program needs it
  bisenet-bg render me.mp4 out.mp4 --background sunset
  bisenet-bg render photos results --result matte     every file of a folder
  bisenet-bg control slate                            hide yourself, from another terminal or a shortcut
  bisenet-bg devices                                  cameras, models and backgrounds of this machine
  bisenet-bg install-desktop                          an entry in your desktop's menu
  bisenet-bg doctor                                   find problems here, and how to fix them
  bisenet-bg bench                                    what a frame costs here
  bisenet-bg bench --table                            which model and size suit this machine
  bisenet-bg bench --compare mediapipe                compare with MediaPipe on the same frames
  bisenet-bg bench --whole                            what the whole program takes, by thread""")
# Commands that read the user's own configuration file; the others list, measure or examine what is there.
_FILE_READERS = (None, "render")
_POSITIVE = whole_number(WholeRange(1, 10**9))
_CONTROL_HELP = {
    Command.BACKGROUND: N_("as --background"),
    Command.CAMERA: N_("as --camera"),
    Command.PAUSE: N_("hide yourself: others see a still picture (default on)"),
    Command.SLATE: N_("hide yourself at once; bind it to a shortcut in your desktop settings"),
    Command.SHOW: N_("show yourself again"),
    Command.VIRTUAL_CAMERA: N_("start or stop the virtual camera"),
    Command.RETRY_GPU: N_("try the graphics card again after it failed"),
    Command.STATUS: N_("print the state of the running program"),
    Command.RAISE: N_("bring its window to the front"),
    Command.QUIT: N_("quit it"),
}


class _Parser(SentenceParser):
    """Treats negative numbers and pairs of them, as in `--move -0.2,0`, as values rather than options.

    Attributes:
        takes_files: whether several files may stand anywhere between the options.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # argparse has no public way to do this.
        self._negative_number_matcher = re.compile(r"-[\d.][\d.,e+-]*$")
        self.takes_files = False

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """End with a message that is wrapped to the width of the terminal."""
        super().exit(status, message and f"{wrapped(message.rstrip(), sys.stderr)}\n")

    # argparse itself would pass over a failure to write its help, and has no public way to learn of one.
    def _print_message(self, message: str, file: "SupportsWrite[str] | None" = None) -> None:
        is_output = file is sys.stdout
        if is_output:
            sys.stdout.write(message)
            sys.stdout.flush()
        else:
            super()._print_message(message, file)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse as argparse does, with files in any place."""
        return super().parse_known_args(inputs_last(args, self) if self.takes_files else args, namespace)


def read_options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the options of the command line, completed by those of a configuration file.

    Args:
        arguments: of the command line; None takes those of the process.

    Returns:
        The options; their attribute `typed` holds the words of the command line, `words` also those of the file.

    Raises:
        ConfigError: the file cannot be used; nothing of it is applied.
    """
    parser = make_parser()
    options = parser.parse_args(arguments)
    path = options.config
    if path is None and not options.no_config and options.command in _FILE_READERS:
        path = _own_file()
    typed = sys.argv[1:] if arguments is None else arguments
    chosen = given(typed)
    kept = [] if path is None else [word for word in words_of(path, parser) if _name_in(word) not in chosen]
    words = [*kept, *typed]
    return parser.parse_args(words, argparse.Namespace(words=words, typed=typed))


def _name_in(word: str) -> str:
    return word.removeprefix("--").partition("=")[0].removeprefix("no-")


def _own_file() -> Path | None:
    """Return the user's own configuration file; None if there is none, or if its folder cannot be read."""
    path = user_file()
    try:
        kind = path.stat().st_mode
    except OSError:
        return None
    if not stat.S_ISREG(kind):
        problem = (
            _("{path} is a folder, not a configuration file.")
            if stat.S_ISDIR(kind)
            else _("{path} is a pipe, socket or device, not a configuration file.")
        )
        raise ConfigError(problem.format(path=path), _("Remove it, or use `--no-config`."))
    return path


def config_of(options: argparse.Namespace) -> AppConfig:
    """Return the configuration for the options of `read_options`."""
    values = {
        name: value_of(spec.kind, getattr(options, name)) for name, spec in FIELDS.items() if spec.kind is not None
    }
    config = AppConfig(**values, look=look_of(options))
    return replace(config, virtual_camera=()) if config.on_demand and config.virtual_camera is None else config


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = _Parser(
        prog="bisenet-bg",
        description=_("Shows you in front of another background, in a window and as a virtual camera."),
        epilog=_(_EXAMPLES),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"bisenet-bg {__version__}",
        help=_("show program's version number and exit"),
    )
    parser.add_argument(
        "--headless", action=argparse.BooleanOptionalAction, default=False, help=_("no window, only the virtual camera")
    )
    parser.add_argument(
        "--minimised",
        action=argparse.BooleanOptionalAction,
        default=None,
        help=_("start the window minimised, or in the tray if it is kept there (default: as set in the window)"),
    )
    _add_settings(parser)
    _add_files(parser)
    _add_commands(parser)
    return parser


def _add_files(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(
        _("configuration file"),
        _(
            "A TOML file whose keys are these options without their dashes; options on the command "
            "line override it. Without --config, {path} is read if it exists, for the window, "
            "--headless and render."
        ).format(path=user_file()),
    )
    files = group.add_mutually_exclusive_group()
    files.add_argument("--config", type=Path, metavar="FILE", help=_("read FILE instead, for any command"))
    files.add_argument("--no-config", action="store_true", help=_("read no configuration file"))


def given(arguments: Sequence[str] | None) -> dict[str, Any]:
    """Return the options given explicitly on a command line that is known to be valid, by their long names."""
    parser, absent = make_parser(), object()
    parser.set_defaults(**{action.dest: absent for action in parser._actions})
    found = {name: value for name, value in vars(parser.parse_args(arguments)).items() if value is not absent}
    # `--move` is the one option that sets two settings.
    return {"move" if name in ("x", "y") else option_name(name): value for name, value in found.items()}


def start_of(options: argparse.Namespace) -> Start:
    """Return how the window starts with the options of `read_options`."""
    names = {name.replace("-", "_") for name in given(options.words)}
    explicit = names | {"x", "y"} if "move" in names else names
    return Start(config_of(options), frozenset(explicit), options.minimised)


def _add_settings(parser: argparse.ArgumentParser, command: str = "") -> None:
    """Add the options for the fields of `AppConfig`, all of them or those of one command."""
    for name, spec in FIELDS.items():
        if command and command not in spec.commands:
            continue
        if name == "look":
            add_look_options(parser)
        elif spec.kind is not None:
            keywords = argument_of(spec.kind)
            if spec.metavar is not None:
                keywords["metavar"] = spec.metavar
            parser.add_argument(
                f"--{option_name(name)}",
                # A command's own default would overwrite an option that stands before the command's name.
                default=argparse.SUPPRESS if command else spec.default,
                help=full_help(spec),
                **keywords,
            )
            if isinstance(spec.kind, TextsOrSwitch):
                parser.add_argument(
                    f"--no-{option_name(name)}",
                    action="store_const",
                    const=None,
                    dest=name,
                    help=_("no virtual camera (default)"),
                )


def _add_commands(parser: _Parser) -> None:
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title=_("other commands"))
    render = commands.add_parser("render", help=_("give photos and videos another background"))
    render.takes_files = True
    add_render_options(render)
    _add_control_commands(commands.add_parser("control", help=_("change the running program, or hide yourself")))
    devices = commands.add_parser("devices", help=_("list cameras, virtual camera, models and backgrounds"))
    doctor = commands.add_parser("doctor", help=_("find problems on this computer, and how to fix them"))
    # The lines that the window reads while its doctor runs.
    doctor.add_argument("--progress", action="store_true", help=argparse.SUPPRESS)
    bench = commands.add_parser("bench", help=_("measure what a frame costs on this machine"))
    _add_questions(bench)
    for subparser in (devices, doctor, bench):
        subparser.add_argument("--json", action="store_true", help=_("print JSON"))
    _add_desktop_commands(commands)
    for name, subparser in commands.choices.items():
        _add_settings(subparser, name)


def _add_desktop_commands(commands: "argparse._SubParsersAction[_Parser]") -> None:
    desktop = commands.add_parser("install-desktop", help=_("add the program to your desktop's menu, or remove it"))
    choice = desktop.add_mutually_exclusive_group()
    choice.add_argument(
        "--autostart", action="store_true", default=None, help=_("also start it, minimised, when you log in")
    )
    choice.add_argument(
        "--no-autostart", dest="autostart", action="store_false", help=_("no longer start it when you log in")
    )
    choice.add_argument("--remove", action="store_true", help=_("remove the files that this command writes"))
    completion = commands.add_parser("completion", help=_("print the completion of options for a shell"))
    completion.add_argument("shell", choices=SHELLS, help=_("the shell"))
    commands.add_parser("man-page", help=_("print the man page"))


def _add_control_commands(control: argparse.ArgumentParser) -> None:
    """Add a command for each `Command`, stored in `control_command` and `control_value`."""
    control.set_defaults(control_value="", json=False)
    commands = control.add_subparsers(dest="control_command", metavar="WHAT", required=True)
    for command in Command:
        parser = commands.add_parser(command.value, help=_(_CONTROL_HELP[command]))
        if command in VALUES:
            # Without a list of values any word is accepted; otherwise argparse refuses unlisted ones.
            form: dict[str, Any] = {"metavar": "|".join(VALUES[command]) or "WORD"}
            if VALUES[command]:
                form["choices"] = VALUES[command]
            if command is Command.PAUSE:
                form |= {"nargs": "?", "default": "on"}
            parser.add_argument("control_value", **form)
        if command is Command.STATUS:
            parser.add_argument("--json", action="store_true", help=_("print JSON"))
        _add_settings(parser, "control")


def _add_questions(bench: argparse.ArgumentParser) -> None:
    question = bench.add_mutually_exclusive_group()
    question.add_argument(
        "--table", action="store_true", help=_("measure every model, engine and size, and give advice")
    )
    question.add_argument(
        "--compare", choices=("mediapipe",), help=_("compare with it, alternately on the same frames")
    )
    question.add_argument(
        "--whole",
        action="store_true",
        help=_(
            "measure the whole program by thread, from the camera to the virtual camera, without and with the window"
        ),
    )
    question.add_argument("--frames", type=_POSITIVE, metavar="N", help=_("check whether memory grows over N frames"))
    bench.add_argument(
        "--seconds",
        type=number(Range(0.01, 3600)),
        metavar="S",
        help=_("how long to measure (default 10; 2 for each cell of a table, 20 to compare)"),
    )
    bench.add_argument("--record", action="store_true", help=_("with --whole: record the output meanwhile"))
    bench.add_argument("--cores", type=_POSITIVE, metavar="N", help=_("pin the process to N cores"))
