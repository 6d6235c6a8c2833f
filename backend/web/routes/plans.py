"""`/v1/plans`: what the merchant offers to subscribers."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from backend.web.access import Asking
from backend.web.context import Here
from backend.web.documented import KEYED, READING, WITH_QUERY, problems
from backend.web.problems import Problem
from backend.web.reading.chain_position import read_followed
from backend.web.reading.plans import live_mandates, plan_of, plans_of
from backend.web.routes.cursors import place_cursor, place_of
from backend.web.shapes.fields import WORD, Strict
from backend.web.shapes.paging import Limit
from backend.web.shapes.subscriptions import FoundPlanObject, PlanList, PlanStatus
from backend.web.subscription_objects import plan_json

router = APIRouter(prefix="/v1/plans", tags=["subscriptions"])


class PlanQuery(Strict):
    """Which plans, and which part of the list."""

    limit: Limit = 20
    cursor: str | None = None
    status: PlanStatus | None = None


@router.get("", response_model=PlanList, responses=problems(*KEYED, *READING, *WITH_QUERY, "cursor_malformed"))
async def list_plans(query: Annotated[PlanQuery, Query()], caller: Asking, context: Here) -> dict[str, Any]:
    """The merchant's plans, newest first."""
    chain_id = context.acceptance.chain_id
    async with context.look() as connection:
        found = await plans_of(
            connection,
            chain_id=chain_id,
            merchant=caller.merchant,
            status=query.status,
            before=place_of(query.cursor),
            limit=query.limit + 1,
        )
        shown = found[: query.limit]
        live = await live_mandates(connection, chain_id, [plan.plan_id for plan in shown])
        followed = await read_followed(connection, chain_id)
    last = shown[-1] if len(found) > query.limit else None
    items = [plan_json(plan, followed) | {"live_mandates": live.get(plan.plan_id, 0)} for plan in shown]
    return {"items": items, "next_cursor": place_cursor(last)}


@router.get("/{plan_id}", response_model=FoundPlanObject, responses=problems(*KEYED, *READING, "plan_unknown"))
async def read_plan(
    plan_id: Annotated[str, Path(description="0x and 64 hexadecimal digits.")], caller: Asking, context: Here
) -> dict[str, Any]:
    """One of the merchant's plans by its id."""
    if not WORD.fullmatch(plan_id):
        raise Problem("plan_unknown")
    chain_id = context.acceptance.chain_id
    async with context.look() as connection:
        plan = await plan_of(connection, chain_id=chain_id, merchant=caller.merchant, plan_id=plan_id.lower())
        if plan is None:
            raise Problem("plan_unknown")
        live = await live_mandates(connection, chain_id, [plan.plan_id])
        followed = await read_followed(connection, chain_id)
    return plan_json(plan, followed) | {"live_mandates": live.get(plan.plan_id, 0)}
