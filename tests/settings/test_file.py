"""What the window remembers comes back whole, or with one sentence; it is never lost, and nobody else may read it."""

import json
import os
import stat
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config import FIELDS, AppConfig
from app.core.errors import ConfigError
from app.core.look import RANGES, Look
from app.core.types import Codec, Fit, Size
from app.gui.theme.palette import Theme
from app.settings.codec import VERSION, decode, encode
from app.settings.file import MOST_BYTES, load, save, settings_path
from app.settings.model import FAVOURITES, THEMES, Preset, Settings
from app.settings.persistence import REMEMBERED
from tests.field_values import TEXT, floats, values

FULL = Settings(
    config=AppConfig(
        background="/home/me/B\u00e4che \udcff.png",
        fit=Fit.TILE,
        slide_seconds=12.5,
        camera="Webcam C270",
        camera_size=Size(640, 480),
        codec=Codec.RAW,
        model="bisenet-resnet18",
        device="cpu",
        detail=0.5,
        threads=3,
        look=Look(crispness=1, x=-0.25, flip=True),
        language="de",
        mirror=False,
        cpu_budget=None,
    ),
    own=("/a.png", "#102030"),
    removed=("beach.jpg",),
    favourites=("blur", *("",) * (FAVOURITES - 1)),
    presets={"Work": Preset(Look(scale=0.5), "loft.jpg", Fit.CONTAIN)},
    theme="light",
    page="Setup",
    geometry=(-1200, 30, 900, 700),
    folder="/tmp",
    start_minimised=True,
    keep_in_tray=True,
    tray_notice_shown=True,
    global_keys=True,
    file_dialog="desktop",
    welcomed=True,
)


