"""Separable filters as matrices.

A box or Gaussian blur, repeated or not, with its treatment of the border, is linear along each axis, so it is a matrix
there: blurring is `rows @ picture @ columns`. On a GPU that is two small products; and a matrix is a value, so that
another width needs no other graph.
"""

from dataclasses import dataclass
from typing import Literal, Self

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

# OpenCV's BORDER_REFLECT repeats the pixel at the border, BORDER_REFLECT_101 does not.
Border = Literal["reflect", "reflect-101"]
Kernel = NDArray[np.float64]


@dataclass(frozen=True)
class Blur:
    """A blur of pictures of one size.

    Attributes:
        rows: float32 (h, h), applied from the left.
        columns: float32 (w, w), applied from the right.
    """

    rows: Tensor
    columns: Tensor

    @classmethod
    def blank(cls, height: int, width: int, device: torch.device) -> Self:
        """Return one to be set later."""
        return cls(torch.zeros(height, height, device=device), torch.zeros(width, width, device=device))

    @classmethod
    def of(
        cls,
        height: int,
        width: int,
        device: torch.device,
        kernel: Kernel,
        border: Border = "reflect-101",
        times: int = 1,
    ) -> Self:
        """Return the one that applies a kernel, of odd length, so many times along both axes."""
        blur = cls.blank(height, width, device)
        blur.set(kernel, border, times)
        return blur

    def set(self, kernel: Kernel, border: Border = "reflect-101", times: int = 1) -> None:
        """Apply another kernel from now on."""
        self.rows.copy_(_matrix(len(self.rows), kernel, border, times))
        self.columns.copy_(_matrix(len(self.columns), kernel, border, times).T)

    def __call__(self, picture: Tensor) -> Tensor:
        """Blur float32 (..., h, w)."""
        return self.rows @ picture @ self.columns


def box(side: int) -> Kernel:
    """Return the kernel of a mean over `side` pixels, an odd number."""
    return np.full(side, 1 / side)


def gaussian(sigma: float) -> Kernel:
    """Return the kernel that cv2.GaussianBlur takes for bytes where it may choose the size."""
    return np.asarray(cv2.getGaussianKernel(round(sigma * 6 + 1) | 1, sigma, cv2.CV_64F)[:, 0], np.float64)


def dilated(picture: Tensor, height: int, width: int) -> Tensor:
    """Return the largest value around each pixel, (C, h, w), within `height` x `width` pixels, odd numbers."""
    pooled = F.max_pool2d(picture[None], (1, width), 1, (0, width // 2)) if width > 1 else picture[None]
    pooled = F.max_pool2d(pooled, (height, 1), 1, (height // 2, 0)) if height > 1 else pooled
    return pooled[0]


def _matrix(length: int, kernel: Kernel, border: Border, times: int) -> Tensor:
    """Return float32 (length, length); row i holds the weights of each pixel in the result at i."""
    reach = len(kernel) // 2
    target = np.arange(length)
    matrix = np.zeros((length, length))
    for offset, weight in zip(range(-reach, reach + 1), kernel, strict=True):
        np.add.at(matrix, (target, _reflected(target + offset, length, border)), weight)
    return torch.from_numpy(np.linalg.matrix_power(matrix, times).astype(np.float32))


def _reflected(index: NDArray[np.intp], length: int, border: Border) -> NDArray[np.intp]:
    if length == 1:
        return np.zeros_like(index)
    last = 2 * length - (1 if border == "reflect" else 2)
    index = index % (last + 1 if border == "reflect" else last)
    return np.where(index < length, index, last - index)
