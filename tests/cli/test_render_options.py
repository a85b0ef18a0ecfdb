"""The options of `render` that are no fields of the configuration."""

import pytest

from app.cli.options import read_options
from app.cli.render_options import settings_of
from app.core.errors import ConfigError
from app.core.types import Size
from app.render.settings import RenderSettings, Result


def settings(*words: str) -> RenderSettings:
    return settings_of(read_options(["render", "a.mp4", "b.mp4", *words]))


def test_defaults() -> None:
    assert settings() == RenderSettings()


def test_all_options() -> None:
    words = ["--result", "matte", "--size", "640x360", "--quality", "80", "--start", "1:30", "--end=1:02:03.5"]
    assert settings(*words) == RenderSettings(Result.MATTE, Size(640, 360), 80, 90.0, 3723.5)


@pytest.mark.parametrize("words", [["--quality", "0"], ["--quality", "101"], ["--start", "x"], ["--end", "-1"]])
def test_values_out_of_range(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        settings(*words)
    assert words[0] in capsys.readouterr().err


@pytest.mark.parametrize(("text", "seconds"), [("75", 75), ("90:05", 5405), ("1:59.9", 119.9), ("1:2:3", 3723)])
def test_times(text: str, seconds: float) -> None:
    assert settings("--start", text).start == seconds


@pytest.mark.parametrize("text", ["1:75", "1:60", "1:60:00", "1:2:60", "1:2:3:4"])
def test_times_that_do_not_exist(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        settings("--start", text)
    assert f"{text} is not a time; give seconds, minutes:seconds or hours:minutes:seconds" in capsys.readouterr().err


def test_an_end_before_the_start() -> None:
    with pytest.raises(ConfigError, match="--end is not after --start"):
        settings("--start", "5", "--end", "5")


@pytest.mark.parametrize(
    "words",
    [
        ["a.jpg", "b.jpg", "c.jpg", "out", "--background", "beach"],
        ["--background", "beach", "a.jpg", "b.jpg", "c.jpg", "out"],
        ["a.jpg", "--background", "beach", "b.jpg", "c.jpg", "--flip", "out"],
        ["a.jpg", "b.jpg", "--backg", "beach", "--move", "-.2,0", "c.jpg", "--", "out"],
        ["a.jpg", "b.jpg", "--background=beach", "c.jpg", "out"],
    ],
)
def test_files_stand_anywhere_between_the_options(words: list[str]) -> None:
    options = read_options(["--no-config", "render", *words])
    assert options.input == ["a.jpg", "b.jpg", "c.jpg"]
    assert options.output == "out"
    assert options.background == "beach"


def test_names_that_begin_with_a_dash() -> None:
    options = read_options(["--no-config", "render", "--flip", "--", "-a.jpg", "--flip"])
    assert (options.input, options.output) == (["-a.jpg"], "--flip")


def test_one_file_alone_lacks_an_output(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_options(["render", "a.jpg", "--background", "beach"])
    assert "OUTPUT" in capsys.readouterr().err
