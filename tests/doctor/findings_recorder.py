"""A plugin for pytest: runs tests in the brackets of `tests.pseudo_language` and writes the findings that they cause.

The tests' own assertions, which are about English words, may fail.
"""

import json
import os
import sys
from typing import Any

import pytest

from app.findings.model import Finding

# Names the file that gets a list of findings as JSON.
FILE = "BISENET_BG_FINDINGS"
_found: list[dict[str, Any]] = []


@pytest.fixture(autouse=True)
def _recorded(pseudo_language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    build = Finding.__init__

    def record(self: Finding, *values: Any, **named: Any) -> None:
        build(self, *values, **named)
        if sys._getframe(1).f_globals["__name__"].startswith("app."):
            _found.append(self.as_json())

    monkeypatch.setattr(Finding, "__init__", record)


def pytest_sessionfinish() -> None:
    """Write the file."""
    with open(os.environ[FILE], "w", encoding="utf-8") as file:  # noqa: PTH123 - a test may have replaced `Path`
        json.dump(_found, file)
