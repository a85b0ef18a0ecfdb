"""Finding the classes of a picture with a trained model of one class or several."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bisenet.classes import Classes
from bisenet.errors import ModelError
from bisenet.inference.engines.build import build_engine, choose_engine
from bisenet.inference.hardware import default_threads
from bisenet.inference.passes import Passes, average
from bisenet.inference.segmenter import ROUNDING, check_frame, choose_device, fit_to_frame, halved, view_at
from bisenet.language import _
from bisenet.manifest import find_card

# What a model of one class finds.
PEOPLE = Classes(("background", "person"), ((0, 0, 0), (0, 150, 255)))
PERSON = 1
_ONE_PASS = Passes()
_Enlarge = Callable[[NDArray[np.float32]], NDArray[np.float32]]


@dataclass(frozen=True)
class Answer:
    """Probabilities of a picture's classes, kept at the size at which the network worked.

    They are enlarged to the picture's size one class at a time, since those of 19 classes of a photo of 12 megapixels
    would take a gigabyte.

    Attributes:
        working: float32 (C, h, w) in [0, 1].
        enlarge: maps float32 (h, w) to the picture's size, float32 (H, W).
    """

    working: NDArray[np.float32]
    enlarge: _Enlarge

    def of_class(self, index: int) -> NDArray[np.float32]:
        """Return the probability of one class, float32 (H, W) in [0, 1]."""
        return self.enlarge(self.working[index])

    def of_all(self) -> NDArray[np.float32]:
        """Return the probabilities of all classes, float32 (C, H, W) in [0, 1]."""
        return np.stack([self.of_class(index) for index in range(len(self.working))])

    def likeliest(self) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """Return the index of the likeliest class, uint8 (H, W), and its probability, float32 (H, W)."""
        highest = self.of_class(0)
        labels = np.zeros(highest.shape, np.uint8)
        for index in range(1, len(self.working)):
            probability = self.of_class(index)
            labels[probability > highest] = index
            np.maximum(highest, probability, out=highest)
        return labels, highest


class ClassSegmenter:
    """Finds the classes of pictures.

    A model of one class counts as one of the two classes background and person; its answers are enlarged along the
    picture's edges, as `Segmenter` does, all others bilinearly.

    Args:
        model: name of a trained model.
        device: `auto`, `cpu` or `cuda`.
        engine: `auto`, `torch`, `onnx` or `onnx-int8`, as for `Segmenter`.
        threads: CPU threads; None takes at most two.
        weights: folder of a manifest; None takes the installed weights.

    Attributes:
        card: of the model.
        classes: that it finds.

    Raises:
        ModelError: the model, device or engine is unknown or not there.
        WeightsError: the weights are missing or damaged.
    """

    def __init__(
        self,
        model: str,
        device: str = "auto",
        engine: str = "auto",
        threads: int | None = None,
        weights: Path | None = None,
    ) -> None:
        device = choose_device(device, engine)
        self.card = find_card(model, weights)
        self.classes = self.card.classes or PEOPLE
        engine = choose_engine(engine, device, self.card)
        self._engine = build_engine(self.card, device, engine, threads or default_threads())

    @property
    def finds_people(self) -> bool:
        """Whether the model has one class, people."""
        return self.card.classes is None

    def __call__(self, rgb: NDArray[np.uint8], passes: Passes = _ONE_PASS) -> NDArray[np.uint8]:
        """Map a picture, RGB uint8 (H, W, 3), to the index of the likeliest class, uint8 (H, W).

        Raises:
            DataError: the picture is not such an array.
            ModelError: the network's answer is damaged.
        """
        return self.look(rgb, passes).likeliest()[0]

    def probabilities(self, rgb: NDArray[np.uint8], passes: Passes = _ONE_PASS) -> NDArray[np.float32]:
        """Map a picture, RGB uint8 (H, W, 3), to the probabilities of its classes, float32 (C, H, W) in [0, 1].

        Raises:
            DataError: the picture is not such an array.
            ModelError: the network's answer is damaged.
        """
        return self.look(rgb, passes).of_all()

    def look(self, rgb: NDArray[np.uint8], passes: Passes = _ONE_PASS) -> Answer:
        """Return what the network finds in a picture, RGB uint8 (H, W, 3).

        Raises:
            DataError: the picture is not such an array.
            ModelError: the network's answer is damaged.
        """
        check_frame(rgb)
        working = average(self._infer, rgb, self.card.preprocessing, passes, self.classes.mirrored)
        return Answer(working, _along_edges(rgb) if self.finds_people else _bilinear(rgb))

    def _infer(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        answer = self._engine.probabilities(rgb)
        expected = (self.card.num_classes, *rgb.shape[:2])
        # NaN fails the comparisons too; an answer of another shape might be stretched over the picture unnoticed.
        if answer.shape != expected or not (answer.min() >= -ROUNDING and answer.max() <= 1 + ROUNDING):
            raise ModelError(_("{name} gave a damaged answer; choose another model.").format(name=self.card.name))
        answer = np.clip(answer, 0, 1)
        return np.concatenate([1 - answer, answer]) if self.finds_people else answer


def _bilinear(rgb: NDArray[np.uint8]) -> _Enlarge:
    size = (rgb.shape[1], rgb.shape[0])
    return lambda plane: np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR), np.float32)


def _along_edges(rgb: NDArray[np.uint8]) -> _Enlarge:
    def enlarge(plane: NDArray[np.float32]) -> NDArray[np.float32]:
        return fit_to_frame(halved(plane), view_at(rgb, *plane.shape), *rgb.shape[:2])

    return enlarge
