"""The events of the MultiSigFactory and of the wallets it makes, but for those of proposals, named as on chain.

Some events say something of several rows: what they say besides is an event of its own, which no contract logs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from backend.events.any_contract import ContractEvent, Row


@dataclass(frozen=True, slots=True)
class OwnerEvent(ContractEvent):
    """An event of one owner's part in a wallet."""

    owner: str
    row: ClassVar[Row] = "wallet_owners"

    @property
    def wallet(self) -> str:
        """The wallet that the owner is one of."""
        return self.log.address

    @property
    def subject(self) -> str:
        return f"owner:{self.wallet}:{self.owner}"

    @property
    def concerns(self) -> tuple[str, ...]:
        return (self.wallet,)


@dataclass(frozen=True, slots=True)
class FirstOwner(OwnerEvent):
    """One of those with whom a wallet was set up."""

    @property
    def concerns(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class WalletCreated(ContractEvent):
    """From here on the wallet's own events count; the first one sets it up. `number`: of the factory's wallets."""

    wallet: str
    creator: str
    number: int
    row: ClassVar[Row] = "wallets"

    @property
    def subject(self) -> str:
        return f"wallet:{self.wallet}"

    @property
    def counted(self) -> tuple[str, int] | None:
        return f"wallets:{self.log.address}", self.number

    @property
    def concerns(self) -> tuple[str, ...]:
        return (self.wallet,)


@dataclass(frozen=True, slots=True)
class WalletSetUp(ContractEvent):
    """The wallet's terms, in the transaction that creates it. It touches no row, but what it says besides does."""

    owners: tuple[str, ...]
    threshold: int
    call_threshold: int
    delay: int
    row: ClassVar[Row | None] = None

    @property
    def subject(self) -> str:
        return f"setup:{self.log.address}"

    @property
    def facts(self) -> tuple[ContractEvent, ...]:
        terms = WalletTermsChanged(self.log, self.threshold, self.call_threshold, self.delay, epoch=0)
        return (self, terms, *(FirstOwner(self.log, owner) for owner in self.owners))


@dataclass(frozen=True, slots=True)
class WalletTermsChanged(ContractEvent):
    """What a wallet is from now on."""

    threshold: int
    call_threshold: int
    delay: int
    epoch: int
    row: ClassVar[Row] = "wallets"

    @property
    def subject(self) -> str:
        return f"wallet:{self.log.address}"


@dataclass(frozen=True, slots=True)
class OwnerAdded(OwnerEvent):
    """One more may approve."""


@dataclass(frozen=True, slots=True)
class OwnerRemoved(OwnerEvent):
    """One may approve no more."""


@dataclass(frozen=True, slots=True)
class OwnershipAccepted(OwnerEvent):
    """Somebody would be an owner, if it is added."""


@dataclass(frozen=True, slots=True)
class LimitEvent(ContractEvent):
    """An event of what one spender may send of one token."""

    spender: str
    token: str
    amount: int
    row: ClassVar[Row] = "wallet_limits"

    @property
    def subject(self) -> str:
        return f"limit:{self.log.address}:{self.spender}:{self.token}"

    @property
    def concerns(self) -> tuple[str, ...]:
        return (self.log.address,)


@dataclass(frozen=True, slots=True)
class LimitChanged(LimitEvent):
    window: int


@dataclass(frozen=True, slots=True)
class LimitSpent(LimitEvent):
    """A payment by a spender alone. `number`: of this spender's in this token; `spent`: until `window_end`."""

    to: str
    number: int
    memo: str
    spent: int
    window_end: int

    @property
    def counted(self) -> tuple[str, int] | None:
        return self.subject, self.number


@dataclass(frozen=True, slots=True)
class CoinsReceived(ContractEvent):
    """Native coin came by a plain send. It touches no row, and leaves a record."""

    sender: str
    amount: int
    row: ClassVar[Row | None] = None

    @property
    def subject(self) -> str:
        return f"coins:{self.log.address}"
