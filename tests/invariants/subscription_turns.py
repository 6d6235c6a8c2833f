"""What is done with plans and mandates: new ones of all kinds, and every verb on those that are there."""

from chain import Outcome
from escrow_turns import FORMS
from seals import ZERO
from subscription_books import LIVE
from subscription_double import SubscriptionDouble
from subscription_schedule import METERED, anchor, is_due, quote
from subscription_words import NO_PERMIT, Mandate, Plan, mandate_id
from subscription_writing import SubscriptionWriting

DAY = 86_400
MERCHANTS = ("merchant", "merchant", "merchant", "till", "rival")
SUBSCRIBERS = ("subscriber", "subscriber", "saver", "saver", "vault")
TOKENS = ("dollar", "odd")
AMOUNTS = (10_000, 10_000, 10_001, 999, 1, 25_000_000, 2**96 - 1)
COUNTS = (
    *((0, DAY), (0, DAY), (0, 3_600), (0, 30 * DAY + 1), (0, 1_830 * DAY)),
    *((1, 1), (1, 1), (1, 1), (1, 1), (1, 2), (1, 12), (1, 60)),
)
TRIALS = (*(0,) * 8, 1, DAY, 14 * DAY, 366 * DAY)
GRACES = (0, 1, 3_600, 3 * DAY, 3 * DAY, 3 * DAY, 40 * DAY)
GAPS = (0, 1, 3_600, 3_600, DAY, 50 * DAY)
LIMITS = (0, 1, DAY, 40 * DAY, 366 * DAY)
KEEPERS = (*("keeper",) * 6, "relayer", "subscriber", "merchant", "stranger", "purse")
PATIENCE = (*(40 * DAY,) * 4, 400 * DAY, 4_000 * DAY)
WAITS = (*(600,) * 6, 1, 0)
PLAN_FLAWS = (
    *({"amount": 0}, {"amount": 2**96}, {"first_amount": 2**96}, {"period_unit": 2}, {"period_count": 0}),
    *({"period_unit": 1, "period_count": 61}, {"period_unit": 0, "period_count": 3_599}, {"payout": ZERO}),
    *({"tip": 2**96}, {"max_fee_bps": 10_001}, {"grace": 366 * DAY + 1}, {"merchant": ZERO}),
)


