"""Which settings change what in the pipeline, and what has to be prepared for that; no Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.config import FIELDS, AppConfig, fields_of
from app.core.pipeline.pipeline import Pipeline
from app.fields import Part
from app.gui.session.services import Services

# Which devices are used is chosen, not adjusted: to undo a slider must not switch a camera.
DEVICES = tuple(name for name, spec in FIELDS.items() if not spec.is_undoable)


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
        fields_of(Part.BACKGROUND),
        lambda services, config: services.background_of(config),
        Pipeline.set_background,
    ),
    PipelinePart(fields_of(Part.SOURCE), lambda services, config: services.source_of(config), Pipeline.set_source),
    PipelinePart(
        fields_of(Part.PROCESSOR),
        lambda services, config: services.processor_of(config),
        Pipeline.set_processor,
    ),
)


def _unprepared(part: Part, use: Callable[[Pipeline, Any], None]) -> PipelinePart:
    """Return a part that is one field's own value."""
    (field,) = fields_of(part)
    return PipelinePart((field,), lambda services, config: getattr(config, field), use)


# What needs no preparing.
DIALS = (
    _unprepared(Part.LOOK, Pipeline.set_look),
    # With every opening of the camera too: a source that is read anew has no corrections.
    PipelinePart(fields_of(Part.CORRECTIONS), lambda services, config: config.corrections, Pipeline.set_corrections),
    _unprepared(Part.GOVERNOR, Pipeline.set_cpu_budget),
)


def changed(
    aspects: Sequence[PipelinePart], before: AppConfig, after: AppConfig, force: Sequence[str] = ()
) -> list[PipelinePart]:
    """Return those of which a field differs, or is one of `force`."""
    return [a for a in aspects if any(f in force or getattr(before, f) != getattr(after, f) for f in a.fields)]
