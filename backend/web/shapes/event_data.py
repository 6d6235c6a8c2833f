"""What a notice says: the object as it stood then, and what happened to it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from backend.web.shapes.credits import CreditObject
from backend.web.shapes.deals import DealObject
from backend.web.shapes.deposits import DepositSums
from backend.web.shapes.event_types import EventType
from backend.web.shapes.fields import AddressText, Hash, MoneyText, TimeText
from backend.web.shapes.payments import PaymentObject, Transaction


class RefundNote(BaseModel):
    """One refund. `amount`: smallest units of the payment's token."""

    amount: MoneyText
    transaction: Transaction


class PartNote(BaseModel):
    """One part of what was held: released (less `fee`) or returned."""

    amount: MoneyText
    fee: MoneyText
    transaction: Transaction


class DeliveryNote(BaseModel):
    """The beneficiary says that the goods are there."""

    proof: Hash
    inspection_until: TimeText
    transaction: Transaction


class DisputeNote(BaseModel):
    """One party froze what is held."""

    by: AddressText
    dispute_until: TimeText
    transaction: Transaction


class ResolutionNote(BaseModel):
    """All that was held was split: agreed by both, ruled by the arbiter, or by the terms after its silence."""

    how: Literal["settled", "ruled", "timed_out"]
    to_beneficiary: MoneyText = Field(description="Before `fee`.")
    fee: MoneyText
    to_depositor: MoneyText
    arbiter_fee: MoneyText
    transaction: Transaction


class MovedNote(BaseModel):
    """Money that moved. `to`: who got it; null: it stayed with the contract, owed."""

    amount: MoneyText
    to: AddressText | None
    transaction: Transaction


class RevertedNote(BaseModel):
    """The event that a reorg of the chain took back, and the block that is no longer there."""

    event_id: str
    type: EventType
    block_number: int
    block_hash: Hash


class PaymentEventData(PaymentObject):
    """The payment as it stood then. `status` is `reverted` when nothing of it is left on the chain."""

    status: Literal["requested", "paid", "partially_refunded", "refunded", "cancelled", "reverted"]  # type: ignore[assignment]
    refund: RefundNote | None = Field(default=None, description="In payment.refunded only.")
    reverted: RevertedNote | None = Field(default=None, description="In payment.reverted only.")


class DealEventData(DealObject):
    """The deal as it stood then. `status` is `reverted` when nothing of it is left on the chain."""

    status: Literal["accepted", "declined", "funded", "delivered", "disputed", "closed", "reverted"]  # type: ignore[assignment]
    part: PartNote | None = Field(default=None, description="In deal.released and deal.returned only.")
    delivery: DeliveryNote | None = Field(default=None, description="In deal.delivered only.")
    dispute: DisputeNote | None = Field(default=None, description="In deal.disputed only.")
    resolution: ResolutionNote | None = Field(default=None, description="In deal.resolved only.")
    reverted: RevertedNote | None = Field(default=None, description="In deal.reverted only.")


class CreditEventData(CreditObject):
    """The credit as it stood then."""

    change: MovedNote | None = Field(default=None, description="Not in credit.reverted.")
    reverted: RevertedNote | None = Field(default=None, description="In credit.reverted only.")


class DepositEventData(DepositSums):
    """The deposit as it stood then."""

    change: MovedNote | None = Field(default=None, description="Not in deposit.reverted.")
    reverted: RevertedNote | None = Field(default=None, description="In deposit.reverted only.")
