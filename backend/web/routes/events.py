"""`/v1/events`: one ordered list of everything that merchants are told, and how its deliveries fared."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field
from sqlalchemy import Row

from backend.web.access import Asking
from backend.web.context import Here
from backend.web.documented import KEYED, READING, WITH_QUERY, problems
from backend.web.problems import Problem
from backend.web.reading.notices import deliveries_of, notice_body, notices_after
from backend.web.shapes.event_types import EventType
from backend.web.shapes.events import DeliveryList, DeliveryObject, EventList, EventObject
from backend.web.shapes.fields import Strict, rfc3339
from backend.web.shapes.paging import Limit

router = APIRouter(prefix="/v1/events", tags=["events"])

EventId = Annotated[str, Path(description="Such as `evt_…`: the `webhook-id` of its deliveries.")]
EVENT_ID = re.compile(r"evt_[0-9a-f]{32}")


class EventQuery(Strict):
    """Which events, and from where on."""

    after: Annotated[int, Field(ge=0, le=2**53, description="The `sequence` you have read up to.")] = 0
    limit: Limit = 100
    type: EventType | None = None


@router.get("", response_model=EventList, responses=problems(*KEYED, *READING, *WITH_QUERY))
async def list_events(query: Annotated[EventQuery, Query()], caller: Asking, context: Here) -> Response:
    """The account's events in order: the same bodies that webhooks carry, byte for byte."""
    async with context.look() as connection:
        found = await notices_after(
            connection, caller.account_id, after=query.after, kind=query.type, limit=query.limit
        )
    last = found[-1][0] if found else query.after
    items = ",".join(body for _, body in found)
    return _json(f'{{"object":"list","items":[{items}],"next_after":{last}}}')


@router.get("/{event_id}", response_model=EventObject, responses=problems(*KEYED, *READING, "event_unknown"))
async def read_event(event_id: EventId, caller: Asking, context: Here) -> Response:
    """One event by its id."""
    async with context.look() as connection:
        body = await notice_body(connection, caller.account_id, _known(event_id))
    if body is None:
        raise Problem("event_unknown")
    return _json(body)


@router.get("/{event_id}/deliveries", responses=problems(*KEYED, *READING, "event_unknown"))
async def list_deliveries(event_id: EventId, caller: Asking, context: Here) -> DeliveryList:
    """What became of an event's webhooks, one for each endpoint that was enabled."""
    async with context.look() as connection:
        if await notice_body(connection, caller.account_id, _known(event_id)) is None:
            raise Problem("event_unknown")
        rows = await deliveries_of(connection, event_id)
    return DeliveryList(items=[_delivery(row) for row in rows])


def _known(event_id: str) -> str:
    if not EVENT_ID.fullmatch(event_id):
        raise Problem("event_unknown")
    return event_id


def _json(text: str) -> Response:
    return Response(text, media_type="application/json")


def _delivery(row: Row[Any]) -> DeliveryObject:
    pending = row.state == "pending"
    return DeliveryObject(
        id=row.id,
        endpoint_id=row.endpoint_id,
        url=row.url,
        state=row.state,
        attempts=row.attempts,
        next_attempt_at=rfc3339(row.next_attempt_at) if pending else None,
        delivered_at=rfc3339(row.delivered_at),
        last_status=row.last_status,
        last_error=row.last_error,
    )
