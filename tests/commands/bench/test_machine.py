import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.main import main
from app.commands.bench import machine

_PIN = """
import os, threading
import cv2, numpy
from app.commands.bench.machine import pin
from bisenet.inference.hardware import available_cores, default_threads
stop = threading.Event()
other = threading.Thread(target=stop.wait)
other.start()
pin(1)
tasks = os.listdir("/proc/self/task")
print(available_cores(), default_threads(), {len(os.sched_getaffinity(int(task))) for task in tasks})
stop.set()
"""


def test_the_processors_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = tmp_path / "cpuinfo"
    info.write_text("processor\t: 0\nmodel name\t: Fake 3000 CPU\nflags\t: a b\nmodel name\t: Other\n")
    monkeypatch.setattr(machine, "_CPU_INFO", info)
    assert machine.cpu_name() == "Fake 3000 CPU"
    info.write_text("Hardware\t: board\n")
    assert machine.cpu_name()
    monkeypatch.setattr(machine, "_CPU_INFO", tmp_path / "absent")
    assert machine.cpu_name()


@pytest.mark.skipif(sys.platform != "linux", reason="pinning of Linux")
def test_pinning_affects_running_threads() -> None:
    done = subprocess.run([sys.executable, "-c", _PIN], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1 1 {1}"


@pytest.mark.skipif(sys.platform != "linux", reason="pinning of Linux")
def test_more_cores_than_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    before = os.sched_getaffinity(0)
    assert main(["bench", "--cores", "5000"]) == 2
    assert f"There are not 5000 cores here. Give --cores {len(before)} or less." in capsys.readouterr().err
    assert os.sched_getaffinity(0) == before


@pytest.mark.parametrize("option", ["--cores=0", "--cores=x", "--frames=0", "--frames=1.5"])
def test_an_invalid_number(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ending:
        main(["bench", option])
    assert ending.value.code == 2
    assert "is not a whole number from 1 to 1000000000" in capsys.readouterr().err


def test_one_question_at_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ending:
        main(["bench", "--table", "--frames", "5"])
    assert ending.value.code == 2
    assert "not allowed with" in capsys.readouterr().err
