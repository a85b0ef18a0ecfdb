import mmap

import pytest

from app.cli.main import main
from app.commands.bench import endurance
from app.commands.bench.config import BenchConfig
from app.commands.bench.job import Job
from app.commands.bench.machine import resident_memory
from app.core.types import Composite, Size
from tests.commands.bench.conftest import Built

pytestmark = pytest.mark.slow

CONFIG = BenchConfig(background="#000000", size=Size(64, 36), frames=25)


def test_memory_is_sampled_ten_times(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    held = iter([100.0, *[101.0] * 9, 100.5])
    monkeypatch.setattr(endurance, "resident_memory", lambda: next(held))
    result = endurance.measure(CONFIG)
    assert list(result["resident_mib"]) == ["0", "2", "5", "7", "10", "12", "15", "17", "20", "22", "25"]
    assert result["resident_mib"]["25"] == 100.5
    assert result["growth_mib"] == 0.5
    assert endurance.lines(result)[-1] == "  +0.5 MiB over 25 frames"
    assert len(built.asked) == 1


def test_a_leak_is_detected(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    if resident_memory() is None:
        pytest.skip("this system does not tell")
    leak: list[mmap.mmap] = []
    call = Job.__call__

    def leaking(self: Job) -> Composite:
        # Pages of its own: the allocator would first use up what earlier tests have freed.
        leak.append(mmap.mmap(-1, 2**22))
        leak[-1].write(b"x" * 2**22)
        return call(self)

    monkeypatch.setattr(Job, "__call__", leaking)
    assert endurance.measure(CONFIG)["growth_mib"] > 80


def test_a_system_that_does_not_report_memory(
    built: Built, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(endurance, "resident_memory", lambda: None)
    assert main(["bench", "--frames", "5", "--size", "64x36"]) == 2
    assert "This system does not report the memory of a process. Run --frames on Linux." in capsys.readouterr().err
