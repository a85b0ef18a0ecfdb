"""The settings of the picture, from the words of the command line to the pixels."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from app.cli.main import main
from app.config import AppConfig
from app.core.compositing.backgrounds import cover
from app.core.compositing.processor import Processor
from app.core.look import DEFAULT_LOOK, RANGES, Look
from app.core.stats import Stats
from app.core.types import Rgb, Size
from app.devices.media.pictures import read_picture, write_picture
from app.devices.media.video_reader import VideoReader
from app.factory import assets
from app.inference import BisenetSegmenter
from tests.commands.portraits import green, short_clip

Render = Callable[..., Rgb]
SIZE = Size(320, 180)
NUMBERS = [
    (f"--{name.replace('_', '-')}", name, value)
    for name, span in RANGES.items()
    if name not in ("x", "y")
    for value in (span.low, span.high)
]
OPTIONS = [
    *(([option, f"{value:g}"], {name: value}) for option, name, value in NUMBERS),
    (["--move", "-.2,0"], {"x": -0.2}),
    (["--move", "0,-0.5"], {"y": -0.5}),
    (["--move=1,1"], {"x": 1.0, "y": 1.0}),
    (["--move", "-1,-1"], {"x": -1.0, "y": -1.0}),
    (["--flip"], {"flip": True}),
]
IDS = [" ".join(words) for words, _ in OPTIONS]
# It changes nothing in a file, whose size the result has.
WHOLE_FRAME = (["--whole-frame"], {"whole_frame": True})


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("still") / "still.png"
    with VideoReader(assets() / "demo.mp4") as reader:
        rgb = next(item[0] for item in reader.items() if isinstance(item, tuple))
    write_picture(path, cover(rgb, SIZE))
    return path


@pytest.fixture(scope="module")
def segmenter() -> BisenetSegmenter:
    return BisenetSegmenter(None, "cpu")


@pytest.fixture
def render(
    still: Path, segmenter: BisenetSegmenter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Rgb]:
    """Return a function that renders the still by the real command, with weights that are loaded once."""
    processor = Processor(segmenter, Stats())
    monkeypatch.setattr("app.render.render_file.processor_of", lambda config, live: lambda stats: processor)

    def run(*options: str, before: tuple[str, ...] = (), background: str = "beach") -> Rgb:
        out = tmp_path / "out.png"
        assert main([*before, "render", str(still), str(out), "--background", background, *options]) == 0
        return read_picture(out)

    return run


@pytest.fixture
def config_of(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppConfig]:
    """Return a function that gives the configuration of a command line."""
    found: list[AppConfig] = []

    def keep(config: AppConfig) -> int:
        found.append(config)
        return 0

    monkeypatch.setattr("app.commands.window.run_window", lambda start, given: keep(start.config))
    monkeypatch.setattr("app.commands.headless.run_headless", keep)

    def parse(*arguments: str) -> AppConfig:
        assert main(arguments) == 0
        return found[-1]

    return parse


def person(rgb: Rgb) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of what is not black, as shares of the picture."""
    rows, columns = np.nonzero(rgb.max(axis=2) > 30)
    height, width = rgb.shape[:2]
    return columns.min() / width, rows.min() / height, columns.max() / width, rows.max() / height


@pytest.mark.parametrize(("words", "values"), OPTIONS, ids=IDS)
@pytest.mark.slow
def test_every_option_reaches_the_picture(words: list[str], values: dict[str, float], render: Render) -> None:
    changes_nothing = Look.of(values) == DEFAULT_LOOK
    assert np.array_equal(render(*words), render()) == changes_nothing


@pytest.mark.parametrize(("words", "values"), [*OPTIONS, WHOLE_FRAME], ids=[*IDS, "--whole-frame"])
@pytest.mark.parametrize("mode", [[], ["--headless"]])
def test_every_option_reaches_the_live_pipeline(
    mode: list[str], words: list[str], values: dict[str, float], config_of: Callable[..., AppConfig]
) -> None:
    assert config_of(*mode, *words).look == Look.of(values)


def test_without_options_the_look_is_the_default(config_of: Callable[..., AppConfig]) -> None:
    assert config_of().look == DEFAULT_LOOK


