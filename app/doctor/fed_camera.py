"""A virtual camera that some program feeds."""

from collections.abc import Iterator, Sequence

from app.devices.linux import v4l2
from app.devices.linux.device_users import DeviceUser
from app.devices.linux.remedies import RELOAD
from app.doctor.findings import Finding, Level
from app.doctor.keep_format import unlock_steps
from app.doctor.loopback_test import prove_by_reading
from app.doctor.programs import closing, foreign, names, ours

_UNSEEN = "a program that this user may not see"


def check_fed(
    check: str, node: v4l2.Node, holders: Sequence[DeviceUser], seconds: float, busy: Level
) -> Iterator[Finding]:
    """Say who feeds it, and prove it without writing.

    Args:
        check: the area of the findings.
        node: what is fed.
        holders: who has it open.
        seconds: to wait for a picture.
        busy: how much it matters where that is not bisenet-bg.
    """
    name = f"{node.path} ({node.name})"
    others = foreign(holders)
    if mine := ours(holders):
        if others:
            # Newer modules have one reader at a time, and a call is not to be disturbed.
            what = f"{name} is fed by {names(mine)}; {names(others)} has it open too, so no picture was read."
            yield Finding(check, Level.OK, what)
            return
        yield Finding(check, Level.OK, f"{name} is fed by {names(mine)}.")
        yield prove_by_reading(node.path, names(mine), seconds)
        return
    user = names(others) or _UNSEEN
    why = "Only one program at a time can feed a virtual camera, so bisenet-bg cannot."
    in_use = Finding(check, busy, f"{name} is in use by {user}.", why, closing(others, node.path))
    if len(others) > 1:
        yield in_use
        return
    proof = prove_by_reading(node.path, user, seconds)
    if not others and proof.level is Level.PROBLEM:
        yield _left_behind(check, node)
        return
    yield in_use
    yield proof


def _left_behind(check: str, node: v4l2.Node) -> Finding:
    what = f"{node.path} ({node.name}) announces pictures but gives none, and no program seems to feed it."
    why = "Its last program left it so; neither can bisenet-bg feed it, nor can Zoom or Chrome show it."
    return Finding(check, Level.PROBLEM, what, why, unlock_steps(node.path) or RELOAD)
