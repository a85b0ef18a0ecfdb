"""The system knows threads by their names."""

import sys
import threading
from pathlib import Path

import pytest

from app.core.threads import NamedThread, system_name


@pytest.mark.skipif(sys.platform != "linux", reason="other systems show no names")
@pytest.mark.parametrize("name", ["capture", "a name of more than fifteen letters"])
def test_the_system_shows_the_name_of_a_thread(name: str) -> None:
    shown = []

    def look() -> None:
        shown.append(Path(f"/proc/self/task/{threading.get_native_id()}/comm").read_bytes().rstrip(b"\n"))

    thread = NamedThread(target=look, name=name)
    thread.start()
    thread.join()
    assert shown == [system_name(name)]
    assert len(shown[0]) <= 15


def test_a_thread_runs_where_the_system_shows_no_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("app.core.threads._COMM", str(tmp_path / "{thread}" / "comm"))
    ran = threading.Event()
    thread = NamedThread(target=ran.set)
    thread.start()
    thread.join()
    assert ran.is_set()
