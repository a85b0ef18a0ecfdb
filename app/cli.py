"""The `bisenet-bg` command."""

import argparse
import os
import sys
from collections.abc import Sequence

from app.core.errors import BisenetBgError, StageError
from app.options import config_of, read_options
from app.signals import on_end
from bisenet.errors import BisenetError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns:
        The exit status: 0; 1 for a failure while running; 2 for what the user can mend; 130 when interrupted.
    """
    # SIGTERM and SIGHUP leave through `finally`, as Ctrl+C does, so that no half-written file stays.
    on_end(lambda number: sys.exit(128 + number), but="SIGINT")
    try:
        status = _dispatch(read_options(arguments))
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
    if options.command == "doctor":
        from app.commands.doctor import run_doctor

        return run_doctor(options.json)
    if options.command == "bench":
        return _bench(options)
    config = config_of(options)
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
