"""A plugin for pytest: runs tests in the language of `tests.language.pseudo_language` and writes their findings.

The tests' own assertions are about English words: they are computed, but none fails, so that each test causes all
of its findings.
"""

import ast
import json
import os
import sys
from typing import Any

import pytest
from _pytest.assertion.rewrite import AssertionRewriter

from app.findings.model import Finding

# Names the file that gets a list of findings as JSON.
FILE = "BISENET_BG_FINDINGS"
_found: list[dict[str, Any]] = []


def _only_computed(rewriter: AssertionRewriter, assertion: ast.Assert) -> list[ast.stmt]:
    return [ast.copy_location(ast.Expr(assertion.test), assertion)]


# pytest has no hook for this.
AssertionRewriter.visit_Assert = _only_computed  # type: ignore[method-assign, assignment]


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
