"""A tiny data set of drawn people, and a network trained on it for two steps."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from bisenet.cli import main


def draw_pair(folder: Path, name: str, seed: int) -> None:
    """Write a picture of a bright blob on a dark ground, its mask, and an uncertain rim."""
    rng = np.random.default_rng(seed)
    image = rng.integers(0, 90, (96, 128, 3), dtype=np.uint8)
    mask = np.zeros((96, 128), np.uint8)
    centre = (int(rng.integers(40, 90)), int(rng.integers(40, 60)))
    cv2.ellipse(mask, centre, (24, 36), 0, 0, 360, 128, -1)
    cv2.ellipse(mask, centre, (21, 33), 0, 0, 360, 255, -1)
    image[mask > 0] = image[mask > 0] // 2 + 150
    for kind, picture, suffix in (("images", image, "jpg"), ("masks", mask, "png")):
        (folder / kind).mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(folder / kind / f"{name}.{suffix}"), picture)


@pytest.fixture(scope="session")
def drawn_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the sets `portraits`, `studio` and `rooms`."""
    root = tmp_path_factory.mktemp("data")
    for source in ("portraits", "studio"):
        for number in range(4):
            draw_pair(root / source, f"p{number}", number)
    (root / "rooms").mkdir()
    for number in range(2):
        room = np.random.default_rng(number).integers(0, 255, (80, 120, 3), dtype=np.uint8)
        cv2.imwrite(str(root / "rooms" / f"r{number}.jpg"), room)
    return root


def train_arguments(data: Path, out: Path, *more: str) -> list[str]:
    """Return a command line that trains the small model for a moment."""
    common = ["train", "--model", "bisenet-mobilenetv2", "--data", str(data), "--out", str(out), "--workers", "0"]
    recipe = () if "--resume" in more else ("--batch-size", "2")
    return [*common, "--device", "cpu", "--threads", "1", *recipe, *more]


@pytest.fixture(scope="session")
def published(drawn_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a manifest, made by `bisenet train` and `bisenet publish`."""
    folder = tmp_path_factory.mktemp("published")
    checkpoint = folder / "run.pt"
    assert main(train_arguments(drawn_data, checkpoint, "--samples", "4")) == 0
    assert main(["publish", str(checkpoint), "--folder", str(folder / "weights"), "--pixel-budget", "16384"]) == 0
    return folder / "weights"
