"""What of this computer can be chosen."""

import pytest

from app import factory
from app.core.errors import ConfigError
from bisenet.errors import WeightsError
from bisenet.inference.hardware import available_cores, has_cuda_driver
from bisenet.manifest import read_manifest


def test_the_models_come_by_their_work() -> None:
    found = factory.machine()
    assert set(found.models) == set(read_manifest())
    work = [read_manifest()[name].facts["parameters"] for name in found.models]
    assert work == sorted(work)
    assert (found.cuda, found.cores) == (has_cuda_driver(), available_cores())


def test_a_damaged_manifest_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise WeightsError("The manifest cannot be read; install bisenet-bg again.")

    monkeypatch.setattr(factory, "read_manifest", broken)
    with pytest.raises(ConfigError, match="install"):
        factory.machine()
