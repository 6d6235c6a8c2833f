"""How many blocks to ask for at once: what the node allows, and what keeps one answer small."""

from __future__ import annotations

from backend.chain.trouble import NodeTrouble, RangeRefused

FIRST = 100
LOGS_AT_ONCE = 10_000


class Span:
    """The next range's length, learned from refusals and from how many logs came back. Never above `limit`."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._length = min(FIRST, limit)

    def last(self, first: int, end: int) -> int:
        """The last block of the next range from `first`, at most `end`."""
        return min(end, first + self._length - 1)

    def served(self, blocks: int, logs: int) -> None:
        """A range of `blocks` gave `logs`: grow when there was room, shrink when one answer got too large."""
        fitting = blocks * LOGS_AT_ONCE // max(logs, 1)
        self._length = max(1, min(self._limit, fitting, max(self._length, blocks) * 2))

    def refused(self, blocks: int, refusal: RangeRefused) -> None:
        """A range of `blocks` was refused: ask for fewer. Raises NodeTrouble when there is nothing fewer."""
        if blocks == 1:
            raise NodeTrouble(f"The node refuses the logs of a single block ({refusal}): use another node.")
        self._length = max(1, refusal.span or blocks // 2)
        if refusal.lasting:
            self._limit = self._length
