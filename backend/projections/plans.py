"""Folds of `plans` and `subscription_merchants`."""

from __future__ import annotations

from msgspec.structs import replace

from backend.events.subscription import MerchantFeeChanged, PlanClosed, PlanPublished
from backend.projections.history_hole import HistoryHole
from backend.projections.merchants import NO_FEE_OF_ITS_OWN
from backend.projections.subscription_rows import PlanRow, SubscriptionMerchantRow


def published(row: PlanRow | None, event: PlanPublished) -> PlanRow:
    """A plan's terms are on chain, once and for all."""
    log = event.log
    return PlanRow(
        chain_id=log.chain_id,
        plan_id=event.plan_id,
        contract=log.address,
        number=event.number,
        status="open",
        published_at=log.block_timestamp,
        first_block=log.block_number,
        first_log_index=log.log_index,
        block_number=log.block_number,
        **event.plan._asdict(),
    )


def closed(row: PlanRow | None, event: PlanClosed) -> PlanRow:
    """No new mandates; live ones go on. Raises HistoryHole."""
    if row is None:
        raise HistoryHole(f"plan {event.plan_id} was not published before this event")
    return replace(row, status="closed", number=event.number, block_number=event.log.block_number)


def fee_changed(row: SubscriptionMerchantRow | None, event: MerchantFeeChanged) -> SubscriptionMerchantRow:
    """The admin gave the merchant a lower fee for mandates to come, or took that back."""
    log = event.log
    own = None if event.fee_bps == NO_FEE_OF_ITS_OWN else event.fee_bps
    return SubscriptionMerchantRow(log.chain_id, log.address, event.merchant, log.block_number, own)
