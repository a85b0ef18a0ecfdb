"""Pytest plugin for runs in several processes by pytest-xdist: which tests share one, and what the summary repeats."""

from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

# What the tests of these folders share: a count of all of them, a device.
TOGETHER = ("tests/leaks", "tests/device")
_SUMMARY = "summary"
_LINES = pytest.StashKey[list[str]]()


def add_to_summary(config: pytest.Config, line: str) -> None:
    """Print a line in the summary of the run, whichever process this is; for `pytest_sessionfinish`."""
    output = getattr(config, "workeroutput", None)
    if output is None:
        config.stash.setdefault(_LINES, []).append(line)
    else:
        output.setdefault(_SUMMARY, []).append(line)


class _PackageScheduling(LoadFileScheduling):  # type: ignore[misc]
    """Sends the tests of a file to one process, and those of some folders, so that a fixture is set up once."""

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in TOGETHER if nodeid.startswith(f"{folder}/")), super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _PackageScheduling:
    """Choose how tests are dealt out."""
    return _PackageScheduling(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Keep the lines of a process that ends; one that crashed has none."""
    node.config.stash.setdefault(_LINES, []).extend(getattr(node, "workeroutput", {}).get(_SUMMARY, []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the lines of all processes."""
    for line in config.stash.get(_LINES, []):
        terminalreporter.write_line(line)
