"""Changes on their way to the session: one per name at a time; of those waiting only the newest is kept."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from app.core.errors import BisenetBgError
from app.gui.session.changes import Make
from app.gui.session.messages import error_message
from app.gui.session.session import Session


class PendingChanges(QObject):
    """Forwards changes one by one, because a slider moves faster than, say, a background opens.

    While a change is being applied, a newer one of the same name waits and replaces any that already waits.

    Signals:
        settled: name of a change, applied or refused, when no other of that name waits.
    """

    settled = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        # The change that waits behind the one being applied, by name.
        self._next: dict[str, tuple[Make, str] | None] = {}

    def is_pending(self, name: str) -> bool:
        """Say whether a change of this name is being applied, so that the value in use may be out of date."""
        return name in self._next

    def submit(self, name: str, make: Make, step: str = "") -> None:
        """Apply a change, now or after the one of the same name in progress.

        Args:
            name: of the change.
            make: returns fields of `AppConfig`; called when the change is about to be applied.
            step: of `Session.adjust`.
        """
        if name in self._next:
            self._next[name] = (make, step)
            return
        self._next[name] = None
        self._session.adjust(partial(self._settle, name), step, **make(self._session.config))

    def _settle(self, name: str, error: BisenetBgError | None) -> None:
        following = self._next.pop(name)
        if error is not None:
            self._session.show(error_message(error))
        if following is not None:
            self.submit(name, *following)
        else:
            self.settled.emit(name)
