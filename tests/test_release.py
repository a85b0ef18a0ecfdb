"""The shipped weights and their metadata, and the figures that the documentation repeats."""

import configparser
import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from benchmarks.quality.card import COMMAND, SUMMARY, checksum_lines
from benchmarks.quality.command import CARD
from benchmarks.quality.contenders import published_figures
from benchmarks.quality.tables import set_table, summary_table
from benchmarks.speed import card as speed_card
from benchmarks.speed import command as speed
from bisenet import __version__, create_model
from bisenet.inference.segmenter import DEFAULT_ON_CPU, DEFAULT_ON_CUDA
from bisenet.load import load_weights
from bisenet.manifest import ModelCard, read_manifest, weights_folder

ROOT = Path(__file__).resolve().parents[1]
CARDS = read_manifest()
FIGURES = published_figures(CARDS)
SETS = {"portraits", "webcam", "homes", "empty", "clips"}
QUALITY = (weights_folder() / CARD).read_text(encoding="utf-8")
MODELS = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")


def test_both_defaults_are_shipped() -> None:
    assert {DEFAULT_ON_CPU, DEFAULT_ON_CUDA} <= CARDS.keys()


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS.keys())
def test_weights_are_complete_and_described(card: ModelCard) -> None:
    card.verify()
    model = create_model(card.architecture)
    load_weights(model, card.weights)
    assert card.facts["parameters"] == sum(parameter.numel() for parameter in model.parameters())
    assert {"recipes", "licence", "data", "metrics", "preprocessing"} <= card.facts.keys()
    assert set(card.facts["metrics"]["sets"]) == SETS
    assert card.facts["metrics"]["command"] == COMMAND


def test_the_quality_card_has_the_manifests_figures_for_these_weights() -> None:
    lines = set(QUALITY.splitlines())
    assert set(summary_table(FIGURES).splitlines()) <= lines
    for name in SETS:
        assert set(set_table(FIGURES, name).splitlines()) <= lines
    assert set(checksum_lines(CARDS, FIGURES)) <= lines
    assert COMMAND in lines


def test_the_documentation_repeats_the_quality_cards_summary() -> None:
    summary = QUALITY.split(f"{SUMMARY}\n", 1)[1].split("\n## ", 1)[0].strip()
    assert "mediapipe" in summary
    assert summary in MODELS
    assert COMMAND in MODELS
    assert "<!--" not in MODELS


@pytest.mark.skipif(not speed.CARD.is_file(), reason="no speed card is written yet")
def test_the_documentation_repeats_the_speed_cards_summary() -> None:
    card = speed.CARD.read_text(encoding="utf-8")
    summary = card.split(f"{speed_card.SUMMARY}\n", 1)[1].split("\n## ", 1)[0].strip()
    assert summary.startswith("|")
    assert summary in MODELS
    assert speed_card.COMMAND in MODELS


def test_every_test_named_in_security_md_exists() -> None:
    promises = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)`", promises)
    assert len(named) > 8
    assert [name for name in named if not (ROOT / name).is_file()] == []
    rows = [line for line in promises.splitlines() if line.startswith("| **")]
    assert all("`tests/" in row for row in rows)


def test_the_changelog_has_a_section_for_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## (\d\S*)", changelog, flags=re.MULTILINE)
    assert released[0] == __version__


def test_every_direct_dependency_has_a_tested_version_in_its_range() -> None:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    extras = parser["options.extras_require"]
    # The extra `benchmark` pins its own version, for an environment of its own.
    lines = f"{parser['options']['install_requires']}\n{extras['train']}\n{extras['dev']}".splitlines()
    wanted = [Requirement(line) for line in lines if line.strip() and not line.startswith("#")]
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = dict(line.lower().split("==") for line in constraints if "==" in line)
    assert len(wanted) > 15
    for requirement in wanted:
        assert requirement.specifier.contains(pinned[requirement.name.lower()]), requirement


def test_the_installed_packages_are_typed() -> None:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    for package in ("app", "bisenet"):
        assert (ROOT / package / "py.typed").is_file()
        assert "py.typed" in parser["options.package_data"][package]
