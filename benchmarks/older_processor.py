"""Runs a module on libraries that believe in a processor with AVX2 and without AVX-512 and int8 dot products.

    python -m benchmarks.older_processor -m app bench --compare mediapipe --cores 1

ONNX Runtime and MediaPipe choose their kernels by the processor's CPUID instruction. Their libraries are copied with
each of these instructions replaced by a breakpoint, and a handler of SIGTRAP answers in its place, without the bits of
newer instructions. The kernels are those of Zen 2 and 3 and of Intel before Ice Lake; clock, caches and memory are
those of the machine that runs them. OpenCV leaves out its kernels for AVX-512 by a variable of its own.
Child processes that are Python do the same. The packages themselves stay as they are.

For Linux on x86-64; needs `objdump` of binutils.
"""

import argparse
import ctypes
import importlib.util
import mmap
import os
import re
import runpy
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

_LIBRARIES = {
    "onnxruntime": "capi/onnxruntime_pybind11_state*.so",
    "mediapipe": "python/_framework_bindings*.so",
}
_CPUID, _BREAKPOINT = b"\x0f\xa2", b"\xcc\x90"
# A function (leaf, subleaf, out[4]) in machine code: push rbx; mov r8, rdx; mov eax, edi; mov ecx, esi; cpuid; store.
_ASK = bytes.fromhex("53 4989d0 89f8 89f1 0fa2 418900 41895804 41894808 4189500c 5b c3")
# Of the answers to leaf 7, by subleaf and register: bits of AVX-512 in all its parts, VNNI, BF16, FP16, IFMA and AMX.
_NEWER = {
    (0, "rbx"): (16, 17, 21, 26, 27, 28, 30, 31),
    (0, "rcx"): (1, 6, 11, 12, 14),
    (0, "rdx"): (2, 3, 8, 22, 23, 24, 25),
    (1, "rax"): (4, 5, 21, 23),
    (1, "rdx"): (4, 5, 8, 10, 19),
}
# Where glibc's ucontext_t on x86-64 holds the registers, and their places among them.
_REGISTERS_AT = 40
_PLACES = {"rax": 13, "rbx": 11, "rcx": 14, "rdx": 12, "rip": 16}
_LOW_HALF = 0xFFFFFFFF


class _Action(ctypes.Structure):
    _fields_ = (
        ("handler", ctypes.c_void_p),
        ("mask", ctypes.c_uint8 * 128),
        ("flags", ctypes.c_int),
        ("restorer", ctypes.c_void_p),
    )


# OpenCV's variable for kernels that it must not choose, and those that it has for newer processors.
_OPENCV_DISABLED = ("OPENCV_CPU_DISABLE", "AVX512-SKX")
# Python runs this module at its start; a child process finds it beside the copied libraries.
_AT_START = "sitecustomize.py"
_CODE_AT_START = """import sys
sys.path.append({root!r})
from benchmarks.older_processor import OlderProcessor
processor = OlderProcessor()
sys.path.remove({root!r})
"""

_SA_SIGINFO, _SA_NODEFER = 4, 0x40000000
_Handler = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_Ask = ctypes.CFUNCTYPE(None, ctypes.c_uint32, ctypes.c_uint32, ctypes.POINTER(ctypes.c_uint32))


class OlderProcessor:
    """Answers CPUID instructions that were replaced by breakpoints, as long as the process lives.

    Attributes:
        answered: how many it has answered.
    """

    def __init__(self) -> None:
        self.answered = 0
        self._code = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        self._code.write(_ASK)
        self._ask = _Ask(ctypes.addressof(ctypes.c_char.from_buffer(self._code)))
        self._handler = _Handler(self._answer)
        action = _Action(ctypes.cast(self._handler, ctypes.c_void_p).value, flags=_SA_SIGINFO | _SA_NODEFER)
        if ctypes.CDLL(None, use_errno=True).sigaction(int(signal.SIGTRAP), ctypes.byref(action), None) != 0:
            raise OSError(ctypes.get_errno(), "The handler of SIGTRAP cannot be set.")

    def _answer(self, _signal: int, _info: int, context: int) -> None:
        registers = (ctypes.c_int64 * 23).from_address(context + _REGISTERS_AT)
        leaf, subleaf = (registers[_PLACES[name]] & _LOW_HALF for name in ("rax", "rcx"))
        answer = (ctypes.c_uint32 * 4)()
        self._ask(leaf, subleaf, answer)
        for index, name in enumerate(("rax", "rbx", "rcx", "rdx")):
            newer = _NEWER.get((subleaf, name), ()) if leaf == 7 else ()
            registers[_PLACES[name]] = answer[index] & ~sum(1 << bit for bit in newer)
        # The breakpoint is one byte, CPUID is two.
        registers[_PLACES["rip"]] += 1
        self.answered += 1


def replace_cpuid(library: Path) -> int:
    """Replace every CPUID instruction of a shared library by a breakpoint; return how many there were."""
    headers = _objdump("-h", library)
    section = re.search(r"\.text\s+\w+\s+(\w+)\s+\w+\s+(\w+)", headers)
    if section is None:
        raise SystemExit(f"{library} has no code.")
    in_file = int(section[2], 16) - int(section[1], 16)
    content = bytearray(library.read_bytes())
    found = 0
    for instruction in re.finditer(r"^\s*([0-9a-f]+):\t0f a2 ", _objdump("-d", library), re.MULTILINE):
        start = int(instruction[1], 16) + in_file
        if content[start : start + 2] != _CPUID:
            raise SystemExit(f"{library} is not as objdump describes it.")
        content[start : start + 2] = _BREAKPOINT
        found += 1
    library.write_bytes(content)
    return found


def copy_libraries(folder: Path) -> list[str]:
    """Copy the installed packages of `_LIBRARIES` into a folder, without CPUID; return their names."""
    copied = []
    for name, pattern in _LIBRARIES.items():
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            continue
        package = Path(spec.origin).parent
        shutil.copytree(package, folder / name)
        beside = package.with_name(f"{name}.libs")
        if beside.is_dir():
            shutil.copytree(beside, folder / beside.name)
        for library in (folder / name).glob(pattern):
            replace_cpuid(library)
        copied.append(name)
    return copied


def environment_of_children(folder: Path) -> dict[str, str]:
    """Return the variables that make Python in a child process use the libraries of a folder, and answer for them."""
    root = str(Path(__file__).parents[1])
    (folder / _AT_START).write_text(_CODE_AT_START.format(root=root), encoding="utf-8")
    own = os.environ.get("PYTHONPATH")
    name, kernels = _OPENCV_DISABLED
    return {name: kernels, "PYTHONPATH": os.pathsep.join([str(folder), *([own] if own else [])])}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a module with its arguments."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.older_processor", description=__doc__)
    parser.add_argument("-m", dest="module", required=True, help="module to run, with the arguments that follow")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    if sys.platform != "linux" or os.uname().machine != "x86_64" or shutil.which("objdump") is None:
        raise SystemExit("This needs Linux on x86-64 and `objdump` of binutils.")
    with tempfile.TemporaryDirectory() as folder:
        copied = copy_libraries(Path(folder))
        sys.path.insert(0, folder)
        os.environ.update(environment_of_children(Path(folder)))
        processor = OlderProcessor()
        sys.argv = [options.module, *options.arguments]
        try:
            runpy.run_module(options.module, run_name="__main__", alter_sys=True)
        finally:
            print(f"AVX2 alone, in {', '.join(copied)}: {processor.answered} questions answered.", file=sys.stderr)


def _objdump(option: str, library: Path) -> str:
    return subprocess.run(["objdump", option, library], capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    main()
