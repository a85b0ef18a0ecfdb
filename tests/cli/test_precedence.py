"""What goes before what: the command line, the user's file, what the window remembers, the usual."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import main
from app.config import AppConfig, Start
from app.core.errors import ConfigError, DeviceError
from app.core.look import Look
from app.core.opening import OpenProcessor
from app.core.pipeline.capture import OpenSource
from app.core.types import Background, Codec, Fit, Size
from app.gui.startup.restore import start_config, usable_config
from app.settings.persistence import REMEMBERED, noted
from tests.gui.fakes import FakeServices

KEPT = AppConfig(
    background="blur:70",
    fit=Fit.TILE,
    slide_seconds=5.0,
    camera="demo",
    camera_size=Size(640, 480),
    codec=Codec.RAW,
    model="bisenet-resnet18",
    device="cpu",
    detail=0.5,
    threads=1,
    look=Look(opacity=0.5, x=0.1, y=0.2, flip=True),
    mirror=False,
    cpu_budget=None,
)


@pytest.fixture
def start_of(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Start]:
    """Return what says how a command line, and the words of a configuration file, ask the window to start."""
    found: list[Start] = []
    file = tmp_path / "config.toml"
    monkeypatch.setattr("app.cli.options.user_file", lambda: file)

    def keep(start: Start, given: object) -> int:
        found.append(start)
        return 0

    monkeypatch.setattr("app.commands.window.run_window", keep)

    def parse(*arguments: str, toml: str = "") -> Start:
        file.write_text(toml, encoding="utf-8")
        assert main(arguments) == 0
        return found[-1]

    return parse


def test_without_options_everything_is_restored(start_of: Callable[..., Start]) -> None:
    assert start_config(start_of(), KEPT) == KEPT
    assert start_config(start_of(), AppConfig()) == AppConfig()


@pytest.mark.parametrize(
    ("option", "toml", "field", "value"),
    [
        ("--background=beach.jpg", 'background = "beach.jpg"', "background", "beach.jpg"),
        ("--fit=cover", 'fit = "cover"', "fit", Fit.COVER),
        ("--slide-seconds=30", "slide-seconds = 30", "slide_seconds", 30),
        ("--camera=1", "camera = 1", "camera", "1"),
        ("--camera-size=64x48", 'camera-size = "64x48"', "camera_size", Size(64, 48)),
        ("--codec=mjpg", 'codec = "mjpg"', "codec", Codec.MJPG),
        ("--model=m", 'model = "m"', "model", "m"),
        ("--device=auto", 'device = "auto"', "device", "auto"),
        ("--detail=1", "detail = 1", "detail", 1),
        ("--threads=2", "threads = 2", "threads", 2),
        ("--mirror", "mirror = true", "mirror", True),
        ("--cpu-budget=50", "cpu-budget = 50", "cpu_budget", 0.5),
        ("--opacity=1", "opacity = 1", "look", replace(KEPT.look, opacity=1)),
        ("--move=0,0", "move = [0, 0]", "look", replace(KEPT.look, x=0, y=0)),
        ("--no-flip", "flip = false", "look", replace(KEPT.look, flip=False)),
        ("--light-wrap=0", "light-wrap = 0", "look", KEPT.look),
    ],
)
def test_given_options_replace_only_their_own_settings(
    option: str, toml: str, field: str, value: Any, start_of: Callable[..., Start]
) -> None:
    """Also where it is the usual value."""
    expected = replace(KEPT, **{field: value})
    assert start_config(start_of(option), KEPT) == expected
    assert start_config(start_of(toml=toml), KEPT) == expected


def test_the_command_line_takes_precedence_over_the_file(start_of: Callable[..., Start]) -> None:
    start = start_of("--background=blur:10", toml='background = "blur:20"\nfit = "contain"\nvirtual-camera = true')
    expected = replace(KEPT, background="blur:10", fit=Fit.CONTAIN, virtual_camera=())
    assert start_config(start, KEPT) == expected


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), ("/dev/video9", "pipewire")),
        (("--virtual-camera",), ()),
        (("--virtual-camera=/dev/video3",), ("/dev/video3",)),
        (("--virtual-camera", "BiSeNet", "--virtual-camera=pipewire"), ("BiSeNet", "pipewire")),
        (("--virtual-camera=pipewire", "--no-virtual-camera"), None),
        (("--no-virtual-camera",), None),
    ],
)
def test_virtual_cameras_of_the_command_line_replace_those_of_the_file(
    start_of: Callable[..., Start], options: tuple[str, ...], found: tuple[str, ...] | None
) -> None:
    start = start_of(*options, toml='virtual-camera = ["/dev/video9", "pipewire"]')
    assert start.config.virtual_camera == found


def test_a_minimised_start(start_of: Callable[..., Start]) -> None:
    assert start_of().minimised is None
    assert start_of("--minimised").minimised is True
    assert start_of(toml="minimised = true").minimised is True
    assert start_of("--no-minimised", toml="minimised = true").minimised is False


def test_only_the_window_restores_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[AppConfig] = []
    monkeypatch.setattr("app.settings.file.load", pytest.fail)

    def keep(config: AppConfig) -> int:
        found.append(config)
        return 0

    monkeypatch.setattr("app.commands.headless.run_headless", keep)
    assert main(["--headless"]) == 0
    assert found == [AppConfig()]


@pytest.mark.parametrize(
    ("gone", "field", "says"),
    [
        ({"background": "gone.png"}, "background", "There is no picture gone.png. The default background"),
        ({"model": "broken"}, "model", "The model is not there. The default model"),
        ({"camera": "/dev/video7"}, "camera", "There is no such camera. The first camera"),
    ],
)
def test_a_missing_value_is_reported_and_only_it_is_reset(gone: dict[str, Any], field: str, says: str) -> None:
    parts = _Strict()
    kept = replace(AppConfig(background="#102030", mirror=False, look=Look(opacity=0.5)), **gone)
    start = Start(AppConfig(background="#808080"))
    config, remarks = usable_config(parts, start, kept)
    assert config == replace(kept, **{field: getattr(start.config, field)})
    (remark,) = remarks
    assert remark.startswith(says)


def test_whatever_a_remembered_background_raises_the_window_starts_without_it() -> None:
    class Surprised(_Strict):
        def background_of(self, config: AppConfig) -> Background:
            if config.background == "odd.gif":
                raise UnicodeDecodeError("utf-8", b"\xe9", 0, 1, "invalid continuation byte")
            return super().background_of(config)

    start = Start(AppConfig(background="#808080"))
    config, notices = usable_config(Surprised(), start, replace(KEPT, background="odd.gif"))
    assert config.background == "#808080"
    assert notices == ["The remembered background cannot be used. The default background is used instead."]


def test_a_missing_value_from_the_command_line_is_an_error(start_of: Callable[..., Start]) -> None:
    start = start_of("--background=gone.png")
    assert usable_config(_Strict(), start, KEPT)[0].background == "gone.png"


def test_only_what_changed_in_the_window_is_remembered() -> None:
    """An option for one run, and what stands in for what is gone, take nobody's place."""
    started = replace(KEPT, background="beach.jpg", camera=None, look=replace(KEPT.look, opacity=1.0))
    changed = replace(started, mirror=True, look=replace(started.look, scale=2.0))
    expected = replace(KEPT, mirror=True, look=replace(KEPT.look, scale=2.0))
    assert noted(KEPT, started, changed) == expected
    assert noted(expected, changed, replace(changed, background="#000000")).background == "#000000"


def test_the_open_room_is_never_remembered() -> None:
    before = replace(KEPT, background="blur")
    assert noted(before, before, replace(before, background="none", mirror=True)) == replace(before, mirror=True)


def test_size_rate_and_output_belong_to_one_run() -> None:
    run = replace(KEPT, size=Size(64, 48), fps=5, virtual_camera=(), on_demand=True)
    assert noted(KEPT, KEPT, run) == KEPT
    assert not {"size", "fps", "virtual_camera", "on_demand"} & set(REMEMBERED)


class _Strict(FakeServices):
    """Finds at once what is not there, as the real parts do."""

    def source_of(self, config: AppConfig) -> OpenSource:
        if config.camera not in self.colours:
            raise DeviceError("There is no such camera.", "Plug it in.")
        return super().source_of(config)

    def processor_of(self, config: AppConfig) -> OpenProcessor:
        if config.model == "broken":
            raise ConfigError("The model is not there.", "Choose another.")
        return super().processor_of(config)
