"""Resizing pictures as OpenCV does for bytes: every result is whole levels again."""

import torch
import torch.nn.functional as F
from torch import Tensor


def halved(picture: Tensor) -> Tensor:
    """Halve a picture, (C, H, W), by area means; of an odd side the last half pixel is shared among its cells."""
    height, width = picture.shape[-2:]
    # Half a level is rounded up, as OpenCV does here.
    if height % 2 == width % 2 == 0:
        return F.avg_pool2d(picture[None], 2)[0].add_(0.5).floor_()
    size = (max(1, height // 2), max(1, width // 2))
    return F.interpolate(picture[None], size, mode="area")[0].add_(0.5).floor_()


def halvings(height: int, width: int, least_height: int, least_width: int) -> int:
    """Return how often a picture is halved until one more would make a side less than the least."""
    count = 0
    while height >= 2 * least_height and width >= 2 * least_width:
        height, width, count = height // 2, width // 2, count + 1
    return count


def even_halvings(height: int, width: int, least_height: int, least_width: int) -> int:
    """Return how often `bisenet.preprocess.halve` halves a picture: it stops at an odd side."""
    count = 0
    while height >= 2 * least_height and width >= 2 * least_width and height % 2 == width % 2 == 0:
        height, width, count = height // 2, width // 2, count + 1
    return count


def reduced(picture: Tensor, times: int) -> Tensor:
    """Halve a picture, (C, H, W), so many times."""
    for _ in range(times):
        picture = halved(picture)
    return picture


def enlarged(picture: Tensor, height: int, width: int) -> Tensor:
    """Resize a picture, (C, H, W), bilinearly with half-pixel centres, not rounded."""
    if picture.shape[-2:] == (height, width):
        return picture
    return F.interpolate(picture[None], (height, width), mode="bilinear", align_corners=False)[0]


def resized(picture: Tensor, height: int, width: int) -> Tensor:
    """Resize a picture, (C, H, W), not rounded: by area means where a bilinear step would skip pixels."""
    if picture.shape[1] >= 2 * height or picture.shape[2] >= 2 * width:
        return F.interpolate(picture[None], (height, width), mode="area")[0]
    return enlarged(picture, height, width)


def shrunk(picture: Tensor, height: int, width: int) -> Tensor:
    """Resize a picture, (C, H, W), by halves and then bilinearly, as `app.core.placement.resize`."""
    rows, columns = picture.shape[-2:]
    picture = reduced(picture, halvings(rows, columns, height, width))
    return enlarged(picture, height, width).round()


def grey(picture: Tensor) -> Tensor:
    """Return the intensity, (H, W), of a picture, (3, H, W), in whole levels."""
    red, green, blue = picture.unbind()
    return torch.add(red * 0.299, green, alpha=0.587).add_(blue, alpha=0.114).round_()
