"""Shards of a drawn data set, and a whole campaign of a moment."""

import json
import shutil
import sys
import tarfile
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from benchmarks import campaign
from bisenet.data.dataset import Mixture
from bisenet.data.folder import list_pairs, read_mask
from bisenet.data.pack import pack, unpack
from bisenet.data.sources import Source
from bisenet.errors import DataError
from bisenet.manifest import find_card
from bisenet.training.config import TrainConfig
from bisenet.training.loop import RunPlaces
from bisenet.training.recipes import recipe
from tests.bisenet.conftest import draw_pair


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a folder with two training sets, of which one has soft labels and one is large, and objects, and val/."""
    root = tmp_path / "data"
    for number in range(9):
        draw_pair(root / "train" / "homes", f"h{number}", number)
    for number in range(3):
        draw_pair(root / "train" / "portraits", f"p{number}", number)
    big = np.zeros((600, 900, 3), np.uint8)
    mask = np.full((600, 900), 128, np.uint8)
    mask[100:300, 100:300] = 255
    cv2.imwrite(str(root / "train" / "portraits" / "images" / "big.jpg"), big)
    cv2.imwrite(str(root / "train" / "portraits" / "masks" / "big.png"), mask)
    (root / "train" / "objects").mkdir()
    cv2.imwrite(str(root / "train" / "objects" / "chair-1.png"), np.full((30, 20, 4), 200, np.uint8))
    (root / "train" / "rooms").mkdir()
    cv2.imwrite(str(root / "train" / "rooms" / "r.jpg"), np.zeros((60, 80, 3), np.uint8))
    draw_pair(root / "val" / "webcam", "v", 20)
    (root / "labels" / "homes").mkdir(parents=True)
    for number in range(9):
        cv2.imwrite(str(root / "labels" / "homes" / f"h{number}.png"), np.full((96, 128), 40, np.uint8))
    return root


def names(shard: Path) -> list[str]:
    with tarfile.open(shard) as tar:
        return tar.getnames()


def test_what_was_packed_comes_out(data: Path, tmp_path: Path) -> None:
    (shard,) = pack(data, tmp_path / "shards", 8, data / "labels")
    unpack([shard], tmp_path / "out")
    out = tmp_path / "out"
    assert {path.name for path in (out / "train").iterdir()} == {"homes", "portraits", "objects", "rooms"}
    pairs = {pair.image.stem: pair for pair in list_pairs(out / "train" / "portraits")}
    assert len(pairs) == 4
    # Shrunk, and no value between person and unsure has come about.
    mask = read_mask(pairs["big"], (256, 384))
    assert set(np.unique(mask)) == {128, 255}
    # 100 and 300 of 900 pixels, at the middle of what each packed pixel covers.
    columns = np.flatnonzero((mask == 255).any(axis=0))
    assert (columns[0], columns[-1]) == (43, 127)
    assert read_mask(pairs["p0"], (96, 128)).shape == (96, 128)
    assert (out / "train" / "objects" / "chair-1.png").read_bytes() == (
        data / "train" / "objects" / "chair-1.png"
    ).read_bytes()
    assert [pair.mask for pair in list_pairs(out / "train" / "rooms")] == [None]
    assert len(list_pairs(out / "val" / "webcam")) == 1
    mixture = Mixture(out / "train", (Source("homes", 1.0),), out / "labels")
    assert int(mixture.draw(np.random.default_rng(0))[1].label[..., 0].max()) == 40


def test_shards_are_as_small_as_asked_for_and_each_is_a_fair_sample(data: Path, tmp_path: Path) -> None:
    mebibytes = 0.035
    shards = pack(data, tmp_path / "shards", mebibytes, data / "labels")
    assert len(shards) > 3
    assert all(shard.stat().st_size <= mebibytes * 2**20 for shard in shards)
    assert any(name.startswith("val/") for name in names(shards[0]))
    everything = [name for shard in shards for name in names(shard)]
    assert len(everything) == len(set(everything)) == 9 * 3 + 4 * 2 + 1 + 1 + 2
    homes = [name.startswith("train/homes/images") for name in everything if "/images/" in name and "val" not in name]
    assert 2 <= sum(homes[: len(homes) // 2]) <= 7


def test_what_cannot_be_packed_is_named(data: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="val holds no sets"):
        pack(tmp_path / "absent", tmp_path / "shards", 8)
    with pytest.raises(DataError, match="cannot be unpacked"):
        unpack([data / "train" / "rooms" / "r.jpg"], tmp_path / "out")
    (data / "train" / "rooms" / "r.jpg").write_text("no picture")
    with pytest.raises(DataError, match=r"r\.jpg cannot be read"):
        pack(data, tmp_path / "shards", 8)


@pytest.mark.slow
def test_a_very_short_campaign(
    data: Path, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shards, out = tmp_path / "shards", tmp_path / "out"
    monkeypatch.setattr(campaign, "_PART", 500_000)

    def run(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["campaign", *arguments])
        return campaign.main()

    assert run("pack", str(data), str(shards), "--labels", str(data / "labels"), "--mebibytes", "1") == 0
    start = str(published / "bisenet-mobilenetv2.safetensors")
    common = ("--out", str(out), "--from", start, "--batch-size", "2", "--workers", "0")
    assert run("train", str(shards / "shard-00.tar"), *common, "--samples", "4") == 0
    figures = json.loads((out / "figures.json").read_text())
    assert set(figures["webcam"]) >= {"person_iou", "room_shown", "doubt"}
    assert not (out / "bisenet-mobilenetv2.safetensors").exists()
    assert len(list(out.glob("bisenet-mobilenetv2.safetensors.part-*"))) > 5
    weights = tmp_path / "weights"
    shutil.copytree(published, weights)
    assert run("join", str(out), str(weights)) == 0
    card = find_card("bisenet-mobilenetv2", weights)
    card.verify(card.weights, card.graph)
    assert card.facts["recipes"][0]["samples"] == 4
    capsys.readouterr()
    assert run("join", str(tmp_path / "absent"), str(weights)) == 2
    assert "There is no folder" in capsys.readouterr().err
    assert run("join", str(shards), str(weights)) == 2
    assert "holds no manifest.json" in capsys.readouterr().err


def test_as_many_samples_as_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that runs a second for each batch, and ten for each start."""
    clock = [0.0]
    monkeypatch.setattr("benchmarks.campaign.time.monotonic", lambda: clock[0])

    def train(config: TrainConfig, places: object) -> None:
        clock[0] += 10 + config.steps

    monkeypatch.setattr(campaign, "train", train)
    config = recipe("bisenet-mobilenetv2", batch_size=8)
    places = RunPlaces(Path(), Path(), torch.device("cpu"))
    # Both short runs take 120 s; of 400 s are left 280, of which one start takes at most 30.
    assert campaign._fitting(config, places, 400.0) == 250 * 8
    with pytest.raises(DataError, match="no time left"):
        campaign._fitting(config, places, clock[0] + 100)
