"""The `bisenet-bg` command, which also reports the positions of its controls to a script that clicks them.

It reads names from standard input, one a line, and answers each with the middle of that control on the screen as "X Y",
or with "none". A control is called by its accessible name, up to a comma in it, its words or its object's name.
"""

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from app.cli.main import main


def _names(widget: QWidget) -> Iterator[str]:
    yield widget.accessibleName()
    yield widget.accessibleName().partition(",")[0]
    yield widget.objectName()
    if isinstance(widget, QAbstractButton | QLabel):
        yield widget.text().replace("&", "")


def _find(name: str) -> str:
    shown = [widget for widget in QApplication.allWidgets() if widget.isVisible() and name in _names(widget)]
    # What can be clicked goes before a label with the same words.
    shown.sort(key=lambda widget: isinstance(widget, QLabel))
    for widget in shown:
        middle = widget.mapToGlobal(widget.visibleRegion().boundingRect().center())
        scale = widget.devicePixelRatioF()
        if not widget.visibleRegion().isEmpty():
            return f"{round(middle.x() * scale)} {round(middle.y() * scale)}"
    return "none"


def _answer() -> None:
    for line in sys.stdin:
        application = QApplication.instance()
        if application is None:
            print("none", flush=True)
            continue
        answer: Future[str] = Future()
        name = line.rstrip("\n")
        QTimer.singleShot(0, application, lambda name=name, answer=answer: answer.set_result(_find(name)))
        print(answer.result(), flush=True)


if __name__ == "__main__":
    threading.Thread(target=_answer, daemon=True).start()
    sys.exit(main(sys.argv[1:]))
