"""A node that offers frames to every program which takes cameras from PipeWire."""

import ctypes
import threading
import time

import cv2
import numpy as np
import numpy.typing as npt

from app.core.errors import DeviceError
from app.core.types import Rgb, Size
from app.devices.linux.pipewire import library as pw
from app.devices.linux.pipewire import pod
from app.devices.linux.pipewire.connection import Connection
from app.devices.linux.pipewire.graph import Graph
from app.language import _

NAME = "bisenet-bg"
_CONNECT_SECONDS = 2.0
_POLL_SECONDS = 0.01


class CameraNode:
    """Publishes a camera; it appears as soon as it is made, and takes frames while a program reads it.

    Args:
        label: its name in other programs.
        size: of every frame, both sides even.
        fps: at which frames come.
        name: that identifies it to programs.

    Raises:
        DeviceError: PipeWire is not there or refuses the node.
    """

    def __init__(self, label: str, size: Size, fps: int, name: str = NAME) -> None:
        self._name = name
        # Held while the connection is in use by a thread that does not close it.
        self._guard = threading.Lock()
        self._formats = {pixels: pod.VideoFormat(pixels, size, fps) for pixels in pod.PixelFormat}
        self._format: pod.VideoFormat | None = None
        self._state, self._error = pw.CONNECTING, ""
        self._sequence = 0
        self._passed = 0
        self._connection = Connection({"application.name": label, "media.role": "Camera"})
        self._stream: int | None = None
        try:
            self._graph = Graph(self._connection)
            self._open(label)
        except BaseException:
            self.close()
            raise

    @property
    def is_read(self) -> bool:
        """Whether a program reads the camera at this moment."""
        return self._state == pw.STREAMING

    @property
    def frames_passed(self) -> int:
        """How many frames the daemon has passed on to the readers; one that hangs need not have taken them."""
        return self._passed

    def send(self, rgb: Rgb) -> None:
        """Hand a frame to the programs that read the camera; costs nothing while there are none.

        Args:
            rgb: uint8 (H, W, 3) of the node's size.

        Raises:
            DeviceError: the daemon has ended or has dropped the node.
        """
        self._check(_("It comes back by itself when PipeWire runs again."))
        video = self._format
        if self.is_read and video is not None:
            frame = converted(rgb, video.pixels)
            with self._connection.locked():
                # The format may have changed in between.
                if self._format == video and self._stream is not None and self._queue(frame, video):
                    self._connection.library.pw_stream_trigger_process(self._stream)

    def readers(self) -> tuple[str, ...]:
        """Return the names of the programs that read the camera."""
        with self._guard:
            if self._stream is None or self._connection.is_lost:
                return ()
            with self._connection.locked():
                return self._graph.readers(self._connection.library.pw_stream_get_node_id(self._stream))

    def close(self) -> None:
        """Remove the camera; readers get an end. May be called twice."""
        with self._guard:
            if self._stream is not None:
                with self._connection.locked():
                    stream, self._stream = self._stream, None
                    self._connection.library.pw_stream_destroy(stream)
            self._state = pw.UNCONNECTED
            self._connection.close()

    def _open(self, label: str) -> None:
        library = self._connection.library
        about = {
            "media.class": "Video/Source",
            "media.role": "Camera",
            "media.type": "Video",
            "media.category": "Capture",
            "node.name": self._name,
            "node.description": label,
            "node.virtual": "true",
        }
        self._hook = pw.Hook()
        self._events = pw.StreamEvents(
            version=pw.STREAM_EVENTS_VERSION,
            state_changed=pw.StateChanged(self._state_changed),
            param_changed=pw.ParamChanged(self._param_changed),
            trigger_done=pw.TriggerDone(self._trigger_done),
        )
        # Firefox finds no camera if all layouts are offered in one parameter.
        offers = pw.parameters([pod.format_parameter(video) for video in self._formats.values()])
        self._connection.start()
        with self._connection.locked():
            self._stream = library.pw_stream_new(self._connection.core, self._name.encode(), pw.properties(about))
            if not self._stream:
                raise DeviceError(_("PipeWire does not accept the virtual camera."), _("Restart your desktop session."))
            library.pw_stream_add_listener(self._stream, self._hook, self._events, None)
            flags = pw.DRIVER | pw.MAP_BUFFERS
            result = library.pw_stream_connect(
                self._stream, pw.OUTPUT, pw.ANY_TARGET, flags, offers, len(self._formats)
            )
        ends = time.monotonic() + _CONNECT_SECONDS
        while result >= 0 and self._state == pw.CONNECTING and time.monotonic() < ends:
            self._check(_("Start it again."))
            time.sleep(_POLL_SECONDS)
        self._check(_("Start it again."))
        if result < 0 or self._state == pw.CONNECTING:
            raise DeviceError(_("PipeWire does not accept the virtual camera."), _("Restart your desktop session."))

    def _check(self, hint: str) -> None:
        if problem := self._connection.error or self._error:
            raise DeviceError(_("PipeWire has ended the virtual camera ({problem}).").format(problem=problem), hint)

    def _state_changed(self, data: object, old: int, new: int, error: bytes | None) -> None:
        self._state = new
        if new in (pw.ERROR, pw.UNCONNECTED) and self._stream is not None:
            self._error = (error or b"").decode("utf-8", "replace") or _("the node was removed")

    def _trigger_done(self, data: object) -> None:
        self._passed += 1

    def _param_changed(self, data: object, kind: int, parameter: int | None) -> None:
        if kind != pod.FORMAT:
            return
        pixels = pod.pixel_format_of(_pod_at(parameter)) if parameter else None
        self._format = self._formats[pixels] if pixels is not None else None
        if self._format is not None:
            wanted = pw.parameters([pod.buffers_parameter(self._format), pod.header_parameter()])
            self._connection.library.pw_stream_update_params(self._stream, wanted, 2)

    def _queue(self, frame: npt.NDArray[np.uint8], video: pod.VideoFormat) -> bool:
        """Write a frame to a free buffer; without one the readers are slower than the camera and miss this frame."""
        library = self._connection.library
        if not (buffer := library.pw_stream_dequeue_buffer(self._stream)):
            return False
        content = buffer.contents.buffer.contents
        block = content.datas[0]
        block.chunk.contents.size = 0
        if block.data and block.size >= frame.nbytes:
            ctypes.memmove(block.data, frame.ctypes.data, frame.nbytes)
            chunk = block.chunk.contents
            chunk.offset, chunk.size, chunk.stride = 0, frame.nbytes, video.stride
            self._sequence += 1
            _write_header(content, self._sequence)
        return bool(library.pw_stream_queue_buffer(self._stream, buffer) >= 0)


