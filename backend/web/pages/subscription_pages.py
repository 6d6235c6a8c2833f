"""`/subscribe/{plan_id}` and `/subscription/{mandate_id}`: where somebody subscribes, and ends it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from backend.checkout.acceptance import exact_text
from backend.web.context import Context, Here
from backend.web.pages import subscription_words as words_of
from backend.web.pages.compressed import packed
from backend.web.pages.demo_wallet import LOCAL_CHAIN
from backend.web.pages.rendered import html, native_symbol, network_name, notice
from backend.web.pages.texts import subscriber_texts, texts
from backend.web.presenting import token_object
from backend.web.presenting_subscription import allowance_read, token_of_plan
from backend.web.problems import Problem
from backend.web.reading.subscribing import OfferedPlan
from backend.web.routes.subscribing import read_offer, read_subscription
from backend.web.shapes.fields import WORD, checksummed
from backend.web.shapes.subscribing import SubscriptionState

BOUNDS = (0, 12, 6, 3)


def subscription_pages(*, demo: bool) -> APIRouter:
    """Both pages. `demo`: the demo wallet is to be offered on the local chain."""
    router = APIRouter(include_in_schema=False)

    @router.get("/subscribe/{plan_id}")
    async def show_plan(plan_id: str, request: Request, context: Here) -> HTMLResponse:
        """The page of an open plan; it needs no script to tell the terms."""
        t = texts()
        try:
            offered, _ = await read_offer(plan_id, context)
        except Problem as problem:
            if problem.code not in ("plan_unknown", "plan_closed"):
                raise
            closed = problem.code == "plan_closed"
            return notice(410 if closed else 404, *t["plan_closed" if closed else "plan_unknown"])
        wallet = demo and offered.plan.chain_id == LOCAL_CHAIN
        return packed(request, html("subscribe.html", 200, **plan_words(context, offered), demo_wallet=wallet))

    @router.get("/subscription/{mandate_id}")
    async def show_subscription(mandate_id: str, request: Request, context: Here) -> HTMLResponse:
        """The page of a mandate that the chain has shown."""
        try:
            state = await read_subscription(mandate_id, context)
        except Problem as problem:
            if problem.code != "mandate_unknown":
                raise
            return _unseen(mandate_id, problem)
        wallet = demo and state.mandate.chain_id == LOCAL_CHAIN
        return packed(request, html("subscription.html", 200, **standing(context, state), demo_wallet=wallet))

    return router


def _unseen(mandate_id: str, problem: Problem) -> HTMLResponse:
    t = texts()
    if problem.detail is not None:
        return notice(404, *t["mandate_never_opened"])
    could_come = WORD.fullmatch(mandate_id) is not None
    return notice(404, *t["mandate_awaited" if could_come else "mandate_unknown"], again=could_come)


def plan_words(context: Context, offered: OfferedPlan) -> dict[str, Any]:
    """What the template shows of a plan, money and times already in words."""
    plan, token, t = offered.plan, token_of_plan(context, offered.plan), texts()
    figure = exact_text(plan.amount, token.decimals)
    seen = {
        "plan_id": plan.plan_id,
        "merchant": {"name": offered.merchant, "address": checksummed(plan.merchant)},
        "token": token_object(token).model_dump(mode="json"),
        "amount": str(plan.amount),
        "amount_text": figure,
        "allowance": allowance_read(plan).model_dump(mode="json"),
        "calls": [],
        **_where(context, plan.chain_id),
    }
    return {
        "plan": plan,
        "state_seen": seen,
        "texts_scripted": subscriber_texts(),
        "merchant": offered.merchant,
        "token": token,
        "figure": figure,
        "amount": f"{figure} {token.symbol}",
        "every": words_of.period(plan.period_unit, plan.period_count, t),
        "sentences": words_of.plan_sentences(plan, token, offered.merchant, t),
        "bounds": [(bound, t["bound" if bound else "bound_none"].format(count=bound)) for bound in BOUNDS],
        "network": network_name(context.acceptance.network),
    }


def standing(context: Context, state: SubscriptionState) -> dict[str, Any]:
    """What the template shows of a mandate."""
    mandate, t = state.mandate, texts()
    assert mandate.plan is not None
    seen = {
        "mandate_id": mandate.id,
        "merchant": state.merchant.model_dump(mode="json"),
        "token": state.token.model_dump(mode="json"),
        "amount": "0",
        "amount_text": exact_text(int(mandate.plan.amount), state.token.decimals),
        "allowance": state.allowance.model_dump(mode="json"),
        "subscriber": checksummed(mandate.subscriber),
        "calls": [call.model_dump(mode="json") for call in state.calls],
        **_where(context, mandate.chain_id),
    }
    return {
        "state": state,
        "state_seen": seen,
        "texts_scripted": subscriber_texts(),
        "figure": exact_text(words_of.price_now(state), state.token.decimals),
        "every": words_of.period(mandate.plan.period_unit, mandate.plan.period_count, t),
        "told": words_of.standing_words(state, t),
        "facts": words_of.facts(state, t),
        "history": words_of.history(state, t),
        "network": network_name(context.acceptance.network),
    }


def _where(context: Context, chain_id: int) -> dict[str, Any]:
    name = network_name(context.acceptance.network)
    return {"chain_id": chain_id, "network_name": name, "native_symbol": native_symbol(context)}
