"""From a configuration back to the words of the command line that make it, for a program that starts `render`."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from app.config import AppConfig
from app.core.look import RANGES, Look


def render_words(source: Path, target: Path, config: AppConfig) -> list[str]:
    """Return what comes after `bisenet-bg` to render a file as a configuration says, whatever files of settings say.

    Args:
        source: photo or video.
        target: to write.
        config: of which background, look and network count.
    """
    return ["--no-config", "render", "--progress", *_options(config), "--", str(source.absolute()), str(target)]


def _options(config: AppConfig) -> Iterator[str]:
    # With an equals sign, since a value may begin with a dash.
    yield f"--background={config.background}"
    yield f"--fit={config.fit.value}"
    yield f"--slide-seconds={config.slide_seconds!r}"
    yield f"--device={config.device}"
    yield f"--detail={config.detail!r}"
    if config.model is not None:
        yield f"--model={config.model}"
    if config.threads is not None:
        yield f"--threads={config.threads}"
    yield from _look_options(config.look)


def _look_options(look: Look) -> Iterator[str]:
    yield f"--move={look.x!r},{look.y!r}"
    for field in fields(look):
        value, option = getattr(look, field.name), field.name.replace("_", "-")
        if isinstance(value, bool):
            yield f"--{option}" if value else f"--no-{option}"
        elif field.name in RANGES and field.name not in ("x", "y"):
            yield f"--{option}={value!r}"
