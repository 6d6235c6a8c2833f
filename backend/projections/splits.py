"""Folds of `payment_splits` and `approved_splits`."""

from __future__ import annotations

from backend.events.payment_gateway import SplitPaid, SplitsApproved
from backend.projections.rows import ApprovedSplitsRow, SplitRow


def paid(row: SplitRow | None, event: SplitPaid) -> SplitRow:
    """A share of a payment went on to its receiver; a share is paid once."""
    log = event.log
    return SplitRow(
        chain_id=log.chain_id,
        payment_id=event.payment_id,
        number=event.number,
        merchant=event.merchant,
        receiver=event.receiver,
        token=event.token,
        amount=event.amount,
        transaction_hash=log.transaction_hash,
        block_number=log.block_number,
        log_index=log.log_index,
    )


def approved(row: ApprovedSplitsRow | None, event: SplitsApproved) -> ApprovedSplitsRow:
    """The merchant let its invoice signer use these shares, or no more."""
    log = event.log
    return ApprovedSplitsRow(log.chain_id, event.merchant, event.splits_hash, event.approved, log.block_number)
