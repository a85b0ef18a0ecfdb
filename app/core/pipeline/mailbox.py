"""Hand-over between threads: room for one, the newest wins, what was lost is counted."""

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """A slot for one item.

    `put` replaces an item that nobody took and counts it as dropped. `close` wakes every waiter.
    """

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._item: T | None = None
        self._closed = False
        self._dropped = 0

    @property
    def dropped(self) -> int:
        """How many items were replaced before anyone took them."""
        with self._condition:
            return self._dropped

    def put(self, item: T) -> None:
        """Leave an item for the reader; ignored once closed."""
        with self._condition:
            if self._closed:
                return
            if self._item is not None:
                self._dropped += 1
            self._item = item
            self._condition.notify_all()

    def take(self, timeout: float | None = None) -> T | None:
        """Wait up to `timeout` seconds (None: for ever) and remove the item; None when closed or in time-out."""
        with self._condition:
            self._condition.wait_for(lambda: self._item is not None or self._closed, timeout)
            item, self._item = self._item, None
            return None if self._closed else item

    def close(self) -> None:
        """End the hand-over: waiters return None, later items are ignored."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()
