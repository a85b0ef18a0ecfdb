"""Whatever torch raises, at the start, at a switch or in mid-run: the CPU goes on, and it is said once."""

import threading
from collections.abc import Callable, Iterator
from functools import partial

import cv2
import pytest
import torch
from torch import Tensor

from app import inference
from app.commands.headless import fatal_error
from app.core.compositing.backgrounds import ColourBackground
from app.core.errors import ConfigError, ErrorKind
from app.core.opening import GpuHistory, GpuOpening, OpenProcessor
from app.core.pipeline.pipeline import Pipeline
from app.core.pipeline.status import Status
from app.core.stats import Stats
from app.cuda import opening
from bisenet.inference.tensors.network import Network
from tests.core.rig import Wait, processing
from tests.cuda.conftest import PREPROCESSING, Brightness
from tests.fakes import SMALL, FakeSegmenter, FakeSource

pytestmark = pytest.mark.slow

ERRORS = [RuntimeError("no kernel image"), torch.OutOfMemoryError("out of memory"), torch.AcceleratorError("lost")]


class Fails(Brightness):
    """Raises an error once that is set."""

    def __init__(self, error: RuntimeError | None = None) -> None:
        super().__init__()
        self.error = error

    def forward(self, image: Tensor) -> Tensor:
        if self.error is not None:
            raise self.error
        return super().forward(image)


class Gpu:
    """What the library finds in place of a GPU.

    Attributes:
        problem: as `gpu_problem` says it.
        error: raised where a network is loaded; None for none.
        module: the newest network.
    """

    def __init__(self) -> None:
        self.problem = ""
        self.error: Exception | None = None
        self.module = Fails()
        self.names: list[str] = []

    def load(self, name: str, device: str) -> Network:
        """Load a network."""
        self.names.append(name)
        if self.error is not None:
            raise self.error
        self.module = Fails()
        return Network(self.module, PREPROCESSING, torch.device("cpu"), name)


@pytest.fixture
def gpu(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gpu]:
    """Let the application find a GPU that computes on the CPU, beside a fake CPU."""
    fake, threads = Gpu(), cv2.getNumThreads()
    torch_threads = torch.get_num_threads()
    monkeypatch.setattr(inference, "has_cuda_driver", lambda: True)
    monkeypatch.setattr(inference, "gpu_problem", lambda: fake.problem)
    monkeypatch.setattr(opening, "load_network", fake.load)
    monkeypatch.setattr(inference, "BisenetSegmenter", lambda *_words, **_options: FakeSegmenter(alpha=0.0))
    monkeypatch.setattr(inference, "_GPU", GpuHistory())
    yield fake
    cv2.setNumThreads(threads)
    torch.set_num_threads(torch_threads)


@pytest.fixture
def run() -> Iterator[Callable[[OpenProcessor], Pipeline]]:
    """Return what starts a pipeline with a processor."""
    started: list[Pipeline] = []

    def start(open_processor: OpenProcessor) -> Pipeline:
        pipeline = Pipeline(FakeSource, open_processor, None, ColourBackground(0, 177, 64), SMALL, 100)
        pipeline.start()
        started.append(pipeline)
        return pipeline

    yield start
    assert [pipeline.stop() for pipeline in started] == [[] for _ in started]


def on_cpu(status: Status) -> bool:
    return status.engine == "fake" and status.gpu_error is not None and status.processed_fps > 0


def started_on_gpu(status: Status) -> bool:
    return "PyTorch" in status.engine and status.processed_fps > 0


def tried(gpu: Gpu, times: int) -> bool:
    return len(gpu.names) == times


def opener(device: str = "auto") -> OpenProcessor:
    return inference.processor_opener(None, device, size=SMALL)


def test_without_a_gpu_that_was_asked_for_by_name(
    gpu: Gpu, run: Callable[[OpenProcessor], Pipeline], wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inference, "has_cuda_driver", lambda: False)
    pipeline = run(opener("cuda"))
    wait_until(lambda: on_cpu(pipeline.status()))
    error = pipeline.status().gpu_error
    assert error is not None
    assert error.is_explicit
    assert "There is no CUDA device here. The CPU does all the work." in str(error)
    assert gpu.names == []


@pytest.mark.parametrize("error", [ValueError("libcublasLt not found"), AttributeError("Half loaded.")])
def test_whatever_else_is_raised_while_it_is_opened(
    error: Exception, gpu: Gpu, run: Callable[[OpenProcessor], Pipeline], wait_until: Wait
) -> None:
    gpu.error = error
    pipeline = run(opener())
    wait_until(lambda: on_cpu(pipeline.status()))
    assert f"The GPU cannot be used: “{error}”. The CPU takes over." in str(pipeline.status().gpu_error)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_at_the_start(
    error: RuntimeError, gpu: Gpu, run: Callable[[OpenProcessor], Pipeline], wait_until: Wait
) -> None:
    gpu.error = error
    pipeline = run(opener())
    wait_until(lambda: on_cpu(pipeline.status()))
    wait_until(lambda: not pipeline.current().is_slate)
    status = pipeline.status()
    assert status.error is None
    assert fatal_error(status) is None
    assert str(status.gpu_error).startswith(f"The graphics card failed ({error}). The CPU takes over. ")


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_at_a_switch(error: RuntimeError, gpu: Gpu, run: Callable[[OpenProcessor], Pipeline], wait_until: Wait) -> None:
    pipeline = run(opener())
    wait_until(lambda: started_on_gpu(pipeline.status()))
    gpu.error = error
    pipeline.set_processor(opener())
    wait_until(lambda: on_cpu(pipeline.status()))
    wait_until(lambda: not pipeline.current().is_slate)
    assert pipeline.status().model_error is None


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_in_mid_run(error: RuntimeError, gpu: Gpu, run: Callable[[OpenProcessor], Pipeline], wait_until: Wait) -> None:
    pipeline = run(opener())
    wait_until(lambda: started_on_gpu(pipeline.status()))
    gpu.module.error = error
    wait_until(lambda: on_cpu(pipeline.status()))
    wait_until(lambda: not pipeline.current().is_slate)
    assert pipeline.status().error is None


