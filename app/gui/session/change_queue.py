"""Queue that serialises conflicting changes; no Qt."""

from collections.abc import Callable, Collection, Iterator


class Change:
    """A requested change that may take time.

    Args:
        fields: the fields that it sets.
        touched: other fields that it reads or rebuilds.
        begin: called once every earlier change that shares a field with it is done.
        is_independent: whether its values do not depend on earlier changes.
    """

    def __init__(
        self,
        fields: Collection[str],
        touched: Collection[str],
        begin: Callable[["Change"], None],
        *,
        is_independent: bool,
    ) -> None:
        self.fields = frozenset(fields)
        self.touched = self.fields | frozenset(touched)
        self.begin = begin
        self.is_independent = is_independent
        self.has_begun = False


class ChangeQueue:
    """Runs changes that share a field one after another, so that each starts from the result of the previous one."""

    def __init__(self) -> None:
        self._open: list[Change] = []

    def add(self, change: Change) -> None:
        """Begin a change now, or once the changes that it conflicts with are done; `done` must follow."""
        self._open.append(change)
        self._begin_ready()

    def is_overtaken(self, change: Change) -> bool:
        """Return whether a later change sets all its fields anyway."""
        return any(change.fields <= later.fields and later.is_independent for later in self._after(change))

    def done(self, change: Change) -> None:
        """Remove a finished change and begin those that waited for it."""
        self._open.remove(change)
        self._begin_ready()

    def _after(self, change: Change) -> Iterator[Change]:
        return iter(self._open[self._open.index(change) + 1 :])

    def _begin_ready(self) -> None:
        for change in tuple(self._open):
            # `begin` may finish the change at once, and so begin others.
            if change not in self._open or change.has_begun:
                continue
            earlier = self._open[: self._open.index(change)]
            if all(change.touched.isdisjoint(other.touched) for other in earlier):
                change.has_begun = True
                change.begin(change)
