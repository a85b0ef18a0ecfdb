"""libpipewire-0.3 by ctypes: the functions and structures that a video stream needs.

Source of the layouts: the headers pipewire/stream.h, pipewire/core.h, spa/utils/hook.h, spa/utils/dict.h and
spa/buffer/buffer.h of PipeWire 0.3.65. They are part of its binary interface, which newer releases keep.
"""

import ctypes
from collections.abc import Mapping
from ctypes import (
    CFUNCTYPE,
    POINTER,
    Structure,
    c_char_p,
    c_int,
    c_int32,
    c_int64,
    c_size_t,
    c_uint32,
    c_uint64,
    c_void_p,
)
from functools import cache

from app.core.advice import translated
from app.core.errors import DeviceError, ErrorKind
from app.devices.advice import INSTALL_PIPEWIRE
from app.language import _

_NAME = "libpipewire-0.3.so.0"
OUTPUT, INPUT = 1, 0
ANY_TARGET = 0xFFFFFFFF
AUTOCONNECT, MAP_BUFFERS, DRIVER = 1 << 0, 1 << 2, 1 << 3
ERROR, UNCONNECTED, CONNECTING, PAUSED, STREAMING = -1, 0, 1, 2, 3
STREAM_EVENTS_VERSION, REGISTRY_VERSION = 2, 3

StateChanged = CFUNCTYPE(None, c_void_p, c_int, c_int, c_char_p)
Ignored = c_void_p
ParamChanged = CFUNCTYPE(None, c_void_p, c_uint32, c_void_p)
Process = CFUNCTYPE(None, c_void_p)
TriggerDone = CFUNCTYPE(None, c_void_p)
CoreFailed = CFUNCTYPE(None, c_void_p, c_uint32, c_int, c_int, c_char_p)


class DictItem(Structure):
    """A key with its value."""

    _fields_ = [("key", c_char_p), ("value", c_char_p)]


class Dict(Structure):
    """A table of texts."""

    _fields_ = [("flags", c_uint32), ("count", c_uint32), ("items", POINTER(DictItem))]


GlobalAdded = CFUNCTYPE(None, c_void_p, c_uint32, c_uint32, c_char_p, c_uint32, POINTER(Dict))
GlobalRemoved = CFUNCTYPE(None, c_void_p, c_uint32)


class StreamEvents(Structure):
    """Callbacks of a stream."""

    _fields_ = [
        ("version", c_uint32),
        ("destroy", Ignored),
        ("state_changed", StateChanged),
        ("control_info", Ignored),
        ("io_changed", Ignored),
        ("param_changed", ParamChanged),
        ("add_buffer", Ignored),
        ("remove_buffer", Ignored),
        ("process", Process),
        ("drained", Ignored),
        ("command", Ignored),
        ("trigger_done", TriggerDone),
    ]


class CoreEvents(Structure):
    """Callbacks of a connection to the daemon."""

    _fields_ = [
        ("version", c_uint32),
        ("info", Ignored),
        ("done", Ignored),
        ("ping", Ignored),
        ("error", CoreFailed),
        ("remove_id", Ignored),
        ("bound_id", Ignored),
        ("add_mem", Ignored),
        ("remove_mem", Ignored),
        ("bound_props", Ignored),
    ]


class RegistryEvents(Structure):
    """Callbacks of the list of all objects of the daemon."""

    _fields_ = [("version", c_uint32), ("added", GlobalAdded), ("removed", GlobalRemoved)]


class Hook(Structure):
    """Memory for PipeWire's record of a listener; lives as long as the listener."""

    _fields_ = [("reserved", c_void_p * 6)]


class Chunk(Structure):
    """Which part of a buffer is filled."""

    _fields_ = [("offset", c_uint32), ("size", c_uint32), ("stride", c_int32), ("flags", c_int32)]


class Data(Structure):
    """A block of memory of a buffer."""

    _fields_ = [
        ("type", c_uint32),
        ("flags", c_uint32),
        ("fd", c_int64),
        ("map_offset", c_uint32),
        ("size", c_uint32),
        ("data", c_void_p),
        ("chunk", POINTER(Chunk)),
    ]


class Meta(Structure):
    """Data about a buffer."""

    _fields_ = [("type", c_uint32), ("size", c_uint32), ("data", c_void_p)]


class Header(Structure):
    """Time and number of a frame."""

    _fields_ = [
        ("flags", c_uint32),
        ("offset", c_uint32),
        ("pts", c_int64),
        ("dts_offset", c_int64),
        ("sequence", c_uint64),
    ]


class SpaBuffer(Structure):
    """Blocks of memory and data about them."""

    _fields_ = [
        ("meta_count", c_uint32),
        ("data_count", c_uint32),
        ("metas", POINTER(Meta)),
        ("datas", POINTER(Data)),
    ]


