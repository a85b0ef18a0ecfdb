import re
from pathlib import Path

import pytest

from bisenet.media.system_libraries import advice_to_install, missing_library, why_it_cannot_start

LIB_SH = Path(__file__).parents[2] / "scripts" / "lib.sh"


@pytest.mark.parametrize(
    ("error", "name"),
    [
        ("libEGL.so.1: cannot open shared object file: No such file or directory", "libEGL.so.1"),
        ("libxcb.so: Kann die Shared-Object-Datei nicht öffnen", "libxcb.so"),
        ("/usr/lib/libqxcb.so: file too short", ""),
        ("No module named 'package.sound'", ""),
        ("something else", ""),
    ],
)
def test_the_missing_library_is_named(error: str, name: str) -> None:
    assert missing_library(ImportError(error)) == name


def test_the_reason_says_what_to_install() -> None:
    reason = why_it_cannot_start(ImportError("libGL.so.1: cannot open shared object file"))
    assert "because libGL.so.1 is missing." in reason
    assert "`sudo apt install " in reason


@pytest.mark.parametrize(
    "error",
    [
        "cannot import name 'main' from 'app'",
        "libtorch_cpu.so: cannot enable executable stack as shared object requires: Invalid argument",
        "libcudart.so.12: cannot open shared object file: No such file or directory",
        "onnxruntime_pybind11_state.so: cannot enable executable stack as shared object requires: Invalid argument",
    ],
)
def test_another_error_is_no_missing_system_library(error: str) -> None:
    assert why_it_cannot_start(ImportError(error)) == ""


def test_the_advice_names_packages_that_the_start_script_installs_too() -> None:
    (command,) = re.findall(r"`sudo apt install ([^`]+)`", advice_to_install())
    libraries = re.search(r'system_libraries="([^"]+)"', LIB_SH.read_text(encoding="utf-8"))
    assert libraries
    assert set(command.split()) <= {pair.partition(":")[2] for pair in libraries[1].split()}
