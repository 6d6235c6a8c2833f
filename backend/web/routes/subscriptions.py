"""`/v1/subscriptions`: the merchant's subscriptions as a whole: charges, revenue to come, churn."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from backend.checkout.schedule import DAY
from backend.web.access import Asking
from backend.web.context import Here
from backend.web.documented import KEYED, READING, WITH_QUERY, problems
from backend.web.reading.chain_position import read_followed
from backend.web.reading.churn import read_churn
from backend.web.reading.forecast import read_forecast
from backend.web.reading.mandates import charges_of_merchant
from backend.web.routes.cursors import log_cursor, place_of
from backend.web.shapes.fields import HashIn, Strict, rfc3339
from backend.web.shapes.paging import Limit
from backend.web.shapes.subscriptions import ChargeList, ChurnObject, ForecastObject
from backend.web.subscription_objects import charge_json, churn_json, expected_json

router = APIRouter(prefix="/v1/subscriptions", tags=["subscriptions"])


class ChargesQuery(Strict):
    """Which part of the list."""

    limit: Limit = 20
    cursor: str | None = None


class ForecastQuery(Strict):
    """How far to look."""

    days: int = Field(default=30, ge=1, le=366, description="From the time up to which the chain was followed.")


class ChurnQuery(Strict):
    """How far to look back, and at what."""

    days: int = Field(default=30, ge=1, le=366, description="Up to the time to which the chain was followed.")
    plan: HashIn | None = None


@router.get(
    "/charges", response_model=ChargeList, responses=problems(*KEYED, *READING, *WITH_QUERY, "cursor_malformed")
)
async def list_all_charges(query: Annotated[ChargesQuery, Query()], caller: Asking, context: Here) -> dict[str, Any]:
    """Every charge that went through to the merchant, newest first."""
    chain_id, before = context.acceptance.chain_id, place_of(query.cursor)
    async with context.look() as connection:
        found = await charges_of_merchant(
            connection, chain_id=chain_id, merchant=caller.merchant, before=before, limit=query.limit + 1
        )
        followed = await read_followed(connection, chain_id)
    shown = found[: query.limit]
    last = shown[-1] if len(found) > query.limit else None
    return {"items": [charge_json(one, followed) for one in shown], "next_cursor": log_cursor(last)}


@router.get("/forecast", response_model=ForecastObject, responses=problems(*KEYED, *READING, *WITH_QUERY))
async def read_revenue_to_come(
    query: Annotated[ForecastQuery, Query()], caller: Asking, context: Here
) -> dict[str, Any]:
    """What is due in the next days by the terms of all live mandates, by token and day."""
    chain_id = context.acceptance.chain_id
    async with context.look() as connection:
        followed = await read_followed(connection, chain_id)
        now, until = followed.until, followed.until + query.days * DAY
        tokens, metered = await read_forecast(
            connection, chain_id=chain_id, merchant=caller.merchant, now=now, until=until
        )
    return {
        "from": rfc3339(now),
        "until": rfc3339(until),
        "tokens": [expected_json(token, expected) for token, expected in sorted(tokens.items()) if expected.charges],
        "metered_mandates": metered,
    }


@router.get("/churn", response_model=ChurnObject, responses=problems(*KEYED, *READING, *WITH_QUERY))
async def read_subscriber_churn(query: Annotated[ChurnQuery, Query()], caller: Asking, context: Here) -> dict[str, Any]:
    """How many subscribers came and went in the last days."""
    chain_id = context.acceptance.chain_id
    async with context.look() as connection:
        followed = await read_followed(connection, chain_id)
        since, until = max(0, followed.until - query.days * DAY), followed.until
        churn = await read_churn(
            connection, chain_id=chain_id, merchant=caller.merchant, plan=query.plan, since=since, until=until
        )
    return churn_json(churn) | {"from": rfc3339(since), "until": rfc3339(until), "plan_id": query.plan}
