"""The events of the Escrow alone, named as on chain. Amounts: smallest units of the token. Times: unix seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from backend.events.any_contract import ContractEvent, Row


@dataclass(frozen=True, slots=True)
class DealEvent(ContractEvent):
    """An event of one deal."""

    deal_id: str
    beneficiary: str
    row: ClassVar[Row] = "deals"

    @property
    def subject(self) -> str:
        return f"deal:{self.deal_id}"

    @property
    def concerns(self) -> tuple[str, ...]:
        return (self.beneficiary,)

    @property
    def closes(self) -> bool:
        """Whether no event of this deal can follow."""
        return False


@dataclass(frozen=True, slots=True)
class ArbitrationAccepted(DealEvent):
    arbiter: str


@dataclass(frozen=True, slots=True)
class ArbitrationDeclined(DealEvent):
    arbiter: str


@dataclass(frozen=True, slots=True)
class DealFunded(DealEvent):
    """The deal's first step. `number`: of the contract's funded deals; the other fields are the terms."""

    depositor: str
    number: int
    arbiter: str
    token: str
    amount: int
    fee_bps: int
    max_fee_bps: int
    delivery_until: int
    inspection_period: int
    claim_hash: str
    arbiter_fee_bps: int
    dispute_period: int
    on_timeout_bps: int
    salt: str

    @property
    def counted(self) -> tuple[str, int] | None:
        return f"deals:{self.log.address}", self.number

    @property
    def stepped(self) -> int | None:
        return 1


@dataclass(frozen=True, slots=True)
class DealStep(DealEvent):
    """An event of a funded deal. `step`: the deal's running number, 2 for the first one after its funding."""

    depositor: str
    step: int

    @property
    def stepped(self) -> int | None:
        return self.step


@dataclass(frozen=True, slots=True)
class DealReleased(DealStep):
    """`amount` went to the beneficiary, less `fee`; `held` is left."""

    token: str
    amount: int
    fee: int
    held: int

    @property
    def closes(self) -> bool:
        return self.held == 0


@dataclass(frozen=True, slots=True)
class DealReturned(DealStep):
    """`amount` went back to the depositor; `held` is left."""

    token: str
    amount: int
    held: int

    @property
    def closes(self) -> bool:
        return self.held == 0


@dataclass(frozen=True, slots=True)
class DeliveryMarked(DealStep):
    proof: str
    inspection_until: int


@dataclass(frozen=True, slots=True)
class DealDisputed(DealStep):
    by: str
    dispute_until: int


@dataclass(frozen=True, slots=True)
class DealResolved(DealStep):
    """All that was held was split. `how`: 1 settled by both parties, 2 ruled by the arbiter, 3 timed out."""

    how: int
    token: str
    to_beneficiary: int
    fee: int
    to_depositor: int
    arbiter_fee: int

    @property
    def closes(self) -> bool:
        return True
