"""`/subscribe/{plan_id}/terms` and `/subscription/{mandate_id}/state`: what the subscriber's pages ask; for anyone."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Path, Query

from backend.checkout.subscribing import Mandate
from backend.tables.subscriptions import Charge, ChargeFailure
from backend.web.context import Context, Here
from backend.web.documented import READING, WITH_QUERY, problems
from backend.web.presenting_subscription import SHOWN, plan_terms, subscription_state, terms_object
from backend.web.problems import Problem
from backend.web.reading.chain_position import Followed, read_followed
from backend.web.reading.mandates import records_of_mandate
from backend.web.reading.subscribing import OfferedPlan, beside, offered_plan, subscribed
from backend.web.shapes.fields import WORD
from backend.web.shapes.subscribing import SubscribingTerms, SubscriptionState, TermsQuery

router = APIRouter(tags=["subscribing"])
Id = Annotated[str, Path(description="0x and 64 hexadecimal digits.")]
ADDRESSES = ("address_malformed", "address_checksum_wrong", "address_zero")
SALT_BYTES = 8


async def read_offer(plan_id: str, context: Context) -> tuple[OfferedPlan, Followed]:
    """An open plan, its merchant's name, how far its chain is followed. Raises Problem plan_unknown, plan_closed."""
    if not WORD.fullmatch(plan_id):
        raise Problem("plan_unknown")
    chain_id = context.acceptance.chain_id
    async with context.look() as connection:
        offered = await offered_plan(connection, chain_id=chain_id, plan_id=plan_id.lower())
        followed = await read_followed(connection, chain_id)
    if offered is None:
        raise Problem("plan_unknown")
    if offered.plan.status != "open":
        raise Problem("plan_closed")
    return offered, followed


async def read_subscription(mandate_id: str, context: Context) -> SubscriptionState:
    """A mandate as its subscriber sees it. Raises Problem mandate_unknown."""
    if not WORD.fullmatch(mandate_id):
        raise Problem("mandate_unknown")
    which = {"chain_id": context.acceptance.chain_id, "mandate_id": mandate_id.lower()}
    async with context.look() as connection:
        known = await subscribed(connection, **which)  # type: ignore[arg-type]
        if known is None:
            raise Problem("mandate_unknown")
        part = {**which, "before": None, "limit": SHOWN}
        charges = await records_of_mandate(connection, Charge, **part)  # type: ignore[arg-type]
        failures = await records_of_mandate(connection, ChargeFailure, **part)  # type: ignore[arg-type]
        followed = await read_followed(connection, context.acceptance.chain_id)
        found, name = known
        if found.plan is None:
            raise Problem("mandate_unknown", detail="It was cancelled before it was ever opened.")
        others = await beside(connection, found.mandate.subscriber, found.plan, found.mandate.mandate_id)
    return subscription_state(context, found, name, followed, (charges, failures), others)


@router.get(
    "/subscribe/{plan_id}/terms",
    responses=problems(*READING, *WITH_QUERY, *ADDRESSES, *("plan_unknown", "plan_closed", "subscriber_refused")),
)
async def read_subscribing_terms(plan_id: Id, query: Annotated[TermsQuery, Query()], context: Here) -> SubscribingTerms:
    """The mandate that this account can open, and the calls to do it with; it starts at the followed chain's time.
    Nothing is stored: asked again, it is another one, and whoever sends both subscribes twice."""
    offered, followed = await read_offer(plan_id, context)
    plan = offered.plan
    if query.subscriber in (plan.merchant, plan.payout, plan.contract):
        raise Problem("subscriber_refused", param="subscriber")
    salt = "0x" + secrets.token_hex(SALT_BYTES).rjust(64, "0")
    # Not the time of the last look, which may be ahead of the chain's: what starts later is charged later.
    bounds = (followed.position_time, 0, query.max_charges, 0)
    async with context.look() as connection:
        others = await beside(connection, query.subscriber, plan)
    return terms_object(plan, Mandate(query.subscriber, plan_terms(plan), *bounds, salt), others)


@router.get("/subscription/{mandate_id}/state", responses=problems(*READING, "mandate_unknown"))
async def read_subscription_state(mandate_id: Id, context: Here) -> SubscriptionState:
    """What became of a mandate, and what its subscriber can send by now. No key needed: all of it is on the chain."""
    return await read_subscription(mandate_id, context)
