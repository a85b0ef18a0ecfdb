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


@pytest.mark.parametrize("package", sorted(packages()))
def test_no_package_is_too_large_to_look_over(package: str) -> None:
    files = [path for path in (ROOT / package.replace(".", "/")).iterdir() if path.is_file()]
    assert len(files) <= _MOST
