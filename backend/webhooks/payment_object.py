"""The payment as merchants see it in notices and answers: amounts as decimal text, addresses with their checksum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from eth_utils.address import to_checksum_address

from backend.projections.rows import PaymentRow


@dataclass(frozen=True, slots=True)
class Certainty:
    """Up to which block a chain is confirmed and final."""

    confirmed_number: int
    final_number: int

    def of(self, block_number: int) -> str:
        """`seen`, `confirmed` or `final`."""
        if block_number <= self.final_number:
            return "final"
        return "confirmed" if block_number <= self.confirmed_number else "seen"


@dataclass(frozen=True, slots=True)
class SessionMention:
    """What a merchant attached to the payment session that led here."""

    id: str
    metadata: dict[str, Any]


def payment_object(row: PaymentRow, certainty: Certainty, session: SessionMention | None) -> dict[str, Any]:
    """The JSON object of a payment. `net`: what the merchant keeps of `amount` after `fee`; all three in smallest
    units of the token."""
    net = None if row.amount is None or row.fee is None else row.amount - row.fee
    return {
        "object": "payment",
        "id": row.payment_id,
        "chain_id": row.chain_id,
        "status": row.status,
        "certainty": certainty.of(row.block_number),
        "merchant": to_checksum_address(row.merchant),
        "payer": _address(row.payer),
        "token": _address(row.token),
        "amount": _units(row.amount),
        "fee": _units(row.fee),
        "net": _units(net),
        "refunded": _units(row.refunded),
        "reference": row.reference,
        "number": row.number,
        "paid_at": None if row.paid_at is None else rfc3339(row.paid_at),
        "transaction": _paid_in(row),
        "session": None if session is None else {"id": session.id, "metadata": session.metadata},
    }


def rfc3339(seconds: int) -> str:
    """Unix seconds as RFC 3339 text in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def transaction_object(number: int, block_hash: str, transaction: str, log_index: int) -> dict[str, Any]:
    """Where on the chain something happened."""
    return {"hash": transaction, "block_number": number, "block_hash": block_hash, "log_index": log_index}


def _paid_in(row: PaymentRow) -> dict[str, Any] | None:
    number, block_hash = row.paid_block, row.paid_block_hash
    transaction, log_index = row.paid_transaction, row.paid_log_index
    if number is None or block_hash is None or transaction is None or log_index is None:
        return None
    return transaction_object(number, block_hash, transaction, log_index)


def _address(value: str | None) -> str | None:
    return None if value is None else str(to_checksum_address(value))


def _units(value: int | None) -> str | None:
    return None if value is None else str(value)
