"""What a wallet remembers, as plain facts: the twin keeps them, the fold of the events rebuilds them."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

VETOED = 2**256 - 1


class Terms(NamedTuple):
    """The answer of `wallet_terms()`."""

    threshold: int
    call_threshold: int
    owner_count: int
    delay: int
    epoch: int


class Allowed(NamedTuple):
    """What a spender may do in one token. anchor: the second from which windows are counted; window_end: of the last
    window in which something was spent, and what was."""

    amount: int = 0
    window: int = 0
    anchor: int = 0
    window_end: int = 0
    spent: int = 0
    number: int = 0

    def end_at(self, now: int) -> int:
        """When the window that runs now ends."""
        return now - (now - self.anchor) % self.window + self.window

    def at(self, now: int) -> tuple[int, int, int, int, int]:
        """The answer of `limit(spender, token)`."""
        if not self.window:
            return 0, 0, 0, 0, self.number
        end = self.end_at(now)
        return self.amount, self.window, self.spent if self.window_end == end else 0, end, self.number


@dataclass
class WalletBooks:
    """nonces: the next of each lane; confirmed: (proposal, owner); ready: when a scheduled change may be executed, or
    VETOED; limits: by (spender, token); accepted: who has accepted and is no owner yet; spent: (signer, digest)."""

    owners: frozenset[str] = frozenset()
    threshold: int = 0
    call_threshold: int = 0
    delay: int = 0
    epoch: int = 0
    nonces: dict = field(default_factory=dict)
    confirmed: set = field(default_factory=set)
    ready: dict = field(default_factory=dict)
    limits: dict = field(default_factory=dict)
    accepted: set = field(default_factory=set)
    spent: set = field(default_factory=set)

    def copy(self) -> "WalletBooks":
        """Apart from the original, so that a refused call leaves no trace."""
        return replace(
            self,
            nonces=dict(self.nonces),
            confirmed=set(self.confirmed),
            ready=dict(self.ready),
            limits=dict(self.limits),
            accepted=set(self.accepted),
            spent=set(self.spent),
        )

    def terms(self) -> Terms:
        return Terms(self.threshold, self.call_threshold, len(self.owners), self.delay, self.epoch)

    def next_nonce(self, lane: int) -> int:
        return self.nonces.get(lane, 0)

    def limit(self, spender: str, token: str) -> Allowed:
        return self.limits.get((spender, token), Allowed())
