"""The speed card from real answers of tiny runs; MediaPipe is a fake where it is not installed."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from app.cli.main import main
from app.commands.bench import compare, table
from app.core.types import Size
from benchmarks.speed import command as speed
from benchmarks.speed.card import COMMAND, OLDER_QUESTIONS, QUESTIONS, SUMMARY, Answers, page, summary_table

pytestmark = pytest.mark.slow


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Answers:
    def blank() -> dict[str, object]:
        return {"mediapipe-fake": lambda rgb: np.zeros(rgb.shape[:2], np.float32)}

    monkeypatch.setattr(compare, "load_models", blank)
    monkeypatch.setattr(table, "SIZES", (Size(64, 36), Size(128, 72)))
    monkeypatch.setattr("app.commands.bench.command.pin", lambda cores: None)
    found: Answers = {}
    for name, arguments in QUESTIONS.items():
        words = speed.shorten(arguments)
        assert main([*words, "--size", "64x36", "--device", "cpu", "--json"]) == 0
        found[name] = (words, json.loads(capsys.readouterr().out))
    return found


def test_the_page_contains_every_answer(answers: Answers) -> None:
    older = {name: answers[name] for name in OLDER_QUESTIONS}
    text = page(answers, older)
    assert COMMAND in text.splitlines()
    assert text.split(f"{SUMMARY}\n\n", 1)[1].startswith(summary_table(answers, older))
    for words, _ in answers.values():
        assert f"`bisenet-bg {' '.join(words)}`" in text
    job, compared, memory = (answers[name][1] for name in ("main job", "compare", "memory"))
    assert f"| {job['machine']['cpu']}, {job['machine']['cores']} cores | without int8 instructions |" in text
    shares = [f"{100 * run['core_share']:.0f}%" for run in answers["whole"][1]["runs"]]
    assert f"| whole loop without window, of one core at 30 fps | {shares[0]} | {shares[0]} |" in text
    assert f"| whole loop with the window, of one core at 30 fps | {shares[1]} | {shares[1]} |" in text
    assert f"| peak memory | {job['peak_memory_mib']} MiB" in text
    assert f"| {compared['ratio']:.2f} times as much | {compared['ratio']:.2f} times as much |" in text
    assert f"| {memory['frames']} | {memory['resident_mib'][str(memory['frames'])]:.1f} |" in text
    assert answers["table"][1]["advice"] in text
    assert text.count("| 128x72 |") == len(answers["table"][1]["rows"])


def test_a_machine_that_cannot_emulate_has_one_column(answers: Answers) -> None:
    assert "without int8 instructions" not in page(answers, {})


def test_a_quick_run_is_short_and_says_so() -> None:
    for arguments in QUESTIONS.values():
        words = speed.shorten(arguments)
        assert words[-2:] == ["--seconds", "0.05"]
        assert "10000" not in words


def test_a_question_that_fails_ends_the_script(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(speed, "QUESTIONS", {"main job": ("bench", "--background", "absent")})
    monkeypatch.setattr(sys, "argv", ["speed", "--quick", "--out", str(tmp_path / "page.md")])
    assert speed.main() == 2
    assert list(tmp_path.iterdir()) == []


def test_each_answer_comes_from_a_separate_process(capfd: pytest.CaptureFixture[str]) -> None:
    assert "models" in speed.ask(["devices"])
    with pytest.raises(subprocess.CalledProcessError):
        speed.ask(["bench", "--background", "absent"])
    assert "There is no background 'absent'" in capfd.readouterr().err
