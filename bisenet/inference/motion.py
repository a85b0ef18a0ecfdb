"""Carries a matte from one frame to a later one along the motion of the picture."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

# Pixels of a block, and how far its mean may be from what the motion predicts, in levels of 255: what the motion does
# not explain is something new in the picture, which only the network can segment.
_BLOCK = 8
_EXPLAINED = 10.0
# At most this share of the picture's standard deviation: in the dark, person and room differ by a few levels only, and
# any motion would seem to explain everything.
_OF_CONTRAST = 0.2


class MatteCarrier:
    """Moves a matte with the picture, by dense inverse search (Kroeger et al., "Fast Optical Flow", ECCV 2016)."""

    def __init__(self) -> None:
        self._flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
        self._places = np.empty((0, 0, 2), np.float32)

    def __call__(
        self, matte: NDArray[np.float32], before: NDArray[np.uint8], now: NDArray[np.uint8]
    ) -> NDArray[np.float32] | None:
        """Return the matte of a frame from that of an earlier one.

        Args:
            matte: of the earlier frame, float32 (h, w).
            before: its intensity, uint8 (h, w).
            now: the intensity of the frame whose matte is wanted, of the same size.

        Returns:
            float32 (h, w); None if the motion does not explain the picture everywhere.
        """
        height, width = now.shape
        if min(height, width) < 2 * _BLOCK:
            return None
        if self._places.shape[:2] != now.shape:
            self._places = np.dstack(
                np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
            )
        flow = np.zeros((height, width, 2), np.float32)
        places = self._places + np.asarray(self._flow.calc(now, before, flow), np.float32)
        expected = _moved(before, places)
        error = cv2.resize(
            cv2.absdiff(expected, now).astype(np.float32),
            (width // _BLOCK, height // _BLOCK),
            interpolation=cv2.INTER_AREA,
        )
        # Here a tenth of the time of `now.std()`.
        contrast = float(cv2.meanStdDev(now)[1][0, 0])
        if error.max() > min(_EXPLAINED, _OF_CONTRAST * contrast):
            return None
        return np.asarray(_moved(matte, places), np.float32)


def _moved(picture: NDArray[Any], places: NDArray[np.float32]) -> NDArray[Any]:
    # OpenCV's type stubs do not know that the second map may be missing.
    return np.asarray(
        cv2.remap(picture, places, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)  # type: ignore[call-overload]
    )
