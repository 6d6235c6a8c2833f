"""Folds of `credits` and `kept_fees`. A credit's event names the balance after it, so a hidden one before it shows."""

from __future__ import annotations

from backend.events.any_contract import CreditEvent, CreditIncreased, CreditWithdrawn, FeesCollected
from backend.projections.history_hole import HistoryHole
from backend.projections.rows import CreditRow, KeptFeesRow


def increased(row: CreditRow | None, event: CreditIncreased) -> CreditRow:
    """A payout failed; the receiver may fetch it. Raises HistoryHole."""
    return _at(row, event, before=event.balance - event.amount, after=event.balance)


def withdrawn(row: CreditRow | None, event: CreditWithdrawn) -> CreditRow:
    """The receiver fetched credit. Raises HistoryHole."""
    return _at(row, event, before=event.balance + event.amount, after=event.balance)


def fees_collected(row: KeptFeesRow | None, event: FeesCollected) -> KeptFeesRow:
    """Kept fees went to the fee receiver of that time."""
    log = event.log
    collected = event.amount + (row.collected if row else 0)
    return KeptFeesRow(log.chain_id, log.address, event.token, collected, event.number, log.block_number)


def _at(row: CreditRow | None, event: CreditEvent, before: int, after: int) -> CreditRow:
    if (row.balance if row else 0) != before:
        raise HistoryHole(f"credit of {event.receiver} in {event.token} was not {before} before this event")
    log = event.log
    return CreditRow(log.chain_id, event.receiver, event.token, log.address, after, event.number, log.block_number)
