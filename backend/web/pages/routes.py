"""`/checkout/{session_id}`: the page on which a customer pays, and its QR code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from backend.checkout.acceptance import NATIVE_COIN
from backend.web.context import Context, Here
from backend.web.pages import static_files
from backend.web.pages.demo_wallet import LOCAL_CHAIN, DemoRpc, demo_wallet_router
from backend.web.pages.policy import PAGE_HEADERS
from backend.web.pages.qr import qr_svg
from backend.web.pages.texts import DEFAULT_LANGUAGE, scripted_texts, texts
from backend.web.presenting import checkout_url
from backend.web.problems import Problem
from backend.web.routes.checkout import read_state
from backend.web.shapes.checkout import CheckoutState
from backend.web.shapes.fields import checksummed, rfc3339

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
PAID = ("seen", "paid", "partially_refunded", "refunded")


def create_pages(demo_rpc: DemoRpc | None = None) -> APIRouter:
    """Every route of the pages. `demo_rpc`: the local node, when the demo wallet is to be offered; else None."""
    router = APIRouter(include_in_schema=False)
    router.include_router(static_files.router)
    if demo_rpc is not None:
        router.include_router(demo_wallet_router(demo_rpc))

    @router.get("/checkout/{session_id}")
    async def show_checkout(session_id: str, context: Here) -> HTMLResponse:
        """The page; it needs no script to tell the terms, the QR code and the payment links."""
        try:
            state = await read_state(session_id, context)
        except Problem as problem:
            if problem.code != "session_unknown":
                raise
            return _html("unknown.html", 404)
        offered = demo_rpc is not None and state.chain_id == LOCAL_CHAIN
        return _html("checkout.html", 200, **page_words(context, state), demo_wallet=offered)

    @router.get("/checkout/{session_id}/qr.svg")
    async def show_qr(session_id: str, context: Here) -> Response:
        """The page's address as a QR code, for paying with a phone."""
        state = await read_state(session_id, context)
        headers = {**PAGE_HEADERS, "Cache-Control": "private, max-age=86400"}
        return Response(qr_svg(checkout_url(context, state.session_id)), media_type="image/svg+xml", headers=headers)

    return router


def page_words(context: Context, state: CheckoutState) -> dict[str, Any]:
    """What the template shows of a session, money and times already in words."""
    words = texts()
    native = state.status == "open" and state.token.native
    until = str(rfc3339(state.valid_until))
    more = {"network_name": _network_name(state.network), "native_symbol": _native_symbol(context)}
    return {
        "state": state,
        "state_seen": {**state.model_dump(mode="json"), **more},
        "texts_scripted": scripted_texts(),
        "status_text": words["status"]["open_native" if native else str(state.status)],
        "figure": state.amount_text,
        "amount": f"{state.amount_text} {state.token.symbol}",
        "network": more["network_name"],
        "valid_until": until,
        "valid_until_text": until.replace("T", " ").replace("Z", " UTC"),
        "merchant_address": checksummed(state.merchant.address),
        "token_address": checksummed(state.token.address),
        "gateway": checksummed(state.gateway),
        "settled": state.status in PAID,
        "unsettled": state.status in ("open", "seen"),
    }


def _network_name(network: str) -> str:
    return str(texts()["networks"].get(network, network))


def _native_symbol(context: Context) -> str:
    coin = context.acceptance.token(NATIVE_COIN)
    return "coin" if coin is None else coin.symbol


def _html(template: str, status: int, **words: Any) -> HTMLResponse:
    page = TEMPLATES.get_template(template).render(t=texts(), language=DEFAULT_LANGUAGE, **words)
    return HTMLResponse(page, status, headers=PAGE_HEADERS)
