"""The deal as merchants see it in notices and answers."""

from __future__ import annotations

from typing import Any

from backend.projections.rows import DealRow
from backend.webhooks.notation import (
    Certainty,
    SessionMention,
    address_text,
    session_mention,
    time_text,
    transaction_or_none,
    units,
)

NO_CODE = "0x" + "00" * 32
WHERE_IT_IS = ("held", "released", "returned", "fees", "arbiter_fee")


def deal_object(row: DealRow, certainty: Certainty, session: SessionMention | None) -> dict[str, Any]:
    """The JSON object of a deal. `amount` = held + released + returned + arbiter_fee; `fees` went out of `released`;
    all in smallest units of the token. `session`: the one whose terms these are, word for word."""
    return {
        "object": "deal",
        "id": row.deal_id,
        "chain_id": row.chain_id,
        "escrow": address_text(row.contract),
        "status": row.status,
        "outcome": row.outcome,
        "certainty": certainty.of(row.block_number),
        "depositor": address_text(row.depositor),
        "beneficiary": address_text(row.beneficiary),
        "arbiter": address_text(row.arbiter),
        "token": address_text(row.token),
        "amount": units(row.amount),
        **_terms(row),
        **{name: units(getattr(row, name)) for name in WHERE_IT_IS},
        "proof": row.proof,
        "inspection_until": time_text(row.inspection_until),
        "disputed_by": address_text(row.disputed_by),
        "dispute_until": time_text(row.dispute_until),
        "number": row.number,
        "step": row.step,
        "funded_at": time_text(row.funded_at),
        "transaction": transaction_or_none(
            row.funded_block, row.funded_block_hash, row.funded_transaction, row.funded_log_index
        ),
        "session": session_mention(session),
    }


def _terms(row: DealRow) -> dict[str, Any]:
    return {
        "max_fee_bps": units(row.max_fee_bps),
        "delivery_until": time_text(row.delivery_until),
        "inspection_period": row.inspection_period,
        "claim_hash": None if row.claim_hash == NO_CODE else row.claim_hash,
        "arbiter_fee_bps": row.arbiter_fee_bps,
        "dispute_period": row.dispute_period,
        "on_timeout_bps": row.on_timeout_bps,
        "salt": row.salt,
        "fee_bps": row.fee_bps,
    }
