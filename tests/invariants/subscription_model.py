"""The Subscription's twin: dictionaries and plain sentences, no packing, no gas, no order but that of the checks."""

from papers import Permit
from seals import ZERO, Seal
from subscription_billing import OBSTACLES, Billing
from subscription_books import LIVE, Life, Price
from subscription_calendar import period_at
from subscription_office import YEAR, Call, need
from subscription_schedule import anchor, obstacle, price_of, repriced
from subscription_words import Mandate, mandate_id, plan_id

FOR_EVER = 2**36 - 1


class SubscriptionTwin(Billing):
    """How a mandate begins, rests, changes its price and ends."""

    def subscribe(self, call: Call, terms: Mandate) -> None:
        need(call.sender == terms.subscriber, "subscription: not that party")
        self.open(call, terms)

    def subscribe_with_permit(self, call: Call, terms: Mandate, permit: Permit) -> None:
        need(call.sender == terms.subscriber, "subscription: not that party")
        self.money.permit(terms.plan.token, terms.subscriber, permit, call.now, call.chain_id)
        self.open(call, terms)

    def subscribe_by_signature(self, call: Call, terms: Mandate, seal: Seal, permit: Permit) -> None:
        self.check_digest(terms.subscriber, mandate_id(terms, self.domain(call)), seal)
        if permit.amount:
            self.money.permit(terms.plan.token, terms.subscriber, permit, call.now, call.chain_id)
        self.open(call, terms)

    def open(self, call: Call, terms: Mandate) -> None:
        plan, name = terms.plan, mandate_id(terms, self.domain(call))
        self.check_open(terms.subscriber)
        need(self.books.plans.get(plan_id(plan, self.domain(call)), False), "subscription: plan not open")
        need(name not in self.books.lives, "subscription: known already")
        self.check_terms(call, terms)
        fee_bps = self.fee_of(plan.merchant)
        need(fee_bps <= plan.max_fee_bps, "subscription: fee above cap")
        begins = terms.start + plan.trial
        paid_until = min(terms.end or FOR_EVER, FOR_EVER) if plan.metered else begins
        self.books.lives[name] = Life(terms, "open", fee_bps, paid_until)
        self.say(
            "Subscribed",
            name,
            plan_id=plan_id(plan, self.domain(call)),
            **{key: getattr(terms, key) for key in ("start", "end", "max_charges", "lifetime_cap", "salt")},
            fee_bps=fee_bps,
            paid_until=paid_until,
        )
        if not plan.metered and begins <= call.now:
            why = obstacle(self.books.lives[name], call.now)
            need(why == 0, OBSTACLES.get(why, ""))
            need(self.bill_fixed(call, name, with_tip=False) == "charged", "subscription: first charge fails")

    def check_terms(self, call: Call, terms: Mandate) -> None:
        plan = terms.plan
        begins = terms.start + plan.trial
        need(terms.subscriber not in {ZERO, plan.payout, plan.merchant, self.address}, "subscription: bad terms")
        need(terms.start <= call.now + YEAR, "subscription: bad terms")
        need(terms.end == 0 or terms.end > max(begins, call.now), "subscription: bad terms")
        need(call.now < period_at(plan, begins, begins).end, "subscription: bad terms")

    def cancel(self, call: Call, terms: Mandate) -> None:
        self.end(call, terms, call.sender)

    def cancel_by_signature(self, call: Call, terms: Mandate, by: str, deadline: int, seal: Seal) -> None:
        self.use_word(call, by, "cancel", (mandate_id(terms, self.domain(call)), deadline), seal)
        self.end(call, terms, by)

    def end(self, call: Call, terms: Mandate, by: str) -> None:
        need(by in {terms.subscriber, terms.plan.merchant}, "subscription: not that party")
        name = mandate_id(terms, self.domain(call))
        life = self.books.life(name)
        need(life.status in {*LIVE, "unknown"}, "subscription: mandate is over")
        paid_until = min(life.paid_until, call.now) if terms.plan.metered else life.paid_until
        self.books.lives[name] = life._replace(
            **{"status": "cancelled", "paid_until": paid_until, "retry_at": 0, "grace_until": 0},
            **{"paused_at": 0, "paused_until": 0, "proposed": None},
        )
        self.say("Cancelled", name, terms, by=by, paid_until=paid_until)

    def pause(self, call: Call, terms: Mandate) -> None:
        need(call.sender == terms.subscriber, "subscription: not that party")
        self.rest(call, terms)

    def pause_by_signature(self, call: Call, terms: Mandate, deadline: int, seal: Seal) -> None:
        name = mandate_id(terms, self.domain(call))
        self.use_word(call, terms.subscriber, "pause", (name, deadline), seal)
        self.rest(call, terms)

    def rest(self, call: Call, terms: Mandate) -> None:
        name = mandate_id(terms, self.domain(call))
        life = self.live(name)
        left = terms.plan.pause_limit - life.shift
        need(life.status == "open", "subscription: no pause now")
        need(call.now >= anchor(life), "subscription: no pause now")
        need(terms.end == 0 or call.now < terms.end, "subscription: no pause now")
        need(left > 0, "subscription: no pause now")
        self.change(name, status="paused", paused_at=call.now, paused_until=call.now + left)
        self.say("Paused", name, paused_until=call.now + left)

    def live(self, name: bytes) -> Life:
        life = self.books.life(name)
        need(life.status != "unknown", "subscription: mandate unknown")
        need(life.status in LIVE, "subscription: mandate is over")
        return life

    def resume(self, call: Call, terms: Mandate) -> None:
        self.wake(call, terms, call.sender)

    def resume_by_signature(self, call: Call, terms: Mandate, deadline: int, seal: Seal) -> None:
        name = mandate_id(terms, self.domain(call))
        self.use_word(call, terms.subscriber, "resume", (name, deadline), seal)
        self.wake(call, terms, terms.subscriber)

    def wake(self, call: Call, terms: Mandate, by: str) -> None:
        """Once it has ended by itself, anyone may say so."""
        name = mandate_id(terms, self.domain(call))
        life = self.books.life(name)
        need(life.status == "paused", "subscription: no pause now")
        need(by == terms.subscriber or call.now >= life.paused_until, "subscription: not that party")
        self.go_on(call, name)

    def propose_price(self, call: Call, terms: Mandate, amount: int) -> None:
        need(call.sender == terms.plan.merchant, "subscription: not that party")
        self.propose(call, terms, amount)

    def propose_price_by_signature(self, call: Call, terms: Mandate, amount: int, deadline: int, seal: Seal) -> None:
        name = mandate_id(terms, self.domain(call))
        self.use_word(call, terms.plan.merchant, "propose", (name, amount, deadline), seal)
        self.propose(call, terms, amount)

    def propose(self, call: Call, terms: Mandate, amount: int) -> None:
        name = mandate_id(terms, self.domain(call))
        life = self.live(name)
        need(0 < amount < 2**96, "subscription: bad amount")
        rise = amount > price_of(life, call.now)
        offer = Price(amount, call.now + (terms.plan.price_notice if rise else 0))
        self.change(name, proposed=offer)
        self.say("PriceProposed", name, amount=amount, effective_at=offer.effective_at)

    def accept_price(self, call: Call, terms: Mandate, amount: int, effective_at: int) -> None:
        need(call.sender == terms.subscriber, "subscription: not that party")
        self.agree(call, terms, amount, effective_at)

    def accept_price_by_signature(
        self, call: Call, terms: Mandate, amount: int, effective_at: int, deadline: int, seal: Seal
    ) -> None:
        name = mandate_id(terms, self.domain(call))
        self.use_word(call, terms.subscriber, "accept", (name, amount, effective_at, deadline), seal)
        self.agree(call, terms, amount, effective_at)

    def agree(self, call: Call, terms: Mandate, amount: int, effective_at: int) -> None:
        name = mandate_id(terms, self.domain(call))
        life = self.live(name)
        need(life.proposed == Price(amount, effective_at), "subscription: no such offer")
        price = Price(amount, max(effective_at, call.now))
        self.books.lives[name] = repriced(life, price, call.now)
        self.say("PriceAccepted", name, amount=amount, effective_at=price.effective_at)
