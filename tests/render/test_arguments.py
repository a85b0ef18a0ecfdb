"""From a configuration to the words of `render` and back."""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from app.cli.options import config_of, read_options
from app.config import AppConfig
from app.core.look import RANGES, Look
from app.core.types import Fit
from app.render.arguments import render_words

SOURCE, TARGET = Path("/a folder/me -x.mp4"), Path("/b/-out.mp4")
# Of a camera, of the window and of the output's own size, which other files have none of.
NOT_RENDERED = {
    *("camera", "camera_size", "codec", "virtual_camera", "on_demand", "size", "fps", "mirror", "cpu_budget"),
    # They are of what one camera sees.
    "corrections",
}
OTHERS: dict[str, Any] = {
    "background": "-a strange=name.png",
    "fit": Fit.TILE,
    "slide_seconds": 0.1 + 0.2,
    "model": "bisenet-resnet18",
    "device": "cpu",
    "detail": 1 / 3,
    "threads": 7,
    "sound": "2",
    "language": "de",
}


def read(config: AppConfig) -> AppConfig:
    """Return what the command line makes of the words."""
    options = read_options(render_words(SOURCE, TARGET, config))
    assert (options.command, options.input, options.output) == ("render", [str(SOURCE)], str(TARGET))
    assert options.progress
    return config_of(options)


def test_default_arguments_are_restored() -> None:
    assert read(AppConfig()) == AppConfig()


@pytest.mark.parametrize("name", [field.name for field in fields(AppConfig) if field.name != "look"])
def test_every_relevant_field_is_restored(name: str) -> None:
    if name not in NOT_RENDERED:
        config = replace(AppConfig(), **{name: OTHERS[name]})
        assert config != AppConfig()
        assert read(config) == config


@pytest.mark.parametrize("name", [field.name for field in fields(Look)])
def test_every_setting_of_the_look_is_restored(name: str) -> None:
    if isinstance(getattr(Look(), name), bool):
        values: list[Any] = [not getattr(Look(), name)]
    else:
        span = RANGES[name]
        values = [span.low, span.high, span.low + (span.high - span.low) / 7]
    for value in values:
        config = AppConfig(look=replace(Look(), **{name: value}))
        assert read(config) == config


def test_the_configuration_file_is_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = tmp_path / "config.toml"
    settings.write_text('background = "blur:90"\n')
    monkeypatch.setattr("app.cli.options.user_file", lambda: settings)
    assert config_of(read_options(["render", "a.png", "b.png"])).background == "blur:90"
    assert read(AppConfig()).background == AppConfig.background
