"""The devices of v4l2loopback: free, fed or stuck, and what other programs make of them."""

from collections.abc import Iterator
from contextlib import suppress
from enum import Enum

from app.core.errors import DeviceError
from app.core.types import Size
from app.devices.linux import v4l2, v4l2_stream
from app.devices.linux.device_users import holders_of
from app.devices.linux.loopback import LABEL
from app.devices.linux.remedies import RELOAD
from app.devices.linux.system import Machine
from app.devices.virtual_camera import find_virtual_camera
from app.doctor.fed_camera import check_fed
from app.doctor.findings import Finding, Level
from app.doctor.free_camera import check_free
from app.doctor.programs import names, ours

CHECK = "virtual camera"
_NOT_IN_CHROME = (
    "Chrome and all that is built on it (Edge, Teams, Slack, Discord) list only devices with exclusive_caps=1; "
    "Firefox and OBS list it."
)


class State(Enum):
    """What can be done with a virtual camera now."""

    FREE = "free"
    FED = "fed"
    STUCK = "stuck"


def state_of(node: v4l2.Node) -> State:
    """Tell by what a node announces; with exclusive_caps=0 that is always both, but a format to read only while fed."""
    if not node.output:
        return State.FED if node.capture else State.STUCK
    return State.FED if v4l2_stream.capture_format(node.path) is not None else State.FREE


def check_virtual_cameras(machine: Machine, size: Size, seconds: float) -> Iterator[Finding]:
    """Look at every device of v4l2loopback, and prove those that can be fed or are.

    Args:
        machine: for whether the module is loaded.
        size: that the app sends by default.
        seconds: to wait for a picture.
    """
    nodes = [node for node in v4l2.nodes() if node.loopback]
    if not nodes and machine.is_loaded() and v4l2.forbidden() is None:
        what = "v4l2loopback is loaded but has no device."
        yield Finding(CHECK, Level.PROBLEM, what, "There is nothing that bisenet-bg could feed.", RELOAD)
    for node in nodes:
        yield from _what_others_see(node)
        if state_of(node) is State.STUCK:
            yield _wake(node)
    states = {node: state_of(v4l2.query(node.path)) for node in nodes}
    fed = {node: holders_of(node.path) for node in nodes if states[node] is State.FED}
    # A device that another program feeds hurts only where there is no other one.
    alone = State.FREE not in states.values() and not any(map(ours, fed.values()))
    for node in nodes:
        if states[node] is State.FREE:
            yield from check_free(CHECK, node, size, seconds)
        elif states[node] is State.FED:
            yield from check_fed(CHECK, node, fed[node], seconds, Level.PROBLEM if alone else Level.NOTE)


def _what_others_see(node: v4l2.Node) -> Iterator[Finding]:
    if node.capture and node.output:
        what = f"{node.path} ({node.name}) is loaded with exclusive_caps=0."
        yield Finding(CHECK, Level.PROBLEM, what, _NOT_IN_CHROME, RELOAD)
    elif node.name != LABEL:
        why = f'It can be used, but that is the name to choose in Zoom or Chrome, not "{LABEL}".'
        yield Finding(CHECK, Level.NOTE, f'{node.path} calls itself "{node.name}".', why, RELOAD)


def _wake(node: v4l2.Node) -> Finding:
    """Bring a stuck node back as the app does when it starts."""
    with suppress(DeviceError):
        find_virtual_camera(str(node.path))
    if state_of(v4l2.query(node.path)) is not State.STUCK:
        what = f"{node.path} ({node.name}) was stuck since its last program closed it; it was brought back just now."
        why = "Nothing could feed or read it. Older v4l2loopback does that; bisenet-bg mends it at every start."
        return Finding(CHECK, Level.WARNING, what, why, ("If it does not last:", *RELOAD))
    holders = holders_of(node.path)
    close = (f"It is open in {names(holders)}.",) if holders else ()
    what = f"{node.path} ({node.name}) is stuck since its last program closed it."
    return Finding(CHECK, Level.PROBLEM, what, "No program can feed it or read it.", (*close, *RELOAD))
