"""Which settings change what in the pipeline, and what has to be prepared for that; no Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.config import AppConfig
from app.core.pipeline.pipeline import Pipeline
from app.gui.session.services import Services

# Which devices are used is chosen, not adjusted: to undo a slider must not switch a camera.
DEVICES = ("camera", "virtual_camera")


@dataclass(frozen=True)
class PipelinePart:
    """Some fields of a configuration that one thing in the pipeline is made from.

    Attributes:
        fields: of `AppConfig`.
        prepare: makes that thing; may be slow, and raises a `BisenetBgError` where a setting cannot be used.
        use: hands it to the pipeline; never waits.
    """

    fields: tuple[str, ...]
    prepare: Callable[[Services, AppConfig], Any]
    use: Callable[[Pipeline, Any], None]


ASPECTS = (
    PipelinePart(
        ("background", "fit", "slide_seconds"),
        lambda services, config: services.background_of(config),
        Pipeline.set_background,
    ),
    PipelinePart(
        ("camera", "camera_size", "codec"), lambda services, config: services.source_of(config), Pipeline.set_source
    ),
    PipelinePart(
        ("model", "device", "detail", "threads"),
        lambda services, config: services.processor_of(config),
        Pipeline.set_processor,
    ),
)

# What needs no preparing.
DIALS = (
    PipelinePart(("look",), lambda services, config: config.look, Pipeline.set_look),
    # With every opening of the camera too: a source that is read anew has no corrections.
    PipelinePart(("corrections", "camera"), lambda services, config: config.corrections, Pipeline.set_corrections),
    PipelinePart(("cpu_budget",), lambda services, config: config.cpu_budget, Pipeline.set_cpu_budget),
)


def changed(
    aspects: Sequence[PipelinePart], before: AppConfig, after: AppConfig, force: Sequence[str] = ()
) -> list[PipelinePart]:
    """Return those of which a field differs, or is one of `force`."""
    return [a for a in aspects if any(f in force or getattr(before, f) != getattr(after, f) for f in a.fields)]
