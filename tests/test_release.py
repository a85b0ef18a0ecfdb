"""What is shipped: weights with their facts, and a README that tells the same figures."""

import re
from pathlib import Path

import pytest

from benchmarks.quality.card import COMMAND, SUMMARY, checksum_lines
from benchmarks.quality.command import CARD
from benchmarks.quality.contenders import published_figures
from benchmarks.quality.tables import set_table, summary_table
from benchmarks.speed import card as speed_card
from benchmarks.speed import command as speed
from bisenet import create_model
from bisenet.inference.segmenter import DEFAULT_ON_CPU, DEFAULT_ON_CUDA
from bisenet.load import load_weights
from bisenet.manifest import ModelCard, read_manifest, weights_folder

ROOT = Path(__file__).resolve().parents[1]
CARDS = read_manifest()
FIGURES = published_figures(CARDS)
SETS = {"portraits", "webcam", "homes", "empty", "clips"}
QUALITY = (weights_folder() / CARD).read_text(encoding="utf-8")


def test_both_defaults_are_shipped() -> None:
    assert {DEFAULT_ON_CPU, DEFAULT_ON_CUDA} <= CARDS.keys()


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS.keys())
def test_weights_are_whole_and_described(card: ModelCard) -> None:
    card.verify()
    model = create_model(card.architecture)
    load_weights(model, card.weights)
    assert card.facts["parameters"] == sum(parameter.numel() for parameter in model.parameters())
    assert {"recipes", "licence", "data", "metrics", "preprocessing"} <= card.facts.keys()
    assert set(card.facts["metrics"]["sets"]) == SETS
    assert card.facts["metrics"]["command"] == COMMAND


def test_the_quality_card_tells_the_manifests_figures_of_these_weights() -> None:
    lines = set(QUALITY.splitlines())
    assert set(summary_table(FIGURES).splitlines()) <= lines
    for name in SETS:
        assert set(set_table(FIGURES, name).splitlines()) <= lines
    assert set(checksum_lines(CARDS, FIGURES)) <= lines
    assert COMMAND in lines


def test_the_readme_tells_the_quality_cards_summary() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    summary = QUALITY.split(f"{SUMMARY}\n", 1)[1].split("\n## ", 1)[0].strip()
    assert "mediapipe" in summary
    assert summary in readme
    assert COMMAND in readme
    assert "<!--" not in readme


@pytest.mark.skipif(not speed.CARD.is_file(), reason="no speed card is written yet")
def test_the_readme_tells_the_speed_cards_summary() -> None:
    card = speed.CARD.read_text(encoding="utf-8")
    summary = card.split(f"{speed_card.SUMMARY}\n", 1)[1].split("\n## ", 1)[0].strip()
    assert summary.startswith("|")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert summary in readme
    assert speed_card.COMMAND in readme


def test_every_test_that_the_promises_name_exists() -> None:
    promises = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)`", promises)
    assert len(named) > 8
    assert [name for name in named if not (ROOT / name).is_file()] == []
    rows = [line for line in promises.splitlines() if line.startswith("| **")]
    assert all("`tests/" in row for row in rows)
