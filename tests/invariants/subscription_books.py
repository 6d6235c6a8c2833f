"""What the Subscription remembers, as plain facts: the twin keeps them, the fold of the events rebuilds them."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from seals import ZERO
from subscription_words import Mandate

# In the order of the numbers that the contract answers.
STATUSES = ("unknown", "open", "failing", "paused", "cancelled", "lapsed", "finished")
LIVE = ("open", "failing", "paused")
TERMINAL = ("cancelled", "lapsed", "finished")
KINDS = ("plans", "terms", "lives", "numbers", "own_fees", "credit")


class Charge(NamedTuple):
    """Who paid is known from the mandate, to whom from its plan. period: by whose cap usage is bound; never an earlier
    one than before, though a pause that moves the schedule of months can move the present into the period before."""

    period: int
    amount: int
    at: int


class Price(NamedTuple):
    """Of periods that begin at `effective_at` or later."""

    amount: int
    effective_at: int


class Kept(NamedTuple):
    """The answer of `mandate(id)`."""

    status: str = "unknown"
    paid_until: int = 0
    total: int = 0
    charges: int = 0
    attempts: int = 0
    retry_at: int = 0
    grace_until: int = 0
    paused_at: int = 0
    paused_until: int = 0
    shift: int = 0
    fee_bps: int = 0


class Life(NamedTuple):
    """A mandate with all that ever happened to it; terms are None if it was cancelled before it was opened.

    price: the accepted one, price_before: of periods that begin before it counts, zero for the plan's own; agreed: all
    ever accepted, oldest first; proposed: the open offer; refunded: (period, charges there were when its rest was given
    back).
    """

    terms: Mandate | None
    status: str = "open"
    fee_bps: int = 0
    paid_until: int = 0
    charges: tuple[Charge, ...] = ()
    attempts: int = 0
    retry_at: int = 0
    grace_until: int = 0
    paused_at: int = 0
    paused_until: int = 0
    shift: int = 0
    price: Price | None = None
    price_before: int = 0
    agreed: tuple[Price, ...] = ()
    proposed: Price | None = None
    refunded: tuple[tuple[int, int], ...] = ()

    def total(self) -> int:
        return sum(charge.amount for charge in self.charges)

    def charged_in(self, period: int) -> int:
        return sum(charge.amount for charge in self.charges if charge.period == period)

    def bucket(self, period: int) -> int:
        """The period that a charge of now counts in."""
        return max(period, self.charges[-1].period if self.charges else 0)

    def is_given_back(self) -> bool:
        """Whether the rest of what was charged last was given back."""
        return bool(self.refunded) and self.refunded[-1][1] == len(self.charges)

    def kept(self) -> Kept:
        return Kept(
            *(self.status, self.paid_until, self.total(), len(self.charges), self.attempts, self.retry_at),
            *(self.grace_until, self.paused_at, self.paused_until, self.shift, self.fee_bps),
        )


@dataclass
class SubscriptionBooks:
    """All that the Subscription remembers. plans: id → whether open; terms: the plans by id; numbers, own_fees: by
    merchant; spent: (signer, digest)."""

    admin: str
    fee_receiver: str
    fee_bps: int
    pending_admin: str = ZERO
    paused: bool = False
    credit_number: int = 0
    plans: dict = field(default_factory=dict)
    terms: dict = field(default_factory=dict)
    lives: dict = field(default_factory=dict)
    numbers: dict = field(default_factory=dict)
    own_fees: dict = field(default_factory=dict)
    credit: dict = field(default_factory=dict)
    spent: set = field(default_factory=set)

    def copy(self) -> "SubscriptionBooks":
        """Apart from the original, so that a refused call leaves no trace."""
        kept = {name: dict(getattr(self, name)) for name in KINDS}
        return replace(self, spent=set(self.spent), **kept)

    def life(self, name: bytes) -> Life:
        return self.lives.get(name, Life(None, "unknown"))

    def owed(self, token: str) -> int:
        return sum(amount for (_, of), amount in self.credit.items() if of == token)

    def live(self) -> list[bytes]:
        return [name for name, life in self.lives.items() if life.status in LIVE]
