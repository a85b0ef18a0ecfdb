"""The `bisenet-bg` command."""

import argparse
import os
import sys
from collections.abc import Sequence

from app.config import AppConfig
from app.control.protocol import Command
from app.core.errors import BisenetBgError, StageError
from app.core.types import Fit
from app.look_options import look_of
from app.options import given, make_parser
from app.signals import on_end
from bisenet.errors import BisenetError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns:
        The exit status: 0; 1 for a failure while running; 2 for what the user can mend; 130 when interrupted.
    """
    options = make_parser().parse_args(arguments)
    # SIGTERM and SIGHUP leave through `finally`, as Ctrl+C does, so that no half-written file stays.
    on_end(lambda number: sys.exit(128 + number), but="SIGINT")
    try:
        status = _dispatch(options, arguments)
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


def _dispatch(options: argparse.Namespace, arguments: Sequence[str] | None) -> int:
    if options.command == "devices":
        from app.commands.devices import run_devices

        return run_devices(options.json)
    if options.command == "bench":
        return _bench(options)
    if options.command == "control":
        from app.commands.control import run_control

        return run_control(Command(options.control_command), options.control_value, options.json)
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
    from app.commands.run import run_headless
    from app.commands.window import run_window

    if options.headless:
        return run_headless(config)
    return run_window(config, given(arguments, "background", "camera"))


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
