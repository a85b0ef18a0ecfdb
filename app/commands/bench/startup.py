"""Measures the time from the start of a process to its first composite."""

import json
import subprocess
import time

from app.child_python import module_command
from app.commands.bench.config import BenchConfig
from app.core.errors import ConfigError
from app.language import _

_CHILD = "app.commands.bench.first_composite"


def start_up_seconds(config: BenchConfig) -> float:
    """Start a process that runs the main job without window and output; return the seconds to its first composite.

    The second start in a row is a warm one: the system has the files in memory.

    Raises:
        ConfigError: it ended without a composite; the text is the last line of its stderr.
    """
    words = [config.background, config.model, config.device, config.size.width, config.size.height]
    command = module_command(_CHILD, json.dumps(words))
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        shown = process.stdout.readline()
        taken = time.perf_counter() - start
        complaint = process.communicate()[1]
    if not shown:
        raise ConfigError(
            complaint.strip().splitlines()[-1] if complaint.strip() else _("The main job ended without a composite.")
        )
    return taken
