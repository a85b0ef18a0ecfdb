"""Runs a module on libraries that believe in a processor with AVX2 and without AVX-512 and int8 dot products.

    python -m benchmarks.older_processor -m app bench --compare mediapipe --cores 1

ONNX Runtime and MediaPipe choose their kernels by the processor's CPUID instruction. Their libraries are copied with
each of these instructions replaced by a breakpoint, and a handler of SIGTRAP answers in its place, without the bits of
newer instructions. OpenCV and NumPy leave such instructions out when their environment variables say so. The kernels
are those of Zen 2 and 3 and of Intel before Ice Lake; clock, caches and memory are those of the machine that runs
them. The packages themselves stay as they are. Child processes run on the older processor too.

For Linux on x86-64; needs `objdump` of binutils.
"""

import argparse
import ctypes
import importlib.util
import mmap
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_LIBRARIES = {
    "onnxruntime": "capi/onnxruntime_pybind11_state*.so",
    "mediapipe": "python/_framework_bindings*.so",
}
_ENVIRONMENT = {
    "OPENCV_CPU_DISABLE": "AVX512-SKX,AVX512-CLX,AVX_VNNI",
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
}
# Python imports this module by itself at the start of every process that finds it.
_AT_START = """from benchmarks.older_processor import OlderProcessor

processor = OlderProcessor()
"""
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


def can_emulate() -> bool:
    """Say whether this machine and its tools allow it."""
    return sys.platform == "linux" and os.uname().machine == "x86_64" and shutil.which("objdump") is not None


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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a module with its arguments; return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.older_processor", description=__doc__)
    parser.add_argument("-m", dest="module", required=True, help="module to run, with the arguments that follow")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    if not can_emulate():
        raise SystemExit("This needs Linux on x86-64 and `objdump` of binutils.")
    with tempfile.TemporaryDirectory() as folder:
        copied = copy_libraries(Path(folder))
        Path(folder, "sitecustomize.py").write_text(_AT_START, encoding="utf-8")
        print(f"AVX2 alone, in {', '.join(copied)}, OpenCV and NumPy.", file=sys.stderr)
        paths = [folder, *dict.fromkeys([str(_ROOT), *sys.path])]
        environment = {**os.environ, **_ENVIRONMENT, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
        command = [sys.executable, "-P", "-m", options.module, *options.arguments]
        return subprocess.run(command, env=environment, check=False).returncode


def _objdump(option: str, library: Path) -> str:
    return subprocess.run(["objdump", option, library], capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    raise SystemExit(main())
