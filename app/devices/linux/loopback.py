"""v4l2loopback, Linux's virtual camera: choosing a node and checking its state.

pyvirtualcam gives the same message for most causes and does not report refused frames, so both are determined here.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from app.core.advice import Steps, translated
from app.core.errors import DeviceError, ErrorKind
from app.core.values import Size
from app.core.viewer_names import UNKNOWN_VIEWER
from app.devices.advice import CLOSE_IT, LABEL, RELOAD, setup_steps
from app.devices.linux import v4l2
from app.devices.linux.device_users import DeviceUser, holders_of
from app.language import _

_I420 = "YU12"
_LOOK_SECONDS = 2.0
# Nodes that this process feeds, whatever their labels.
_fed: set[str] = set()


def find_loopback(word: str) -> str:
    """Return the path of the node to feed.

    Args:
        word: its path, its label or a part of it, or "" for the node with our label, else the first free one.

    Raises:
        DeviceError: there is none, or all matching nodes are in use, stuck or forbidden; the message says which.
    """
    candidates = [_named(Path(word))] if word.startswith("/") else _labelled(word)
    healed = [_heal(node) for node in candidates]
    # A node that this process feeds is free by the time it is reopened.
    free = next((node for node in healed if node.output or str(node.path) in _fed), None)
    if free is None:
        raise unusable(healed[0])
    return str(free.path)


def is_free(node: v4l2.Node) -> bool:
    """Say whether a node can be fed; one that announces nothing is recovered when it is opened."""
    return node.output or not node.capture or str(node.path) in _fed


def _named(path: Path) -> v4l2.Node:
    try:
        node = v4l2.query(path)
    except v4l2.ForbiddenError:
        raise
    except DeviceError as error:
        raise DeviceError(
            _("There is no virtual camera {path}.").format(path=path), setup_steps, ErrorKind.MISSING
        ) from error
    if not node.loopback:
        raise DeviceError(_("{path} ({name}) is not a virtual camera.").format(path=path, name=node.name), setup_steps)
    return node


def _labelled(word: str) -> Sequence[v4l2.Node]:
    found = [node for node in v4l2.nodes() if node.loopback and word.lower() in node.name.lower()]
    if not found:
        # The label of a forbidden node is unknown, so it may be the right one.
        if (refused := v4l2.forbidden()) is not None:
            raise refused
        if word:
            raise DeviceError(
                _("There is no virtual camera '{word}' on this computer.").format(word=word),
                setup_steps,
                ErrorKind.MISSING,
            )
        raise DeviceError(_("There is no virtual camera on this computer."), setup_steps, ErrorKind.MISSING)
    return sorted(found, key=lambda node: node.name != LABEL)


def _heal(node: v4l2.Node) -> v4l2.Node:
    """Recover a node that announces nothing since its last writer closed."""
    if node.output or node.capture:
        return node
    if (handle := v4l2.hold_stream(node.path)) is not None:
        os.close(handle)
    return v4l2.query(node.path)


def unusable(node: v4l2.Node) -> DeviceError:
    """Return the error for a node that is not free."""
    if not node.capture:
        return DeviceError(_("The virtual camera {path} is stuck.").format(path=node.path), translated(RELOAD))
    steps: Steps
    if holders := holders_of(node.path):
        names = ", ".join(map(str, holders))
        what, steps = (
            _("The virtual camera {path} is in use by {names}.").format(path=node.path, names=names),
            (_(CLOSE_IT),),
        )
    else:
        what, steps = _("The virtual camera {path} is in use.").format(path=node.path), translated(RELOAD)
    return DeviceError(what, steps, ErrorKind.BUSY)


def name_of(path: Path) -> str:
    """Return the name of a node in meeting apps, and its path; the path alone if the name is unknown."""
    try:
        return f"{v4l2.query(path).name} ({path})"
    except DeviceError:
        return str(path)


@contextmanager
def feeding(path: str) -> Iterator[None]:
    """Count a node among our own outputs within the block."""
    _fed.add(path)
    try:
        yield
    finally:
        _fed.discard(path)


def is_our_output(node: v4l2.Node) -> bool:
    """Say whether a node is our virtual camera; those of other programs may be phones or capture cards."""
    return node.loopback and (node.name == LABEL or str(node.path) in _fed)


def granted_size(path: Path, wanted: Size) -> Size:
    """Return the size to feed: `wanted`, unless the node's format is locked or a program already reads it.

    The module would accept another size while a program reads, and garble that program's picture.

    Raises:
        DeviceError: the node is missing or forbidden.
    """
    if any(not holder.is_onlooker for holder in holders_of(path)):
        # On older modules a query would change the size; newer ones report none to readers while nobody feeds.
        answer = v4l2.capture_format(path) or v4l2.fed_format(path)
    else:
        answer = v4l2.output_format(path, wanted)
    granted = answer.size if answer is not None else wanted
    # I420 needs even sides; a node that was never fed may report no size.
    return Size(max(2, granted.width & ~1), max(2, granted.height & ~1)) if granted.width else wanted


def check(path: Path, size: Size) -> None:
    """Check that a node being fed still exists and still passes on pictures of `size`.

    If that cannot be determined, for instance because the user has lost the permission to open it, nothing is raised:
    an open node keeps working.

    Raises:
        DeviceError: it does not; the message says why.
    """
    try:
        node, fed = v4l2.query(path), v4l2.capture_format(path)
    except v4l2.MissingError as error:
        raise DeviceError(_("The virtual camera {path} is gone.").format(path=path), translated(RELOAD)) from error
    except DeviceError:
        return
    if not node.loopback:
        raise DeviceError(_("{path} is no longer a virtual camera.").format(path=path), translated(RELOAD))
    if fed is not None and (fed.size, fed.fourcc) != (size, _I420):
        raise DeviceError(
            _("The virtual camera {path} was changed to {size} by another program.").format(path=path, size=fed.size),
            _(CLOSE_IT),
        )


class Viewers:
    """The viewers of a node: by v4l2loopback's own count if the module supports it, and by /proc.

    Without that count, programs of other users are invisible, and if PipeWire has the node open, it is unknown whether
    a program reads through it. Thread-safe.

    Args:
        path: of the node.
        clock: seconds.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._clock = clock
        self._lock = threading.Lock()
        self._usage: v4l2.ClientUsage | None = None
        self._count = 0
        self._holders: tuple[DeviceUser, ...] = ()
        self._looked_at = float("-inf")
        with suppress(DeviceError):
            self._usage = v4l2.ClientUsage(path)

    def names(self) -> tuple[str, ...] | None:
        """Return the names of the programs, `UNKNOWN_VIEWER` for an unknown name; None if the viewers are unknown."""
        with self._lock:
            count = self._usage.count() if self._usage is not None else 0
            # Scanning all processes is expensive; programs that the module does not count are rare.
            is_due = self._usage is None or self._clock() - self._looked_at >= _LOOK_SECONDS
            if count != self._count or is_due:
                self._count, self._looked_at = count, self._clock()
                self._holders = holders_of(self._path)
            names = tuple(dict.fromkeys(holder.program for holder in self._holders if not holder.is_onlooker))
            if not names and count:
                return (UNKNOWN_VIEWER,)
            return None if not names and self._holders and self._usage is None else names

    def close(self) -> None:
        """Stop watching; may be called twice."""
        with self._lock:
            usage, self._usage = self._usage, None
            if usage is not None:
                usage.close()
