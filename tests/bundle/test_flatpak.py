import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

import pytest

from app.desktop.identity import APP_ID, NAME
from tests.desktop.tools import validate

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "bundle" / "flatpak"
MANIFEST = FOLDER / f"{APP_ID}.yaml"
WHEELS = json.loads((FOLDER / "wheels.json").read_text(encoding="utf-8"))


def normal(name: str) -> str:
    return name.lower().replace("_", "-")


def wheel_versions() -> dict[str, str]:
    names = [urlsplit(source["url"]).path.rpartition("/")[2].split("-") for source in WHEELS]
    return {normal(parts[0]): parts[1] for parts in names}


@pytest.fixture
def make_sources() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_sources", FOLDER / "make_sources.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_flatpak_builder_reads_the_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # It writes its state into the working folder.
    monkeypatch.chdir(tmp_path)
    shown = json.loads(validate("flatpak-builder", "--show-manifest", MANIFEST))
    assert shown["id"] == APP_ID
    assert shown["command"] == NAME
    sources = shown["modules"][0]["sources"]
    assert [source["url"] for source in sources] == [source["url"] for source in WHEELS]


def test_the_flatpak_has_no_network() -> None:
    permissions = re.findall(r"^  - (--.*)$", MANIFEST.read_text(encoding="utf-8"), re.MULTILINE)
    assert "--socket=wayland" in permissions
    assert [word for word in permissions if "network" in word] == []


def test_it_contains_everything_that_is_required_in_the_tested_version(make_sources: ModuleType) -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    tested = {normal(name): version for name, _, version in (line.partition("==") for line in lines) if version}
    found = wheel_versions()
    required = {normal(re.split(r"[^\w.-]", line, maxsplit=1)[0]) for line in make_sources.requirements()}
    assert required <= found.keys()
    assert {name: found[name] for name in found.keys() & tested.keys()} == {
        name: tested[name] for name in found.keys() & tested.keys()
    }


def test_every_wheel_has_a_checksum_and_comes_from_pypi() -> None:
    assert all(re.fullmatch(r"[0-9a-f]{64}", source["sha256"]) for source in WHEELS)
    assert {urlsplit(source["url"]).hostname for source in WHEELS} == {"files.pythonhosted.org"}


def test_the_bundles_for_other_systems_have_the_same_id() -> None:
    assert f'bundle_identifier="{APP_ID}"' in (ROOT / "bundle" / "bisenet-bg.spec").read_text(encoding="utf-8")
