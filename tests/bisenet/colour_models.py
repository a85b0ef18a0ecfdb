"""A model of several classes that goes by colours, and pictures for it."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bisenet.classes import Classes
from bisenet.inference.engines import Engine
from bisenet.manifest import write_entry
from bisenet.preprocess import Preprocessing

NAME = "colours"
COLOURS = Classes(("background", "left sleeve", "right sleeve"), ((0, 0, 0), (0, 200, 0), (0, 0, 200)), ((1, 2),))
INPUT = Preprocessing((0.485, 0.456, 0.406), (0.229, 0.224, 0.225), 64 * 96)


class ColourEngine(Engine):
    """Takes dark pixels for class 0, green ones for class 1 and blue ones for class 2, with 0.9 each."""

    name = "colours"
    device = "CPU"

    def __init__(self, *_: Any) -> None:
        pass

    def probabilities(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        brightest = np.where(rgb[..., 1:].max(axis=2) < 100, 0, 1 + rgb[..., 1:].argmax(axis=2))
        answer = np.full((3, *rgb.shape[:2]), 0.05, np.float32)
        np.put_along_axis(answer, brightest[None], np.float32(0.9), axis=0)
        return answer


def write_card(folder: Path, classes: Classes = COLOURS) -> None:
    """Write a manifest entry under `NAME` for tests that put another engine in the place of its network."""
    folder.mkdir(parents=True, exist_ok=True)
    entry = {
        "architecture": "bisenet-mobilenetv2",
        "weights": "absent.safetensors",
        "graph": "absent.onnx",
        "sha256": {},
        "preprocessing": asdict(INPUT),
        "classes": classes.to_dict(),
    }
    write_entry(folder, NAME, entry)


def draw_sleeves(height: int, width: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return a dark picture with a green and a blue box, and its class indices."""
    rgb, labels = np.full((height, width, 3), 20, np.uint8), np.zeros((height, width), np.uint8)
    rows = slice(height // 4, 3 * height // 4)
    for index, left in ((1, width // 8), (2, 5 * width // 8)):
        columns = slice(left, left + width // 4)
        labels[rows, columns] = index
        rgb[rows, columns, index] = 220
    return rgb, labels
