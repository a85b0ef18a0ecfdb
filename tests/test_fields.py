"""A field of the configuration is a row in one table, and all that the program does with it follows."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cli.options import config_of, make_parser
from app.config import FIELDS, AppConfig
from app.core.look import RANGES, SWITCHES, Look
from app.fields import Switch, TextsOrSwitch, option_name, option_text
from tests.field_values import values

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
PARSER = make_parser()
OPTIONS = [name for name, spec in FIELDS.items() if spec.kind is not None]
ROW = """
    denoise: float = setting(
        0.0, Range(0, 1), "how much noise is removed", "N", commands=("render",), parts=(Part.PROCESSOR,)
    )
"""
# What these fields are for, beside the table, the code that hands their value over, and their widget.
PURPOSES = {"slide_seconds": "app/backgrounds/", "cpu_budget": "app/core/"}


def files_with(name: str) -> Iterator[str]:
    for path in (ROOT / "app").rglob("*.py"):
        if re.search(rf"\b{name}\b", path.read_text(encoding="utf-8")):
            yield path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("name", PURPOSES)
def test_a_field_stands_in_three_files_at_most(name: str) -> None:
    files = {file for file in files_with(name) if not file.startswith(PURPOSES[name])}
    assert "app/config.py" in files
    assert len(files) <= 3, files


def test_a_row_is_all_that_a_new_field_needs(tmp_path: Path) -> None:
    """A copy of the program with one more row knows it everywhere."""
    package = tmp_path / "app"
    package.mkdir()
    for path in (ROOT / "app").iterdir():
        if path.name != "config.py":
            (package / path.name).symlink_to(path)
    source = (ROOT / "app" / "config.py").read_text(encoding="utf-8")
    assert source.count("\n    mirror: bool = ") == 1
    (package / "config.py").write_text(source.replace("\n    mirror: bool = ", f"{ROW}    mirror: bool = "))
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    tests = ROOT / "tests" / "gui" / "with_another_field.py"
    # Otherwise pytest would put the unchanged program first on the path.
    words = ["-m", "pytest", "-q", "--import-mode=append", "-p", "no:cacheprovider", f"--rootdir={ROOT}", str(tests)]
    done = subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, cwd=tmp_path, env=environment, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\b7 passed\b", done.stdout)


@pytest.mark.parametrize("name", OPTIONS)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_the_command_line_reads_what_is_written_for_it(name: str, data: st.DataObject) -> None:
    spec = FIELDS[name]
    value = data.draw(values(name))
    assert spec.kind is not None
    word = f"--{option_name(name)}={option_text(spec.kind, value)}"
    if isinstance(spec.kind, Switch):
        word = f"--{'' if value else 'no-'}{option_name(name)}"
    words = [] if value is None and spec.default is None else [word]
    if isinstance(spec.kind, TextsOrSwitch) and value is not None:
        words = [f"--{option_name(name)}={text}" for text in value or ("",)]
    found = getattr(config_of(PARSER.parse_args(words)), name)
    assert found == (pytest.approx(value) if isinstance(value, float) else value)


def test_every_row_is_complete() -> None:
    assert AppConfig() == AppConfig(**{name: spec.default for name, spec in FIELDS.items()})  # type: ignore[arg-type]
    for name in OPTIONS:
        assert FIELDS[name].help, name
    assert RANGES.keys() | SWITCHES.keys() == vars(Look()).keys()
