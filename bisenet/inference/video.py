"""Mattes for one frame after another of a video."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bisenet.inference.edge import Finish, finish
from bisenet.inference.motion import MatteCarrier
from bisenet.inference.regions import tidy
from bisenet.inference.scene import Glimpse, is_cut, is_still
from bisenet.inference.segmenter import Halves, Segmenter
from bisenet.inference.steady import steady

# Seconds for which a matte is used again.
_LONGEST = 0.5
# Seconds between frames above which no matte is carried along: too much may have moved.
_FARTHEST = 0.09


@dataclass(frozen=True)
class Memory:
    """State carried from one frame to the next.

    Attributes:
        matte: of the last frame, held still, float32 at half the network's size.
        seen: that frame, to compare later ones with.
        key: the last matte of the network, held still.
        grey: the intensity of the frame that it belongs to, of the same size.
        at: when that was, in seconds.
    """

    matte: NDArray[np.float32]
    seen: Glimpse
    key: NDArray[np.float32]
    grey: NDArray[np.uint8]
    at: float


class VideoSegmenter:
    """Segments the frames of one video in their order.

    While nothing in the picture moves, the network's last matte is used again, for half a second at most; it is fitted
    to the edges of the new frame all the same. Where something moves, the frames of the next tenth of a second can do
    with that matte too, moved with the picture, as long as the motion explains all that has changed.

    Args:
        segmenter: segments each frame.
        carries: carry mattes along, which costs a twentieth of the network.

    Attributes:
        reused: how many frames took the last matte as it was.
        carried: how many frames took it moved.
    """

    def __init__(self, segmenter: Segmenter, *, carries: bool = False) -> None:
        self._segmenter = segmenter
        self._carrier = MatteCarrier() if carries else None
        self._memory: Memory | None = None
        self.reused = 0
        self.carried = 0

    def forget(self) -> None:
        """Forget the state: the next frame belongs to another video."""
        self._memory = None

    def __call__(
        self,
        frame: NDArray[np.uint8],
        at: float,
        settings: Finish,
        steadiness: float = 0.5,
        detail: float = 1.0,
        halves: Halves | None = None,
    ) -> NDArray[np.uint8]:
        """Return the matte of a frame.

        Args:
            frame: RGB uint8 (H, W, 3) of any size.
            at: when it was taken, seconds of any clock.
            settings: of the edge.
            steadiness: 0 follows the network at once, 1 holds the most.
            detail: share of the usual number of pixels that the network sees, 0 < detail <= 1.
            halves: as in `Segmenter.view`.

        Returns:
            uint8 (h, w), 0 background .. 255 person; the frame's size, or for large frames a half, quarter, ... of it.

        Raises:
            DataError: the frame is not such an array.
            ModelError: the network's answer is damaged.
        """
        view = self._segmenter.view(frame, detail, halves)
        seen = Glimpse.of(view.rgb)
        memory = self._memory
        if memory is not None and memory.matte.shape != view.grey.shape:
            memory = None
        if memory is not None and 0 <= at - memory.at < _LONGEST and is_still(seen, memory.seen):
            self.reused += 1
        elif memory is not None and (moved := self._carry(memory, view.grey, at)) is not None:
            self.carried += 1
            memory = replace(memory, matte=moved, seen=seen)
        else:
            matte = self._segmenter.infer(view)
            if memory is not None and not is_cut(seen, memory.seen):
                matte = steady(matte, memory.matte, steadiness)
            memory = Memory(matte, seen, matte, view.grey, at)
        self._memory = memory
        return finish(self._segmenter.enlarge(tidy(memory.matte), view), settings)

    def _carry(self, memory: Memory, grey: NDArray[np.uint8], at: float) -> NDArray[np.float32] | None:
        if self._carrier is None or not 0 <= at - memory.at < _FARTHEST:
            return None
        return self._carrier(memory.key, memory.grey, grey)
