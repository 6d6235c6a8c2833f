"""Says a standing trouble once when it begins and once when it is over, however often it is met."""

from __future__ import annotations

import structlog

log = structlog.get_logger(__name__)


class Sayings:
    """By what holds the keeper back: node, database, tables, price, balance."""

    def __init__(self) -> None:
        self._standing: dict[str, str] = {}

    def trouble(self, of: str, problem: str) -> None:
        """It cannot go on because of this, one sentence with the remedy."""
        if of not in self._standing:
            log.warning("keeper_waits", because_of=of, problem=problem)
        self._standing[of] = problem

    def over(self, of: str) -> None:
        """That trouble is not there."""
        if self._standing.pop(of, None) is not None:
            log.info("keeper_goes_on", after=of)

    def stands(self, *of: str) -> bool:
        """Whether one of these troubles is there."""
        return any(one in self._standing for one in of)

    @property
    def problems(self) -> tuple[str, ...]:
        """All that holds the keeper back, each in one sentence."""
        return tuple(self._standing.values())