LOOKS = st.builds(Look, **{name: floats(span.low, span.high) for name, span in RANGES.items()}, flip=st.booleans())
CONFIGS = st.builds(
    AppConfig,
    **{name: values(name, remembered=True) for name in REMEMBERED if FIELDS[name].kind is not None},
    look=LOOKS,
)
SETTINGS = st.builds(
    Settings,
    config=CONFIGS,
    own=st.lists(TEXT, max_size=3).map(tuple),
    removed=st.lists(TEXT, max_size=3).map(tuple),
    favourites=st.lists(TEXT, min_size=FAVOURITES, max_size=FAVOURITES).map(tuple),
    presets=st.dictionaries(TEXT.filter(str.strip), st.builds(Preset, LOOKS, TEXT, st.sampled_from(Fit)), max_size=3),
    theme=st.sampled_from(THEMES),
    page=TEXT,
    geometry=st.none() | st.tuples(*[st.integers(-100_000, 100_000)] * 2, *[st.integers(1, 100_000)] * 2),
    folder=TEXT,
    start_minimised=st.booleans(),
    keep_in_tray=st.booleans(),
    tray_notice_shown=st.booleans(),
    welcomed=st.booleans(),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where settings may be written."""
    return tmp_path / "bisenet-bg" / "settings.json"


@pytest.fixture
def edited(file: Path) -> Callable[..., tuple[Settings, str]]:
    """Return what writes full settings, edits them as somebody might, and loads them."""

    def edit(change: Callable[[dict[str, Any]], object]) -> tuple[Settings, str]:
        save(file, FULL)
        tree = json.loads(file.read_bytes())
        change(tree)
        file.write_text(json.dumps(tree), encoding="utf-8")
        return load(file)

    return edit


def test_all_settings_are_restored(file: Path) -> None:
    assert load(file) == (Settings(), "")
    save(file, FULL)
    assert load(file) == (FULL, "")
    assert all(getattr(FULL, field.name) != getattr(Settings(), field.name) for field in fields(Settings))
    assert all(getattr(FULL.config, name) != getattr(AppConfig(), name) for name in REMEMBERED)


@given(SETTINGS)
@pytest.mark.slow
def test_any_settings_are_restored(settings: Settings) -> None:
    assert decode(encode(settings)) == (settings, ())


def test_too_many_settings_are_not_written(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.settings.file.MOST_BYTES", 10)
    with pytest.raises(ConfigError) as raised:
        save(file, Settings())
    assert str(raised.value) == (
        f"Settings cannot be saved in {file}, because there are too many of them. "
        "Fix that, or they will be lost when the program ends."
    )
    assert not file.exists()


def test_fields_of_a_single_run_are_not_written() -> None:
    run = AppConfig(virtual_camera=("/dev/video10",), on_demand=True, size=Size(320, 180), fps=5)
    assert json.loads(encode(Settings(config=run)))["config"].keys() == set(REMEMBERED)
    assert decode(encode(Settings(config=run)))[0].config == AppConfig()


def test_the_themes_are_those_of_the_window() -> None:
    assert {theme.value for theme in Theme} == set(THEMES)


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
@pytest.mark.slow
def test_any_bytes_give_settings_or_a_sentence(data: bytes) -> None:
    try:
        settings, _ = decode(data)
    except ConfigError:
        return
    assert decode(encode(settings)) == (settings, ())


@given(st.sampled_from(sorted(json.loads(encode(FULL)))), JSON)
@pytest.mark.slow
def test_any_invalid_value_is_dropped_alone(name: str, value: object) -> None:
    tree = {**json.loads(encode(FULL)), name: value}
    try:
        settings, dropped = decode(json.dumps(tree).encode())
    except ConfigError:
        assert name == "version"
        return
    assert all(drop.startswith(name) for drop in dropped)
    others = {field.name: getattr(FULL, field.name) for field in fields(FULL) if field.name != name}
    if name != "version":
        assert {other: getattr(settings, other) for other in others} == others


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"version": NaN}',
        b'{"version": "1"}',
        b'{"version": true}',
        b'{"version": -1}',
        b"[" * 100_000,
        b'{"version": 1, "config": {"detail": ' + b"9" * 5000 + b"}}",
        b" " * (MOST_BYTES + 1),
        json.dumps({"version": VERSION + 1}).encode(),
    ],
    ids=range(13),
)
def test_a_damaged_file_is_renamed_and_reported(data: bytes, file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(data)
    settings, said = load(file)
    assert settings == Settings()
    (aside,) = file.parent.iterdir()
    assert aside.read_bytes() == data
    assert said.startswith("Your settings could not be read, so the defaults are used. ")
    assert said.endswith(f"The old file was moved to {aside}.")
    assert load(file) == (Settings(), "")


def test_damaged_files_are_not_overwritten_and_only_a_few_are_kept(file: Path) -> None:
    file.parent.mkdir()
    for count in range(8):
        file.write_bytes(b"%d!" % count)
        said = load(file)[1]
        assert Path(said.partition("The old file was moved to ")[2][:-1]).read_bytes() == b"%d!" % count
    assert len(list(file.parent.iterdir())) == 5


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")
def test_special_files_are_never_opened(file: Path) -> None:
    file.parent.mkdir()
    os.mkfifo(file)
    assert "pipe" in load(file)[1]
    file.mkdir()
    assert "is a folder" in load(file)[1]
    file.symlink_to(file)
    assert "cannot be read" in load(file)[1]
    save(file, FULL)
    assert load(file) == (FULL, "")


def test_a_wrong_value_does_not_affect_others(edited: Callable[..., tuple[Settings, str]]) -> None:
    def spoil(tree: dict[str, Any]) -> None:
        tree["config"]["look"]["opacity"] = 7
        tree["own"].insert(0, 5)
        tree["presets"]["Broken"] = []

    settings, said = edited(spoil)
    assert settings == replace(FULL, config=replace(FULL.config, look=replace(FULL.config.look, opacity=1.0)))
    assert "reset to their defaults" in said
    assert all(name in said for name in ("config.look.opacity", "own", "presets.Broken"))


@pytest.mark.parametrize("word", ["/a\0b", "/a\ud800b", "x" * 5000])
def test_text_that_no_path_can_hold_is_dropped(edited: Callable[..., tuple[Settings, str]], word: str) -> None:
    def spoil(tree: dict[str, Any]) -> None:
        tree["folder"] = tree["config"]["background"] = word
        tree["own"].append(word)
        tree["presets"][word] = tree["presets"][""] = {}

    settings, said = edited(spoil)
    usual = Settings()
    assert settings == replace(
        FULL, folder=usual.folder, config=replace(FULL.config, background=usual.config.background)
    )
    assert "reset to their defaults" in said


def test_unknown_keys_are_ignored(edited: Callable[..., tuple[Settings, str]]) -> None:
    assert edited(lambda tree: tree.update(later={"x": 1})) == (FULL, "")


def test_the_settings_file_never_makes_a_start_show_the_room(edited: Callable[..., tuple[Settings, str]]) -> None:
    settings, _ = edited(lambda tree: tree["config"].update(background="none"))
    assert settings.config.background == AppConfig().background


def test_the_first_version_is_understood(file: Path) -> None:
    file.parent.mkdir()
    old = {"last": {"background": "blur:70", "look": {"opacity": 0.5}}, "dark": False, "own": ["/a.png"]}
    file.write_text(json.dumps(old), encoding="utf-8")
    settings, said = load(file)
    assert said == ""
    assert settings.config == AppConfig(background="blur:70", look=Look(opacity=0.5))
    assert (settings.theme, settings.own) == ("light", ("/a.png",))
    save(file, settings)
    assert json.loads(file.read_bytes())["version"] == VERSION
    assert load(file) == (settings, "")


@pytest.mark.parametrize("shown", [True, False])
def test_the_notice_of_the_tray_keeps_its_state_under_its_new_name(file: Path, shown: bool) -> None:
    file.parent.mkdir()
    file.write_text(json.dumps({"version": 1, "told_of_tray": shown}), encoding="utf-8")
    settings, said = load(file)
    assert (settings.tray_notice_shown, said) == (shown, "")
    save(file, settings)
    assert "told_of_tray" not in json.loads(file.read_bytes())
    assert load(file) == (settings, "")


@pytest.mark.skipif(sys.platform == "win32", reason="its permissions are others")
def test_nobody_else_may_read_it(file: Path) -> None:
    before = os.umask(0)
    try:
        save(file, FULL)
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace", "pathlib.Path.chmod"])
@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_an_interrupted_write_leaves_the_old_file(
    step: str, failure: BaseException, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(file, FULL)

    def fail(*arguments: object) -> None:
        raise failure

    with monkeypatch.context() as patch:
        patch.setattr(step, fail)
        with pytest.raises((ConfigError, KeyboardInterrupt)) as caught:
            save(file, Settings())
    if isinstance(failure, OSError):
        assert "(No space left on device)" in str(caught.value)
    assert load(file) == (FULL, "")
    assert list(file.parent.iterdir()) == [file]


def test_an_unwritable_home_gives_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "home").write_bytes(b"")
    path = tmp_path / "home" / "bisenet-bg" / "settings.json"
    assert load(path) == (Settings(), "")
    with pytest.raises(ConfigError, match="Settings cannot be saved in"):
        save(path, FULL)


def test_a_file_too_large_to_be_read_is_not_written(file: Path) -> None:
    save(file, FULL)
    with pytest.raises(ConfigError, match="too many"):
        save(file, replace(FULL, own=("x" * 4000,) * 1100))
    assert load(file) == (FULL, "")


def test_an_unfinished_file_is_removed_at_the_next_start(file: Path) -> None:
    save(file, FULL)
    left = file.parent / ".writing-4711-0123456789ab.json"
    left.write_bytes(b"{")
    # Another machine's window may be at it.
    assert load(file) == (FULL, "")
    assert left.exists()
    os.utime(left, (0, 0))
    assert load(file) == (FULL, "")
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_symbolic_link_stays_one(file: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "mine.json"
    save(elsewhere, Settings())
    file.parent.mkdir()
    file.symlink_to(elsewhere)
    save(file, FULL)
    assert file.is_symlink()
    assert load(elsewhere) == (FULL, "")


def test_it_is_beside_the_configuration_file() -> None:
    assert settings_path().parts[-2:] == ("bisenet-bg", "settings.json")
