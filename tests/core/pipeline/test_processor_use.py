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
    for number, schedstat, children in ((7, "2000000000 500000000 9\n", "70 "), (8, "1000000000 0 1\n", "")):
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
    assert use.threads == {7: ThreadUse(2.0, 0.5), 8: ThreadUse(1.0, 0.0)}
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


def test_zeros_of_a_kernel_without_statistics_of_threads_are_no_readings(proc: Path) -> None:
    for number in ("7", "8"):
        (proc / "self" / "task" / number / "schedstat").write_text("0 0 0\n")
    use = linux_processor_use(proc, lambda: 10.0)
    assert not use.threads
    assert use.own == pytest.approx(13.0)


@pytest.mark.parametrize(
    ("groups", "tree", "entry"),
    [
        ("0::/user/app\n", ".", "throttled_usec 1500000"),
        ("4:memory:/x\n1:cpu,cpuacct:/user/app\n0::/\n", "cpu,cpuacct", "throttled_time 1500000000"),
    ],
)
def test_the_time_under_quotas_is_read(proc: Path, groups: str, tree: str, entry: str) -> None:
    (proc / "self" / "cgroup").write_text(groups)
    group = proc / "groups" / tree / "user" / "app"
    group.mkdir(parents=True)
    (group / "cpu.stat").write_text(f"nr_periods 9\n{entry}\n")
    # A quota may belong to a group around that of the process.
    (group.parent / "cpu.stat").write_text(f"{entry}\n")
    assert linux_processor_use(proc, lambda: 10.0, proc / "groups").throttled == pytest.approx(3.0)
    assert linux_processor_use(proc, lambda: 10.0, proc / "nothing").throttled == 0


def test_this_system_gives_its_readings() -> None:
    before = read_processor_use()
    sum(range(300_000))
    after = read_processor_use()
    assert after.own > before.own
    assert after.all_programs is None or after.all_programs >= 0
    assert not after.threads or threading.get_native_id() in after.threads
    assert usable_cores() >= 1
