"""Starts the `bisenet-bg` command, or names the system library without which it cannot be imported."""

import sys
from collections.abc import Sequence

from app.language import use_language
from app.terminal import wrapped
from bisenet.media.system_libraries import why_it_cannot_start


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status, which is 2 where a system library is missing."""
    try:
        from app.cli.main import main as run
    except ImportError as error:
        # The language of the options and of the configuration file cannot be read without that library.
        use_language(None)
        if not (reason := why_it_cannot_start(error)):
            raise
        print(wrapped(f"bisenet-bg: {reason}", sys.stderr), file=sys.stderr)
        return 2
    return run(arguments)
