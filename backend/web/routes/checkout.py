"""`/checkout/{session_id}/state`: what the checkout page shows; for anyone who has the address."""

from __future__ import annotations

from fastapi import APIRouter

from backend.web.context import Here
from backend.web.documented import READING, problems
from backend.web.presenting import checkout_state
from backend.web.problems import Problem
from backend.web.reading.chain_position import read_followed
from backend.web.reading.sessions import session_for_customer
from backend.web.routes.sessions import SESSION_ID, SessionId
from backend.web.shapes.checkout import CheckoutState

router = APIRouter(prefix="/checkout", tags=["checkout"])


async def read_state(session_id: str, context: Here) -> CheckoutState:
    """The session as its customer sees it. Raises Problem session_unknown."""
    if not SESSION_ID.fullmatch(session_id):
        raise Problem("session_unknown")
    async with context.look() as connection:
        found = await session_for_customer(connection, session_id)
        followed = await read_followed(connection, context.acceptance.chain_id)
    if found is None:
        raise Problem("session_unknown")
    (session, payment), name = found
    return checkout_state(context, session, payment, followed, name)


@router.get("/{session_id}/state", responses=problems(*READING, "session_unknown"))
async def read_checkout_state(session_id: SessionId, context: Here) -> CheckoutState:
    """Everything a page needs to show the session and to have it paid; no key needed, the id is the secret."""
    return await read_state(session_id, context)
