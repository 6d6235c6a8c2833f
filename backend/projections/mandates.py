"""Folds of `mandates`: open → failing → open or lapsed; paused in between; cancelled, lapsed and finished for good.

`next_action_at` says when a keeper could do something: while open when the paid time is over, while failing when the
next try or the lapse is due, while paused when the pause ends by itself. The contract knows the rest."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from backend.events.subscription import (
    Cancelled,
    Charged,
    ChargeFailed,
    Lapsed,
    MandateEvent,
    Paused,
    PeriodRefunded,
    PriceAccepted,
    PriceProposed,
    Resumed,
    Subscribed,
)
from backend.projections.history_hole import HistoryHole
from backend.projections.subscription_rows import MandateRow

REASONS = {1: "insufficient_balance", 2: "insufficient_allowance", 3: "token_refused", 4: "sanctioned"}
NOT_WAITING: dict[str, Any] = dict.fromkeys(("retry_at", "grace_until", "paused_at", "paused_until"))


def subscribed(row: MandateRow | None, event: Subscribed) -> MandateRow:
    """The subscriber's word counts from now on; its fee is fixed."""
    return replace(
        _begun(row, event),
        plan_id=event.plan_id,
        start=event.start,
        end=event.end,
        max_charges=event.max_charges,
        lifetime_cap=event.lifetime_cap,
        salt=event.salt,
        fee_bps=event.fee_bps,
        paid_until=event.paid_until,
        opened_at=event.log.block_timestamp,
        next_action_at=event.paid_until,
    )


def charged(row: MandateRow | None, event: Charged) -> MandateRow:
    """A period, or usage in it, is paid; perhaps the last one. Raises HistoryHole."""
    before = _going_on(row, event)
    if before.total + event.amount != event.total:
        raise HistoryHole(f"mandate {event.mandate_id} was not charged {event.total - event.amount} before this event")
    return replace(
        before,
        **NOT_WAITING,
        status="finished" if event.finished else "open",
        paid_until=event.paid_until,
        total=event.total,
        charges=before.charges + 1,
        attempts=0,
        refunded_at=None,
        ended_at=event.log.block_timestamp if event.finished else None,
        next_action_at=None if event.finished else event.paid_until,
    )


def charge_failed(row: MandateRow | None, event: ChargeFailed) -> MandateRow:
    """It is tried again until the grace is over. Raises HistoryHole."""
    return replace(
        _going_on(row, event),
        **NOT_WAITING | {"retry_at": event.retry_at, "grace_until": event.grace_until},
        status="failing",
        attempts=event.attempt,
        last_failure=reason(event),
        next_action_at=min(event.retry_at, event.grace_until),
    )


def lapsed(row: MandateRow | None, event: Lapsed) -> MandateRow:
    """The grace is over. Raises HistoryHole."""
    return _ended(_going_on(row, event), event, "lapsed")


def cancelled(row: MandateRow | None, event: Cancelled) -> MandateRow:
    """A party took it back, perhaps before it was ever opened; then its terms stay unknown."""
    ended = _ended(_begun(row, event), event, "cancelled")
    return replace(ended, cancelled_by=event.by, paid_until=event.paid_until)


def paused(row: MandateRow | None, event: Paused) -> MandateRow:
    """No charges for a while. Raises HistoryHole."""
    return replace(
        _going_on(row, event),
        status="paused",
        paused_at=event.log.block_timestamp,
        paused_until=event.paused_until,
        next_action_at=event.paused_until,
    )


def resumed(row: MandateRow | None, event: Resumed) -> MandateRow:
    """The schedule was moved by the pause and goes on. Raises HistoryHole."""
    return replace(
        _going_on(row, event),
        **NOT_WAITING,
        status="open",
        shift=event.shift,
        paid_until=event.paid_until,
        next_action_at=event.paid_until,
    )


def price_proposed(row: MandateRow | None, event: PriceProposed) -> MandateRow:
    """The merchant offers another price, in the place of an offer that is open. Raises HistoryHole."""
    return replace(_going_on(row, event), proposed_price=event.amount, proposed_from=event.effective_at)


def price_accepted(row: MandateRow | None, event: PriceAccepted) -> MandateRow:
    """Another price for periods that begin at `effective_at` or later. Raises HistoryHole."""
    before = _going_on(row, event)
    in_force = before.price_from is not None and before.price_from <= event.log.block_timestamp
    return replace(
        before,
        price=event.amount,
        price_from=event.effective_at,
        price_before=before.price if in_force else before.price_before,
        proposed_price=None,
        proposed_from=None,
    )


def period_refunded(row: MandateRow | None, event: PeriodRefunded) -> MandateRow:
    """What is left of the running period was paid back; it counts as paid no more. Raises HistoryHole."""
    return replace(_going_on(row, event), refunded_at=event.log.block_timestamp)


def reason(event: ChargeFailed) -> str:
    """Why a charge failed, as a word. Raises HistoryHole."""
    if event.reason not in REASONS:
        raise HistoryHole(f"a charge of mandate {event.mandate_id} failed for no reason that there is ({event.reason})")
    return REASONS[event.reason]


def _ended(row: MandateRow, event: MandateEvent, status: str) -> MandateRow:
    ended_at = event.log.block_timestamp
    return replace(row, **NOT_WAITING, status=status, ended_at=ended_at, next_action_at=None)


def _going_on(row: MandateRow | None, event: MandateEvent) -> MandateRow:
    if row is None:
        raise HistoryHole(f"mandate {event.mandate_id} was not opened before this event")
    return _begun(row, event)


def _begun(row: MandateRow | None, event: MandateEvent) -> MandateRow:
    log = event.log
    if row is not None:
        return replace(row, number=event.number, block_number=log.block_number)
    return MandateRow(
        chain_id=log.chain_id,
        mandate_id=event.mandate_id,
        contract=log.address,
        merchant=event.merchant,
        subscriber=event.subscriber,
        number=event.number,
        status="open",
        first_block=log.block_number,
        first_log_index=log.log_index,
        block_number=log.block_number,
    )
