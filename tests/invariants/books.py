"""What the contracts remember, as plain facts: the twin keeps them, the fold of the events rebuilds them."""

from dataclasses import dataclass, field, fields, replace
from typing import NamedTuple

from money import Refused
from seals import ZERO


class Call(NamedTuple):
    """Who calls, with how many coins, when, and on which chain."""

    sender: str
    value: int
    now: int
    chain_id: int


class Payment(NamedTuple):
    """The answer of `payment(id)`."""

    status: str = "none"
    payer: str = ZERO
    paid_at: int = 0
    refunded: int = 0


@dataclass(frozen=True, slots=True)
class Merchant:
    """proposal: the announced payout and the time it counts from; own_fee: None if the merchant has none."""

    payout: str
    signer: str
    proposal: tuple[str, int] | None = None
    own_fee: int | None = None
    number: int = 0

    def settled(self, now: int) -> "Merchant":
        """With an announced payout applied whose time has come."""
        if self.proposal and now >= self.proposal[1]:
            return replace(self, payout=self.proposal[0], proposal=None)
        return self


@dataclass
class Books:
    """All that the gateway and its DepositAddresses remember."""

    admin: str
    fee_receiver: str
    fee_bps: int
    pending_admin: str = ZERO
    paused: bool = False
    payments: dict = field(default_factory=dict)
    merchants: dict = field(default_factory=dict)
    credit: dict = field(default_factory=dict)
    # merchant → the payout address that was announced last, whatever became of it.
    announced: dict = field(default_factory=dict)
    # (merchant, splits hash) → whether approved; (contract's label, signer, digest) → True.
    approved: dict = field(default_factory=dict)
    spent: dict = field(default_factory=dict)
    credit_number: int = 0
    deposit_number: int = 0

    def copy(self) -> "Books":
        """Apart from the original, so that a refused call leaves no trace."""
        kept = {f.name: getattr(self, f.name) for f in fields(self)}
        return replace(self, **{name: dict(known) for name, known in kept.items() if isinstance(known, dict)})


def need(truth: bool, reason: str) -> None:
    if not truth:
        raise Refused(reason)