def converted(rgb: Rgb, pixels: pod.PixelFormat) -> npt.NDArray[np.uint8]:
    """Return a frame in another layout.

    Args:
        rgb: uint8 (H, W, 3), both sides even.
        pixels: the layout.

    Returns:
        uint8, contiguous, all planes in a row; BT.601, limited range, as v4l2loopback gets it.
    """
    if pixels is pod.PixelFormat.YUY2:
        return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2YUV_YUY2), np.uint8)
    planes = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2YUV_I420), np.uint8)
    if pixels is pod.PixelFormat.I420:
        return planes
    luma, chroma = rgb.shape[0] * rgb.shape[1], rgb.shape[0] * rgb.shape[1] // 4
    flat = planes.reshape(-1)
    interleaved = np.empty_like(flat)
    interleaved[:luma] = flat[:luma]
    interleaved[luma::2] = flat[luma : luma + chroma]
    interleaved[luma + 1 :: 2] = flat[luma + chroma :]
    return interleaved


def _write_header(content: pw.SpaBuffer, sequence: int) -> None:
    for index in range(content.meta_count):
        meta = content.metas[index]
        if meta.type == pod.META_HEADER and meta.data and meta.size >= ctypes.sizeof(pw.Header):
            header = ctypes.cast(meta.data, ctypes.POINTER(pw.Header)).contents
            header.flags = header.offset = header.dts_offset = 0
            header.pts = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
            header.sequence = sequence


def _pod_at(address: int) -> bytes:
    """Return a copy of the parameter at an address."""
    size = ctypes.c_uint32.from_address(address).value
    return ctypes.string_at(address, 8 + size)
