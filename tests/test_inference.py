"""Opening processors of models."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import cv2
import pytest

from app import inference
from app.core.errors import ConfigError
from app.core.opening import GpuOpening
from app.core.stats import Stats
from bisenet.inference.hardware import default_threads
from tests.own_models import damage, publish_copy


def test_a_processor_of_a_folder(tmp_path: Path) -> None:
    folder = publish_copy(tmp_path / "mine")
    open_processor = inference.processor_opener(str(folder), "cpu")
    assert not isinstance(open_processor, GpuOpening)
    with closing(open_processor(Stats())) as processor:
        assert processor.describe() == "mine/bisenet-mobilenetv2, ONNX Runtime, CPU"


@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_a_model_that_cannot_be_used_is_refused_before_it_is_opened(tmp_path: Path, device: str) -> None:
    """On the GPU too, where the CPU would go on with the same model."""
    folder = publish_copy(tmp_path / "mine", classes={"names": ["background", "face"]})
    with pytest.raises(ConfigError, match=r"mine/bisenet-mobilenetv2 segments 2 classes \(background, face\)"):
        inference.processor_opener(str(folder), device)
    damage(publish_copy(folder) / "bisenet-mobilenetv2.onnx")
    with pytest.raises(ConfigError, match=r"is damaged .*\. Publish the model again"):
        inference.processor_opener(str(folder), device)


@pytest.fixture
def _opencv_threads() -> Iterator[None]:
    before = cv2.getNumThreads()
    cv2.setNumThreads(7)
    yield
    cv2.setNumThreads(before)


@pytest.mark.usefixtures("_opencv_threads")
@pytest.mark.parametrize(
    ("threads", "live", "expected"), [(None, True, 1), (None, False, default_threads()), (3, True, 3)]
)
def test_live_opencv_takes_one_thread_unless_more_were_set(threads: int | None, live: bool, expected: int) -> None:
    open_processor = inference.processor_opener(None, "cpu", threads=threads, live=live)
    assert not isinstance(open_processor, GpuOpening)
    with closing(open_processor(Stats())):
        assert cv2.getNumThreads() == expected
