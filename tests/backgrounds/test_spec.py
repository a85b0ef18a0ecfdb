"""The grammar of background words, and what a kind of background costs that is added to it."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.backgrounds.catalogue import Origin, find_entry, list_entries
from app.backgrounds.open import open_background
from app.backgrounds.spec import (
    KINDS,
    BlurSpec,
    ColourSpec,
    FileSpec,
    RoomSpec,
    SlideshowSpec,
    Spec,
    TransparentSpec,
    parse,
    usage,
)
from app.cli.main import main
from app.commands.control import spelled_out
from app.config import AppConfig, Start
from app.control.protocol import Command
from app.core.errors import ConfigError
from app.devices.media.pictures import read_picture, write_picture
from app.devices.media.video_background import first_pictures
from app.factory import assets
from app.render.arguments import render_words
from app.settings.codec import decode, encode
from app.settings.model import Settings
from app.settings.persistence import noted
from app.settings.portable import lasting
from tests.fakes import plain
from tests.own_background import GreySpec, add_grey

WORDS = {
    "none": (RoomSpec, "None", "on none"),
    "None": (FileSpec, "None", "on None"),
    "transparent": (TransparentSpec, "Transparent", "on transparent"),
    "#00B140": (ColourSpec, "#00B140", "on 00B140"),
    "#beach": (ColourSpec, "#beach", "on beach"),
    "blur": (BlurSpec, "Blur", "blurred"),
    "blur:7": (BlurSpec, "Blur", "blurred"),
    "blur:much": (BlurSpec, "Blur", "blurred"),
    "blurred.png": (FileSpec, "Blurred", "on blurred"),
    "slideshow:/home/me/my-holidays": (SlideshowSpec, "My holidays", "on my-holidays"),
    "slideshow:": (SlideshowSpec, "", "on "),
    "beach.jpg": (FileSpec, "Beach", "on beach"),
    "/home/me/my_garden.png": (FileSpec, "My garden", "on my_garden"),
    ".png": (FileSpec, ".png", "on .png"),
    "": (FileSpec, "", "on "),
}


@pytest.mark.parametrize("word", WORDS)
def test_every_word_is_parsed_and_written_as_it_was(word: str) -> None:
    spec = parse(word)
    assert (type(spec), spec.title, spec.file_stem) == WORDS[word]
    assert str(spec) == word


def test_a_spec_refuses_a_word_of_another_kind() -> None:
    """Above all, none but `none` shows the room."""
    with pytest.raises(ValueError, match="beach"):
        RoomSpec("beach")
    assert [word for word in WORDS if parse(word).shows_room] == ["none"]


@pytest.mark.parametrize(
    ("word", "strength"),
    [("blur", 50), ("blur:1", 1), ("blur:100", 100), ("blur:0", None), ("blur:101", None), ("blur:", None)],
)
def test_a_blur_knows_its_strength(word: str, strength: int | None) -> None:
    spec = parse(word)
    assert isinstance(spec, BlurSpec)
    assert spec.strength == strength


def test_a_strength_is_rounded_to_a_word() -> None:
    assert str(BlurSpec.of(29.7)) == "blur:30"


@pytest.mark.parametrize("word", ["#00b14", "#00b1400", "#00b14g", "# 0b140", "#"])
def test_what_is_no_colour_has_no_red_green_and_blue(word: str) -> None:
    spec = parse(word)
    assert isinstance(spec, ColourSpec)
    assert spec.rgb is None
    with pytest.raises(ConfigError, match="is not a colour"):
        open_background(word)


def test_folders_have_slides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "rooms").mkdir()
    (tmp_path / "me.png").write_bytes(b"")
    assert all(parse(word).has_slides for word in ("slideshow:nowhere", str(tmp_path / "rooms"), "~/rooms"))
    assert not any(parse(word).has_slides for word in ("none", "blur", "#123456", "beach", str(tmp_path / "me.png")))


def test_the_absolute_form_names_the_same_file_in_every_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "rooms").mkdir()
    for name in ("me.png", "blur", "none"):
        (tmp_path / name).write_bytes(b"")
    assert str(parse("~/me.png").absolute()) == str(parse("me.png").absolute()) == str(tmp_path / "me.png")
    assert str(parse("rooms").absolute()) == str(tmp_path / "rooms")
    assert str(parse("slideshow:rooms").absolute()) == f"slideshow:{tmp_path / 'rooms'}"
    # Files of such names do not take the place of these words.
    for word in ("blur", "none", "transparent", "#123456", "slideshow:me.png", "slideshow:", "beach", "", "a\0b"):
        assert str(parse(word).absolute()) == word
    name = "x" * 5000
    assert str(parse(name).absolute()) == name


def test_an_unknown_home_folder_stays_in_the_path() -> None:
    word = "~nobody-of-that-name/me.png"
    assert parse(word).path == Path(word).absolute()


def test_the_help_names_every_kind() -> None:
    assert usage().startswith("picture, video or GIF file, bundled name, folder or slideshow:FOLDER, ")
    assert all(kind.usage in usage() for kind in KINDS)


@pytest.fixture
def grey(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Add a kind of background; return a word of it that is relative to the current folder."""
    add_grey(monkeypatch)
    monkeypatch.chdir(tmp_path)
    write_picture(tmp_path / "garden.png", plain((30, 90, 180)))
    return "grey:garden.png"


