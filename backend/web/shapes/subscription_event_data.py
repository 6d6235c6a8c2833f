"""What notices of subscriptions and MultiSig wallets say: the object as it stood then, and what happened to it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from backend.checkout.standing import Certainty
from backend.web.shapes.event_data import RefundNote, RevertedNote
from backend.web.shapes.fields import AddressText, Hash, MoneyText, TimeText
from backend.web.shapes.payments import Transaction
from backend.web.shapes.subscriptions import Failure, MandateObject
from backend.web.shapes.wallets import LimitObject, ProposalObject


class HappenedNote(BaseModel):
    """Where on the chain it happened; the object says the rest."""

    transaction: Transaction


class ChargeNote(BaseModel):
    """One charge that went through. amount = fee + tip + what arrived at the payout."""

    amount: MoneyText
    fee: MoneyText
    tip: MoneyText
    period_total: MoneyText = Field(description="Charged in this period, this charge among it.")
    period: int
    sender: AddressText
    finished: bool = Field(description="Whether it was the last charge of the mandate.")
    transaction: Transaction


class FailureNote(BaseModel):
    """One charge that was tried and did not go through."""

    amount: MoneyText
    period: int
    attempt: int
    reason: Failure
    retry_at: TimeText | None
    grace_until: TimeText | None
    transaction: Transaction


class PriceNote(BaseModel):
    """A price, for periods that begin from `effective_at` on."""

    amount: MoneyText
    effective_at: TimeText | None
    transaction: Transaction


class SpendingNote(BaseModel):
    """What a spender paid alone."""

    to: AddressText
    amount: MoneyText
    memo: Hash
    transaction: Transaction


class MandateEventData(MandateObject):
    """The mandate as it stood then. `status` is `reverted` when nothing of it is left on the chain."""

    status: Literal["open", "failing", "paused", "cancelled", "lapsed", "finished", "reverted"]  # type: ignore[assignment]
    change: HappenedNote | None = Field(default=None, description="In notices that have no note of their own.")
    charge: ChargeNote | None = Field(default=None, description="In subscription.charged only.")
    failure: FailureNote | None = Field(default=None, description="In subscription.charge_failed only.")
    price_change: PriceNote | None = Field(default=None, description="In subscription.price_… only.")
    refund: RefundNote | None = Field(default=None, description="In subscription.period_refunded only.")
    reverted: RevertedNote | None = Field(default=None, description="In subscription.reverted only.")


class ProposalEventData(ProposalObject):
    """The proposal as it stood then. `status` is `reverted` when nothing of it is left on the chain."""

    status: Literal["proposed", "scheduled", "vetoed", "executed", "reverted"]  # type: ignore[assignment]
    change: HappenedNote | None = Field(default=None, description="Not in multisig.reverted.")
    reverted: RevertedNote | None = Field(default=None, description="In multisig.reverted only.")


class ConfirmationEventData(BaseModel):
    """One owner's word on chain to one hash."""

    object: Literal["confirmation"] = "confirmation"
    chain_id: int
    wallet: AddressText
    proposal: Hash
    owner: AddressText
    revoked: bool
    certainty: Certainty
    change: HappenedNote | None = Field(default=None, description="Not in multisig.reverted.")
    reverted: RevertedNote | None = Field(default=None, description="In multisig.reverted only.")


class LimitEventData(LimitObject):
    """What a spender may send alone, as it stood then."""

    object: Literal["limit"] = "limit"
    chain_id: int
    wallet: AddressText
    certainty: Certainty
    payment: SpendingNote | None = Field(default=None, description="In multisig.spent only.")
    reverted: RevertedNote | None = Field(default=None, description="In multisig.reverted only.")
