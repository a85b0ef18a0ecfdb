import importlib.util
from collections.abc import Callable

import numpy as np
import pytest

from app.cli.main import main
from app.commands.bench import compare, mediapipe
from app.commands.bench.config import BenchConfig
from app.commands.bench.job import Job
from app.core.types import Alpha, Composite, Rgb, Size
from tests.commands.bench.conftest import Built, Clock
from tests.fakes import plain

SIZE = Size(64, 36)


@pytest.mark.slow
def test_every_contender_gets_every_frame_in_turn(built: Built, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    seen: dict[str, list[int]] = {"a": [], "b": [], "ours": [], "apart": []}

    def fake(name: str, wall: float, cpu: float) -> Callable[[Rgb], Alpha]:
        def segment(rgb: Rgb) -> Alpha:
            seen[name].append(int(rgb.astype(np.int64).sum()))
            clock.spend(wall, cpu)
            return np.zeros(rgb.shape[:2], np.float32)

        return segment

    call = Job.__call__

    def ours(self: Job) -> Composite:
        composite = call(self)
        assert composite.matte is not None
        kind = "apart" if self.rate is None else "ours"
        seen[kind].append(int(composite.matte.frame.rgb.astype(np.int64).sum()))
        clock.spend(0.015, 0.018)
        return composite

    monkeypatch.setattr(Job, "__call__", ours)
    monkeypatch.setattr(compare, "load_models", lambda: {"a": fake("a", 0.02, 0.024), "b": fake("b", 0.01, 0.012)})
    result = compare.measure(BenchConfig(size=SIZE, seconds=2.0, device="cpu"))
    # Two blends each: the same frame twice.
    assert seen["a"] == seen["b"]
    assert seen["a"][20::2] == seen["a"][21::2] == seen["ours"][10:]
    assert len(set(seen["ours"])) > 1
    assert seen["ours"] != seen["apart"]
    assert built.asked == [(None, "cpu", "auto")] * 2
    assert result["cheapest"].startswith("b + ")
    assert result["ratio"] == 1.5
    contenders = result["contenders"]
    assert len(contenders) == 6
    assert contenders["ours"] == {"cpu_ms": 18.0, "wall_ms": 15.0, "ours_relative": 1.0}
    assert contenders["a + np.where"] == {"cpu_ms": 24.0, "wall_ms": 20.0, "ours_relative": 0.75}
    text = compare.lines({**result, "pinned_cores": 1})
    assert "pinned to 1 core;" in text[0]
    assert text[-1].startswith("Ours takes 1.50 times the processor time of b + ")


def test_the_plain_blends() -> None:
    person, room = plain((200, 100, 0), SIZE), plain((0, 100, 100), SIZE)
    alpha = np.zeros((36, 64), np.float32)
    alpha[:, 16:32], alpha[:, 32:] = 0.25, 1.0
    hard, soft = (blend(person, room, alpha) for blend in mediapipe.BLENDS.values())
    assert hard[0, [0, 16, 40]].tolist() == [[0, 100, 100], [200, 100, 0], [200, 100, 0]]
    assert soft[0, [0, 16, 40]].tolist() == [[0, 100, 100], [50, 100, 75], [200, 100, 0]]
    assert hard.dtype == soft.dtype == np.uint8


@pytest.mark.skipif(importlib.util.find_spec("mediapipe") is not None, reason="MediaPipe is installed")
def test_without_mediapipe_the_error_says_how_to_install_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--compare", "mediapipe"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "MediaPipe is not installed. Install it with `pip install -e '.[benchmark]'`" in line


@pytest.mark.skipif(importlib.util.find_spec("mediapipe") is None, reason="needs the benchmark extra")
def test_mediapipes_own_models() -> None:
    for segment in mediapipe.load_models().values():
        alpha = segment(plain((90, 90, 90)))
        assert alpha.shape == (48, 64)
        assert 0 <= alpha.min() <= alpha.max() <= 1
