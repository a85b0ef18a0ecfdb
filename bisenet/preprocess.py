"""The one place where a picture becomes a network's input; its parameters travel with the weights.

NumPy and OpenCV are imported where a picture is prepared: the manifest of the models is read without them.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Rgb = tuple[float, float, float]
# Mean and scale that networks are trained with: ImageNet's, those of values from -1 to 1, and Cityscapes', which are
# those of CoinCheung's BiSeNet.
IMAGENET: tuple[Rgb, Rgb] = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
SIGNED: tuple[Rgb, Rgb] = ((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
CITYSCAPES: tuple[Rgb, Rgb] = ((0.3257, 0.3690, 0.3223), (0.2112, 0.2148, 0.2115))


@dataclass(frozen=True)
class Preprocessing:
    """How the input of a network is prepared.

    The input follows the frame's aspect ratio at a constant number of pixels, rather than squashing the frame to
    one shape or letter-boxing it.

    Attributes:
        mean: RGB mean that is subtracted from values in [0, 1].
        std: RGB scale that they are divided by.
        pixel_budget: about how many pixels the input has.
        multiple: both sides are multiples of this, the network's coarsest stride.
    """

    mean: Rgb
    std: Rgb
    pixel_budget: int
    multiple: int = 32

    @classmethod
    def from_dict(cls, values: dict[str, object]) -> Self:
        """Build from JSON values; the inverse of `dataclasses.asdict`.

        Raises:
            KeyError, TypeError, ValueError: a value is missing or out of its range.
        """
        mean, std = (_triple(values[key]) for key in ("mean", "std"))
        pixel_budget, multiple = int(str(values["pixel_budget"])), int(str(values["multiple"]))
        if min(pixel_budget, multiple, *std) <= 0:
            raise ValueError("pixel_budget, multiple and std must be above 0")
        return cls(mean, std, pixel_budget, multiple)

    @lru_cache(maxsize=64)  # noqa: B019 - hashed by value, of which there are few
    def input_size(self, height: int, width: int) -> tuple[int, int]:
        """Return the network's (height, width) for a frame of that size, both at least one `multiple`."""
        import numpy as np

        aspect = width / height
        ideal = np.sqrt(self.pixel_budget / aspect) / self.multiple
        rows = np.arange(max(1, int(ideal)), int(ideal) + 2)
        columns = np.maximum(1, np.rint(rows * aspect))
        # Weigh a wrong shape against a wrong pixel count: both as log ratios.
        shape_error = np.abs(np.log(columns / rows / aspect))
        count_error = np.abs(np.log(columns * rows * self.multiple**2 / self.pixel_budget))
        best = int(np.argmin(2 * shape_error + count_error))
        # A frame that is a thousand times wider than high must not ask for a giant input.
        limit = max(1, self.pixel_budget // self.multiple**2)
        return int(min(rows[best], limit)) * self.multiple, int(min(columns[best], limit)) * self.multiple

    def normalise(self, rgb: "NDArray[np.uint8]") -> "NDArray[np.float32]":
        """Map RGB uint8 (H, W, 3) to float32 (3, H, W)."""
        import numpy as np

        scale = np.float32(1 / 255) / np.asarray(self.std, np.float32)
        shift = np.asarray(self.mean, np.float32) / np.asarray(self.std, np.float32)
        return np.ascontiguousarray((rgb * scale - shift).transpose(2, 0, 1))

    def resize(self, rgb: "NDArray[np.uint8]") -> "NDArray[np.uint8]":
        """Bring a frame, RGB uint8 (H, W, 3), to the network's input size, still uint8."""
        return resize_to(rgb, *self.input_size(*rgb.shape[:2]))


def halve(rgb: "NDArray[np.uint8]", height: int, width: int) -> "NDArray[np.uint8]":
    """Halve a picture, uint8 (H, W, 3), as long as it is even and stays at least (height, width).

    Exact halves have a fast path in OpenCV: two steps cost a 720p frame half as much as one, a 1080p frame a quarter.
    """
    import cv2
    import numpy as np

    while rgb.shape[0] >= 2 * height and rgb.shape[1] >= 2 * width and rgb.shape[0] % 2 == rgb.shape[1] % 2 == 0:
        half = (rgb.shape[1] // 2, rgb.shape[0] // 2)
        rgb = np.asarray(cv2.resize(rgb, half, interpolation=cv2.INTER_AREA), np.uint8)
    return rgb


def resize_to(rgb: "NDArray[np.uint8]", height: int, width: int) -> "NDArray[np.uint8]":
    """Resize a picture, uint8 (H, W, 3), to (height, width).

    By exact halves, then bilinearly, which there costs a seventh of area means and no quality.
    """
    import cv2
    import numpy as np

    rgb = halve(rgb, height, width)
    # An odd size is not halved; to skip its pixels would alias.
    skips = rgb.shape[0] >= 2 * height or rgb.shape[1] >= 2 * width
    method = cv2.INTER_AREA if skips else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(rgb, (width, height), interpolation=method), np.uint8)


def _triple(values: object) -> Rgb:
    if not isinstance(values, list | tuple) or len(values) != 3:
        raise ValueError(f"expected three numbers, got {values!r}")
    red, green, blue = (float(value) for value in values)
    return red, green, blue
