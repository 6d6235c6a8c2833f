"""What a contract owes to a receiver whom a payout could not reach, as merchants see it in notices and answers."""

from __future__ import annotations

from typing import Any

from backend.projections.rows import CreditRow
from backend.webhooks.notation import Certainty, address_text, units


def credit_object(row: CreditRow, certainty: Certainty) -> dict[str, Any]:
    """The JSON object of a credit. `balance`: smallest units of the token that `contract` owes to `receiver` now."""
    return {
        "object": "credit",
        "chain_id": row.chain_id,
        "contract": address_text(row.contract),
        "receiver": address_text(row.receiver),
        "token": address_text(row.token),
        "balance": units(row.balance),
        "number": row.number,
        "certainty": certainty.of(row.block_number),
    }
