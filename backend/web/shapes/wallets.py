"""MultiSig wallets as the API and the notices tell them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from backend.checkout.standing import Certainty
from backend.web.shapes.fields import AddressText, Hash, MoneyText, TimeText

ProposalKind = Literal["payments", "calls", "configuration"]
ProposalStatus = Literal["proposed", "scheduled", "vetoed", "executed"]


class WalletObject(BaseModel):
    """A wallet that the factory made."""

    object: Literal["wallet"] = "wallet"
    address: AddressText
    chain_id: int
    factory: AddressText
    certainty: Certainty
    threshold: int = Field(description="Owners who must approve payments.")
    call_threshold: int = Field(description="Owners who must approve calls, changes and signatures.")
    delay: int = Field(description="Seconds that changes of the wallet wait.")
    epoch: int = Field(description="How often owners were removed: approvals of an earlier epoch are dead.")
    created_at: TimeText


class LimitObject(BaseModel):
    """What a spender may send alone. `spent`: in the window that ends at `window_end`, as of the last payment."""

    spender: AddressText
    token: AddressText
    amount: MoneyText
    window: str = Field(description="Seconds, as text.")
    spent: MoneyText
    window_end: TimeText | None
    number: int


class FoundWalletObject(WalletObject):
    """A wallet with its owners and limits."""

    owners: list[AddressText]
    accepted: list[AddressText] = Field(description="Who would be an owner if the owners added them.")
    limits: list[LimitObject]


class ProposalObject(BaseModel):
    """What a wallet may do or did, by its hash."""

    object: Literal["proposal"] = "proposal"
    id: Hash
    chain_id: int
    wallet: AddressText
    kind: ProposalKind | None
    status: ProposalStatus
    certainty: Certainty
    lane: str | None
    nonce: str | None
    not_before: TimeText | None
    deadline: TimeText | None
    epoch: int | None
    content: Any = Field(description="Payments, calls or configuration as proposed on chain; null if it never was.")
    proposer: AddressText | None
    ready_at: TimeText | None = Field(description="From then on a waiting change can be executed.")
    vetoed_by: AddressText | None
    proposed_at: TimeText | None
    executed_at: TimeText | None
    executed_transaction: Hash | None


class FoundProposalObject(ProposalObject):
    """A proposal, and the owners who confirmed it on chain and have not taken it back."""

    confirmed_by: list[AddressText]


class ProposalList(BaseModel):
    """Newest first. `next_cursor` leads to older ones; null at the end."""

    object: Literal["list"] = "list"
    items: list[FoundProposalObject]
    next_cursor: str | None


class WalletPaymentObject(BaseModel):
    """Money that left a wallet: by a proposal, or by a spender within a limit."""

    object: Literal["wallet_payment"] = "wallet_payment"
    chain_id: int
    wallet: AddressText
    certainty: Certainty
    token: AddressText
    to: AddressText
    amount: MoneyText
    memo: Hash
    proposal: Hash | None
    spender: AddressText | None
    paid_at: TimeText
    transaction_hash: Hash
    block_number: int
    log_index: int


class WalletPaymentList(BaseModel):
    """Newest first. `next_cursor` leads to older ones; null at the end."""

    object: Literal["list"] = "list"
    items: list[WalletPaymentObject]
    next_cursor: str | None