def test_an_added_kind_is_parsed_before_files(grey: str) -> None:
    assert isinstance(parse(grey), GreySpec)
    assert parse(grey).title == "Garden"
    assert usage().endswith("grey:FILE")


def test_the_command_line_and_the_configuration_file_know_an_added_kind(
    grey: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    starts: list[Start] = []

    def keep(start: Start, given: object) -> int:
        starts.append(start)
        return 0

    monkeypatch.setattr("app.commands.window.run_window", keep)
    file = tmp_path / "config.toml"
    file.write_text(f'background = "{grey}"')
    assert main(["--background", grey]) == main(["--config", str(file)]) == 0
    assert [start.config.background for start in starts] == [grey, grey]
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "grey:FILE" in capsys.readouterr().out


def test_the_settings_file_keeps_an_added_kind_by_its_absolute_form(grey: str, tmp_path: Path) -> None:
    before = AppConfig()
    remembered = noted(before, before, replace(before, background=grey))
    found, dropped = decode(encode(Settings(config=lasting(remembered), own=(grey,), favourites=(grey,))))
    assert found.config.background == f"grey:{tmp_path / 'garden.png'}"
    assert (found.own, found.favourites[0], dropped) == ((grey,), grey, ())
    assert spelled_out(Command.BACKGROUND, grey) == found.config.background


def test_the_gallery_has_one_entry_for_an_added_kind(grey: str, tmp_path: Path) -> None:
    absolute: Spec = parse(grey).absolute()
    entries = list_entries([], own=[str(absolute)], in_use=grey)
    entry = find_entry(entries, grey)
    assert entry is not None
    assert (entry.title, entry.origin, entry.path) == ("Garden", Origin.OWN, tmp_path / "garden.png")
    assert entry.may_have_key
    assert [each.spec.path for each in entries].count(tmp_path / "garden.png") == 1


def test_render_knows_an_added_kind(grey: str, tmp_path: Path) -> None:
    write_picture(tmp_path / "in.png", first_pictures(assets() / "demo.mp4", 1)[0])
    config = AppConfig(background=str(parse(grey).absolute()), device="cpu")
    words = render_words(tmp_path / "in.png", tmp_path / "out.png", config)
    # Progress is for a process of its own, which ends with its stdin.
    assert main([word for word in words if word != "--progress"]) == 0
    assert (read_picture(tmp_path / "out.png")[:100, :100] == 100).all()
