"""What a mandate owes when, as plain sentences about its life so far: the twin acts by them, and the fold of the events
is read by them."""

from typing import NamedTuple

from seals import ZERO
from subscription_books import LIVE, TERMINAL, Life, Price
from subscription_calendar import Period, period, period_at
from subscription_words import Mandate, Plan

UNKNOWN, OVER, PAUSED, NOT_DUE, BEFORE_RETRY, METERED, WOULD_LAPSE = range(1, 8)
MOST_CHARGES = 2**16 - 1
LARGEST = 2**96 - 1


class Quote(NamedTuple):
    """What a charge would be, or why there would be none."""

    obstacle: int = 0
    amount: int = 0
    period: int = 0
    period_start: int = 0
    period_end: int = 0


def of(life: Life) -> tuple[Mandate, Plan]:
    """Terms are known of all that was ever opened."""
    assert life.terms
    return life.terms, life.terms.plan


def anchor(life: Life) -> int:
    terms, plan = of(life)
    return terms.start + plan.trial + life.shift


def cut(terms: Mandate, moment: int) -> int:
    return min(moment, terms.end or moment)


def period_of(life: Life, now: int) -> Period:
    """Cut at the mandate's end."""
    terms, plan = of(life)
    whole = period_at(plan, anchor(life), now)
    return whole._replace(end=cut(terms, whole.end))


def price_of(life: Life, begins: int) -> int:
    """Of a period that begins then."""
    if life.price and life.price.effective_at <= begins:
        return life.price.amount
    return life.price_before or of(life)[1].amount


def repriced(life: Life, price: Price, now: int) -> Life:
    """With another price accepted; what is charged before it counts never costs more by it."""
    before = price_of(life, now)
    begins = 0 if life.status == "paused" else quote(life, now).period_start
    if begins:
        before = min(before, price_of(life, begins))
    return life._replace(price=price, price_before=before, proposed=None, agreed=(*life.agreed, price))


def awake(life: Life, now: int) -> Life:
    """As a mandate stands once its pause has ended, now or when it was bound to."""
    terms, plan = of(life)
    shift = life.shift + min(now, life.paused_until) - life.paused_at
    woken = life._replace(status="open", shift=shift, paused_at=0, paused_until=0)
    if plan.metered:
        return woken
    if not life.charges:
        return woken._replace(paid_until=cut(terms, anchor(woken)))
    paid = period(plan, anchor(woken), life.charges[-1].period)
    return woken._replace(paid_until=cut(terms, paid.end))


def above_bounds(life: Life, amount: int) -> bool:
    terms, _ = of(life)
    return life.total() + amount > min(terms.lifetime_cap or LARGEST, LARGEST)


def counted_out(life: Life) -> bool:
    terms, _ = of(life)
    return len(life.charges) >= min(terms.max_charges or MOST_CHARGES, MOST_CHARGES)


def due_amount(life: Life, due: Period) -> int:
    """Of a fixed mandate; of a metered one what is left of the period's cap."""
    _, plan = of(life)
    price = price_of(life, due.start)
    if plan.metered:
        return max(0, price - life.charged_in(life.bucket(due.index)))
    return price if life.charges else plan.first_amount


def moment_of(life: Life, now: int) -> int:
    """Now, or when a charge is possible next."""
    _, plan = of(life)
    return max(now, anchor(life) if plan.metered else life.paid_until)


def next_period(life: Life, now: int) -> Period:
    """The one that a charge would be for, now or when the next is due."""
    return period_of(life, moment_of(life, now))


def obstacle(life: Life, now: int, sender: str = ZERO) -> int:
    if life.status == "unknown":
        return UNKNOWN
    if life.status in TERMINAL:
        return OVER
    if life.status == "failing" and now >= life.grace_until:
        return WOULD_LAPSE
    if life.status == "paused":
        if now < life.paused_until:
            return PAUSED
        life = awake(life, now)
    terms, plan = of(life)
    if counted_out(life) or (terms.end and moment_of(life, now) >= terms.end):
        return OVER
    if plan.metered:
        return NOT_DUE if now < anchor(life) else METERED
    return obstacle_of_price(life, now, sender)


def obstacle_of_price(life: Life, now: int, sender: str) -> int:
    terms, plan = of(life)
    if above_bounds(life, due_amount(life, next_period(life, now))):
        return OVER
    if now < life.paid_until:
        return NOT_DUE
    early = life.status == "failing" and now < life.retry_at
    return BEFORE_RETRY if early and sender not in {terms.subscriber, plan.merchant} else 0


def quote(life: Life, now: int) -> Quote:
    """As if asked by a stranger."""
    why = obstacle(life, now)
    if why not in {0, NOT_DUE, BEFORE_RETRY, METERED}:
        return Quote(why)
    if life.status == "paused":
        life = awake(life, now)
    due = next_period(life, now)
    return Quote(why, due_amount(life, due), *due)


def is_active(life: Life, now: int) -> bool:
    if life.status == "failing":
        return now < life.grace_until
    if life.status in {"unknown", "paused", "lapsed"} or life.terms is None or life.is_given_back():
        return False
    return life.terms.start <= now < life.paid_until


def is_due(life: Life, now: int) -> bool:
    """By what is stored."""
    if life.status not in LIVE or life.status == "paused" or of(life)[1].metered:
        return False
    return now >= max(life.paid_until, life.retry_at)
