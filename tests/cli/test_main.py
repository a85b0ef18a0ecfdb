import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.main import main
from app.commands.bench.config import BenchConfig
from app.commands.bench.main_job import measure
from app.core.types import Size
from app.factory import bundled_backgrounds, describe_source
from bisenet.inference.hardware import has_cuda_driver

pytestmark = pytest.mark.slow


def test_devices_as_json_and_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["devices", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["backgrounds"][0] == "beach.jpg"
    assert len(found["backgrounds"]) >= 6
    assert "bisenet-mobilenetv2" in found["models"]
    assert bool(found["virtual_camera"]["devices"]) != bool(found["virtual_camera"]["problem"])
    assert main(["devices"]) == 0
    assert "beach.jpg" in capsys.readouterr().out


def test_bench_measures_every_stage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--json", "--seconds", "0.3", "--size", "320x180", "--background", "blur"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["frames"] >= 1
    assert result["size"] == "320x180"
    assert {"segment", "background", "composite", "total"} == result["stages_ms"].keys()
    assert all(0 < times["p50"] <= times["p95"] for times in result["stages_ms"].values())
    assert result["core_share_at_30_fps"] == pytest.approx(result["cpu_ms_per_frame"] * 0.03, abs=0.001)
    # At least the matte and the composite are new each time, and larger than 64 KiB.
    assert result["buffers_per_frame"] >= 2
    assert result["buffer_bytes_per_frame"] >= 320 * 180 * (4 + 3)
    assert result["own_frames_mib"] < result["peak_memory_mib"]
    assert min(result["start_up_seconds"].values()) > 0
    assert {"cpu", "cores", "versions"} <= result["machine"].keys()
    assert main(["bench", "--seconds", "0.1", "--size", "64x36"]) == 0
    assert "fps over" in capsys.readouterr().out


def test_bench_scales_the_clip() -> None:
    config = BenchConfig(background="#000000", device="cpu", size=Size(90, 160), seconds=0.01)
    assert measure(config)["size"] == "90x160"


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    for option, text in (("--version", "bisenet-bg "), ("--help", "bisenet-bg render me.mp4 out.mp4")):
        with pytest.raises(SystemExit) as ending:
            main([option])
        assert ending.value.code == 0
        assert text in capsys.readouterr().out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("words", [["--help"], ["render", "--help"], ["--version"]])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_help_that_cannot_be_written_is_a_failure(words: list[str], unbuffered: str) -> None:
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "app", *words],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            check=False,
        )
    assert done.returncode != 0
    assert "bisenet-bg: The system refused (No space left on device)" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_the_parser_wraps_its_errors() -> None:
    import pty

    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": "40"}
    done = subprocess.run(
        [sys.executable, "-m", "app", "--backgroud", "x"], stderr=theirs, env=environment, check=False
    )
    os.close(theirs)
    said = os.read(ours, 1000).decode()
    os.close(ours)
    assert done.returncode == 2
    lines = said.splitlines()
    assert len(lines) > 1
    assert all(len(line) <= 40 for line in lines)
    assert " ".join(lines) == "bisenet-bg: There is no option --backgroud. Did you mean --background?"


def test_bundled_pictures_have_full_hd_resolution() -> None:
    from app.devices.media.pictures import read_picture

    assert len(bundled_backgrounds()) >= 6
    assert {read_picture(path).shape for path in bundled_backgrounds()} == {(1080, 1920, 3)}


def test_without_a_camera_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.factory.list_cameras", list)
    assert "demo clip" in describe_source(None)[0]
    assert describe_source("demo") == ()


@pytest.mark.skipif(has_cuda_driver(), reason="this machine has CUDA")
def test_without_a_driver_a_pipeline_that_might_take_a_gpu_imports_no_torch() -> None:
    code = """
import sys
from app.commands.bench.first_composite import main
from app.inference import import_engines
import_engines("auto")
status = main('["#00b140", null, "auto", 64, 36]')
print([name for name in ("PySide6", "torch", "app.cuda") if name in sys.modules], status)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[] 0"


@pytest.mark.parametrize(
    "arguments",
    [
        ["render", "--help"],
        ["devices"],
        ["control", "status"],
        ["bench", "--seconds", "0.05", "--size", "64x36", "--device", "cpu"],
        ["bench", "--frames", "3", "--size", "64x36", "--device", "cpu"],
    ],
)
def test_without_a_window_neither_qt_nor_torch_is_imported(arguments: list[str]) -> None:
    code = f"""
import sys
from app.cli.main import main
try:
    main({arguments!r})
except SystemExit:
    pass
import app.commands.headless, app.commands.render, app.commands.bench.table, app.commands.bench.compare
print([name for name in ("PySide6", "torch", "pyvirtualcam") if name in sys.modules], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip().splitlines()[-1] == "[]"
