"""What `bisenet summary` counts, measures and prints."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from bisenet import list_models, summary
from bisenet.cli import main
from bisenet.errors import ModelError
from bisenet.memory import bytes_of_largest_step, free_bytes
from bisenet.summary import Size, count_multiply_adds, seconds_a_run, summarise

CPU = torch.device("cpu")
SMALL = Size(64, 32)


@pytest.fixture
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)


class Stubborn(nn.Module):
    """A network that raises an error where it is really run, or on the meta device too."""

    def __init__(self, error: Exception, *, always: bool) -> None:
        super().__init__()
        self.error = error
        self.always = always

    def forward(self, x: Tensor) -> Tensor:
        if self.always or (x.device.type != "meta" and not self.training):
            raise self.error
        return x


def test_multiply_adds_are_those_of_the_convolutions() -> None:
    with torch.device("meta"):
        model = nn.Sequential(
            nn.Conv2d(3, 8, 3, stride=2, padding=1), nn.BatchNorm2d(8), nn.Conv2d(8, 8, 3, padding=1, groups=8)
        ).eval()
    assert count_multiply_adds(model, SMALL) == 32 * 16 * (8 * 3 * 9 + 8 * 9)


@pytest.mark.parametrize(
    ("name", "size", "published"),
    [
        # BiSeNet, ECCV 2018; BiSeNet V2, IJCV 2021. CoinCheung's main head is wider than the paper's.
        ("bisenet-xception39", Size(640, 360), 2.9e9),
        ("bisenet-resnet18", Size(640, 360), 10.8e9),
        ("bisenetv2", Size(1024, 512), 21.15e9),
    ],
)
def test_multiply_adds_are_near_the_papers(name: str, size: Size, published: float) -> None:
    (cost,) = summarise(name, sizes=[size]).costs
    assert cost.multiply_adds == pytest.approx(published, rel=0.17)


def test_auxiliary_heads_do_not_count_for_inference() -> None:
    found = summarise("bisenetv2", sizes=[])
    assert (found.parameters, found.inference_parameters, found.costs) == (5_231_487, 3_358_627, ())


def test_a_name_that_is_unknown_is_refused() -> None:
    with pytest.raises(ModelError, match="no model named 'unet'"):
        summarise("unet")


class Clock:
    """Time passes only while something runs."""

    def __init__(self, *durations: float) -> None:
        self.now = 0.0
        self.durations = list(durations)

    def run(self) -> None:
        self.now += self.durations.pop(0)

    def __call__(self) -> float:
        return self.now


def test_time_is_the_median_after_a_warm_up() -> None:
    clock = Clock(9, *(5, 1, 2, 3, 4, 1, 2, 3, 4, 7))
    assert seconds_a_run(clock.run, 100, clock) == 3
    assert clock.durations == []


def test_no_call_is_made_that_would_exceed_the_limit() -> None:
    clock = Clock(2, 1, 3, 1, 1)
    # 6 seconds are spent after three calls, and the next may take 3.
    assert seconds_a_run(clock.run, 8.5, clock) == 2
    assert clock.durations == [1, 1]


def test_a_call_longer_than_the_limit_is_timed_once() -> None:
    clock = Clock(40, 1)
    assert seconds_a_run(clock.run, 3, clock) == 40
    assert clock.durations == [1]


@pytest.mark.slow
def test_a_network_is_timed_on_its_device() -> None:
    (cost,) = summarise("bisenet-xception39", 2, [SMALL], CPU, seconds=0.01).costs
    assert cost.frames_per_second is not None
    assert cost.frames_per_second > 0
    assert cost.problem is None


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (torch.OutOfMemoryError("CUDA out of memory."), "64x32 does not fit into the memory of cpu; choose smaller"),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory"), "64x32 does not fit into the memory of cpu; "),
        (RuntimeError("no kernel.\nMore of it."), "PyTorch cannot run this network at 64x32 on cpu (no kernel)."),
    ],
)
def test_an_error_of_torch_gives_a_sentence(error: Exception, sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summary, "create_model", lambda name, classes: Stubborn(error, always=False))
    (cost,) = summarise("stubborn", sizes=[SMALL], device=CPU).costs
    assert (cost.multiply_adds, cost.frames_per_second) == (0, None)
    assert cost.problem is not None
    assert cost.problem.startswith(sentence)


def test_an_unsupported_size_gives_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    error = RuntimeError("Kernel size can't be greater than actual input size")
    monkeypatch.setattr(summary, "create_model", lambda name, classes: Stubborn(error, always=True))
    (cost,) = summarise("stubborn", sizes=[SMALL]).costs
    assert (cost.multiply_adds, cost.frames_per_second) == (None, None)
    assert cost.problem == f"This network cannot take 64x32 ({error})."


@pytest.mark.slow
def test_a_size_that_cannot_fit_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summary, "free_bytes", lambda device: 10_000)
    (cost,) = summarise("bisenet-xception39", sizes=[SMALL], device=CPU).costs
    assert cost.frames_per_second is None
    assert cost.problem is not None
    assert "it takes more than 0.0 GB where 0.0 GB are free; choose smaller sizes" in cost.problem


def test_the_largest_step_holds_what_it_reads_and_writes() -> None:
    with torch.device("meta"):
        model = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.ReLU(inplace=True)).eval()
        image = torch.empty(1, 3, 16, 32)
    assert bytes_of_largest_step(model, image) == 4 * (3 * 512 + 8 * 512 + 8 * 3 * 9)
    # In place, so it takes its one feature, which is less.
    assert bytes_of_largest_step(model[1], torch.empty(1, 8, 16, 32, device="meta")) == 4 * 8 * 512


def test_free_memory_is_what_linux_says(tmp_path: Path) -> None:
    info = tmp_path / "meminfo"
    assert free_bytes(CPU, info) is None
    info.write_text("MemTotal:  900 kB\nMemAvailable:   700 kB\n")
    assert free_bytes(CPU, info) == 700 * 1024
    info.write_text("MemAvailable: many kB\n")
    assert free_bytes(CPU, info) is None


@pytest.mark.slow
def test_the_table_has_a_line_for_each_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", "--no-timing", "--sizes", "640x360,64x32"]) == 0
    title, *rows = capsys.readouterr().out.splitlines()
    assert title.split() == ["model", "parameters", "for", "inference", "640x360", "64x32"]
    assert [row.split()[0] for row in rows] == list_models()
    assert {len(row) for row in (title, *rows)} == {len(title)}


@pytest.mark.slow
def test_markdown_is_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", "bisenetv2", "--no-timing", "--sizes", "1024x512", "--markdown"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "| model | parameters | for inference | 1024x512 |",
        "| --- | ---: | ---: | ---: |",
        "| bisenetv2 | 5,231,487 | 3,358,627 | 24.6 G |",
    ]


@pytest.mark.usefixtures("_one_thread")
@pytest.mark.slow
def test_json_holds_every_figure(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["summary", "bisenet-xception39", "bisenet-face", "--num-classes", "2", "--sizes", "64x32", "--json"]
    assert main([*command, "--device", "cpu", "--threads", "1", "--seconds", "0.01"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["model"] for line in lines] == ["bisenet-xception39", "bisenet-face"]
    for line in lines:
        (cost,) = line["costs"]
        assert (line["device"], line["threads"], line["classes"]) == ("cpu", 1, 2)
        assert (cost["width"], cost["height"], cost["problem"]) == (64, 32, None)
        assert cost["multiply_adds"] > 0
        assert cost["frames_per_second"] > 0


@pytest.mark.slow
def test_a_problem_is_reported_beside_the_table(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(summary, "free_bytes", lambda device: 0)
    assert main(["summary", "bisenet-xception39", "--sizes", "64x32", "--device", "cpu"]) == 0
    out, error = capsys.readouterr()
    assert out.splitlines()[1].endswith("G, -")
    (line,) = error.splitlines()
    assert line.startswith("bisenet: bisenet-xception39: 64x32 does not fit into the memory of cpu")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--sizes", "640"], "640 is not WIDTHxHEIGHT of at least 32x32"),
        (["--sizes", "640x360,31x640"], "31x640 is not WIDTHxHEIGHT of at least 32x32"),
        (["--seconds", "0"], "0 is not a positive number"),
        (["--json", "--markdown"], "not allowed with argument --json"),
    ],
)
def test_a_wrong_option_gives_one_sentence(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["summary", *arguments])
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line


def test_a_wrong_name_gives_one_sentence_before_anything_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", "bisenet-face", "unet"]) == 2
    out, error = capsys.readouterr()
    assert out == ""
    assert error.startswith("bisenet: There is no model named 'unet'; choose one of: bisenet-concat-resnet101")


@pytest.mark.skipif(torch.cuda.is_available(), reason="a CUDA device is here")
def test_a_missing_gpu_gives_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summary", "bisenet-face", "--device", "cuda"]) == 2
    assert "PyTorch finds no CUDA device here; choose --device cpu or auto." in capsys.readouterr().err
