"""The events of what the owners of a MultiSig wallet propose, confirm and execute, named as on chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from backend.events.any_contract import ContractEvent, Row
from backend.events.wallets import WalletTermsChanged


class Payment(NamedTuple):
    """As in the contract; the native coin by its ERC-7528 address."""

    token: str
    to: str
    amount: int
    memo: str


class Call(NamedTuple):
    """As in the contract; `data`: 0x hex."""

    to: str
    value: int
    data: str


class Limit(NamedTuple):
    """What `spender` may send of `token` in each window of so many seconds."""

    spender: str
    token: str
    amount: int
    window: int


class Slot(NamedTuple):
    """Which proposal of the wallet, and when it counts."""

    lane: int
    nonce: int
    not_before: int
    deadline: int


class Configuration(NamedTuple):
    """What the wallet becomes."""

    add: tuple[str, ...]
    remove: tuple[str, ...]
    threshold: int
    call_threshold: int
    delay: int
    limits: tuple[Limit, ...]


@dataclass(frozen=True, slots=True)
class ConfirmationEvent(ContractEvent):
    """An event of one owner's word on chain to one hash."""

    proposal: str
    owner: str
    row: ClassVar[Row] = "confirmations"

    @property
    def subject(self) -> str:
        return f"confirmation:{self.proposal}:{self.log.address}:{self.owner}"

    @property
    def concerns(self) -> tuple[str, ...]:
        return (self.log.address,)


@dataclass(frozen=True, slots=True)
class Confirmed(ConfirmationEvent):
    """The owner approves."""


@dataclass(frozen=True, slots=True)
class ConfirmationRevoked(ConfirmationEvent):
    """The owner approves no more."""


@dataclass(frozen=True, slots=True)
class ProposalEvent(ContractEvent):
    """An event of one proposal, which is named by its hash."""

    proposal: str
    row: ClassVar[Row] = "proposals"

    @property
    def subject(self) -> str:
        return f"proposal:{self.proposal}:{self.log.address}"

    @property
    def concerns(self) -> tuple[str, ...]:
        return (self.log.address,)


@dataclass(frozen=True, slots=True)
class ProposedEvent(ProposalEvent):
    """All terms of a proposal are on chain. The proposer's confirmation has an event of its own."""

    proposer: str
    slot: Slot
    epoch: int


@dataclass(frozen=True, slots=True)
class PaymentsProposed(ProposedEvent):
    payments: tuple[Payment, ...]


@dataclass(frozen=True, slots=True)
class CallsProposed(ProposedEvent):
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class ConfigurationProposed(ProposedEvent):
    configuration: Configuration


@dataclass(frozen=True, slots=True)
class ExecutionEvent(ProposalEvent):
    """A proposal was executed, which uses up its nonce in its lane: the first one is 0. Payments and calls count
    together, changes of the wallet apart from them."""

    lane: int
    nonce: int

    @property
    def counted(self) -> tuple[str, int] | None:
        return f"lane:{self.log.address}:{self.lane}", self.nonce + 1


@dataclass(frozen=True, slots=True)
class ExecutionPart(ExecutionEvent):
    """One of the `count` payments or calls of an executed proposal; the first one, `index` 0, stands for the nonce."""

    index: int
    count: int

    @property
    def counted(self) -> tuple[str, int] | None:
        return None if self.index else (f"lane:{self.log.address}:{self.lane}", self.nonce + 1)

    @property
    def stepped(self) -> int | None:
        return self.index + 1


@dataclass(frozen=True, slots=True)
class PaymentMade(ExecutionPart):
    token: str
    to: str
    amount: int
    memo: str


@dataclass(frozen=True, slots=True)
class CallMade(ExecutionPart):
    to: str
    value: int
    data: str


@dataclass(frozen=True, slots=True)
class NonceSkipped(ExecutionEvent):
    """A proposal without payments or calls was executed."""


@dataclass(frozen=True, slots=True)
class ConfigurationScheduled(ProposalEvent):
    """A configuration waits until `ready_at`; its nonce is not used up yet."""

    lane: int
    nonce: int
    ready_at: int


@dataclass(frozen=True, slots=True)
class ConfigurationVetoed(ProposalEvent):
    owner: str


@dataclass(frozen=True, slots=True)
class ConfigurationChanged(ExecutionEvent):
    """A configuration was executed. Its owners and limits have events of their own before it."""

    threshold: int
    call_threshold: int
    delay: int
    epoch: int

    @property
    def counted(self) -> tuple[str, int] | None:
        return f"changes:{self.log.address}:{self.lane}", self.nonce + 1

    @property
    def facts(self) -> tuple[ContractEvent, ...]:
        return self, WalletTermsChanged(self.log, self.threshold, self.call_threshold, self.delay, self.epoch)
