"""What is written: the result that the settings ask for, and its size."""

import pytest

from app.cli.options import read_options
from app.cli.render_options import settings_of
from app.config import AppConfig
from app.core.types import Size
from app.render.settings import RenderSettings, Result, result_of


@pytest.mark.parametrize(
    ("box", "frame", "expected"),
    [
        (None, Size(641, 359), Size(641, 359)),
        (Size(640, 640), Size(1280, 720), Size(640, 360)),
        (Size(640, 640), Size(720, 1280), Size(360, 640)),
        (Size(640, 640), Size(64, 32), Size(64, 32)),
        (Size(2, 2), Size(1000, 10), Size(2, 1)),
    ],
)
def test_the_result_fits_within_the_size(box: Size | None, frame: Size, expected: Size) -> None:
    assert RenderSettings(size=box).size_of(frame) == expected


@pytest.mark.parametrize("text", ["641x359", "2x2", "7680x7681"])
def test_a_size_may_be_odd(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["render", "a.jpg", "b.jpg", "--size", text]
    if text == "7680x7681":
        with pytest.raises(SystemExit):
            read_options(words)
        assert "give numbers from 2 to 7680" in capsys.readouterr().err
    else:
        assert str(settings_of(read_options(words)).size) == text


def test_a_transparent_background_asks_for_the_foreground() -> None:
    transparent = AppConfig(background="transparent")
    assert result_of(transparent, RenderSettings()) is Result.FOREGROUND
    assert result_of(transparent, RenderSettings(Result.MATTE)) is Result.MATTE
    assert result_of(AppConfig(), RenderSettings()) is Result.COMPOSITE
