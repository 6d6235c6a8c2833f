"""`/checkout/{session_id}`: the page on which a customer pays, and its QR code."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic_core import PydanticCustomError

from backend.web.context import Context, Here
from backend.web.pages import static_files
from backend.web.pages.compressed import packed
from backend.web.pages.demo_wallet import LOCAL_CHAIN, DemoRpc, demo_wallet_router
from backend.web.pages.held_words import held_figures, held_sentences
from backend.web.pages.policy import PAGE_HEADERS
from backend.web.pages.qr import qr_svg
from backend.web.pages.rendered import html, native_symbol, network_name, notice
from backend.web.pages.subscription_pages import subscription_pages
from backend.web.pages.texts import scripted_texts, status_texts, texts
from backend.web.presenting import checkout_url
from backend.web.problems import Problem
from backend.web.routes.checkout import deposit_of, read_state
from backend.web.shapes.checkout import CheckoutState
from backend.web.shapes.fields import checksummed, read_address, rfc3339

PAID = ("seen", "held", "paid", "partially_refunded", "refunded")


def create_pages(demo_rpc: DemoRpc | None = None) -> APIRouter:
    """Every route of the pages. `demo_rpc`: the local node, when the demo wallet is to be offered; else None."""
    router = APIRouter(include_in_schema=False)
    router.include_router(static_files.router)
    if demo_rpc is not None:
        router.include_router(demo_wallet_router(demo_rpc))
    router.include_router(subscription_pages(demo=demo_rpc is not None))

    @router.get("/checkout/{session_id}")
    async def show_checkout(session_id: str, request: Request, context: Here) -> HTMLResponse:
        """The page; it needs no script to tell the terms, the QR code and the payment links."""
        try:
            state = await read_state(session_id, context)
        except Problem as problem:
            if problem.code != "session_unknown":
                raise
            return notice(404, texts()["unknown_title"], texts()["unknown_detail"])
        offered = demo_rpc is not None and state.chain_id == LOCAL_CHAIN
        return packed(request, html("checkout.html", 200, **page_words(context, state), demo_wallet=offered))

    @router.get("/checkout/{session_id}/deposit.svg")
    async def show_deposit_qr(
        session_id: str, request: Request, context: Here, refund_to: str | None = None
    ) -> Response:
        """The plain send to a deposit address as a QR code (ERC-681)."""
        try:
            back = None if refund_to is None else read_address(refund_to)
        except PydanticCustomError as error:
            raise Problem(error.type, param="refund_to") from None
        return packed(request, _svg((await deposit_of(session_id, context, back)).qr))

    @router.get("/checkout/{session_id}/qr.svg")
    async def show_qr(session_id: str, request: Request, context: Here) -> Response:
        """The page's address as a QR code, for paying with a phone."""
        state = await read_state(session_id, context)
        return packed(request, _svg(checkout_url(context, state.session_id)))

    return router


def page_words(context: Context, state: CheckoutState) -> dict[str, Any]:
    """What the template shows of a session, money and times already in words."""
    until = str(rfc3339(state.valid_until))
    amount = f"{state.amount_text} {state.token.symbol}"
    more = {"network_name": network_name(state.network), "native_symbol": native_symbol(context)}
    held, sending = held_sentences(state, texts(), amount), state.deposit is not None and state.status == "open"
    status, seen = status_words(state), state.model_dump(mode="json")
    return {
        "state": state,
        "state_seen": {**seen, "deposit": seen["deposit"] if sending else None, **more},
        "texts_scripted": scripted_texts(escrow=bool(held), sending=sending),
        "held": held,
        "sending": sending,
        "status_text": status,
        "status_detail": status["detail"],
        "figure": state.amount_text,
        "amount": amount,
        "network": more["network_name"],
        "valid_until": until,
        "valid_until_text": until.replace("T", " ").replace("Z", " UTC"),
        "merchant_address": checksummed(state.merchant.address),
        "token_address": checksummed(state.token.address),
        "gateway": checksummed(state.gateway),
        "settled": state.status in PAID,
        "unsettled": state.status in ("open", "seen"),
    }


def status_words(state: CheckoutState) -> dict[str, str]:
    """Title and detail of what the session is."""
    native = state.status == "open" and state.token.native
    found = status_texts(escrow=state.escrow is not None)["open_native" if native else str(state.status)]
    return {name: text.format(**held_figures(state)) for name, text in found.items()}


def _svg(text: str) -> Response:
    headers = {**PAGE_HEADERS, "Cache-Control": "private, max-age=86400"}
    return Response(qr_svg(text), media_type="image/svg+xml", headers=headers)
