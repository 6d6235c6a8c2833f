"""What a plan asks for and where a subscription stands, in sentences for who pays."""

from __future__ import annotations

from typing import Any

from backend.checkout.acceptance import Token, exact_text
from backend.tables.subscriptions import Plan
from backend.web.pages.held_words import duration, plainly
from backend.web.shapes.sessions import TokenObject
from backend.web.shapes.subscribing import SubscriptionState

YEAR_OF_MONTHS = 12
# Which of the checkout's seals a standing wears.
SEALS = {"open": "paid", "failing": "expiring", "paused": "paused", "finished": "refunded"}


def money(units: int | str, token: Token | TokenObject) -> str:
    """An amount of smallest units with its symbol."""
    return f"{exact_text(int(units), token.decimals)} {token.symbol}"


def period(unit: str | int, count: int, t: dict[str, Any]) -> str:
    """How often: every month, every 30 days."""
    every = t["every"]
    if unit in (0, "second"):
        number, _, name = duration(count, t).partition(" ")
        return str(every.format(period=name if number == "1" else f"{number} {name}"))
    if count % YEAR_OF_MONTHS == 0:
        return _every("year", count // YEAR_OF_MONTHS, t)
    return _every("month", count, t)


def _every(name: str, count: int, t: dict[str, Any]) -> str:
    units = t["units"]
    return str(t["every"].format(period=units[name] if count == 1 else f"{count} {units[name + 's']}"))


def plan_sentences(plan: Plan, token: Token, merchant: str, t: dict[str, Any]) -> list[tuple[str, str]]:
    """What somebody who subscribes agrees to, as pairs of a few words and a sentence."""
    words = {
        "merchant": merchant,
        "price": money(plan.amount, token),
        "every": period(plan.period_unit, plan.period_count, t),
        "first": money(plan.first_amount, token),
        **{name: duration(getattr(plan, name), t) for name in ("trial", "grace", "pause_limit", "price_notice")},
    }
    chosen = ["metered" if plan.metered else "price", *_beginning(plan)]
    chosen += ["failing" if plan.grace else "failing_at_once", "price_change", "cancel"]
    if plan.pause_limit:
        chosen.append("pause")
    return [(t["plan_leads"][name].format(**words), t["plan_texts"][name].format(**words)) for name in chosen]


def _beginning(plan: Plan) -> list[str]:
    found = ["trial"] if plan.trial else []
    if plan.first_amount != plan.amount:
        found.append("first" if plan.first_amount else "first_free")
    return found


def price_now(state: SubscriptionState) -> int:
    """What a period costs by now: an accepted price counts from its time on only."""
    mandate, plan = state.mandate, state.mandate.plan
    assert plan is not None
    # Times in this form and zone compare as their texts do.
    counts = mandate.price is not None and (mandate.price_from or "") <= state.now
    return int((mandate.price if counts else mandate.price_before) or plan.amount)


def standing_of(state: SubscriptionState) -> str:
    """What the page is about: the mandate's status; `trial` before the first charge."""
    mandate = state.mandate
    if mandate.status != "open" or mandate.plan is None or mandate.plan.metered:
        return str(mandate.status)
    return "trial" if mandate.charges == 0 else "open"


def standing_words(state: SubscriptionState, t: dict[str, Any]) -> dict[str, str]:
    """Title and detail of where it stands, and the seal it wears."""
    mandate, plan = state.mandate, state.mandate.plan
    assert plan is not None
    words = {
        "merchant": state.merchant.name,
        "price": money(price_now(state), state.token),
        "every": period(plan.period_unit, plan.period_count, t),
        "paid_until": plainly(mandate.paid_until),
        "paused_until": plainly(mandate.paused_until),
        "grace_until": plainly(mandate.grace_until),
        "reason": t["failures"].get(mandate.last_failure, ""),
    }
    standing = standing_of(state)
    found = t["subscription_status"]["open_metered" if standing == "open" and plan.metered else standing]
    seal = SEALS.get(standing, "paid" if standing == "trial" else "cancelled")
    return {"seal": seal, **{name: text.format(**words) for name, text in found.items()}}


def facts(state: SubscriptionState, t: dict[str, Any]) -> list[tuple[str, str]]:
    """What is known in figures: pairs of a name and a figure."""
    mandate, token, names = state.mandate, state.token, t["facts"]
    coming = mandate.next_charge
    so_far = t["charges_bounded" if mandate.max_charges else "charges_so_far"]
    charged = so_far.format(count=mandate.charges, most=mandate.max_charges, total=money(mandate.total, token))
    known = {
        "paid_until": plainly(mandate.paid_until),
        "next_charge": "" if coming is None else f"{money(coming.amount, token)}, {plainly(coming.at)}",
        "charges": charged,
        "failure": "" if mandate.status != "failing" else str(t["failures"].get(mandate.last_failure, "")),
        "retry": plainly(mandate.retry_at),
        "lapses": plainly(mandate.grace_until),
        "paused_until": plainly(mandate.paused_until),
        "proposed": _proposed(state, t),
    }
    return [(names[name], figure) for name, figure in known.items() if figure]


def _proposed(state: SubscriptionState, t: dict[str, Any]) -> str:
    if state.mandate.proposed_price is None:
        return ""
    price = money(state.mandate.proposed_price, state.token)
    return str(t["proposed_from"].format(price=price, time=plainly(state.mandate.proposed_from)))


def history(state: SubscriptionState, t: dict[str, Any]) -> list[tuple[str, str]]:
    """Charges and failures, newest first: when, and what."""
    lines = []
    for past in state.history:
        amount = money(past.amount, state.token)
        failed = t["failed_because"].format(amount=amount, reason=t["failures"].get(past.reason, ""))
        lines.append((plainly(past.at), amount if past.reason is None else failed))
    return lines
