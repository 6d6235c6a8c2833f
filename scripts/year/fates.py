"""Who subscribes to what, and what becomes of them: drawn from a seed, the same every time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal

from scripts.year.ledger import DAY

Deed = Literal[
    "fund", "drain", "allow", "disallow", "block", "unblock", "list", "unlist",
    "cancel", "merchant_cancels", "pause", "resume", "propose", "accept", "use",
]  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """A plan of the year. Amounts in smallest units of a token with 6 decimals. `strange`: in the token that blocks."""

    name: str
    amount: int
    first_amount: int
    tip: int
    months: int = 1
    seconds: int = 0
    trial: int = 0
    metered: bool = False
    strange: bool = False


OFFERS = (
    Offer("monthly", 9_900_000, 9_900_000, 50_000),
    Offer("introductory", 20_000_000, 1_000_000, 0),
    Offer("trial", 15_000_000, 15_000_000, 70_000, trial=14 * DAY),
    Offer("weekly", 2_500_000, 2_500_000, 10_000, months=0, seconds=7 * DAY),
    Offer("quarterly", 45_000_000, 45_000_000, 100_000, months=3),
    Offer("blocking", 7_000_000, 7_000_000, 30_000, strange=True),
    Offer("metered", 30_000_000, 30_000_000, 0, metered=True),
)


@dataclass(frozen=True)
class Fate:
    """One subscriber's year. `joins`: the day. `deeds`: by day, what happens and with which amount."""

    offer: Offer
    joins: int
    end: int = 0
    max_charges: int = 0
    lifetime_cap: int = 0
    deeds: dict[int, list[tuple[Deed, int]]] = field(default_factory=dict)


def drawn(subscribers: int, days: int, seed: int) -> list[Fate]:
    """As many fates. Most pay; about two in five meet some trouble, and half of those get over it."""
    dice = Random(seed)
    return [_fate(dice, OFFERS[number % len(OFFERS)], days) for number in range(subscribers)]


def _fate(dice: Random, offer: Offer, days: int) -> Fate:
    joins = dice.randrange(0, max(1, days * 2 // 3))
    fate = Fate(offer, joins)
    if dice.random() < 0.25:
        kind = dice.choice(["max_charges", "lifetime_cap", "end"])
        several = dice.randrange(2, 6)
        bound = {
            "max_charges": several,
            "lifetime_cap": offer.first_amount + (several - 1) * offer.amount + dice.choice([0, offer.amount // 2]),
            "end": (joins + offer.trial // DAY + dice.randrange(20, 120)) * DAY,
        }[kind]
        fate = replace(fate, **{kind: bound})  # type: ignore[arg-type]  # each of them is a number
    _trouble(dice, fate, days)
    _changes(dice, fate, days)
    if offer.metered:
        for day in range(joins + 1, days, dice.choice([5, 9])):
            _does(fate, day, "use", dice.randrange(1, offer.amount // 2))
    return fate


def _trouble(dice: Random, fate: Fate, days: int) -> None:
    if dice.random() > 0.4:
        return
    pairs: list[tuple[Deed, Deed]] = [("drain", "fund"), ("disallow", "allow"), ("list", "unlist")]
    if fate.offer.strange:
        pairs.append(("block", "unblock"))
    day = fate.joins
    for _ in range(dice.randrange(1, 3)):
        day += dice.randrange(5, 60)
        breaks, mends = dice.choice(pairs)
        _does(fate, day, breaks)
        if dice.random() < 0.6:
            day += dice.randrange(3, 40)
            _does(fate, day, mends)


def _changes(dice: Random, fate: Fate, days: int) -> None:
    if dice.random() < 0.15:
        _does(fate, fate.joins + dice.randrange(3, 150), dice.choice(["cancel", "merchant_cancels"]))
    if dice.random() < 0.2:
        day = fate.joins + dice.randrange(2, 90)
        _does(fate, day, "pause")
        if dice.random() < 0.7:
            _does(fate, day + dice.randrange(1, 18), "resume")
    if dice.random() < 0.2 and not fate.offer.metered:
        day = fate.joins + dice.randrange(2, 100)
        price = fate.offer.amount * dice.choice([8, 9, 11, 13]) // 10
        _does(fate, day, "propose", price)
        if dice.random() < 0.7:
            _does(fate, day + dice.randrange(1, 10), "accept", price)


def _does(fate: Fate, day: int, deed: Deed, amount: int = 0) -> None:
    fate.deeds.setdefault(day, []).append((deed, amount))
