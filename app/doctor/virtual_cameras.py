"""Check of the virtual cameras: v4l2loopback's devices on Linux, OBS Studio's and Unity Capture's elsewhere."""

import struct
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from enum import Enum
from pathlib import Path

from app.core.advice import Steps, translated
from app.core.errors import DeviceError
from app.core.values import Size
from app.devices.advice import LABEL, NO_VIRTUAL_CAMERA, NOT_IN_CHROME, OBS_INSTALL, OBS_START, RELOAD, unlock
from app.devices.linux import v4l2
from app.devices.linux.device_users import DeviceUser, holders_of
from app.devices.linux.system import SystemFiles
from app.devices.opencv_cameras import virtual_cameras
from app.devices.virtual_camera import find_virtual_camera
from app.devices.virtual_camera_setup import has_obs
from app.doctor.device_programs import closing, foreign, in_use, names, ours
from app.doctor.loopback_test import prove_by_reading, prove_by_writing
from app.findings.model import Finding, Level
from app.language import _

CHECK = "virtual camera"
_G_CTRL, _KEEP_FORMAT = 0xC008561B, 0x0098F900


class State(Enum):
    """Current state of a virtual camera."""

    FREE = "free"
    FED = "fed"
    STUCK = "stuck"


def state_of(node: v4l2.Node) -> State:
    """Return a node's state by what it announces; with exclusive_caps=0 only the format to read depends on it."""
    if not node.output:
        return State.FED if node.capture else State.STUCK
    return State.FED if v4l2.capture_format(node.path) is not None else State.FREE


def check_virtual_cameras(files: SystemFiles, size: Size, seconds: float) -> Iterator[Finding]:
    """Check every device of v4l2loopback, and test those that are free or fed.

    Args:
        files: of the computer, for the loaded module.
        size: that bisenet-bg sends by default.
        seconds: to wait for a picture.
    """
    nodes = [node for node in v4l2.nodes() if node.loopback]
    if not nodes and files.is_loaded() and v4l2.forbidden() is None:
        what = _("v4l2loopback is loaded but has no device.")
        yield Finding(CHECK, Level.PROBLEM, what, _("bisenet-bg has nothing to feed."), translated(RELOAD))
    for node in nodes:
        yield from _what_others_see(node)
        if state_of(node) is State.STUCK:
            yield _wake(node)
    states = {node: state_of(v4l2.query(node.path)) for node in nodes}
    fed = {node: holders_of(node.path) for node in nodes if states[node] is State.FED}
    # A device that another program feeds is a problem only if there is no other one.
    alone = State.FREE not in states.values() and not any(map(ours, fed.values()))
    for node in nodes:
        if states[node] is State.FREE:
            yield from check_free(CHECK, node, size, seconds)
        elif states[node] is State.FED:
            yield from check_fed(CHECK, node, fed[node], seconds, Level.PROBLEM if alone else Level.NOTE)


def _what_others_see(node: v4l2.Node) -> Iterator[Finding]:
    if node.capture and node.output:
        what = _("{path} ({name}) is loaded with exclusive_caps=0.").format(path=node.path, name=node.name)
        yield Finding(CHECK, Level.PROBLEM, what, _(NOT_IN_CHROME), translated(RELOAD))
    elif node.name != LABEL:
        why = _('It can be used, but that is the name to choose in Zoom or Chrome, not "{label}".').format(label=LABEL)
        what = _('{path} calls itself "{name}".').format(path=node.path, name=node.name)
        yield Finding(CHECK, Level.NOTE, what, why, translated(RELOAD))


def _wake(node: v4l2.Node) -> Finding:
    """Recover a stuck node as bisenet-bg does when it starts."""
    with suppress(DeviceError):
        find_virtual_camera(str(node.path))
    if state_of(v4l2.query(node.path)) is not State.STUCK:
        what = _("{path} ({name}) was stuck since its last program closed it; it has just been recovered.").format(
            path=node.path, name=node.name
        )
        why = _("Nothing could feed or read it. Older v4l2loopback does that; bisenet-bg fixes it at every start.")
        return Finding(CHECK, Level.WARNING, what, why, (_("If it gets stuck again:"), *translated(RELOAD)))
    holders = holders_of(node.path)
    close = (_("It is open in {names}.").format(names=names(holders)),) if holders else ()
    what = _("{path} ({name}) is stuck since its last program closed it.").format(path=node.path, name=node.name)
    return Finding(CHECK, Level.PROBLEM, what, _("No program can feed it or read it."), (*close, *translated(RELOAD)))


