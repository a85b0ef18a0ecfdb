"""Engines that run a network: ONNX Runtime on the CPU, torch on CUDA. Each imports its runtime when it is built."""

from abc import abstractmethod
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bisenet.errors import ModelError
from bisenet.language import ngettext


class Engine(Protocol):
    """Runs one network."""

    name: str
    device: str

    @abstractmethod
    def probabilities(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Map a picture of the network's size, RGB uint8 (h, w, 3), to each class's share, float32 (C, h, w) in [0, 1].

        One class is people; the shares of several add up to 1 at every pixel.
        """

    def __call__(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Map a picture of a one-class network's size, RGB uint8 (h, w, 3), to a matte, float32 (h, w) in [0, 1].

        Raises:
            ModelError: the network has several classes, of which none may stand for a person unnoticed.
        """
        shares = self.probabilities(rgb)
        if len(shares) != 1:
            raise ModelError(
                ngettext(
                    "The network gives {count} class and no matte of people; choose another model.",
                    "The network gives {count} classes and no matte of people; choose another model.",
                    len(shares),
                ).format(count=len(shares))
            )
        matte: NDArray[np.float32] = shares[0]
        return matte
