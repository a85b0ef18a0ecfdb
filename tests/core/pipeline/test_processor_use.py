"""Reading the processor's use from a folder such as Linux's /proc."""

import os
import sys
import threading
from pathlib import Path

import pytest

from app.core.pipeline.processor_use import ThreadUse, linux_processor_use, read_processor_use, usable_cores

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux only")


@pytest.fixture
def proc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with two threads, a child process and three cores, of which the third is not ours."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1})
    monkeypatch.setattr(os, "sysconf", lambda name: 100)
    for number, schedstat, children in ((7, "2000000000 500000000 9\n", "70 "), (8, "0 0 1\n", "")):
        task = tmp_path / "self" / "task" / str(number)
        task.mkdir(parents=True)
        (task / "schedstat").write_text(schedstat)
        (task / "children").write_text(children)
    (tmp_path / "70").mkdir()
    (tmp_path / "70" / "stat").write_text("70 (a ) b) S 1 1 1 0 -1 4194560 1 0 0 0 250 50 0 0 20 0\n")
    cores = ("cpu 1 1 1 1 1 1 1", "cpu0 100 20 30 9999 5 4 6 50", "cpu1 200 0 0 9999 0 0 0 0", "cpu2 999 0 0 0 0 0 0")
    (tmp_path / "stat").write_text("\n".join((*cores, "intr 1 2 3")))
    return tmp_path


def test_threads_cores_and_children_are_read(proc: Path) -> None:
    use = linux_processor_use(proc, lambda: 10.0)
    assert use.threads == {7: ThreadUse(2.0, 0.5), 8: ThreadUse(0.0, 0.0)}
    assert use.own == pytest.approx(10 + 3.0)
    # Without idle time, stolen time and the core that this process may not use.
    assert use.all_programs == pytest.approx(1.6 + 2.0)


def test_what_the_system_does_not_say_is_left_out(proc: Path) -> None:
    (proc / "stat").write_text("cpu\n")
    (proc / "70" / "stat").unlink()
    (proc / "self" / "task" / "7" / "schedstat").unlink()
    use = linux_processor_use(proc, lambda: 10.0)
    assert (use.own, use.all_programs, list(use.threads)) == (10.0, None, [8])
    assert linux_processor_use(proc / "nothing", lambda: 10.0).threads == {}


def test_this_system_gives_its_readings() -> None:
    before = read_processor_use()
    sum(range(300_000))
    after = read_processor_use()
    assert after.own > before.own
    assert after.all_programs is None or after.all_programs >= 0
    assert not after.threads or threading.get_native_id() in after.threads
    assert usable_cores() >= 1
