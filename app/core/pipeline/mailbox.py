"""Hand-over between threads: a slot for one item, where the newest wins and dropped items are counted."""

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """A slot for one item.

    `put` replaces an item that nobody took and counts it as dropped. `close` wakes all waiting threads.
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
        """Store an item for the reader; ignored after `close`."""
        with self._condition:
            if self._closed:
                return
            if self._item is not None:
                self._dropped += 1
            self._item = item
            self._condition.notify_all()

    def take(self, timeout: float | None = None) -> T | None:
        """Wait up to `timeout` seconds (None: for ever) and remove the item; None if closed or timed out."""
        with self._condition:
            self._condition.wait_for(lambda: self._item is not None or self._closed, timeout)
            item, self._item = self._item, None
            return None if self._closed else item

    def close(self) -> None:
        """End the hand-over: waiting threads get None, later items are ignored."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()
