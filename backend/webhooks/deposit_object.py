"""What became of one token at a deposit address, as merchants see it in notices and answers."""

from __future__ import annotations

from typing import Any

from backend.projections.rows import DepositRow
from backend.webhooks.notation import Certainty, SessionMention, address_text, session_mention, units


def deposit_object(row: DepositRow, certainty: Certainty, session: SessionMention | None) -> dict[str, Any]:
    """The JSON object of a deposit. `collected`: what paid the invoice; `returned`: what went away again; in smallest
    units of the token. `session`: the one whose invoice this is; anybody may invent an invoice of any merchant."""
    return {
        "object": "deposit",
        "chain_id": row.chain_id,
        "contract": address_text(row.contract),
        "address": address_text(row.deposit),
        "token": address_text(row.token),
        "payment_id": row.payment_id,
        "merchant": address_text(row.merchant),
        "refund_to": address_text(row.refund_to),
        "collected": units(row.collected),
        "returned": units(row.returned),
        "number": row.number,
        "certainty": certainty.of(row.block_number),
        "session": session_mention(session),
    }
