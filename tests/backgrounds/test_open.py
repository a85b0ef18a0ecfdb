"""Opening the backgrounds that words name."""

import os
from pathlib import Path

import numpy as np
import pytest

from app.backgrounds.open import open_background
from app.core.compositing.backgrounds import ColourBackground, ImageBackground
from app.core.compositing.blur import blurred_room
from app.core.compositing.clip import MovingBackground
from app.core.compositing.passthrough import passthrough
from app.core.compositing.slideshow import Slideshow
from app.core.errors import ConfigError
from app.core.look import Look
from app.core.types import Blur, Fit, Frame, Matte, Rgb, Room, Size
from app.devices.media.pictures import write_picture
from tests.clips import write_gif, write_video
from tests.fakes import SMALL, plain


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder with one file of each kind the current folder."""
    write_gif(tmp_path / "a.gif", [((1, 2, 3), 10), ((4, 5, 6), 10)])
    write_video(tmp_path / "a.mp4", [10, 90])
    (tmp_path / "slides").mkdir()
    for name in ("1.png", "2.png"):
        write_picture(tmp_path / "slides" / name, plain((7, 8, 9)))
    (tmp_path / "one").mkdir()
    write_picture(tmp_path / "one" / "1.png", plain((7, 8, 9)))
    (tmp_path / "beach").mkdir()
    (tmp_path / "damaged").mkdir()
    for name in ("1.png", "2.png"):
        (tmp_path / "damaged" / name).write_text("no picture")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def first(word: str, mode: Fit = Fit.COVER, size: Size = SMALL) -> Rgb:
    background = open_background(word, mode)
    try:
        frame = Frame(plain((0, 0, 0)), 0, 0.0)
        if isinstance(background, Room):
            return passthrough(frame, size, Look()).rgb
        if not isinstance(background, Blur):
            return background.picture(0.0, size)
        return blurred_room(Matte(np.zeros((SMALL.height, SMALL.width), np.uint8), frame), size, background.strength)
    finally:
        background.close()


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("#010203", ColourBackground),
        ("blur", Blur),
        ("blur:7", Blur),
        ("none", Room),
        ("beach", ImageBackground),
        ("slides/1.png", ImageBackground),
        ("a.gif", MovingBackground),
        ("a.mp4", MovingBackground),
        ("slides", Slideshow),
        ("slideshow:slides", Slideshow),
        ("one", ImageBackground),
    ],
)
def test_every_word_opens_its_kind(word: str, kind: type) -> None:
    assert type(open_background(word)) is kind
    assert first(word).shape == (SMALL.height, SMALL.width, 3)


@pytest.mark.parametrize("word", ["slides/1.png", "a.gif", "slides", "one"])
def test_every_kind_is_fitted(word: str) -> None:
    """Contained between bars, a picture of one colour is darker at the sides."""
    wide = Size(SMALL.width * 3, SMALL.height)
    contained, covering = first(word, Fit.CONTAIN, wide), first(word, Fit.COVER, wide)
    assert contained[5, 5, 2] < contained[5, wide.width // 2, 2] == covering[5, 5, 2]


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("", "There is no background ''. Give"),
        ("gone.mp4", "There is no background 'gone.mp4'"),
        ("slides/gone.mp4", "There is no file or folder slides/gone.mp4. Check its path"),
        ("slideshow:", "There is no folder ''"),
        ("slideshow:a.gif", "There is no folder 'a.gif'"),
        ("slideshow:beach", "There is no picture in the folder beach"),
        ("damaged", "None of the slideshow's pictures can be read"),
        ("transparent", "Use it with render"),
    ],
)
def test_words_that_cannot_be_opened_say_why(word: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        open_background(word)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of POSIX")
@pytest.mark.parametrize("name", ["pipe.png", "pipe.mp4"])
def test_a_pipe_is_refused_without_waiting_for_it(folder: Path, name: str) -> None:
    os.mkfifo(folder / name)
    with pytest.raises(ConfigError, match="is a pipe"):
        open_background(name)
