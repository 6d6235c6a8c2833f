"""What the Escrow remembers, as plain facts: the twin keeps them, the fold of the events rebuilds them."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from seals import ZERO

# In the order of the numbers that the contract answers.
STATUSES = ("none", "accepted", "declined", "funded", "delivered", "disputed", "closed")
LIVE = ("funded", "delivered", "disputed")
# How a deal was split in the end.
SETTLED, RULED, TIMED_OUT = 1, 2, 3


class Kept(NamedTuple):
    """The answer of `deal(id)`."""

    status: str = "none"
    held: int = 0
    returned: int = 0
    since: int = 0
    step: int = 0
    fee_bps: int = 0


@dataclass
class EscrowBooks:
    """All that the Escrow remembers. fees: kept, by token; spent: (signer, digest)."""

    admin: str
    fee_receiver: str
    fee_bps: int
    pending_admin: str = ZERO
    paused: bool = False
    deal_number: int = 0
    credit_number: int = 0
    deals: dict = field(default_factory=dict)
    credit: dict = field(default_factory=dict)
    fees: dict = field(default_factory=dict)
    spent: set = field(default_factory=set)

    def copy(self) -> "EscrowBooks":
        """Apart from the original, so that a refused call leaves no trace."""
        return replace(
            self, deals=dict(self.deals), credit=dict(self.credit), fees=dict(self.fees), spent=set(self.spent)
        )

    def deal(self, deal_id: bytes) -> Kept:
        return self.deals.get(deal_id, Kept())

    def owed(self, token: str) -> int:
        return sum(amount for (_, of), amount in self.credit.items() if of == token)

    def live(self) -> list[bytes]:
        return [deal_id for deal_id, kept in self.deals.items() if kept.status in LIVE]
