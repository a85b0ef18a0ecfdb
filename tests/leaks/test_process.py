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
from tests.leaks.studio import Seen, look_at
from tests.leaks.tally import Tally

_BYTES = SMALL.width * SMALL.height * 3
_ENOUGH = 150


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
def test_a_process_whose_gpu_is_lost_goes_on_and_ends_well(call: str, tally: Tally) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", headless.__name__, call],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    frames = []
    seen: list[Seen] = []
    # Sixty people after the first tells that the CPU shows them: by then the GPU is lost.
    while len({one.number for one in seen}) < 60:
        data = process.stdout.read(_BYTES)
        assert len(data) == _BYTES, process.stderr.read()
        frames += pictures(data)
        seen = [*seen, *(one for one in [look_at(frames[-1])] if one.person)]
    process.send_signal(signal.SIGTERM)
    rest, told = process.communicate(timeout=60)
    assert process.returncode == 0, told
    assert (b"The graphics card failed (CUDA error: the device is lost)" in told) == (call != "free")
    leaked = sum(look_at(rgb).room for rgb in [*frames, *pictures(rest)])
    tally.add(f"process {call}", len(frames), leaked)
    assert leaked == 0


def pictures(data: bytes) -> list[Rgb]:
    """Return the pictures in what was sent; the last may be a part, whose rest is black."""
    whole = data + bytes(-len(data) % _BYTES)
    return list(np.frombuffer(whole, np.uint8).reshape(-1, SMALL.height, SMALL.width, 3))
