"""What must come of a mandate, day by day, in plain Python: no code of the contract's, the mirror's or the keeper's.

Everything happens at one moment of each day; a charge is due or not by then. Amounts: smallest units. Times: unix
seconds. The calendar is Python's own."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

DAY = 86_400
HOUR = 3_600
RETRY_GAP = 47 * HOUR + 1_800
GRACE = 6 * DAY + 12 * HOUR
PAUSE_LIMIT = 20 * DAY + 12 * HOUR
FEE_BPS = 30

FUNDS, ALLOWANCE, REFUSED, SANCTIONED = "insufficient_balance", "insufficient_allowance", "token_refused", "sanctioned"
Status = Literal["open", "failing", "paused", "cancelled", "lapsed", "finished"]


@dataclass
class Purse:
    """What a subscriber has, has allowed, and whether token or list refuse it."""

    balance: int = 0
    allowance: int = 0
    blocked: bool = False
    sanctioned: bool = False

    def refuses(self, amount: int) -> str | None:
        """Why so much cannot be taken, or None."""
        if self.sanctioned:
            return SANCTIONED
        if self.balance < amount:
            return FUNDS
        if self.allowance < amount:
            return ALLOWANCE
        return REFUSED if self.blocked else None


@dataclass(frozen=True)
class Terms:
    """Of one mandate. `months`: the period in calendar months, or 0 for `seconds`. Bounds of 0: without."""

    anchor: int
    amount: int
    first_amount: int
    tip: int
    months: int = 1
    seconds: int = 0
    end: int = 0
    max_charges: int = 0
    lifetime_cap: int = 0
    metered: bool = False

    def begins(self, period: int, shift: int) -> int:
        """When a period begins, on a schedule that pauses have moved."""
        anchor = self.anchor + shift
        if not self.months:
            return anchor + period * self.seconds
        there = datetime.fromtimestamp(anchor, UTC)
        years, month = divmod(there.month - 1 + period * self.months, 12)
        year, month = there.year + years, month + 1
        day = min(there.day, monthrange(year, month)[1])
        return int(there.replace(year=year, month=month, day=day).timestamp())

    def period_at(self, now: int, shift: int) -> int:
        """The period that contains a time, found by looking at one after another."""
        period = 0
        while self.begins(period + 1, shift) <= now:
            period += 1
        return period


@dataclass
class Account:
    """One mandate as the ledger keeps it. `charges`: (period, amount, fee, tip); `failures`: (attempt, reason)."""

    terms: Terms
    purse: Purse
    status: Status = "open"
    paid_until: int = 0
    total: int = 0
    shift: int = 0
    attempts: int = 0
    retry_at: int = 0
    grace_until: int = 0
    paused_at: int = 0
    prices: list[tuple[int, int]] = field(default_factory=list)
    charges: list[tuple[int, int, int, int]] = field(default_factory=list)
    failures: list[tuple[int, str]] = field(default_factory=list)
    spent: dict[int, int] = field(default_factory=dict)

    def open(self, now: int) -> None:
        """Subscribing: the first charge of a fixed plan that has begun is part of it, without a tip."""
        self.paid_until = self.terms.anchor
        if not self.terms.metered and now >= self.terms.anchor:
            self._take(now, self._price(self.terms.period_at(now, 0)), tip=0)

    def come(self, now: int) -> None:
        """What a keeper brings about, if it looks now."""
        self._resume_by_itself(now)
        if self.status == "failing" and now >= self.grace_until:
            self.status = "lapsed"
        if self.terms.metered or self.status not in ("open", "failing") or now < self.paid_until:
            return
        if self.status == "failing" and now < self.retry_at:
            return
        if self._is_over(now):
            return
        price = self._price(self.terms.period_at(now, self.shift))
        if self.terms.lifetime_cap and self.total + price > self.terms.lifetime_cap:
            return
        if self.status == "failing" and self.purse.refuses(price) is not None:
            return  # a keeper looks before it tries again, and pays for no second failure
        self._take(now, price, tip=self.terms.tip)

    def use(self, now: int, amount: int) -> bool:
        """The merchant charges what was used; whether it may."""
        self._resume_by_itself(now)
        if self.status not in ("open", "failing") or self._is_over(now) or now < self.terms.anchor:
            return False
        if self.status == "failing" and now >= self.grace_until:
            return False
        period = self.terms.period_at(now, self.shift)
        if self.spent.get(period, 0) + amount > self.terms.amount:
            return False
        if self.terms.lifetime_cap and self.total + amount > self.terms.lifetime_cap:
            return False
        self._take(now, amount, tip=0)
        return True

    def pause(self, now: int) -> bool:
        """The subscriber pauses; whether it may."""
        if self.status != "open" or now < self.terms.anchor or self.shift >= PAUSE_LIMIT or self._is_over(now):
            return False
        self.status, self.paused_at = "paused", now
        return True

    def resume(self, now: int) -> None:
        """A pause is over, now or when the limit was used up."""
        length = min(now, self.paused_at + PAUSE_LIMIT - self.shift) - self.paused_at
        before = self.shift
        self.shift += length
        self.status = "open"
        if not self.terms.metered and self.charges:
            last = self.terms.period_at(self.paid_until - 1, before)
            self.paid_until = self._clipped(self.terms.begins(last + 1, self.shift))

    def cancel(self) -> None:
        """A party ends it."""
        self.status = "cancelled"

    @property
    def is_live(self) -> bool:
        return self.status in ("open", "failing", "paused")

    def _take(self, now: int, amount: int, tip: int) -> None:
        reason = self.purse.refuses(amount)
        if reason is not None:
            self._fail(now, reason)
            return
        period = self.terms.period_at(now, self.shift)
        fee = amount * FEE_BPS // 10_000
        self.purse.balance -= amount
        self.purse.allowance -= amount
        self.total += amount
        self.status, self.attempts = "open", 0
        self.charges.append((period, amount, fee, min(tip, amount - fee)))
        self.spent[period] = self.spent.get(period, 0) + amount
        if not self.terms.metered:
            self.paid_until = self._clipped(self.terms.begins(period + 1, self.shift))
        if self._is_last():
            self.status = "finished"

    def _fail(self, now: int, reason: str) -> None:
        if self.status != "failing":
            self.grace_until = now + GRACE
        self.status = "failing"
        self.attempts += 1
        self.retry_at = min(now + RETRY_GAP, self.grace_until)
        self.failures.append((self.attempts, reason))

    def _price(self, period: int) -> int:
        if not self.charges:
            return self.terms.first_amount
        price, begins = self.terms.amount, self.terms.begins(period, self.shift)
        for since, agreed in self.prices:
            price = agreed if since <= begins else price
        return price

    def _resume_by_itself(self, now: int) -> None:
        if self.status == "paused" and now >= self.paused_at + PAUSE_LIMIT - self.shift:
            self.resume(now)

    def _is_over(self, now: int) -> bool:
        terms = self.terms
        return bool(terms.end and now >= terms.end) or bool(
            terms.max_charges and len(self.charges) >= terms.max_charges
        )

    def _is_last(self) -> bool:
        terms = self.terms
        bounded = terms.max_charges and len(self.charges) >= terms.max_charges
        spent = terms.lifetime_cap and self.total == terms.lifetime_cap
        ended = terms.end and not terms.metered and self.paid_until >= terms.end
        return bool(bounded or spent or ended)

    def _clipped(self, at: int) -> int:
        return min(at, self.terms.end) if self.terms.end else at
