"""What every event of our contracts has, and the events that several contracts log alike.

Every event touches at most one row: `row` names its table, `subject` is its key as text. A log that says something of
several rows makes several events (`facts`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from backend.chain.block import Log

Row = Literal[
    "payments",
    "payment_splits",
    "merchants",
    "approved_splits",
    "deposits",
    "deals",
    "credits",
    "kept_fees",
    "spent_signatures",
    "contracts",
    "plans",
    "mandates",
    "subscription_merchants",
    "wallets",
    "wallet_owners",
    "wallet_limits",
    "proposals",
    "confirmations",
]


@dataclass(frozen=True, slots=True)
class ContractEvent:
    """An event with the log it was read from."""

    log: Log
    row: ClassVar[Row | None] = "contracts"

    @property
    def subject(self) -> str:
        return f"contract:{self.log.address}"

    @property
    def facts(self) -> tuple[ContractEvent, ...]:
        """This event, and what else its log says, of other rows. Only the event itself is counted, and told of."""
        return (self,)

    @property
    def counted(self) -> tuple[str, int] | None:
        """A counter that the contract keeps, and this event's number in it: from 1 on without a hole."""
        return None

    @property
    def stepped(self) -> int | None:
        """This event's number among those of its row, if the contract counts them: from 1 on without a hole."""
        return None

    @property
    def concerns(self) -> tuple[str, ...]:
        """Whose account is told of it: one address, or nobody's."""
        return ()


@dataclass(frozen=True, slots=True)
class CreditEvent(ContractEvent):
    """An event of what a contract owes to one receiver in one token. `number`: of the contract's credit events."""

    receiver: str
    token: str
    number: int
    row: ClassVar[Row] = "credits"

    @property
    def subject(self) -> str:
        return f"credit:{self.receiver}:{self.token}:{self.log.address}"

    @property
    def counted(self) -> tuple[str, int] | None:
        return f"credits:{self.log.address}", self.number

    @property
    def concerns(self) -> tuple[str, ...]:
        return (self.receiver,)


@dataclass(frozen=True, slots=True)
class CreditIncreased(CreditEvent):
    amount: int
    balance: int


@dataclass(frozen=True, slots=True)
class CreditWithdrawn(CreditEvent):
    to: str
    amount: int
    balance: int


@dataclass(frozen=True, slots=True)
class FeesCollected(ContractEvent):
    """Kept fees went to the fee receiver; `number` is of the contract's credit events."""

    fee_receiver: str
    token: str
    number: int
    amount: int
    row: ClassVar[Row] = "kept_fees"

    @property
    def subject(self) -> str:
        return f"fees:{self.log.address}:{self.token}"

    @property
    def counted(self) -> tuple[str, int] | None:
        return f"credits:{self.log.address}", self.number


@dataclass(frozen=True, slots=True)
class SignatureSpent(ContractEvent):
    """A signed word counts no more: it was used, or its signer revoked it."""

    signer: str
    digest: str
    row: ClassVar[Row] = "spent_signatures"

    @property
    def subject(self) -> str:
        return f"spent:{self.digest}:{self.signer}:{self.log.address}"


@dataclass(frozen=True, slots=True)
class FeeChanged(ContractEvent):
    fee_bps: int


@dataclass(frozen=True, slots=True)
class FeeReceiverChanged(ContractEvent):
    fee_receiver: str


@dataclass(frozen=True, slots=True)
class PausedChanged(ContractEvent):
    paused: bool


@dataclass(frozen=True, slots=True)
class AdminTransferStarted(ContractEvent):
    admin: str
    pending_admin: str


@dataclass(frozen=True, slots=True)
class AdminTransferred(ContractEvent):
    previous_admin: str
    admin: str