def check_fed(
    check: str, node: v4l2.Node, holders: Sequence[DeviceUser], seconds: float, busy: Level
) -> Iterator[Finding]:
    """Report who feeds a virtual camera, and test it without writing.

    Args:
        check: the area of the findings.
        node: of the virtual camera.
        holders: programs that have it open.
        seconds: to wait for a picture.
        busy: severity if it is not bisenet-bg.
    """
    name = f"{node.path} ({node.name})"
    others = foreign(holders)
    if mine := ours(holders):
        if others:
            # Newer modules allow one reader at a time, and a call must not be disturbed.
            what = _("{name} is fed by {names}; {others} has it open too, so no picture was read.").format(
                name=name, names=names(mine), others=names(others)
            )
            yield Finding(check, Level.OK, what)
            return
        yield Finding(check, Level.OK, _("{name} is fed by {names}.").format(name=name, names=names(mine)))
        yield prove_by_reading(node.path, names(mine), seconds)
        return
    why = _("Only one program at a time can feed a virtual camera, so bisenet-bg cannot.")
    used = Finding(check, busy, in_use(name, others), why, closing(others, node.path))
    if len(others) > 1:
        yield used
        return
    proof = prove_by_reading(node.path, names(others), seconds)
    if not others and proof.level is Level.PROBLEM:
        yield _left_behind(check, node)
        return
    yield used
    yield proof


def _left_behind(check: str, node: v4l2.Node) -> Finding:
    what = _("{path} ({name}) announces pictures but delivers none, and no program seems to feed it.").format(
        path=node.path, name=node.name
    )
    why = _("Its last program left it like that; bisenet-bg cannot feed it, and Zoom or Chrome cannot show it.")
    return Finding(check, Level.PROBLEM, what, why, unlock_steps(node.path) or translated(RELOAD))


def check_free(check: str, node: v4l2.Node, size: Size, seconds: float) -> Iterator[Finding]:
    """Check the format of a free virtual camera and test it; nothing is changed if a program has it open.

    Args:
        check: the area of the findings.
        node: of the virtual camera.
        size: that bisenet-bg sends by default.
        seconds: to wait for a picture.
    """
    name = f"{node.path} ({node.name})"
    holders = holders_of(node.path)
    if programs := [*ours(holders), *foreign(holders)]:
        what = _("{name} is not fed, but {names} has it open, so no test picture was sent.").format(
            name=name, names=names(programs)
        )
        again = _("Close that program and check again to have it tested.")
        yield Finding(check, Level.NOTE, what, _("The test picture would be seen there."), (again,))
        return
    yield Finding(check, Level.OK, _("{name} is free.").format(name=name))
    granted = v4l2.output_format(node.path, size)
    if granted is not None and granted.size != size and min(granted.size.width, granted.size.height) >= 2:
        yield _locked(check, node.path, granted.size, size)
        # I420 needs even sides.
        size = Size(granted.size.width & ~1, granted.size.height & ~1)
    yield prove_by_writing(node.path, size, seconds)


def _locked(check: str, path: Path, locked: Size, wanted: Size) -> Finding:
    what = _("The format of {path} is locked to {locked}.").format(path=path, locked=locked)
    why = _("bisenet-bg sends {size} unless --size says otherwise.").format(size=wanted)
    return Finding(check, Level.WARNING, what, why, unlock_steps(path) or translated(RELOAD))


def unlock_steps(path: Path) -> Steps:
    """Return the command that unlocks the format, or nothing if it is not locked.

    v4l2loopback's control `keep_format` locks the format in which a device was last fed.
    """
    with suppress(DeviceError, OSError), v4l2.opened(path) as handle:
        _control, value = struct.unpack("=Ii", v4l2.control(handle, _G_CTRL, struct.pack("=Ii", _KEEP_FORMAT, 0)))
        return unlock(path) if value else ()
    return ()


def check_obs(files: SystemFiles) -> list[Finding]:
    """Check the virtual cameras of Windows and macOS."""
    if found := virtual_cameras():
        return [Finding(CHECK, Level.OK, _("There is a virtual camera: {name}.").format(name=name)) for name in found]
    if has_obs(files.root):
        what = _("OBS Studio is installed, but the system does not list its virtual camera.")
        return [Finding(CHECK, Level.PROBLEM, what, _(NO_VIRTUAL_CAMERA), translated(OBS_START[sys.platform]))]
    steps = translated((*OBS_INSTALL[sys.platform], *OBS_START[sys.platform]))
    return [Finding(CHECK, Level.PROBLEM, _("There is no virtual camera."), _(NO_VIRTUAL_CAMERA), steps)]
