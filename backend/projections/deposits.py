"""Folds of `deposits`: what paid an invoice from a deposit address, and what left it again."""

from __future__ import annotations

from msgspec.structs import replace

from backend.events.deposit_addresses import DepositCollected, DepositEvent, DepositReturned
from backend.projections.rows import DepositRow

NOBODY = "0x" + "00" * 20


def collected(row: DepositRow | None, event: DepositCollected) -> DepositRow:
    """What lay on the address paid its invoice; an excess is told as returned when it leaves."""
    before = _touched(row, event)
    refund_to = None if event.refund_to == NOBODY else event.refund_to
    return replace(before, refund_to=refund_to, collected=before.collected + event.amount)


def returned(row: DepositRow | None, event: DepositReturned) -> DepositRow:
    """Money left without paying anything: excess, late, of another token, or fetched by its owner."""
    before = _touched(row, event)
    return replace(before, returned=before.returned + event.amount)


def _touched(row: DepositRow | None, event: DepositEvent) -> DepositRow:
    log = event.log
    if row is not None:
        return replace(row, number=event.number, block_number=log.block_number)
    return DepositRow(
        chain_id=log.chain_id,
        deposit=event.deposit,
        token=event.token,
        contract=log.address,
        payment_id=event.payment_id,
        merchant=event.merchant,
        number=event.number,
        first_block=log.block_number,
        first_log_index=log.log_index,
        block_number=log.block_number,
    )
