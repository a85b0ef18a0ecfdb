"""Chooses the measurement and prints its result."""

import json
from collections.abc import Callable
from typing import Any

from app.commands.bench import compare, endurance, main_job, table, whole
from app.commands.bench.config import BenchConfig
from app.commands.bench.machine import describe_machine, pin
from app.core.errors import ConfigError
from app.language import _

Result = dict[str, Any]


def run_bench(config: BenchConfig, as_json: bool) -> int:
    """Print the measurement; return 0.

    Raises:
        ConfigError: an option cannot be used here.
    """
    if config.record and not config.whole:
        raise ConfigError(_("--record goes with --whole only."), _("Add --whole, or leave out --record."))
    if config.cores is not None:
        pin(config.cores)
    measure, lines = _question(config)
    machine = describe_machine()
    result = measure(config)
    if as_json:
        print(json.dumps({**result, "machine": machine}, indent=2))
        return 0
    print(*lines(result), sep="\n")
    print(_("on {processor}, cores used: {cores}").format(processor=machine["cpu"], cores=machine["cores"]))
    return 0


def _question(config: BenchConfig) -> tuple[Callable[[BenchConfig], Result], Callable[[Result], list[str]]]:
    if config.table:
        return table.measure, table.lines
    if config.compare is not None:
        return compare.measure, compare.lines
    if config.whole:
        return whole.measure, whole.lines
    if config.frames is not None:
        return endurance.measure, endurance.lines
    return main_job.measure, main_job.lines
