"""Changes on their way to the session: of each kind one at a time, and the newest next."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from app.core.errors import BisenetBgError
from app.gui.session.changes import Make
from app.gui.session.messages import error_message
from app.gui.session.session import Session


class PendingChanges(QObject):
    """A slider asks faster than a background is opened: what lies between the first wish and the last is left out.

    Signals:
        settled: name of a kind of which no wish is open any more, granted or not.
    """

    settled = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._open: dict[str, tuple[Make, str] | None] = {}

    def is_open(self, name: str) -> bool:
        """Say whether a wish of this kind is on its way, so that what is in use may be older."""
        return name in self._open

    def ask(self, name: str, make: Make, step: str = "") -> None:
        """Wish for a change.

        Args:
            name: of its kind.
            make: returns fields of `AppConfig`; called when it is this wish's turn.
            step: the session's.
        """
        if name in self._open:
            self._open[name] = (make, step)
            return
        self._open[name] = None
        self._session.adjust(partial(self._settle, name), step, **make(self._session.config))

    def _settle(self, name: str, error: BisenetBgError | None) -> None:
        waiting = self._open.pop(name)
        if error is not None:
            self._session.show(error_message(error))
        if waiting is not None:
            self.ask(name, *waiting)
        else:
            self.settled.emit(name)
