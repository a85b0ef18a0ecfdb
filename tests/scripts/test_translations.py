"""`scripts/translations`, with a stand-in for Babel's program."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a shell script")

ROOT = Path(__file__).parents[2]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a tree with the script and a `pybabel` that notes its calls in `log`."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "translations", tmp_path / "scripts")
    program = tmp_path / ".venv" / "bin" / "pybabel"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/log\n')
    program.chmod(0o755)
    return tmp_path


def run(tree: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([tree / "scripts" / "translations", *words], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("package", "domain"), [("app", "bisenet-bg"), ("bisenet", "bisenet")])
def test_a_catalogue_that_exists_is_not_begun_again(tree: Path, package: str, domain: str) -> None:
    catalogue = tree / package / "locales" / "de" / "LC_MESSAGES" / f"{domain}.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text("translations")
    done = run(tree, "de")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert str(catalogue.relative_to(tree)) in done.stderr
    assert not (tree / "log").exists()
    assert catalogue.read_text() == "translations"


def test_only_a_new_language_is_begun(tree: Path) -> None:
    assert run(tree).returncode == 0
    assert "init" not in (tree / "log").read_text()
    assert run(tree, "fr").returncode == 0
    assert (tree / "log").read_text().count("-l fr") == 2
