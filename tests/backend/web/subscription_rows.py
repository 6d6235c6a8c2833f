"""Plans, mandates and charges as the mirror would write them."""

from __future__ import annotations

from typing import Any

from backend.tables.subscriptions import Charge, ChargeFailure, Mandate, Plan
from tests.backend.web.premises import CHAIN, DOLLAR, NOW, PAYER, word

SUBSCRIPTION = "0x" + "5b" * 20
DAY = 86_400


def plan(merchant: str, plan_id: str, *, block: int = 5, **more: Any) -> Plan:
    """A plan of ten dollars every thirty days, a seven days' grace."""
    facts: dict[str, Any] = {
        "chain_id": CHAIN,
        "plan_id": plan_id,
        "contract": SUBSCRIPTION,
        "merchant": merchant,
        "number": 1,
        "status": "open",
        "payout": merchant,
        "token": DOLLAR,
        "amount": 10_000_000,
        "first_amount": 10_000_000,
        "period_unit": 0,
        "period_count": 30 * DAY,
        "trial": 0,
        "metered": False,
        "tip": 0,
        "max_fee_bps": 100,
        "grace": 7 * DAY,
        "retry_gap": DAY,
        "price_notice": 30 * DAY,
        "pause_limit": 90 * DAY,
        "reference": word(1),
        "published_at": NOW,
        "first_block": block,
        "first_log_index": 0,
        "block_number": block,
    }
    return Plan(**{**facts, **more})


def mandate(merchant: str, mandate_id: str, plan_id: str | None, *, block: int = 10, **more: Any) -> Mandate:
    """A mandate that began at NOW and has paid its first period."""
    facts: dict[str, Any] = {
        "chain_id": CHAIN,
        "mandate_id": mandate_id,
        "contract": SUBSCRIPTION,
        "merchant": merchant,
        "subscriber": PAYER,
        "number": block,
        "status": "open",
        "plan_id": plan_id,
        "start": NOW,
        "end": 0,
        "max_charges": 0,
        "lifetime_cap": 0,
        "salt": word(7),
        "fee_bps": 30,
        "paid_until": NOW + 30 * DAY,
        "total": 10_000_000,
        "charges": 1,
        "opened_at": NOW,
        "next_action_at": NOW + 30 * DAY,
        "first_block": block,
        "first_log_index": 0,
        "block_number": block,
    }
    return Mandate(**{**facts, **more})


def charge(merchant: str, mandate_id: str, *, block: int, log_index: int = 0, **more: Any) -> Charge:
    """Ten dollars in this block."""
    return Charge(**{**_record(merchant, mandate_id, block, log_index), **_money(), "charged_at": NOW + block, **more})


def failure(merchant: str, mandate_id: str, *, block: int, attempt: int = 1, **more: Any) -> ChargeFailure:
    """A charge that found too little in this block."""
    facts = {
        "amount": 10_000_000,
        "attempt": attempt,
        "reason": "insufficient_balance",
        "retry_at": NOW + DAY,
        "grace_until": NOW + 7 * DAY,
        "failed_at": NOW + block,
    }
    return ChargeFailure(**{**_record(merchant, mandate_id, block, 0), **facts, **more})


def _record(merchant: str, mandate_id: str, block: int, log_index: int) -> dict[str, Any]:
    return {
        "chain_id": CHAIN,
        "block_number": block,
        "log_index": log_index,
        "contract": SUBSCRIPTION,
        "mandate_id": mandate_id,
        "merchant": merchant,
        "subscriber": PAYER,
        "number": block,
        "token": DOLLAR,
        "period": 0,
        "transaction_hash": word(1000 + block),
    }


def _money() -> dict[str, Any]:
    return {
        "amount": 10_000_000,
        "fee": 30_000,
        "tip": 50_000,
        "sender": "0x" + "ce" * 20,
        "period_total": 10_000_000,
        "total": 10_000_000,
        "paid_until": NOW + 30 * DAY,
        "finished": False,
    }
