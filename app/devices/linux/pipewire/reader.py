"""Reading a PipeWire camera, to prove that it works."""

import ctypes
import threading
from types import TracebackType

import cv2
import numpy as np

from app.core.errors import DeviceError
from app.core.types import Rgb, Size
from app.devices.linux.pipewire import library as pw
from app.devices.linux.pipewire import pod
from app.devices.linux.pipewire.connection import Connection
from app.language import _

_CONNECT_SECONDS = 2.0


class Reader:
    """Reads a camera within a `with` block, as a browser does.

    Args:
        name: of its node, which may appear later.
        size: of its frames.
        fps: of its frames.

    Raises:
        DeviceError: PipeWire is not there or refuses the reader.
    """

    def __init__(self, name: str, size: Size, fps: int) -> None:
        self._video = pod.VideoFormat(pod.PixelFormat.I420, size, fps)
        self._connected = threading.Event()
        self._arrived = threading.Event()
        self._planes = b""
        self._connection = Connection({"application.name": "bisenet-bg doctor"})
        self._hook = pw.Hook()
        self._events = pw.StreamEvents(
            version=pw.STREAM_EVENTS_VERSION,
            state_changed=pw.StateChanged(self._state_changed),
            param_changed=pw.ParamChanged(self._param_changed),
            process=pw.Process(self._process),
        )
        self._stream: int | None = None
        try:
            self._open(name)
        except BaseException:
            self.close()
            raise

    def _open(self, name: str) -> None:
        library = self._connection.library
        self._connection.start()
        with self._connection.locked():
            about = {
                "media.type": "Video",
                "media.category": "Capture",
                "media.role": "Camera",
                "target.object": name,
                # Rather none than another camera.
                "node.dont-fallback": "true",
            }
            self._stream = library.pw_stream_new(self._connection.core, b"bisenet-bg doctor", pw.properties(about))
            if not self._stream:
                raise _refused()
            library.pw_stream_add_listener(self._stream, self._hook, self._events, None)
            offer = pw.parameters([pod.format_parameter(self._video)])
            flags = pw.AUTOCONNECT | pw.MAP_BUFFERS
            if library.pw_stream_connect(self._stream, pw.INPUT, pw.ANY_TARGET, flags, offer, 1) < 0:
                raise _refused()
        # The library does not close the files that come with an answer to a stream that has been destroyed.
        self._connected.wait(_CONNECT_SECONDS)

    def __enter__(self) -> "Reader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop reading; may be called twice."""
        if self._stream:
            with self._connection.locked():
                stream, self._stream = self._stream, None
                self._connection.library.pw_stream_destroy(stream)
        self._connection.close()
        self._planes = b""

    def wait(self, seconds: float) -> bool:
        """Wait for the first frame, and say whether there is one."""
        return self._arrived.wait(seconds)

    def last(self) -> Rgb:
        """Return the newest frame, RGB uint8 (H, W, 3).

        Raises:
            DeviceError: none has arrived.
        """
        if not self._planes:
            raise DeviceError(_("No frame of the PipeWire camera arrived."), _("Restart your desktop session."))
        size = self._video.size
        planes = np.frombuffer(self._planes, np.uint8).reshape(size.height * 3 // 2, size.width)
        return np.asarray(cv2.cvtColor(planes, cv2.COLOR_YUV2RGB_I420), np.uint8)

    def _state_changed(self, data: object, old: int, new: int, error: bytes | None) -> None:
        if new != pw.CONNECTING:
            self._connected.set()

    def _process(self, data: object) -> None:
        library = self._connection.library
        if not (buffer := library.pw_stream_dequeue_buffer(self._stream)):
            return
        block = buffer.contents.buffer.contents.datas[0]
        chunk = block.chunk.contents
        # The program that publishes the camera may write to the chunk at any time, so its offset is read once.
        offset, size = chunk.offset, self._video.frame_bytes
        if block.data and chunk.size >= size and offset + size <= block.size:
            self._planes = ctypes.string_at(block.data + offset, size)
            self._arrived.set()
        library.pw_stream_queue_buffer(self._stream, buffer)

    def _param_changed(self, data: object, kind: int, parameter: int | None) -> None:
        if kind == pod.FORMAT and parameter:
            wanted = pw.parameters([pod.buffers_parameter(self._video)])
            self._connection.library.pw_stream_update_params(self._stream, wanted, 1)


def _refused() -> DeviceError:
    return DeviceError(_("PipeWire does not let its camera be read."), _("Restart your desktop session."))
