"""A virtual camera that nobody feeds."""

from collections.abc import Iterator
from pathlib import Path

from app.core.types import Size
from app.devices.linux import v4l2, v4l2_stream
from app.devices.linux.device_users import holders_of
from app.devices.linux.remedies import RELOAD
from app.doctor.findings import Finding, Level
from app.doctor.keep_format import unlock_steps
from app.doctor.loopback_test import prove_by_writing
from app.doctor.programs import foreign, names, ours


def check_free(check: str, node: v4l2.Node, size: Size, seconds: float) -> Iterator[Finding]:
    """Look at its format and prove it; nothing is written or changed where a program has it open.

    Args:
        check: the area of the findings.
        node: what nobody feeds.
        size: that the app sends by default.
        seconds: to wait for a picture.
    """
    name = f"{node.path} ({node.name})"
    holders = holders_of(node.path)
    if programs := [*ours(holders), *foreign(holders)]:
        what = f"{name} is fed by nobody, but {names(programs)} has it open, so no test picture was sent."
        again = "Close that program and run `bisenet-bg doctor` again to have it tested."
        yield Finding(check, Level.NOTE, what, "The test picture would be seen there.", (again,))
        return
    yield Finding(check, Level.OK, f"{name} is free.")
    granted = v4l2_stream.output_format(node.path, size)
    if granted is not None and granted.size != size and min(granted.size.width, granted.size.height) >= 2:
        yield _locked(check, node.path, granted.size, size)
        # I420 halves both directions.
        size = Size(granted.size.width & ~1, granted.size.height & ~1)
    yield prove_by_writing(node.path, size, seconds)


def _locked(check: str, path: Path, locked: Size, wanted: Size) -> Finding:
    what = f"The format of {path} is locked to {locked}."
    why = f"bisenet-bg sends {wanted} unless --size says otherwise."
    return Finding(check, Level.WARNING, what, why, unlock_steps(path) or RELOAD)
