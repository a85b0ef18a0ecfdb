"""A camera or a reader that cannot be opened leaves nothing of PipeWire's behind."""

import ctypes
import weakref
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import DeviceError
from app.core.types import Size
from app.devices.linux.pipewire import library as pw
from app.devices.linux.pipewire.camera_node import CameraNode
from app.devices.linux.pipewire.connection import Connection, has_pipewire
from app.devices.linux.pipewire.reader import Reader
from tests.devices.linux.pipewire.desktop import MISSING, REASON, Desktop, desktop

SIZE, FPS = Size(320, 180), 30
_NEW = {
    "pw_thread_loop_new": "loop",
    "pw_context_new": "context",
    "pw_properties_new_dict": "properties",
    "pw_context_connect": "core",
    "get_registry": "registry",
    "pw_stream_new": "stream",
}
_END = {
    "pw_thread_loop_destroy": "loop",
    "pw_context_destroy": "context",
    "pw_core_disconnect": "core",
    "pw_proxy_destroy": "registry",
    "pw_stream_destroy": "stream",
    "pw_thread_loop_stop": "thread",
    "pw_thread_loop_unlock": "lock",
}
_BEGIN = {"pw_thread_loop_start": "thread", "pw_thread_loop_lock": "lock"}


class BrokenError(Exception):
    """A mistake in the middle of an opening."""


class FakeLibrary:
    """Counts the objects that exist; one function fails, as it does in C or with an exception.

    Args:
        failing: name of the function.
        raises: whether it raises `BrokenError`.
    """

    def __init__(self, failing: str = "", raises: bool = False) -> None:
        self.live: set[tuple[str, int]] = set()
        self._failing = failing
        self._raises = raises
        self._count = 0
        self._hooks: list[weakref.ref[pw.Hook]] = []
        self.events: Any = None

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if not name.startswith(("pw_", "get_")):
            raise AttributeError(name)
        return partial(self._call, name)

    def _call(self, name: str, *arguments: Any) -> int | None:
        if name in ("pw_context_connect", "pw_stream_new"):
            # They free the properties, even if they fail.
            self.live.remove(("properties", arguments[-1].value if name == "pw_stream_new" else arguments[1].value))
        if name == self._failing:
            if self._raises:
                raise BrokenError
            return -1 if name in ("pw_thread_loop_start", "pw_stream_connect") else None
        if name in _NEW:
            self._count += 1
            self.live.add((_NEW[name], self._count))
            return self._count
        if name in _BEGIN:
            self.live.add((_BEGIN[name], arguments[0]))
        if name in _END:
            self.live.remove((_END[name], arguments[0]))
            # PipeWire still writes to them.
            assert all(hook() is not None for hook in self._hooks)
            assert name != "pw_core_disconnect" or "thread" not in self.kinds()
        if name in ("pw_stream_add_listener", "pw_proxy_add_object_listener"):
            self._hooks.append(weakref.ref(arguments[1]))
        if name == "pw_stream_add_listener":
            self.events = arguments[2]
        if name == "pw_stream_connect" and self.events.state_changed:
            self.events.state_changed(None, pw.CONNECTING, pw.PAUSED, None)
        return 0

    def kinds(self) -> list[str]:
        """Return the kinds of all objects that exist."""
        return sorted(kind for kind, _ in self.live)


def open_node() -> CameraNode:
    return CameraNode("Camera", SIZE, FPS)


def open_reader() -> Reader:
    return Reader("camera", SIZE, FPS)


def use(monkeypatch: pytest.MonkeyPatch, fake: FakeLibrary) -> None:
    monkeypatch.setattr(pw, "library", lambda: fake)
    monkeypatch.setattr(pw, "registry_of", fake.get_registry)


@pytest.mark.parametrize("opener", [open_node, open_reader])
def test_a_closed_one_leaves_nothing(opener: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeLibrary()
    use(monkeypatch, fake)
    opened = opener()
    assert {"loop", "context", "core", "stream", "thread"} <= set(fake.kinds())
    opened.close()
    opened.close()
    assert fake.kinds() == []


_FAIL = ["thread_loop_new", "context_new", "context_connect", "thread_loop_start", "stream_new", "stream_connect"]
_RAISE = [*_FAIL, "thread_loop_get_loop", "properties_new_dict", "proxy_add_object_listener", "stream_add_listener"]


@pytest.mark.parametrize(
    ("opener", "failing"),
    [(opener, f"pw_{name}") for opener in (open_node, open_reader) for name in _FAIL] + [(open_node, "get_registry")],
)
def test_where_a_function_fails_nothing_is_left(opener: Any, failing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeLibrary(failing)
    use(monkeypatch, fake)
    with pytest.raises(DeviceError):
        opener()
    assert fake.kinds() == []


@pytest.mark.parametrize(
    ("opener", "failing"),
    [(opener, f"pw_{name}") for opener in (open_node, open_reader) for name in _RAISE] + [(open_node, "get_registry")],
)
def test_after_an_unexpected_error_nothing_is_left(opener: Any, failing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeLibrary(failing, raises=True)
    use(monkeypatch, fake)
    with pytest.raises(BrokenError):
        opener()
    assert fake.kinds() == []


@pytest.fixture(scope="module")
def running() -> Iterator[Desktop]:
    with desktop() as session:
        yield session


def files_and_threads() -> tuple[int, int]:
    return len(list(Path("/proc/self/fd").iterdir())), len(list(Path("/proc/self/task").iterdir()))


def no_daemon(patch: pytest.MonkeyPatch) -> None:
    patch.setenv("PIPEWIRE_REMOTE", "nothing")


def no_registry(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pw, "registry_of", lambda core: None)


def no_listening(patch: pytest.MonkeyPatch) -> None:
    def fail(self: Connection, proxy: int, hook: pw.Hook, events: ctypes.Structure) -> None:
        raise DeviceError("It cannot listen.")

    patch.setattr(Connection, "listen", fail)


def no_parameters(patch: pytest.MonkeyPatch) -> None:
    def fail(blobs: list[bytes]) -> None:
        raise DeviceError("There are no parameters.")

    patch.setattr(pw, "parameters", fail)


@pytest.mark.slow
@pytest.mark.skipif(bool(MISSING), reason=REASON)
@pytest.mark.parametrize(
    ("opener", "trouble"),
    [
        (open_node, no_daemon),
        (open_node, no_registry),
        (open_node, no_listening),
        (open_node, no_parameters),
        (open_reader, no_daemon),
        (open_reader, no_parameters),
    ],
)
def test_after_200_failures_no_more_files_are_open(
    running: Desktop, monkeypatch: pytest.MonkeyPatch, opener: Any, trouble: Callable[[pytest.MonkeyPatch], None]
) -> None:
    for name in ("XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.setenv(name, running.environment[name])
    assert has_pipewire()
    with monkeypatch.context() as patch:
        trouble(patch)
        with pytest.raises(DeviceError):
            opener()
        before = files_and_threads()
        for _ in range(200):
            with pytest.raises(DeviceError):
                opener()
        assert files_and_threads() == before
    opener().close()


@pytest.mark.slow
@pytest.mark.skipif(bool(MISSING), reason=REASON)
@pytest.mark.parametrize("opener", [open_node, open_reader])
def test_after_50_openings_no_more_files_are_open(
    running: Desktop, monkeypatch: pytest.MonkeyPatch, opener: Any
) -> None:
    for name in ("XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.setenv(name, running.environment[name])
    opener().close()
    before = files_and_threads()
    for _ in range(50):
        opener().close()
    assert files_and_threads() == before
