"""What is shipped: weights with their facts, and a README that tells the same figures."""

from pathlib import Path

import pytest

from benchmarks.quality import SETS, table
from bisenet import create_model
from bisenet.inference.segmenter import DEFAULT_ON_CPU, DEFAULT_ON_CUDA
from bisenet.load import load_weights
from bisenet.manifest import ModelCard, read_manifest

ROOT = Path(__file__).resolve().parents[1]
CARDS = read_manifest()


def test_both_defaults_are_shipped() -> None:
    assert {DEFAULT_ON_CPU, DEFAULT_ON_CUDA} <= CARDS.keys()


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS.keys())
def test_weights_are_whole_and_described(card: ModelCard) -> None:
    card.verify()
    model = create_model(card.architecture)
    load_weights(model, card.weights)
    assert card.facts["parameters"] == sum(parameter.numel() for parameter in model.parameters())
    assert {"recipe", "licence", "data", "metrics", "preprocessing"} <= card.facts.keys()
    assert set(card.facts["metrics"]["sets"]) == set(SETS)
    assert "quality.py" in card.facts["metrics"]["command"]


def test_the_readme_tells_the_manifests_figures() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    results = {name: card.facts["metrics"]["sets"] for name, card in CARDS.items()}
    assert table(results) in readme
    assert "<!--" not in readme
