"""Converts a configuration back to the arguments of `render`, for a program that starts it as a child process."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from app.config import FIELDS, AppConfig
from app.core.look import RANGES, SWITCHES, Look
from app.fields import Kind, Switch, option_name, option_text


def render_words(source: Path, target: Path, config: AppConfig) -> list[str]:
    """Return the arguments after `bisenet-bg` that render a file with this configuration and no other settings.

    Args:
        source: photo or video.
        target: file to write.
        config: only the fields that are options of `render` are used.
    """
    return ["--no-config", "render", "--progress", *_options(config), "--", str(source.absolute()), str(target)]


def _options(config: AppConfig) -> Iterator[str]:
    for name, spec in FIELDS.items():
        value = getattr(config, name)
        if "render" in spec.commands and spec.kind is not None and value != spec.default:
            yield _option(name, spec.kind, value)
    yield from _look_options(config.look)


def _look_options(look: Look) -> Iterator[str]:
    yield f"--move={look.x!r},{look.y!r}"
    for field in fields(look):
        value = getattr(look, field.name)
        if field.name in SWITCHES:
            yield _option(field.name, Switch(), value)
        elif field.name not in ("x", "y"):
            yield _option(field.name, RANGES[field.name], value)


def _option(name: str, kind: Kind, value: object) -> str:
    option = option_name(name)
    if isinstance(kind, Switch):
        return f"--{option}" if value else f"--no-{option}"
    # With an equals sign, since a value may begin with a dash.
    return f"--{option}={option_text(kind, value)}"
