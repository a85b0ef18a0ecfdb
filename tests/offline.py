"""Ends a process that reaches for the network, whoever in it does: Python, or on Linux any library's own code."""

import ctypes
import os
import platform
import socket
import struct
import sys
from pathlib import Path

STATUS = 86
_ROOT = Path(__file__).resolve().parents[1]
_FAMILIES = (socket.AF_INET, socket.AF_INET6)
_LOOK_UPS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo")
# The number of socket(2) and, of the audit architecture, what tells its own calls from another's.
_SOCKET_CALL = {"x86_64": 41, "aarch64": 198}.get(platform.machine())
_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _MODE_FILTER = 22, 38, 2
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_KILL_PROCESS, _ALLOW = 0x80000000, 0x7FFF0000
# Where the kernel puts the call's number and its first argument.
_NUMBER_AT, _FIRST_AT = 0, 16


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def forbid_network() -> bool:
    """End this process at its first internet socket or look-up; say whether native code and children are held too."""
    sys.addaudithook(_watch)
    return sys.platform.startswith("linux") and _SOCKET_CALL is not None and _filter_calls(_SOCKET_CALL)


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in _LOOK_UPS or (event == "socket.__new__" and arguments[1] in _FAMILIES):
        # An exception could be caught on its way.
        os.write(2, f"network: {event} {arguments[1:]}\n".encode())
        os._exit(STATUS)


def _filter_calls(socket_call: int) -> bool:
    """Let the kernel end the process at socket(AF_INET or AF_INET6, ...); needs no privileges, holds for children."""
    steps = [
        (_LOAD, 0, 0, _NUMBER_AT),
        (_EQUAL, 0, 4, socket_call),
        (_LOAD, 0, 0, _FIRST_AT),
        (_EQUAL, 1, 0, socket.AF_INET),
        (_EQUAL, 0, 1, socket.AF_INET6),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_RETURN, 0, 0, _ALLOW),
    ]
    program = b"".join(struct.pack("HBBI", *step) for step in steps)
    buffer = ctypes.create_string_buffer(program, len(program))
    libc = ctypes.CDLL(None)
    argument = _Program(len(steps), ctypes.addressof(buffer))
    refusals = (
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
        libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(argument), 0, 0),
    )
    return not any(refusals)


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a user whose folders are all in `home`, and of no test machine.

    ONNX Runtime, for one, reports nothing home where it sees that it is being tested.
    """
    folders = ("HOME", "TMPDIR", "TEMP", "TMP", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "APPDATA", "LOCALAPPDATA")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CI", "ORT_", "GITHUB_"))}
    own = {"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", "QT_QPA_PLATFORM": "offscreen"}
    return {**kept, **dict.fromkeys(folders, str(home)), **own}
