"""Folds of `credits`. Every event names the balance after it, so a hidden one before it shows."""

from __future__ import annotations

from backend.events.payment_gateway import CreditEvent, CreditIncreased, CreditWithdrawn
from backend.projections.rows import CreditRow


class HistoryHole(Exception):
    """The row cannot have come to this event: an event before it is missing."""


def increased(row: CreditRow | None, event: CreditIncreased) -> CreditRow:
    """A payout failed; the receiver may fetch it. Raises HistoryHole."""
    return _at(row, event, before=event.balance - event.amount, after=event.balance)


def withdrawn(row: CreditRow | None, event: CreditWithdrawn) -> CreditRow:
    """The receiver fetched credit. Raises HistoryHole."""
    return _at(row, event, before=event.balance + event.amount, after=event.balance)


def _at(row: CreditRow | None, event: CreditEvent, before: int, after: int) -> CreditRow:
    if (row.balance if row else 0) != before:
        raise HistoryHole(f"credit of {event.receiver} in {event.token} was not {before} before this event")
    return CreditRow(event.log.chain_id, event.receiver, event.token, after)