class SubscriptionTurns(SubscriptionWriting):
    """The turns only choose; the double judges."""

    double: SubscriptionDouble
    people: dict[str, str]
    plans: list[Plan]
    written: list[Mandate]

    def send(self, verb: str, sender: str, *arguments, value: int = 0) -> Outcome:
        raise NotImplementedError

    def token(self, name: str) -> str:
        return self.stage.tokens[name].address

    # Plans

    def draw_plan(self, dice) -> Plan:
        amount, (unit, count) = dice.choice(AMOUNTS), dice.choice(COUNTS)
        metered = dice.random() < 0.3
        first = amount if metered else dice.choice((amount, amount, 0, 1, amount // 2, min(amount * 2, 2**96 - 1)))
        merchant = self.people[dice.choice(MERCHANTS)]
        payout = self.people[dice.choice(("purse", "purse", "merchant", "collector", "keeper"))]
        return Plan(
            *(merchant, payout, self.token(dice.choice(TOKENS)), amount, first, unit, count, dice.choice(TRIALS)),
            *(metered, min(amount, dice.choice((0, 0, 7, 100, amount))), dice.choice((100, 100, 100, 50))),
            *(dice.choice(GRACES), dice.choice(GAPS), dice.choice((0, 1, DAY, 30 * DAY)), dice.choice(LIMITS)),
            len(self.plans).to_bytes(32),
        )

    def publish(self, dice) -> None:
        plan = self.draw_plan(dice)
        if dice.random() < 0.1:
            plan = plan._replace(**dice.choice(PLAN_FLAWS))
        if dice.random() < 0.1 and self.plans:
            plan = dice.choice(self.plans)
        if dice.random() < 0.5:
            self.send("publish_plan", self.by(dice, plan.merchant), plan)
        else:
            deadline = self.double.now + dice.choice(WAITS)
            seal = self.put_word(plan.merchant, "publish", (plan, deadline), dice.choice(FORMS))
            self.send("publish_plan_by_signature", "relayer", plan, deadline, seal)
        self.plans.append(plan)

    def close(self, dice) -> None:
        name, plan = dice.choice(list(self.double.twin.books.terms.items()))
        if dice.random() < 0.5:
            self.send("close_plan", self.by(dice, plan.merchant), name)
        else:
            deadline = self.double.now + dice.choice(WAITS)
            seal = self.put_word(plan.merchant, "close", (name, deadline), dice.choice(FORMS))
            self.send("close_plan_by_signature", "relayer", plan.merchant, name, deadline, seal)

    # Mandates

    def draw_up(self, dice, plan: Plan | None = None) -> Mandate:
        plan = plan or dice.choice(self.plans)
        start = self.double.now + dice.choice((*(0,) * 8, 1, DAY, -1, -plan.trial, -plan.trial - 3_599))
        begins = max(0, start) + plan.trial
        ends = (*(0,) * 7, begins + 1, begins + DAY, begins + 70 * DAY, begins + 400 * DAY, begins)
        caps = (*(0,) * 6, plan.amount * 3, plan.first_amount + plan.amount, plan.amount * 2 + 1)
        subscriber = self.people[dice.choice(SUBSCRIBERS)]
        self.written.append(
            Mandate(
                *(subscriber, plan, start, dice.choice(ends), dice.choice((0, 0, 0, 0, 0, 1, 2, 5))),
                *(min(dice.choice(caps), 2**96), len(self.written).to_bytes(32)),
            )
        )
        return self.written[-1]

    def subscribe(self, dice) -> None:
        """New terms, or any ever written, by any door."""
        again = self.written and dice.random() < 0.15
        self.enter(dice, dice.choice(self.written) if again else self.draw_up(dice))

    def enter(self, dice, terms: Mandate) -> Outcome:
        door = dice.choice(("subscribe", "subscribe", "subscribe_with_permit", "subscribe_by_signature"))
        if door == "subscribe":
            return self.send(door, self.by(dice, terms.subscriber), terms)
        amount = dice.choice((1, 10_000, 2**256 - 1)) if dice.random() < 0.3 else 0
        permit = self.put_permit(terms, amount, dice.choice(WAITS), dice.choice(FORMS)) if amount else NO_PERMIT
        if door == "subscribe_with_permit":
            return self.send(door, self.by(dice, terms.subscriber), terms, permit)
        return self.send(door, "relayer", terms, self.put_mandate(terms, dice.choice(FORMS)), permit)

    def open_one(self, dice) -> None:
        """A mandate that the other verbs find something to do with."""
        plan = self.draw_plan(dice)
        self.plans.append(plan)
        self.send("publish_plan", self.role_of(plan.merchant), plan)
        terms = self.draw_up(dice, plan)
        self.send("subscribe", self.role_of(terms.subscriber), terms)

    def role_of(self, address: str) -> str:
        return next((role for role, known in self.people.items() if known == address), "stranger")

    def by(self, dice, address: str) -> str:
        other = dice.random() >= 0.9 or address == ZERO
        return dice.choice(("stranger", "subscriber", "merchant")) if other else self.role_of(address)

    def named(self, terms: Mandate) -> bytes:
        return mandate_id(terms, self.double.here())

    def some(self, dice, wanted=None) -> Mandate:
        """Mostly one that is alive, and for which `wanted` holds where there is one."""
        books = self.double.twin.books
        live = [terms for terms in self.written if books.life(self.named(terms)).status in LIVE]
        fit = [terms for terms in live if wanted and wanted(books.life(self.named(terms)))]
        if fit and dice.random() < 0.8:
            return dice.choice(fit)
        return dice.choice(live if live and dice.random() < 0.85 else self.written)

    def charge(self, dice) -> None:
        """Mostly of a mandate whose time has come, or about to come."""
        terms = self.some(dice, lambda life: not life.terms.plan.metered and life.status != "paused")
        life = self.double.twin.books.life(self.named(terms))
        moment = max(life.paid_until, life.retry_at) + dice.choice((-1, 0, 0, 0, 0, 1, 3_600))
        if life.status in LIVE and dice.random() < 0.8 and 0 < moment - self.double.now < dice.choice(PATIENCE):
            self.double.wait_until(moment)
        self.send("charge", dice.choice(KEEPERS), terms)

    def charge_many(self, dice) -> None:
        """Some twice in one list."""
        now = self.double.now
        many = [self.some(dice, lambda life: is_due(life, now)) for _ in range(dice.choice((0, 1, 2, 4, 8)))]
        self.send("charge_many", dice.choice(KEEPERS), tuple(many))

    def use(self, dice) -> None:
        now = self.double.now
        terms = self.some(dice, lambda life: quote(life, now).obstacle == METERED)
        life = self.double.twin.books.life(self.named(terms))
        left = quote(life, now).amount if life.terms else 1
        amount = dice.choice((left, left + 1, max(0, left - 1), left // 3, left // 3, left // 7, 1, 0))
        if dice.random() < 0.6:
            self.send("charge_usage", self.by(dice, terms.plan.merchant), terms, amount)
            return
        total, deadline = life.total() + dice.choice((0,) * 9 + (1,)), self.double.now + dice.choice(WAITS)
        seal = self.put_word(terms.plan.merchant, "usage", (terms, amount, total, deadline), dice.choice(FORMS))
        self.send("charge_usage_by_signature", "relayer", terms, amount, total, deadline, seal)

    def hand_in(self, dice, verb: str, who: str, name: str, terms: Mandate, *values) -> Outcome:
        """A verb by its person, or by that person's word, which may be late, bad, or taken back."""
        if dice.random() < 0.5:
            return self.send(verb, self.by(dice, who), terms, *values)
        deadline = self.double.now + dice.choice(WAITS)
        seal = self.put_word(who, name, (terms, *values, deadline), dice.choice(FORMS))
        if dice.random() < 0.05:
            self.send("revoke_signature", self.role_of(who), seal.digest)
        signer = (who,) if verb == "cancel" else ()
        return self.send(f"{verb}_by_signature", "relayer", terms, *signer, *values, deadline, seal)

    def cancel(self, dice) -> None:
        """Also of terms that were never opened, and by who is no party."""
        terms = self.draw_up(dice) if dice.random() < 0.2 else self.some(dice)
        who = dice.choice((terms.subscriber, terms.plan.merchant, terms.subscriber, self.people["stranger"]))
        self.hand_in(dice, "cancel", who, "cancel", terms)
        if dice.random() < 0.5:
            self.enter(dice, terms)

    def pause(self, dice) -> None:
        now = self.double.now
        begun = self.some(dice, lambda life: life.status == "open" and now >= anchor(life) and self.pausable(life))
        self.hand_in(dice, "pause", begun.subscriber, "pause", begun)

    def pausable(self, life) -> bool:
        return life.terms.plan.pause_limit > life.shift

    def resume(self, dice) -> None:
        terms = self.some(dice, lambda life: life.status == "paused")
        self.hand_in(dice, "resume", terms.subscriber, "resume", terms)

    def propose(self, dice) -> None:
        terms = self.some(dice)
        amount = terms.plan.amount
        price = dice.choice((amount, amount + 1, amount * 2, amount - 1, amount // 2, 0, 1, 2**96 - 1, 2**96))
        self.hand_in(dice, "propose_price", terms.plan.merchant, "propose", terms, price)

    def accept(self, dice) -> None:
        terms = self.some(dice, lambda life: life.proposed)
        offer = self.double.twin.books.life(self.named(terms)).proposed
        amount, effective_at = offer or (terms.plan.amount, self.double.now)
        if dice.random() < 0.1:
            amount, effective_at = dice.choice(((amount + 1, effective_at), (amount, effective_at + 1)))
        self.hand_in(dice, "accept_price", terms.subscriber, "accept", terms, amount, effective_at)

    def refund(self, dice) -> None:
        now = self.double.now
        terms = self.some(dice, lambda life: life.charges and now < life.paid_until and life.status != "paused")
        self.hand_in(dice, "refund_period", terms.plan.merchant, "refund", terms)
