"""The events of DepositAddresses, named as on chain. Amounts: smallest units of the token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from backend.events.any_contract import ContractEvent, Row


@dataclass(frozen=True, slots=True)
class DepositEvent(ContractEvent):
    """An event of one token at one deposit address. `number`: of the contract's events."""

    payment_id: str
    merchant: str
    number: int
    deposit: str
    token: str
    row: ClassVar[Row] = "deposits"

    @property
    def subject(self) -> str:
        return f"deposit:{self.deposit}:{self.token}"

    @property
    def counted(self) -> tuple[str, int] | None:
        return f"deposits:{self.log.address}", self.number

    @property
    def concerns(self) -> tuple[str, ...]:
        return (self.merchant,)


@dataclass(frozen=True, slots=True)
class DepositCollected(DepositEvent):
    """The invoice was paid with `amount`; `excess` lay there besides."""

    refund_to: str
    amount: int
    excess: int


@dataclass(frozen=True, slots=True)
class DepositReturned(DepositEvent):
    """Money left for `to` without paying anything."""

    to: str
    amount: int
