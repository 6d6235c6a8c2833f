"""What the Subscription's verbs cost: a monthly plan with a fee, charged by a stranger, as keepers do."""

from __future__ import annotations

from typing import Any

from scripts.gas_rows.stage import DAY, DOLLAR, Stage, short_salt

Mandate = dict[str, Any]
PRICE = 25 * DOLLAR
BATCH = 50
MONTH = 31 * DAY


def mandates(stage: Stage) -> dict[str, int]:
    """One charge and each of fifty, with and without a tip, on months and on seconds; a failure, and what opens."""
    call, merchant = stage.subscription.functions, stage.merchant.address
    plans = {"plain": _plan(stage, 1), "tip": _plan(stage, 2, tip=DOLLAR), "seconds": _plan(stage, 3, seconds=30 * DAY)}
    for plan in plans.values():
        stage.gas(call.publish_plan(plan), merchant)
    opened = {name: _mandate(stage, plan, stage.payer.address) for name, plan in plans.items()}
    first = {name: stage.gas(call.subscribe(mandate), stage.payer.address) for name, mandate in opened.items()}
    others = [stage.funded(f"subscriber {i}", stage.subscription) for i in range(BATCH)]
    batches = {name: [_mandate(stage, plans[name], other) for other in others] for name in ("plain", "tip")}
    for batch in batches.values():
        for mandate in batch:
            stage.gas(call.subscribe(mandate), mandate["subscriber"])
    stage.later(MONTH)
    return {
        "subscription.publish_plan": stage.gas(call.publish_plan(_plan(stage, 4)), merchant),
        "subscription.subscribe": first["tip"],
        "subscription.charge": _charged(stage, opened["plain"]),
        "subscription.charge_with_tip": _charged(stage, opened["tip"]),
        "subscription.charge_seconds": _charged(stage, opened["seconds"]),
        "subscription.charge_many_each": _each(stage, batches["plain"]),
        "subscription.charge_many_each_with_tip": _each(stage, batches["tip"]),
        "subscription.charge_failed": _failed(stage, opened["plain"]),
        "subscription.cancel": stage.gas(call.cancel(opened["tip"]), stage.payer.address),
    }


def _charged(stage: Stage, mandate: Mandate) -> int:
    return stage.gas(stage.subscription.functions.charge(mandate), stage.stranger)


def _each(stage: Stage, batch: list[Mandate]) -> int:
    return -(-stage.gas(stage.subscription.functions.charge_many(batch), stage.stranger) // len(batch))


def _failed(stage: Stage, mandate: Mandate) -> int:
    stage.later(MONTH)
    stage.gas(stage.dollar.functions.approve(stage.subscription.address, 0), mandate["subscriber"])
    return _charged(stage, mandate)


def _plan(stage: Stage, number: int, tip: int = 0, seconds: int = 0) -> dict[str, Any]:
    return {
        "merchant": stage.merchant.address,
        "payout": stage.merchant.address,
        "token": stage.dollar.address,
        "amount": PRICE,
        "first_amount": PRICE,
        "period_unit": 0 if seconds else 1,
        "period_count": seconds or 1,
        "trial": 0,
        "metered": False,
        "tip": tip,
        "max_fee_bps": 100,
        "grace": 7 * DAY,
        "retry_gap": DAY,
        "price_notice": 30 * DAY,
        "pause_limit": 60 * DAY,
        "reference": f"plan {number}".encode().ljust(32, b"\0"),
    }


def _mandate(stage: Stage, plan: dict[str, Any], subscriber: str) -> Mandate:
    return {
        "subscriber": subscriber,
        "plan": plan,
        "start": stage.chain.eth.get_block("latest")["timestamp"],
        "end": 0,
        "max_charges": 0,
        "lifetime_cap": 0,
        "salt": short_salt(f"mandate of {subscriber}"),
    }
