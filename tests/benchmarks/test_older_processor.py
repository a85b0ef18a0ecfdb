"""The benchmark's older processor: ONNX Runtime runs on it, and only copies of libraries are changed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.older_processor import can_emulate, copy_libraries, replace_cpuid

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not can_emulate(), reason="needs Linux on x86-64 and objdump"),
]
MATTE = """
import hashlib
import numpy as np
from bisenet import Segmenter

frame = np.random.default_rng(3).integers(0, 256, (96, 160, 3), dtype=np.uint8)
matte = Segmenter(device="cpu", engine="onnx-int8", threads=1)(frame)
print(hashlib.sha256(matte.tobytes()).hexdigest(), matte.std() > 0)
"""
CHILD = """
import os
import subprocess
import sys

import cv2
import onnxruntime
import sitecustomize

newer = ("*AVX512-SKX ", "*AVX512-CLX ", "*AVX_VNNI ")
features = cv2.getCPUFeaturesLine() + " "
print(sitecustomize.processor.answered > 0, "*AVX2 " in features, any(name in features for name in newer))
if len(sys.argv) == 1:
    raise SystemExit(subprocess.run([sys.executable, "-P", "-m", "child", "again"]).returncode or 3)
"""


def test_the_int8_matte_is_the_same_on_an_older_processor(tmp_path: Path) -> None:
    (tmp_path / "one_matte.py").write_text(MATTE)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    own, older = (
        subprocess.run([sys.executable, *words], capture_output=True, text=True, check=True, env=environment)
        for words in (["-m", "one_matte"], ["-m", "benchmarks.older_processor", "-m", "one_matte"])
    )
    assert own.stdout == older.stdout
    assert "AVX2 alone, in onnxruntime" in older.stderr


def test_a_process_and_its_child_run_on_the_older_processor(tmp_path: Path) -> None:
    (tmp_path / "child.py").write_text(CHILD)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.older_processor", "-m", "child"],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    # Its exit status is the module's.
    assert (done.returncode, done.stdout) == (3, "True True False\n" * 2)


def test_only_copies_are_changed(tmp_path: Path) -> None:
    assert "onnxruntime" in copy_libraries(tmp_path)
    library = next((tmp_path / "onnxruntime").glob("capi/onnxruntime_pybind11_state*.so"))
    assert replace_cpuid(library) == 0
    import onnxruntime

    original = Path(onnxruntime.__file__).parent / library.relative_to(tmp_path / "onnxruntime")
    assert len(original.read_bytes()) == len(library.read_bytes())
    assert original.read_bytes() != library.read_bytes()
