"""The order of files, failures, and the end of the thread."""

import threading
from collections.abc import Callable
from pathlib import Path

from app.gui.dialogs.file_worker import FileWorker


def test_the_files_that_were_asked_for_last_come_first(wait_until: Callable[[Callable[[], bool]], None]) -> None:
    begun, go_on = threading.Event(), threading.Event()
    order: list[str] = []

    def work(path: Path) -> str:
        begun.set()
        go_on.wait()
        order.append(path.name)
        return path.name

    worker = FileWorker("files", work, "")
    worker.ask([Path("first")])
    begun.wait()
    worker.ask([Path("old"), Path("both")])
    worker.ask([Path("new"), Path("both")])
    go_on.set()
    wait_until(lambda: len(order) == 4)
    worker.stop()
    assert order == ["first", "new", "both", "old"]


def test_a_failure_is_a_result(wait_until: Callable[[Callable[[], bool]], None]) -> None:
    def fail(path: Path) -> str:
        raise ValueError(path)

    worker = FileWorker("files", fail, "failed")
    worker.ask([Path("a"), Path("b")])
    found: list[tuple[Path, str]] = []

    def has_all() -> bool:
        found.extend(worker.results())
        return worker.is_idle

    wait_until(has_all)
    worker.stop()
    assert found == [(Path("a"), "failed"), (Path("b"), "failed")]


def test_a_worker_without_files_has_no_thread() -> None:
    before = threading.active_count()
    worker = FileWorker("files", str, "")
    worker.ask([])
    assert threading.active_count() == before
    worker.stop()
