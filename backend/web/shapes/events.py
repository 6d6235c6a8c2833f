"""Events: the notices of an account, the same objects that webhooks carry."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from backend.web.shapes.fields import Hash, MoneyText, TimeText
from backend.web.shapes.payments import PaymentObject, Transaction

EventType = Literal["payment.seen", "payment.completed", "payment.refunded", "payment.cancelled", "payment.reverted"]


class RefundNote(BaseModel):
    """One refund. `amount`: smallest units of the payment's token."""

    amount: MoneyText
    transaction: Transaction


class RevertedNote(BaseModel):
    """The event that a reorg of the chain took back, and the block that is no longer there."""

    event_id: str
    type: EventType
    block_number: int
    block_hash: Hash


class EventData(PaymentObject):
    """The payment as it stood then. `status` is `reverted` when nothing of it is left on the chain."""

    status: Literal["requested", "paid", "partially_refunded", "refunded", "cancelled", "reverted"]  # type: ignore[assignment]
    refund: RefundNote | None = Field(default=None, description="In payment.refunded only.")
    reverted: RevertedNote | None = Field(default=None, description="In payment.reverted only.")


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