class Buffer(Structure):
    """The start of a stream's buffer; newer releases add fields at its end."""

    _fields_ = [("buffer", POINTER(SpaBuffer))]


class _Interface(Structure):
    """The head of a proxy: the table of its methods and their first argument."""

    _fields_ = [
        ("type", c_char_p),
        ("version", c_uint32),
        ("methods", POINTER(c_void_p)),
        ("data", c_void_p),
    ]


_GetRegistry = CFUNCTYPE(c_void_p, c_void_p, c_uint32, c_size_t)
# The first entry of a method table is its version.
_GET_REGISTRY = 6

_FUNCTIONS: dict[str, tuple[object, tuple[object, ...]]] = {
    "pw_init": (None, (c_void_p, c_void_p)),
    "pw_thread_loop_new": (c_void_p, (c_char_p, c_void_p)),
    "pw_thread_loop_destroy": (None, (c_void_p,)),
    "pw_thread_loop_start": (c_int, (c_void_p,)),
    "pw_thread_loop_stop": (None, (c_void_p,)),
    "pw_thread_loop_lock": (None, (c_void_p,)),
    "pw_thread_loop_unlock": (None, (c_void_p,)),
    "pw_thread_loop_get_loop": (c_void_p, (c_void_p,)),
    "pw_context_new": (c_void_p, (c_void_p, c_void_p, c_size_t)),
    "pw_context_connect": (c_void_p, (c_void_p, c_void_p, c_size_t)),
    "pw_context_destroy": (None, (c_void_p,)),
    "pw_core_disconnect": (c_int, (c_void_p,)),
    "pw_properties_new_dict": (c_void_p, (POINTER(Dict),)),
    "pw_proxy_destroy": (None, (c_void_p,)),
    "pw_proxy_add_object_listener": (None, (c_void_p, POINTER(Hook), c_void_p, c_void_p)),
    "pw_stream_new": (c_void_p, (c_void_p, c_char_p, c_void_p)),
    "pw_stream_add_listener": (None, (c_void_p, POINTER(Hook), POINTER(StreamEvents), c_void_p)),
    "pw_stream_connect": (c_int, (c_void_p, c_int, c_uint32, c_int, POINTER(c_void_p), c_uint32)),
    "pw_stream_update_params": (c_int, (c_void_p, POINTER(c_void_p), c_uint32)),
    "pw_stream_get_node_id": (c_uint32, (c_void_p,)),
    "pw_stream_dequeue_buffer": (POINTER(Buffer), (c_void_p,)),
    "pw_stream_queue_buffer": (c_int, (c_void_p, POINTER(Buffer))),
    "pw_stream_trigger_process": (c_int, (c_void_p,)),
    "pw_stream_destroy": (None, (c_void_p,)),
}


@cache
def library() -> ctypes.CDLL:
    """Load and start PipeWire's library.

    Raises:
        DeviceError: this computer does not have it, or a release without a function that is needed.
    """
    try:
        loaded = ctypes.CDLL(_NAME, use_errno=True)
        for name, (result, arguments) in _FUNCTIONS.items():
            function = getattr(loaded, name)
            function.restype, function.argtypes = result, arguments
    except (OSError, AttributeError) as error:
        raise DeviceError(_("PipeWire is not installed."), translated(INSTALL_PIPEWIRE), ErrorKind.MISSING) from error
    loaded.pw_init(None, None)
    return loaded


def properties(texts: Mapping[str, str]) -> c_void_p:
    """Return new properties; what takes them frees them."""
    items = (DictItem * len(texts))(*(DictItem(key.encode(), text.encode()) for key, text in texts.items()))
    return c_void_p(library().pw_properties_new_dict(Dict(0, len(texts), items)))


def parameters(blobs: list[bytes]) -> "ctypes.Array[c_void_p]":
    """Return an array of pointers to parameters, which it keeps alive."""
    buffers = [ctypes.create_string_buffer(blob, len(blob)) for blob in blobs]
    array = (c_void_p * len(blobs))(*(ctypes.addressof(buffer) for buffer in buffers))
    array.kept = buffers  # type: ignore[attr-defined]
    return array


def registry_of(core: int) -> int | None:
    """Return a new registry of a connection, or None; the C headers offer it as an inline function only."""
    interface = _Interface.from_address(core)
    method = _GetRegistry(interface.methods[_GET_REGISTRY])
    registry: int | None = method(interface.data, REGISTRY_VERSION, 0)
    return registry


def texts_of(table: "ctypes._Pointer[Dict]") -> dict[str, str]:
    """Return a table of texts; null means an empty one."""
    if not table:
        return {}
    items = (table.contents.items[index] for index in range(table.contents.count))
    return {_text(item.key): _text(item.value) for item in items}


def _text(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "replace")
