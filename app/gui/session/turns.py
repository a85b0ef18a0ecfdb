"""Whose turn it is among changes that take time; no Qt."""

from collections.abc import Callable, Collection, Iterator


class Change:
    """One change on its way.

    Args:
        fields: what it changes.
        touched: what it depends on beside them.
        begin: called when nothing that was asked for before still has to do with any of them.
        stands_alone: whether it gives its fields the same values whatever came before.
    """

    def __init__(
        self,
        fields: Collection[str],
        touched: Collection[str],
        begin: Callable[["Change"], None],
        *,
        stands_alone: bool,
    ) -> None:
        self.fields = frozenset(fields)
        self.touched = self.fields | frozenset(touched)
        self.begin = begin
        self.stands_alone = stands_alone
        self.has_begun = False


class ChangeQueue:
    """Lets changes of the same fields begin one after another, so that each is made of what the one before led to."""

    def __init__(self) -> None:
        self._open: list[Change] = []

    def take(self, turn: Change) -> None:
        """Begin it now, or once what it has to wait for is done; whoever began says so by `done`."""
        self._open.append(turn)
        self._go_on()

    def is_overtaken(self, turn: Change) -> bool:
        """Say whether something was asked for since that leaves nothing of it."""
        return any(turn.fields <= later.fields and later.stands_alone for later in self._after(turn))

    def done(self, turn: Change) -> None:
        """Let those begin that waited for it."""
        self._open.remove(turn)
        self._go_on()

    def _after(self, turn: Change) -> Iterator[Change]:
        return iter(self._open[self._open.index(turn) + 1 :])

    def _go_on(self) -> None:
        for turn in tuple(self._open):
            # Beginning may end it at once, and let others begin meanwhile.
            if turn not in self._open or turn.has_begun:
                continue
            before = self._open[: self._open.index(turn)]
            if all(turn.touched.isdisjoint(other.touched) for other in before):
                turn.has_begun = True
                turn.begin(turn)