def test_a_slate_is_shown_until_the_cpu_has_a_frame(
    gpu: Gpu, run: Callable[[OpenProcessor], Pipeline], wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_open = threading.Event()

    def slowly(*_words: object, **_options: object) -> FakeSegmenter:
        may_open.wait(10)
        return FakeSegmenter(alpha=0.0)

    monkeypatch.setattr(inference, "BisenetSegmenter", slowly)
    pipeline = run(opener())
    wait_until(lambda: started_on_gpu(pipeline.status()))
    wait_until(lambda: not pipeline.current().is_slate)
    gpu.module.error = ERRORS[2]
    wait_until(lambda: pipeline.status().gpu_error is not None)
    before = pipeline.status().dropped
    wait_until(lambda: pipeline.status().dropped > before + 5)
    assert pipeline.current().is_slate
    may_open.set()
    wait_until(lambda: not pipeline.current().is_slate)
    assert on_cpu(pipeline.status())


def test_a_damaged_answer_is_a_failure_of_the_gpu(
    gpu: Gpu, run: Callable[[OpenProcessor], Pipeline], wait_until: Wait
) -> None:
    pipeline = run(opener())
    wait_until(lambda: started_on_gpu(pipeline.status()))
    gpu.module.damage = float("nan")
    wait_until(lambda: on_cpu(pipeline.status()))
    assert "gave a damaged matte on the GPU. The CPU takes over." in str(pipeline.status().gpu_error)


@pytest.mark.parametrize("device", ["auto", "cuda"])
def test_a_torch_that_cannot_compute(
    device: str, gpu: Gpu, run: Callable[[OpenProcessor], Pipeline], wait_until: Wait
) -> None:
    gpu.problem = "The installed PyTorch is a build for the CPU only."
    pipeline = run(opener(device))
    wait_until(lambda: on_cpu(pipeline.status()))
    error = pipeline.status().gpu_error
    assert error is not None
    assert error.is_explicit is (device == "cuda")
    assert str(error).startswith("WARNING: --device cuda could not be honoured.") is (device == "cuda")
    assert "The installed PyTorch is a build for the CPU only. The CPU" in str(error)
    assert gpu.names == []


def test_it_is_tried_again_by_wish_alone_and_three_times_at_most(
    gpu: Gpu, run: Callable[[OpenProcessor], Pipeline], wait_until: Wait
) -> None:
    gpu.error = ERRORS[0]
    pipeline = run(opener())
    wait_until(lambda: on_cpu(pipeline.status()))
    for tries in (2, 3):
        pipeline.retry_gpu()
        wait_until(partial(tried, gpu, tries))
        wait_until(lambda: on_cpu(pipeline.status()))
    error = pipeline.status().gpu_error
    assert error is not None
    assert error.kind is ErrorKind.GIVEN_UP
    with pytest.raises(ConfigError, match="It failed three times within an hour"):
        pipeline.retry_gpu()
    pipeline.set_processor(opener())
    wait_until(lambda: str(pipeline.status().gpu_error).startswith("The GPU is not used. The CPU takes over."))
    assert len(gpu.names) == 3


def test_a_try_that_works_ends_the_complaint(
    gpu: Gpu, run: Callable[[OpenProcessor], Pipeline], wait_until: Wait
) -> None:
    gpu.error = ERRORS[0]
    pipeline = run(opener())
    wait_until(lambda: on_cpu(pipeline.status()))
    gpu.error = None
    pipeline.retry_gpu()
    wait_until(lambda: started_on_gpu(pipeline.status()))
    assert pipeline.status().gpu_error is None
    with pytest.raises(ConfigError, match="in use already"):
        pipeline.retry_gpu()


def test_without_a_wish_for_a_gpu_there_is_none_to_try(
    run: Callable[[OpenProcessor], Pipeline], wait_until: Wait
) -> None:
    pipeline = run(processing(FakeSegmenter))
    with pytest.raises(ConfigError, match="no GPU to try"):
        pipeline.retry_gpu()


@pytest.mark.parametrize("threads", [None, 1, 3])
def test_opencv_takes_the_threads_that_were_set(threads: int | None, gpu: Gpu) -> None:
    cv2.setNumThreads(7)
    made = inference.processor_opener(None, "auto", threads=threads)
    assert isinstance(made, GpuOpening)
    made.on_gpu(Stats())
    assert cv2.getNumThreads() == (threads or 1)
    assert threads is None or torch.get_num_threads() == threads
