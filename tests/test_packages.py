"""What `setup.cfg` installs is what lies in the tree, and no folder holds more than one can look over."""

import configparser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_MOST = 25


def packages() -> set[str]:
    return {
        ".".join(path.parent.relative_to(ROOT).parts)
        for name in ("app", "bisenet")
        for path in (ROOT / name).rglob("__init__.py")
    }


def test_every_package_is_installed() -> None:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    named = set(parser["options"]["packages"].split())
    assert named == packages() | {"app.assets", "bisenet.weights"}


def data_files() -> list[Path]:
    """Return every file below the packages, bundled pictures and models that is no source code."""
    folders = [ROOT / name for name in ("app", "bisenet", "assets", "weights")]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if path.suffix not in (".py", ".pyc", ".po")]


@pytest.mark.parametrize("file", data_files(), ids=lambda file: file.relative_to(ROOT).as_posix())
def test_every_data_file_is_in_the_wheel(file: Path) -> None:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    folders = {"app.assets": "assets", "bisenet.weights": "weights"}
    for package, patterns in parser["options.package_data"].items():
        folder = ROOT / folders.get(package, package.replace(".", "/"))
        if file.is_relative_to(folder) and any(file in folder.glob(pattern) for pattern in patterns.split()):
            return
    pytest.fail(f"no pattern of package_data includes {file}")


@pytest.mark.parametrize("package", sorted(packages()))
def test_no_package_is_too_large_to_look_over(package: str) -> None:
    files = [path for path in (ROOT / package.replace(".", "/")).iterdir() if path.is_file()]
    assert len(files) <= _MOST
