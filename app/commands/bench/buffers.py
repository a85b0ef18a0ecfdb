"""Counts the large buffers that NumPy allocates, with an allocator that counts and calls NumPy's own.

NumPy lets a program replace the allocator of array data (NEP 49). OpenCV's Python module allocates its results as NumPy
arrays, so they are counted too. Not counted: memory inside a library, such as ONNX Runtime's arena with its results,
OpenCV's scratch buffers and CUDA's memory; and what other threads of Python allocate.
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module

# Smaller ones are coefficients and sizes, not pictures.
LEAST = 64 * 1024

# Places in the table of NumPy's C API; they are part of its ABI.
_SET_HANDLER = 304
_DEFAULT_HANDLER = 306
_CAPSULE = b"mem_handler"

# How an allocator's functions are called: context, then pointer and sizes.
_MALLOC = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)
_CALLOC = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t)
_REALLOC = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)


class _Handler(ctypes.Structure):
    """`PyDataMem_Handler`, version 1, with its allocator's fields in place."""

    _fields_ = (
        ("name", ctypes.c_char * 127),
        ("version", ctypes.c_uint8),
        ("context", ctypes.c_void_p),
        ("malloc", ctypes.c_void_p),
        ("calloc", ctypes.c_void_p),
        ("realloc", ctypes.c_void_p),
        ("free", ctypes.c_void_p),
    )


@dataclass
class Tally:
    """Buffers of at least `LEAST` bytes, and their bytes."""

    buffers: int = 0
    bytes: int = 0

    def add(self, size: int) -> None:
        """Count a buffer of `size` bytes if it is large."""
        if size >= LEAST:
            self.buffers += 1
            self.bytes += size


class _Counter:
    """The counting handler; an array that was made through it may live on, so it must never go away."""

    def __init__(self) -> None:
        self.tally = Tally()
        api = ctypes.pythonapi
        api.PyCapsule_GetPointer.restype = ctypes.c_void_p
        api.PyCapsule_GetPointer.argtypes = (ctypes.py_object, ctypes.c_char_p)
        api.PyCapsule_New.restype = ctypes.py_object
        api.PyCapsule_New.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)
        capsule = import_module("numpy._core._multiarray_umath")._ARRAY_API
        table = ctypes.cast(api.PyCapsule_GetPointer(capsule, None), ctypes.POINTER(ctypes.c_void_p))
        default = ctypes.cast(table[_DEFAULT_HANDLER], ctypes.POINTER(ctypes.py_object)).contents.value
        inner = _Handler.from_address(api.PyCapsule_GetPointer(default, _CAPSULE))
        # NumPy's functions want the GIL, so they are PYFUNCTYPE; a CFUNCTYPE takes it when NumPy calls without.
        self._inner_malloc: Callable[[int, int], int | None] = ctypes.PYFUNCTYPE(*_MALLOC)(inner.malloc)
        self._inner_calloc: Callable[[int, int, int], int | None] = ctypes.PYFUNCTYPE(*_CALLOC)(inner.calloc)
        self._inner_realloc: Callable[[int, int, int], int | None] = ctypes.PYFUNCTYPE(*_REALLOC)(inner.realloc)
        self._functions = (
            ctypes.CFUNCTYPE(*_MALLOC)(self._malloc),
            ctypes.CFUNCTYPE(*_CALLOC)(self._calloc),
            ctypes.CFUNCTYPE(*_REALLOC)(self._realloc),
        )
        addresses = (ctypes.cast(function, ctypes.c_void_p) for function in self._functions)
        # Freeing needs no counting: it goes straight to NumPy, also when Python is about to end.
        self._handler = _Handler(b"counting", 1, inner.context, *addresses, inner.free)
        self.capsule = api.PyCapsule_New(ctypes.addressof(self._handler), _CAPSULE, None)
        self.set_handler = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.py_object)(table[_SET_HANDLER])
        api.Py_IncRef(ctypes.py_object(self))

    def _malloc(self, context: int, size: int) -> int | None:
        self.tally.add(size)
        return self._inner_malloc(context, size)

    def _calloc(self, context: int, number: int, size: int) -> int | None:
        self.tally.add(number * size)
        return self._inner_calloc(context, number, size)

    def _realloc(self, context: int, pointer: int, size: int) -> int | None:
        self.tally.add(size)
        return self._inner_realloc(context, pointer, size)


@cache
def _counter() -> _Counter:
    return _Counter()


@contextmanager
def counted() -> Iterator[Tally]:
    """Yield a tally of what the block allocates in this thread; every allocation costs extra time there."""
    counter = _counter()
    counter.tally = Tally()
    before = counter.set_handler(counter.capsule)
    try:
        yield counter.tally
    finally:
        counter.set_handler(before)
