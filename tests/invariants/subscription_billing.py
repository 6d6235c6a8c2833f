"""The part of the twin that takes money: charges, usage, refunds, and what is said about them before."""

from money import Refused
from seals import Seal
from subscription_books import Charge, Life
from subscription_calendar import Period
from subscription_office import Call, Desk, need
from subscription_schedule import (
    BEFORE_RETRY,
    METERED,
    NOT_DUE,
    OVER,
    PAUSED,
    UNKNOWN,
    WOULD_LAPSE,
    above_bounds,
    awake,
    counted_out,
    due_amount,
    obstacle,
    of,
    period_of,
)
from subscription_words import Mandate, mandate_id

WHOLE_BPS = 10_000
NO_FUNDS, NO_ALLOWANCE, REFUSED, SANCTIONED = 1, 2, 3, 4
# What a charge that is not tried is refused for.
OBSTACLES = {
    UNKNOWN: "subscription: mandate unknown",
    OVER: "subscription: mandate is over",
    PAUSED: "subscription: mandate paused",
    NOT_DUE: "subscription: not due yet",
    BEFORE_RETRY: "subscription: not due yet",
    METERED: "subscription: wrong kind of plan",
}


class Billing(Desk):
    """Each charge is of the period that contains the present second; codes: what charge_many answered last."""

    codes: list[int]

    def change(self, name: bytes, **changes) -> Life:
        self.books.lives[name] = self.books.lives[name]._replace(**changes)
        return self.books.lives[name]

    def say(self, event: str, name: bytes, terms: Mandate | None = None, **fields) -> None:
        """An event of a mandate, with its merchant's next number."""
        terms = terms or self.books.lives[name].terms
        assert terms
        who = {"merchant": terms.plan.merchant, "subscriber": terms.subscriber}
        self.tell(event, mandate_id=name, **who, number=self.next_number(terms.plan.merchant), **fields)

    def go_on(self, call: Call, name: bytes) -> None:
        woken = awake(self.books.lives[name], call.now)
        self.books.lives[name] = woken
        self.say("Resumed", name, shift=woken.shift, paid_until=woken.paid_until)

    def wake_if_over(self, call: Call, name: bytes) -> None:
        life = self.books.life(name)
        if life.status == "paused" and call.now >= life.paused_until:
            self.go_on(call, name)

    # Charges

    def charge(self, call: Call, terms: Mandate) -> None:
        name = mandate_id(terms, self.domain(call))
        why = obstacle(self.books.life(name), call.now, call.sender)
        need(why in {0, WOULD_LAPSE}, OBSTACLES.get(why, ""))
        self.wake_if_over(call, name)
        if why == WOULD_LAPSE:
            self.lapse(name)
        else:
            self.bill_fixed(call, name, with_tip=True)

    def charge_many(self, call: Call, many: tuple[Mandate, ...]) -> None:
        """Each as if alone."""
        codes = []
        for terms in many:
            name = mandate_id(terms, self.domain(call))
            why = obstacle(self.books.life(name), call.now, call.sender)
            if why not in {0, WOULD_LAPSE}:
                codes.append(10 + why)
                continue
            self.charge(call, terms)
            status = self.books.lives[name].status
            codes.append({"failing": 1, "lapsed": 1 if why == 0 else 2}.get(status, 0))
        self.codes = codes

    def pull(self, call: Call, *values) -> None:
        """A door in the contract that it keeps for itself."""
        need(False, "subscription: not that party")

    def lapse(self, name: bytes) -> None:
        self.change(name, status="lapsed", retry_at=0, grace_until=0)
        self.say("Lapsed", name)

    def bill_fixed(self, call: Call, name: bytes, with_tip: bool) -> str:
        life = self.books.lives[name]
        due = period_of(life, call.now)
        return self.bill(call, name, due, due_amount(life, due), with_tip)

    def bill(self, call: Call, name: bytes, due: Period, amount: int, with_tip: bool) -> str:
        """ "charged" or "failed"; nothing is asked about nothing."""
        life = self.books.lives[name]
        assert life.terms
        fee = amount * life.fee_bps // WHOLE_BPS
        tip = min(life.terms.plan.tip, amount - fee) if with_tip else 0
        if amount and self.listed(life.terms.subscriber):
            self.fail(call, name, due, amount, SANCTIONED)
            return "failed"
        events, kept = list(self.events), (self.books.copy(), self.money.copy())
        try:
            tip = self.take_parts(life, amount, fee, tip, call.sender) if amount else 0
        except Refused:
            self.events, (self.books, self.money) = events, kept
            self.fail(call, name, due, amount, self.reason_after(life, amount))
            return "failed"
        self.record(call, name, due, amount, fee, tip)
        return "charged"

    def reason_after(self, life: Life, amount: int) -> int:
        """A token that does not answer is not asked for more."""
        assert life.terms
        token, subscriber = life.terms.plan.token, life.terms.subscriber
        try:
            if self.money.told_balance(token, subscriber) < amount:
                return NO_FUNDS
            return NO_ALLOWANCE if self.money.told_allowance(token, subscriber) < amount else REFUSED
        except Refused:
            return REFUSED

    def take_parts(self, life: Life, amount: int, fee: int, tip: int, sender: str) -> int:
        """All legs or none; the tip that was paid."""
        assert life.terms
        plan, payer = life.terms.plan, life.terms.subscriber
        net, receiver = amount - fee - tip, self.books.fee_receiver
        need(net == 0 or self.money.moves(plan.token, payer, plan.payout, net), "")
        if fee and not self.money.offer(plan.token, payer, receiver, fee):
            need(self.money.moves(plan.token, payer, self.address, fee), "")
            self.owe(plan.token, receiver, fee)
        if tip and not self.money.offer(plan.token, payer, sender, tip):
            need(self.money.moves(plan.token, payer, plan.payout, tip), "")
            return 0
        return tip

    def owe(self, token: str, receiver: str, amount: int) -> None:
        balance = self.books.credit.get((receiver, token), 0) + amount
        self.books.credit[receiver, token] = balance
        number = self.next_credit_number()
        self.tell("CreditIncreased", receiver=receiver, token=token, number=number, amount=amount, balance=balance)

    def record(self, call: Call, name: bytes, due: Period, amount: int, fee: int, tip: int) -> None:
        life = self.books.lives[name]
        made = Charge(life.bucket(due.index), amount, call.now)
        life = self.change(
            name,
            **{"status": "open", "attempts": 0, "retry_at": 0, "grace_until": 0, "charges": (*life.charges, made)},
        )
        _, plan = of(life)
        finished = self.is_last(life, due)
        if finished:
            life = self.change(name, status="finished")
        if finished or not plan.metered:
            life = self.change(name, paid_until=due.end)
        self.say(
            "Charged",
            name,
            **{"token": plan.token, "amount": amount, "fee": fee, "tip": tip, "sender": call.sender},
            **{"period": due.index, "period_total": life.charged_in(made.period), "total": life.total()},
            **{"paid_until": life.paid_until, "finished": finished},
        )

    def is_last(self, life: Life, due: Period) -> bool:
        """Nothing can be charged any more, whatever the price."""
        terms, plan = of(life)
        spent = terms.lifetime_cap != 0 and life.total() == terms.lifetime_cap
        return spent or counted_out(life) or (not plan.metered and due.end == terms.end)

    def fail(self, call: Call, name: bytes, due: Period, amount: int, reason: int) -> None:
        life = self.books.lives[name]
        assert life.terms
        plan = life.terms.plan
        first = life.status != "failing"
        life = self.change(
            name,
            status="failing",
            attempts=min(life.attempts + 1, 63),
            grace_until=call.now + plan.grace if first else life.grace_until,
        )
        life = self.change(name, retry_at=min(call.now + plan.retry_gap, life.grace_until))
        self.say(
            "ChargeFailed",
            name,
            **{"token": plan.token, "amount": amount, "period": due.index, "attempt": life.attempts},
            **{"reason": reason, "retry_at": life.retry_at, "grace_until": life.grace_until},
        )
        if call.now >= life.grace_until:
            self.lapse(name)

    # Usage and refunds

    def charge_usage(self, call: Call, terms: Mandate, amount: int) -> None:
        need(call.sender == terms.plan.merchant, "subscription: not that party")
        self.use(call, terms, amount)

    def charge_usage_by_signature(
        self, call: Call, terms: Mandate, amount: int, total: int, deadline: int, seal: Seal
    ) -> None:
        name = mandate_id(terms, self.domain(call))
        need(self.books.life(name).total() == total, "subscription: bad amount")
        self.check_word(call, terms.plan.merchant, "usage", (name, amount, total, deadline), seal)
        self.use(call, terms, amount)

    def use(self, call: Call, terms: Mandate, amount: int) -> None:
        name = mandate_id(terms, self.domain(call))
        need(terms.plan.metered, OBSTACLES[METERED])
        why = obstacle(self.books.life(name), call.now)
        need(why in {METERED, WOULD_LAPSE}, OBSTACLES.get(why, ""))
        if why == WOULD_LAPSE:
            self.lapse(name)
            return
        self.wake_if_over(call, name)
        life = self.books.lives[name]
        due = period_of(life, call.now)
        fits = 0 < amount <= due_amount(life, due) and not above_bounds(life, amount)
        need(fits, "subscription: bad amount")
        self.bill(call, name, due, amount, with_tip=False)

    def refund_period(self, call: Call, terms: Mandate) -> None:
        need(call.sender == terms.plan.merchant, "subscription: not that party")
        self.give_back(call, terms)

    def refund_period_by_signature(self, call: Call, terms: Mandate, deadline: int, seal: Seal) -> None:
        name = mandate_id(terms, self.domain(call))
        self.use_word(call, terms.plan.merchant, "refund", (name, deadline), seal)
        self.give_back(call, terms)

    def give_back(self, call: Call, terms: Mandate) -> None:
        """By the second, of what was charged in the period that was charged last."""
        name = mandate_id(terms, self.domain(call))
        life = self.books.life(name)
        running, amount = self.rest_of(life, call.now) if life.charges and life.status != "paused" else (0, 0)
        need(amount > 0, "subscription: nothing to refund")
        last = life.charges[-1].period
        self.change(name, refunded=(*life.refunded, (last, len(life.charges))))
        self.say("PeriodRefunded", name, token=terms.plan.token, amount=amount, period=running)
        given = self.money.moves(terms.plan.token, terms.plan.merchant, terms.subscriber, amount)
        need(given, "subscription: refund refused")

    def rest_of(self, life: Life, now: int) -> tuple[int, int]:
        """The period that is paid, and what its rest is worth; nothing if it was given back."""
        _, plan = of(life)
        index, start, whole_end = period_of(life, now if plan.metered else life.paid_until - 1)
        bucket, end = life.bucket(index), min(whole_end, life.paid_until)
        if bucket in dict(life.refunded) or now >= end:
            return index, 0
        return index, life.charged_in(bucket) * (end - max(now, start)) // (end - start)
