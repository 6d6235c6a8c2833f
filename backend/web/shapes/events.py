"""Events: the notices of an account, the same objects that webhooks carry."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from backend.web.shapes.credits import CreditObject
from backend.web.shapes.deals import DealObject
from backend.web.shapes.deposits import DepositSums
from backend.web.shapes.fields import AddressText, Hash, MoneyText, TimeText
from backend.web.shapes.payments import PaymentObject, Transaction

EventType = Literal[
    "payment.seen",
    "payment.completed",
    "payment.refunded",
    "payment.cancelled",
    "payment.reverted",
    "deal.seen",
    "deal.funded",
    "deal.delivered",
    "deal.disputed",
    "deal.released",
    "deal.returned",
    "deal.resolved",
    "deal.reverted",
    "credit.increased",
    "credit.withdrawn",
    "credit.reverted",
    "deposit.returned",
    "deposit.reverted",
]


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


EventData = Annotated[
    PaymentEventData | DealEventData | CreditEventData | DepositEventData, Field(discriminator="object")
]


class EventObject(BaseModel):
    """One event. `sequence` rises by one within an account: a missing number is an event you have not got."""

    id: str
    type: EventType
    timestamp: TimeText
    sequence: int
    data: EventData


class EventList(BaseModel):
    """In order of `sequence`. Ask again with `after` = `next_after`: it stays the same when there is nothing new."""

    object: Literal["list"] = "list"
    items: list[EventObject]
    next_after: int


class DeliveryObject(BaseModel):
    """A notice on its way to one endpoint."""

    object: Literal["delivery"] = "delivery"
    id: str
    endpoint_id: str
    url: str
    state: Literal["pending", "delivered", "failed"]
    attempts: int
    next_attempt_at: TimeText | None
    delivered_at: TimeText | None
    last_status: int | None
    last_error: str | None


class DeliveryList(BaseModel):
    """Every delivery of one event."""

    object: Literal["list"] = "list"
    items: list[DeliveryObject]


def event_schema() -> dict[str, Any]:
    """Reference to the event's schema, for answers that are passed on as they were stored."""
    return {"$ref": "#/components/schemas/EventObject"}
