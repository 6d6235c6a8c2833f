"""The payment as merchants see it in notices and answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from backend.projections.rows import PaymentRow
from backend.webhooks.notation import (
    Certainty,
    SessionMention,
    address_text,
    session_mention,
    time_text,
    transaction_or_none,
    units,
)


@dataclass(frozen=True, slots=True)
class Share:
    """What one receiver got out of a payment that was split."""

    receiver: str
    amount: int


@dataclass(frozen=True, slots=True)
class DepositMention:
    """The deposit address from which a payment was collected, and where its leftovers go (None: to the merchant)."""

    address: str
    refund_to: str | None


@dataclass(frozen=True, slots=True)
class PaidBy:
    """How a payment was made beyond its own row."""

    splits: Sequence[Share] = ()
    deposit: DepositMention | None = None


PLAINLY = PaidBy()


def payment_object(
    row: PaymentRow, certainty: Certainty, session: SessionMention | None, paid_by: PaidBy = PLAINLY
) -> dict[str, Any]:
    """The JSON object of a payment. `net`: what the merchant keeps of `amount` after `fee`, `splits` among it; all in
    smallest units of the token."""
    net = None if row.amount is None or row.fee is None else row.amount - row.fee
    return {
        "object": "payment",
        "id": row.payment_id,
        "chain_id": row.chain_id,
        "status": row.status,
        "certainty": certainty.of(row.block_number),
        "merchant": address_text(row.merchant),
        "payer": address_text(row.payer),
        "token": address_text(row.token),
        "amount": units(row.amount),
        "fee": units(row.fee),
        "net": units(net),
        "refunded": units(row.refunded),
        "reference": row.reference,
        "number": row.number,
        "paid_at": time_text(row.paid_at),
        "transaction": transaction_or_none(
            row.paid_block, row.paid_block_hash, row.paid_transaction, row.paid_log_index
        ),
        "splits": [{"receiver": address_text(one.receiver), "amount": units(one.amount)} for one in paid_by.splits],
        "deposit": _deposit(paid_by.deposit),
        "session": session_mention(session),
    }


def _deposit(deposit: DepositMention | None) -> dict[str, Any] | None:
    if deposit is None:
        return None
    return {"address": address_text(deposit.address), "refund_to": address_text(deposit.refund_to)}
