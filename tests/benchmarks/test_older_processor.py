"""The benchmark's older processor: ONNX Runtime runs on it, and only copies of libraries are changed."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from benchmarks.older_processor import copy_libraries, replace_cpuid

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        sys.platform != "linux" or os.uname().machine != "x86_64" or shutil.which("objdump") is None,
        reason="needs Linux on x86-64 and objdump",
    ),
]
MATTE = """
import hashlib
import numpy as np
from bisenet import Segmenter

frame = np.random.default_rng(3).integers(0, 256, (96, 160, 3), dtype=np.uint8)
matte = Segmenter(device="cpu", engine="onnx-int8", threads=1)(frame)
print(hashlib.sha256(matte.tobytes()).hexdigest(), matte.std() > 0)
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
    assert " 0 questions" not in older.stderr


def test_only_copies_are_changed(tmp_path: Path) -> None:
    assert "onnxruntime" in copy_libraries(tmp_path)
    library = next((tmp_path / "onnxruntime").glob("capi/onnxruntime_pybind11_state*.so"))
    assert replace_cpuid(library) == 0
    import onnxruntime

    original = Path(onnxruntime.__file__).parent / library.relative_to(tmp_path / "onnxruntime")
    assert len(original.read_bytes()) == len(library.read_bytes())
    assert original.read_bytes() != library.read_bytes()


def test_a_child_process_is_on_an_older_processor_too(tmp_path: Path) -> None:
    (tmp_path / "a_child.py").write_text(
        "import subprocess, sys\nsubprocess.run([sys.executable, '-P', '-c', sys.argv[1]], check=True)\n"
    )
    code = "import cv2, onnxruntime, sitecustomize as start\n"
    code += "print(start.processor.answered > 0, onnxruntime.__file__, cv2.getCPUFeaturesLine())"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    words = [sys.executable, "-m", "benchmarks.older_processor", "-m", "a_child", code]
    done = subprocess.run(words, capture_output=True, text=True, check=True, env=environment)
    is_answered, library, features = done.stdout.split(maxsplit=2)
    assert is_answered == "True"
    assert Path(library).parent.parent.parent == Path(tempfile.gettempdir())
    assert not {"*AVX512-SKX", "AVX512-SKX"} & set(features.split())
