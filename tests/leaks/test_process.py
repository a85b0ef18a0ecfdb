"""The headless command in a process of its own that is asked to end, or killed."""

import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from app.core.types import Rgb
from tests.cuda.fake_gpu import CALLS
from tests.fakes import SMALL
from tests.leaks import headless
from tests.leaks.judge import LAST_SLATES
from tests.leaks.studio import look_at
from tests.leaks.tally import Tally

pytestmark = pytest.mark.slow

_BYTES = SMALL.width * SMALL.height * 3
_ENOUGH = 150
_LOST = b"The graphics card failed (CUDA error: the device is lost). The CPU takes over."


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP", "SIGKILL"])
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_what_a_process_that_ends_has_sent(name: str, tally: Tally) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", headless.__name__],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    sent = process.stdout.read(_ENOUGH * _BYTES)
    process.send_signal(getattr(signal, name))
    rest, told = process.communicate(timeout=60)
    frames = pictures(sent + rest)
    seen = [look_at(rgb) for rgb in frames]
    leaked = sum(one.room for one in seen)
    if name == "SIGKILL":
        assert process.returncode == -signal.SIGKILL
    else:
        assert process.returncode == 0, told
        leaked += sum(one.person for one in seen[-LAST_SLATES:])
    tally.add(f"process {name}", len(seen), leaked)
    assert leaked == 0
    assert seen[0].person == 0
    numbers = [one.number for one in seen if one.person]
    assert len(set(numbers)) > _ENOUGH / 10
    assert numbers == sorted(numbers)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_process_whose_gpu_is_lost_goes_on_and_ends_well(call: str, tally: Tally, tmp_path: Path) -> None:
    """Lost when it gives memory back, it is not missed before the end."""
    complaints = tmp_path / "complaints"
    with complaints.open("wb") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", headless.__name__, call],
            cwd=Path(__file__).parents[2],
            stdout=subprocess.PIPE,
            stderr=told,
        )
    assert process.stdout is not None
    frames: list[Rgb] = []
    people: set[int] = set()
    # The GPU is lost before it has shown so many.
    while len(people) < 60 or (call != "free" and _LOST not in complaints.read_bytes()):
        data = process.stdout.read(_BYTES)
        assert len(data) == _BYTES, complaints.read_bytes()
        frames += pictures(data)
        seen = look_at(frames[-1])
        people |= {seen.number} if seen.person else set()
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=60)
    assert process.returncode == 0, complaints.read_bytes()
    leaked = sum(look_at(rgb).room for rgb in [*frames, *pictures(rest)])
    tally.add(f"process {call}", len(frames), leaked)
    assert leaked == 0


def pictures(data: bytes) -> list[Rgb]:
    """Return the pictures in what was sent; the last may be a part, whose rest is black."""
    whole = data + bytes(-len(data) % _BYTES)
    return list(np.frombuffer(whole, np.uint8).reshape(-1, SMALL.height, SMALL.width, 3))