@pytest.mark.parametrize("command", [[], ["render", "in.png", "out.png"]])
@pytest.mark.parametrize(
    "value", ["{low}", "{high}", "x", "nan", ""], ids=["too low", "too high", "a word", "nan", "nothing"]
)
@pytest.mark.parametrize("name", [name for name in RANGES if name not in ("x", "y")])
def test_a_number_out_of_range_gives_one_sentence(
    command: list[str], name: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    span, option = RANGES[name], f"--{name.replace('_', '-')}"
    text = value.format(low=f"{span.low - 0.01:g}", high=f"{span.high + 0.01:g}")
    with pytest.raises(SystemExit) as ending:
        main([*command, option, text])
    assert ending.value.code == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert f"argument {option}: {text} is not a number from {span.low:g} to {span.high:g}; see" in line


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("1.1,0", "1.1 is not a number from -1 to 1"),
        ("0,-2", "-2 is not a number from -1 to 1"),
        ("-2,0", "-2 is not a number from -1 to 1"),
        ("0,left", "left is not a number from -1 to 1"),
        ("0.2", "0.2 is not a pair of numbers such as 0.2,0"),
        ("0,0,0", "0,0,0 is not a pair of numbers such as 0.2,0"),
    ],
)
def test_an_invalid_move_gives_one_sentence(value: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ending:
        main(["--move", value])
    assert ending.value.code == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert f"argument --move: {message}; see" in line


@pytest.mark.slow
def test_all_frames_of_a_video_have_the_look(tmp_path: Path) -> None:
    clip, out = short_clip(tmp_path / "clip.mp4", 3), tmp_path / "out.mp4"
    assert main(["render", str(clip), str(out), "--background", "#00b140", "--opacity", "0", "--device", "cpu"]) == 0
    with VideoReader(out) as reader:
        pictures = [item[0] for item in reader.items() if isinstance(item, tuple)]
    assert [green(rgb).mean() for rgb in pictures] == [1, 1, 1]


def test_a_smaller_person_stands_on_the_lower_edge(render: Render) -> None:
    left, top, right, bottom = person(render("--scale", ".5", background="#000000"))
    assert left >= 0.25 - 0.01
    assert right <= 0.75 + 0.01
    assert top >= 0.5 - 0.01
    assert bottom > 0.98
    assert right - left > 0.1


def test_the_person_moves_by_shares_of_the_picture(render: Render) -> None:
    small = person(render("--scale", ".4", "--decontaminate", "0", background="#000000"))
    moved = person(render("--scale", ".4", "--move", "-.25,-.5", "--decontaminate", "0", background="#000000"))
    assert np.subtract(moved, small) == pytest.approx([-0.25, -0.5, -0.25, -0.5], abs=0.015)


def test_flipped_is_the_mirror_image(render: Render) -> None:
    def middle(rgb: Rgb) -> float:
        return float(np.nonzero(rgb.max(axis=2) > 30)[1].mean() / SIZE.width)

    aside = ["--move", ".2,0"]
    as_filmed, flipped = (middle(render(*aside, *extra, background="#000000")) for extra in ([], ["--flip"]))
    # Mirrored is the person, not the place.
    assert flipped - 0.2 == pytest.approx(1 - (as_filmed - 0.2), abs=0.05)


@pytest.mark.parametrize("size", [Size(96, 72), Size(72, 128)])
@pytest.mark.slow
def test_a_file_of_any_shape_is_never_cropped(size: Size, still: Path, tmp_path: Path) -> None:
    given = tmp_path / "given.png"
    write_picture(given, cover(read_picture(still), size))
    pictures = []
    for word in ("--no-whole-frame", "--whole-frame"):
        target = tmp_path / f"out{word}.png"
        assert main(["render", str(given), str(target), "--background", "#00b140", word, "--device", "cpu"]) == 0
        pictures.append(read_picture(target))
        assert pictures[-1].shape == (size.height, size.width, 3)
    assert np.array_equal(pictures[0], pictures[1])


def test_options_before_the_command_apply(render: Render) -> None:
    assert np.array_equal(render(before=("--scale", ".5")), render("--scale", ".5"))
    assert np.array_equal(render(before=("--flip",)), render("--flip"))
    assert np.array_equal(render("--scale", ".7", before=("--scale", ".5")), render("--scale", ".7"))
