"""Folds of `payments`: requested → paid → partially refunded → refunded, or cancelled."""

from __future__ import annotations

from msgspec.structs import replace

from backend.events.payment_gateway import (
    PaymentCancelled,
    PaymentCompleted,
    PaymentEvent,
    PaymentRefunded,
    PaymentRequested,
)
from backend.projections.rows import PaymentRow

NOBODY = "0x" + "00" * 20


def requested(row: PaymentRow | None, event: PaymentRequested) -> PaymentRow:
    """The terms are on chain; anyone named by them may pay."""
    return replace(
        _begun(row, event),
        status="requested",
        payer=None if event.payer == NOBODY else event.payer,
        token=event.token,
        amount=event.amount,
        reference=event.reference,
        max_fee_bps=event.max_fee_bps,
        valid_until=event.valid_until,
        refund_until=event.refund_until,
        block_number=event.log.block_number,
        number=event.number,
    )


def completed(row: PaymentRow | None, event: PaymentCompleted) -> PaymentRow:
    """The payer paid; `fee` of `amount` went to the gateway's fee receiver, the rest to `payout`."""
    log = event.log
    return PaymentRow(
        chain_id=log.chain_id,
        payment_id=event.payment_id,
        merchant=event.merchant,
        status="paid",
        first_block=row.first_block if row else log.block_number,
        first_log_index=row.first_log_index if row else log.log_index,
        block_number=log.block_number,
        number=event.number,
        payer=event.payer,
        token=event.token,
        amount=event.amount,
        fee=event.fee,
        payout=event.payout,
        reference=event.reference,
        max_fee_bps=row.max_fee_bps if row else None,
        valid_until=row.valid_until if row else None,
        refund_until=row.refund_until if row else None,
        paid_at=log.block_timestamp,
        paid_block=log.block_number,
        paid_block_hash=log.block_hash,
        paid_transaction=log.transaction_hash,
        paid_log_index=log.log_index,
    )


def cancelled(row: PaymentRow | None, event: PaymentCancelled) -> PaymentRow:
    """The merchant took the invoice back; it may never have been on chain before."""
    return replace(_begun(row, event), status="cancelled", block_number=event.log.block_number, number=event.number)


def refunded(row: PaymentRow | None, event: PaymentRefunded) -> PaymentRow:
    """Part or all of the amount went back to the payer."""
    before = _begun(row, event)
    return replace(
        before,
        status="refunded" if event.refunded == before.amount else "partially_refunded",
        refunded=event.refunded,
        block_number=event.log.block_number,
        number=event.number,
    )


def _begun(row: PaymentRow | None, event: PaymentEvent) -> PaymentRow:
    return row or PaymentRow(
        chain_id=event.log.chain_id,
        payment_id=event.payment_id,
        merchant=event.merchant,
        status="requested",
        first_block=event.log.block_number,
        first_log_index=event.log.log_index,
        block_number=event.log.block_number,
        number=event.number,
    )
