"""A deal made of a session's terms, as the mirror folds it."""

from __future__ import annotations

from typing import Any

import httpx2

from backend.checkout.deal import DAY
from backend.tables import mirrored
from tests.backend.web.premises import CHAIN, ESCROW, NOW, PAYER, word

SESSIONS = "/v1/payment_sessions"
MERCHANT = "0x" + "a1" * 20


def funded(session: dict[str, Any], *, depositor: str | None = PAYER, block: int = 10, **more: Any) -> mirrored.Deal:
    """A deal of 25 dollars made of a session's terms, as folded from DealFunded in this block."""
    facts: dict[str, Any] = {
        "deal_id": word(500 + block),
        "status": "funded",
        "depositor": depositor,
        "open_id": session["escrow"]["open_id"],
        "delivery_until": NOW + 1800 + 14 * DAY,
        "claim_hash": word(0),
        "number": block,
        "held": 25_000_000,
        "amount": 25_000_000,
        "block_number": block,
        "funded_block": block,
        "funded_block_hash": word(block),
        "funded_transaction": word(1000 + block),
        "funded_log_index": 4,
    }
    return mirrored.Deal(
        chain_id=CHAIN,
        contract=ESCROW,
        beneficiary=MERCHANT,
        first_block=block,
        first_log_index=4,
        **(facts | more),
    )


async def read(merchant: httpx2.AsyncClient, session: dict[str, Any]) -> dict[str, Any]:
    """The session as its merchant has it by now."""
    return (await merchant.get(f"{SESSIONS}/{session['id']}")).json()
