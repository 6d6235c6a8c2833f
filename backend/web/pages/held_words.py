"""What it means that money is held, in sentences for the customer who is asked to pay it in."""

from __future__ import annotations

from typing import Any

from backend.checkout.acceptance import exact_text
from backend.web.shapes.checkout import CheckoutState
from backend.web.shapes.fields import rfc3339
from backend.web.shapes.sessions import EscrowObject

WHOLE_BPS = 10_000
UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def held_sentences(state: CheckoutState, t: dict[str, Any], amount: str) -> list[tuple[str, str]]:
    """What is held and how it ends, as pairs of a few words and a sentence; empty without an escrow."""
    escrow = state.escrow
    if escrow is None:
        return []
    words = {
        "amount": amount,
        "merchant": state.merchant.name,
        "until": plainly(rfc3339(escrow.delivery_until)),
        "inspection": duration(escrow.inspection_period, t),
        "dispute": duration(escrow.dispute_period, t),
        "fee": percent(escrow.arbiter_fee_bps),
        "share": percent(escrow.on_timeout_bps),
    }
    words["otherwise"] = t["held_otherwise"][_share(escrow)].format(**words)
    chosen = ["held", "undelivered", _inspected(escrow), _decided(escrow)]
    if escrow.claim_code:
        chosen.append("code")
    return [(t["held_leads"][name].format(**words), t["held_texts"][name].format(**words)) for name in chosen]


def held_figures(state: CheckoutState) -> dict[str, str]:
    """What the texts of a session's status speak of: who is paid, and what became of the money."""
    deal, escrow = (None, None) if state.escrow is None else (state.escrow.deal, state.escrow)
    sums = {name: 0 if deal is None else getattr(deal, name) for name in ("held", "released", "returned")}
    until = None if escrow is None else rfc3339(escrow.delivery_until)
    return {
        "merchant": state.merchant.name,
        "delivery_until": plainly(until),
        **{name: f"{exact_text(sum_, state.token.decimals)} {state.token.symbol}" for name, sum_ in sums.items()},
    }


def duration(seconds: int, t: dict[str, Any]) -> str:
    """A period in its largest whole unit: 3 days, 36 hours, 90 seconds."""
    unit, length = next(((u, n) for u, n in UNITS if seconds and seconds % n == 0), ("second", 1))
    number = seconds // length
    return f"{number} {t['units'][unit if number == 1 else unit + 's']}"


def percent(bps: int) -> str:
    """Basis points as a percentage without needless zeros: 150 is 1.5."""
    whole, rest = divmod(bps, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".")


def plainly(time: str | None) -> str:
    """A time of ours as people read it; nothing for none."""
    return "" if time is None else f"{time[:10]} {time[11:16]} UTC"


def _share(escrow: EscrowObject) -> str:
    return {0: "depositor", WHOLE_BPS: "merchant"}.get(escrow.on_timeout_bps, "both")


def _inspected(escrow: EscrowObject) -> str:
    return "inspected" if escrow.inspection_period else "uninspected"


def _decided(escrow: EscrowObject) -> str:
    if escrow.arbiter is None:
        return "settled"
    return "decided_for_fee" if escrow.arbiter_fee_bps else "decided"
