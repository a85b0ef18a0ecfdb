"""What of this computer can be chosen."""

from pathlib import Path

import pytest

from app.core.errors import ConfigError
from app.machine import machine, models_in
from bisenet.errors import WeightsError
from bisenet.inference.hardware import available_cores, has_cuda_driver
from bisenet.inference.segmenter import DEFAULT_ON_CUDA
from bisenet.manifest import read_manifest
from tests.own_models import publish_copy


def test_the_models_come_by_their_work() -> None:
    found = machine()
    assert set(found.models) == set(read_manifest())
    work = [read_manifest()[name].facts["parameters"] for name in found.models]
    assert work == sorted(work)
    assert (found.cuda, found.cores) == (has_cuda_driver(), available_cores())


def test_a_damaged_manifest_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise WeightsError("The manifest cannot be read. Install bisenet-bg again.")

    monkeypatch.setattr("app.machine.read_manifest", broken)
    with pytest.raises(ConfigError, match="Install"):
        machine()


def test_models_of_several_classes_are_not_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_copy(publish_copy(tmp_path), "faces", classes={"names": ["background", "face"]})
    monkeypatch.setattr("bisenet.manifest.weights_folder", lambda: tmp_path)
    assert machine().models == ("bisenet-mobilenetv2",)


def test_models_of_a_folder(tmp_path: Path) -> None:
    folder = publish_copy(tmp_path / "mine")
    assert models_in(str(folder)) == (str(folder),)
    publish_copy(folder, DEFAULT_ON_CUDA)
    assert models_in(str(folder)) == tuple(str(folder / name) for name in sorted(read_manifest(folder)))
    with pytest.raises(ConfigError, match="Give a folder that bisenet publish wrote"):
        models_in(str(tmp_path))
