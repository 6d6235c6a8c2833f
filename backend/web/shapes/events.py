"""Events: the notices of an account, the same objects that webhooks carry."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from backend.web.shapes.event_data import CreditEventData, DealEventData, DepositEventData, PaymentEventData
from backend.web.shapes.event_types import EventType
from backend.web.shapes.fields import TimeText
from backend.web.shapes.subscription_event_data import (
    ConfirmationEventData,
    LimitEventData,
    MandateEventData,
    ProposalEventData,
)

EventData = Annotated[
    PaymentEventData
    | DealEventData
    | CreditEventData
    | DepositEventData
    | MandateEventData
    | ProposalEventData
    | ConfirmationEventData
    | LimitEventData,
    Field(discriminator="object"),
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
