"""`/v1/mandates`: who subscribed to the merchant's plans, or what the merchant subscribed to; and what came of it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from backend.tables.subscriptions import Charge, ChargeFailure
from backend.web.access import Asking
from backend.web.context import Context, Here
from backend.web.documented import KEYED, READING, WITH_QUERY, problems
from backend.web.problems import Problem
from backend.web.reading.chain_position import read_followed
from backend.web.reading.mandates import (
    FoundMandate,
    Role,
    WantedMandates,
    mandate_of_party,
    mandates_of_party,
    records_of_mandate,
)
from backend.web.routes.cursors import log_cursor, place_cursor, place_of
from backend.web.shapes.fields import WORD, AddressIn, HashIn, Strict
from backend.web.shapes.paging import Limit
from backend.web.shapes.subscriptions import (
    ChargeFailureList,
    ChargeList,
    FoundMandateObject,
    MandateList,
    MandateStatus,
)
from backend.web.subscription_objects import charge_json, failure_json, mandate_json

router = APIRouter(prefix="/v1/mandates", tags=["subscriptions"])
MandateId = Annotated[str, Path(description="0x and 64 hexadecimal digits.")]
ADDRESSES = ("address_malformed", "address_checksum_wrong", "address_zero")


class MandateQuery(Strict):
    """Which mandates, and which part of the list."""

    limit: Limit = 20
    cursor: str | None = None
    role: Role = Field(default="merchant", description="Mandates that pay you, or mandates by which you pay.")
    status: MandateStatus | None = None
    plan: HashIn | None = None
    subscriber: AddressIn | None = None


class PartQuery(Strict):
    """Which part of the list."""

    limit: Limit = 20
    cursor: str | None = None


@router.get(
    "",
    response_model=MandateList,
    responses=problems(*KEYED, *READING, *WITH_QUERY, "cursor_malformed", *ADDRESSES),
)
async def list_mandates(query: Annotated[MandateQuery, Query()], caller: Asking, context: Here) -> dict[str, Any]:
    """The merchant's mandates with their plans and next charges, newest first."""
    chain_id = context.acceptance.chain_id
    async with context.look() as connection:
        found = await mandates_of_party(
            connection,
            chain_id=chain_id,
            party=caller.merchant,
            wanted=WantedMandates(query.role, query.status, query.plan, query.subscriber),
            before=place_of(query.cursor),
            limit=query.limit + 1,
        )
        followed = await read_followed(connection, chain_id)
    shown = found[: query.limit]
    last = shown[-1].mandate if len(found) > query.limit else None
    return {"items": [mandate_json(one, followed) for one in shown], "next_cursor": place_cursor(last)}


@router.get("/{mandate_id}", response_model=FoundMandateObject, responses=problems(*KEYED, *READING, "mandate_unknown"))
async def read_mandate(mandate_id: MandateId, caller: Asking, context: Here) -> dict[str, Any]:
    """One mandate by its id, if the merchant is paid by it or pays by it. To gate a service: `active`."""
    async with context.look() as connection:
        found = await _own(connection, context, caller.merchant, mandate_id)
        followed = await read_followed(connection, context.acceptance.chain_id)
    return mandate_json(found, followed)


@router.get(
    "/{mandate_id}/charges",
    response_model=ChargeList,
    responses=problems(*KEYED, *READING, *WITH_QUERY, "cursor_malformed", "mandate_unknown"),
)
async def list_charges(
    mandate_id: MandateId, query: Annotated[PartQuery, Query()], caller: Asking, context: Here
) -> dict[str, Any]:
    """What went through of one mandate, newest first."""
    chain_id, before = context.acceptance.chain_id, place_of(query.cursor)
    async with context.look() as connection:
        own = await _own(connection, context, caller.merchant, mandate_id)
        found = await records_of_mandate(
            connection,
            Charge,
            chain_id=chain_id,
            mandate_id=own.mandate.mandate_id,
            before=before,
            limit=query.limit + 1,
        )
        followed = await read_followed(connection, chain_id)
    shown = found[: query.limit]
    last = shown[-1] if len(found) > query.limit else None
    return {"items": [charge_json(one, followed) for one in shown], "next_cursor": log_cursor(last)}


@router.get(
    "/{mandate_id}/failures",
    response_model=ChargeFailureList,
    responses=problems(*KEYED, *READING, *WITH_QUERY, "cursor_malformed", "mandate_unknown"),
)
async def list_failures(
    mandate_id: MandateId, query: Annotated[PartQuery, Query()], caller: Asking, context: Here
) -> dict[str, Any]:
    """What was tried of one mandate and did not go through, newest first."""
    chain_id, before = context.acceptance.chain_id, place_of(query.cursor)
    async with context.look() as connection:
        own = await _own(connection, context, caller.merchant, mandate_id)
        found = await records_of_mandate(
            connection,
            ChargeFailure,
            chain_id=chain_id,
            mandate_id=own.mandate.mandate_id,
            before=before,
            limit=query.limit + 1,
        )
        followed = await read_followed(connection, chain_id)
    shown = found[: query.limit]
    last = shown[-1] if len(found) > query.limit else None
    return {"items": [failure_json(one, followed) for one in shown], "next_cursor": log_cursor(last)}


async def _own(connection: AsyncConnection, context: Context, merchant: str, mandate_id: str) -> FoundMandate:
    if not WORD.fullmatch(mandate_id):
        raise Problem("mandate_unknown")
    chain_id = context.acceptance.chain_id
    found = await mandate_of_party(connection, chain_id=chain_id, party=merchant, mandate_id=mandate_id.lower())
    if found is None:
        raise Problem("mandate_unknown")
    return found
