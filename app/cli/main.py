"""The `bisenet-bg` command."""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from app.cli.early_language import choose_early_language
from app.cli.options import config_of, given, make_parser, read_options, start_of
from app.control.protocol import Command
from app.core.errors import BisenetBgError, StageError
from app.exit_signals import on_end
from app.language import _, handed_over, use_language
from app.standard_streams import open_closed_streams, replace_unknown_letters
from app.system_errors import reason_of
from app.terminal import wrapped
from bisenet.errors import BisenetError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Returns:
        The exit status: 0; 1 for a failure while running; 2 for a mistake that the user can fix; 130 when interrupted.
    """
    open_closed_streams()
    replace_unknown_letters()
    # SIGTERM and SIGHUP unwind through `finally` as Ctrl+C does, so that no half-written file is left.
    on_end(lambda number: sys.exit(128 + number), but="SIGINT")
    choose_early_language(sys.argv[1:] if arguments is None else arguments)
    try:
        options = read_options(arguments)
        # The configuration file does not overrule the process that started this one.
        if options.language is not None and handed_over() is None:
            use_language(options.language)
        status = _COMMANDS[options.command](options) if options.command else _run(options, arguments)
        sys.stdout.flush()
        return status
    except BisenetBgError as error:
        return _complain(str(error), 1 if isinstance(error, StageError) else 2)
    except BisenetError as error:
        return _complain(str(error), 2)
    except BrokenPipeError:
        # The reader closed our output; without this Python would print an error at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (OSError, MemoryError) as error:
        return _complain(_refusal(error), 1)
    except KeyboardInterrupt:
        return _complain(_("stopped."), 130)


def _refusal(error: OSError | MemoryError) -> str:
    if isinstance(error, MemoryError):
        return _("There is not enough memory; close other programs, or use smaller files.")
    reason = reason_of(error) if error.filename is None else f"{reason_of(error)}: {error.filename}"
    return _("The system refused ({error}); check disk and permissions.").format(error=reason)


def _complain(sentence: str, status: int) -> int:
    _say(sentence)
    return status


def _say(sentence: str) -> None:
    # What cannot be said, as on a full disk, changes nothing of the status.
    with suppress(OSError):
        print(wrapped(f"bisenet-bg: {sentence}", sys.stderr), file=sys.stderr)


# Each function imports what its own command needs, so that every command starts fast.


def _run(options: argparse.Namespace, arguments: Sequence[str] | None) -> int:
    if options.headless:
        from app.commands.headless import run_headless

        return run_headless(config_of(options))
    from app.commands.window import run_window

    return run_window(start_of(options), given(arguments))


def _render(options: argparse.Namespace) -> int:
    from app.cli.render_options import settings_of
    from app.commands.render import run_render
    from app.render.settings import Result

    settings = settings_of(options)
    if settings.result is not Result.COMPOSITE and "background" in given(options.typed):
        _say(_("--background has no effect with --result {result}.").format(result=settings.result.value))
    return run_render(options.input, options.output, config_of(options), settings, options.progress)


def _devices(options: argparse.Namespace) -> int:
    from app.commands.devices import run_devices

    return run_devices(options.json)


def _doctor(options: argparse.Namespace) -> int:
    from app.commands.doctor import run_doctor

    return run_doctor(options.json, options.model, progress=options.progress)


def _control(options: argparse.Namespace) -> int:
    from app.commands.control import run_control

    return run_control(Command(options.control_command), options.control_value, options.json)


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
        whole=options.whole,
        record=options.record,
        frames=options.frames,
        cores=options.cores,
    )
    return run_bench(config, options.json)


def _install_desktop(options: argparse.Namespace) -> int:
    from datetime import date

    from app.cli.completion import completion
    from app.cli.man_page import man_page
    from app.commands.install_desktop import run_install_desktop
    from app.desktop.install import COMPLETIONS, MAN_PAGE

    texts = {path: completion(make_parser(), shell) for shell, path in COMPLETIONS.items()}
    texts[MAN_PAGE] = man_page(make_parser(), date.today())
    return run_install_desktop(texts, autostart=options.autostart, removing=options.remove)


def _completion(options: argparse.Namespace) -> int:
    from app.cli.completion import completion

    print(completion(make_parser(), options.shell))
    return 0


def _man_page(options: argparse.Namespace) -> int:
    from datetime import date

    from app.cli.man_page import man_page

    print(man_page(make_parser(), date.today()), end="")
    return 0


_COMMANDS = {
    "render": _render,
    "devices": _devices,
    "doctor": _doctor,
    "control": _control,
    "bench": _bench,
    "install-desktop": _install_desktop,
    "completion": _completion,
    "man-page": _man_page,
}
