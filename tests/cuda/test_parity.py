"""The same composite, to the eye, as the CPU's path gives: the same weights, several frames in a row."""

from collections.abc import Iterator

import cv2
import numpy as np
import pytest
import torch

from app.core.compositing.processor import Processor
from app.core.look import DEFAULT_LOOK, Look
from app.core.stats import Stats
from app.core.types import Background, Frame, FrameRequest, Rgb, Size
from app.cuda.processor import CudaProcessor
from app.devices.media.video_reader import VideoReader
from app.factory import assets, open_background
from app.inference import BisenetSegmenter
from bisenet.inference.tensors.network import Network, load_network

pytestmark = pytest.mark.slow

MODEL = "bisenet-mobilenetv2"
VGA, HD, ODD = Size(640, 480), Size(1280, 720), Size(641, 359)
LOOKS = {
    "default": DEFAULT_LOOK,
    "plain": Look(decontaminate=0),
    "all at once": Look(0, 0.2, 20, 13.3, 1, 1, 1, opacity=0.6, flip=True),
    "crisp and thin": Look(crispness=1, threshold=0.95, feather=3, grow=-20),
    "small": Look(scale=0.37, x=0.3, y=-0.2, light_wrap=0.5),
    "large": Look(scale=2.3, x=-0.4, y=0.3, colour_match=0.5),
    "whole frame": Look(whole_frame=True),
    "out of sight": Look(scale=0.1, x=1),
}
# Mean differences, levels of 255: the same arithmetic on the CPU, half precision on CUDA.
LIMITS = {"cpu": 0.5, "cuda": 2}
CASES = [
    *(pytest.param(name, (HD, HD), id=name) for name in LOOKS),
    *(
        pytest.param(name, sizes, id=f"{name}, {sizes[0]} to {sizes[1]}")
        for name in ("default", "all at once", "whole frame")
        for sizes in ((VGA, VGA), (ODD, ODD), (HD, ODD), (VGA, HD))
    ),
]


@pytest.fixture(scope="module")
def clip() -> list[Rgb]:
    """Return five frames of the demo clip, far enough apart that something moves."""
    with VideoReader(assets() / "demo.mp4") as reader:
        pictures = (item[0] for item in reader.items() if isinstance(item, tuple))
        return [rgb for rgb, number in zip(pictures, range(33), strict=False) if number % 8 == 0]


@pytest.fixture(scope="module")
def networks() -> dict[str, Network]:
    return {}


def differences(
    network: Network, clip: list[Rgb], sizes: tuple[Size, Size], look: Look, background: Background
) -> Iterator[Rgb]:
    ours = CudaProcessor(network, Stats())
    # In float: what rounding to int8 costs is on the quality card.
    theirs = Processor(BisenetSegmenter(MODEL, "cpu", "onnx"), Stats())
    for number, picture in enumerate(clip):
        rgb = cv2.resize(picture, (sizes[0].width, sizes[0].height), interpolation=cv2.INTER_AREA)
        frame = Frame(np.asarray(rgb, np.uint8), number, 0.0)
        composites = (
            processor.process(FrameRequest(frame, background, sizes[1], look)).rgb for processor in (ours, theirs)
        )
        yield np.asarray(cv2.absdiff(*composites), np.uint8)


@pytest.mark.parametrize("background", ["beach", "blur:30"])
@pytest.mark.parametrize(("name", "sizes"), CASES)
def test_composites(
    device: torch.device,
    networks: dict[str, Network],
    clip: list[Rgb],
    name: str,
    sizes: tuple[Size, Size],
    background: str,
) -> None:
    """Means count; a maximum may be more, where a pixel is person on one side of a threshold only."""
    network = networks.setdefault(device.type, load_network(MODEL, device.type))
    means, maxima = [], []
    for difference in differences(network, clip, sizes, LOOKS[name], open_background(background)):
        means.append(float(difference.mean()))
        maxima.append(int(difference.max()))
    assert max(means) <= LIMITS[device.type], f"means {means}, maxima {maxima}"
