"""What the walks along the edges are made of: plans, mandates of each status, and every verb by whom it belongs to."""

from calendar import timegm

from subscription_books import Life
from subscription_double import SubscriptionDouble
from subscription_stage import SubscriptionStage
from subscription_words import NO_PERMIT, Mandate, Plan, mandate_id
from subscription_writing import SubscriptionWriting

DAY = 86_400
# By name: the verb's word, and whose it is.
SIGNED = {
    "charge_usage": ("usage", "merchant"),
    "cancel": ("cancel", "subscriber"),
    "pause": ("pause", "subscriber"),
    "resume": ("resume", "subscriber"),
    "propose_price": ("propose", "merchant"),
    "accept_price": ("accept", "subscriber"),
    "refund_period": ("refund", "merchant"),
}


def moment(year: int, month: int, day: int, hour: int = 0) -> int:
    return timegm((year, month, day, hour, 0, 0))


class SubscriptionEdgeLife(SubscriptionWriting):
    """One mandate after another between few people, in the dollar unless it matters."""

    def __init__(self, stage: SubscriptionStage, policy: int = 0, ahead: bool = False):
        self.stage = stage
        self.double = SubscriptionDouble(stage, policy, ahead)
        self.people = stage.people
        self.dollar, self.odd = (stage.tokens[name].address for name in ("dollar", "odd"))
        self.salt = 0
        self.shelf: dict[tuple, Plan] = {}

    def send(self, verb: str, who: str, *arguments, value: int = 0) -> str | None:
        return self.double.do(verb, self.people.get(who, who), *arguments, value=value).reason

    def at(self, when: int) -> None:
        self.double.wait_until(when)

    def named(self, fields: dict, roles: tuple[str, ...]) -> dict:
        """Persons may be given by their role."""
        return fields | {role: self.people.get(fields[role], fields[role]) for role in roles if role in fields}

    def plan(self, **changes) -> Plan:
        self.salt += 1
        good = Plan(
            *(self.people["merchant"], self.people["purse"], self.dollar, 10_001, 5_003, 0, DAY, 0, False),
            *(100, 100, 3_600, 600, 7_200, 5 * DAY, self.salt.to_bytes(32)),
        )
        good = good._replace(**self.named(changes, ("merchant", "payout")))
        return good._replace(first_amount=good.amount) if good.metered and "first_amount" not in changes else good

    def published(self, **changes) -> Plan:
        """The same one for the same terms."""
        wanted = *sorted(changes.items()), self.double.chain_id
        if wanted not in self.shelf:
            plan = self.plan(**changes)
            assert self.send("publish_plan", plan.merchant, plan) is None, "the walk needs this plan"
            self.shelf[wanted] = plan
        return self.shelf[wanted]

    def terms(self, plan: Plan, **changes) -> Mandate:
        self.salt += 1
        good = Mandate(self.people["subscriber"], plan, self.double.now, 0, 0, 0, self.salt.to_bytes(32))
        return good._replace(**self.named(changes, ("subscriber",)))

    def mandate(self, plan: dict | None = None, **changes) -> Mandate:
        """Of a new plan."""
        return self.terms(self.published(**(plan or {})), **changes)

    def opened(self, plan: dict | None = None, **changes) -> Mandate:
        terms = self.mandate(plan, **changes)
        assert self.send("subscribe", terms.subscriber, terms) is None, "the walk needs this mandate"
        return terms

    def metered(self, plan: dict | None = None, **changes) -> Mandate:
        return self.opened({"metered": True} | (plan or {}), **changes)

    def failing(self, plan: dict | None = None, **changes) -> Mandate:
        """Its subscriber's allowance is gone."""
        terms = self.opened(plan, **changes)
        life = self.life(terms)
        if not terms.plan.metered:
            self.at(max(self.double.now, life.paid_until))
        with_allowance = self.double.twin.money.allowances[terms.plan.token, terms.subscriber]
        self.double.allow(terms.plan.token, terms.subscriber, 0)
        if terms.plan.metered:
            self.send("charge_usage", terms.plan.merchant, terms, 7)
        else:
            self.send("charge", "keeper", terms)
        self.double.allow(terms.plan.token, terms.subscriber, with_allowance)
        assert self.life(terms).status == "failing"
        return terms

    def paused(self, plan: dict | None = None, **changes) -> Mandate:
        terms = self.opened(plan, **changes)
        assert self.send("pause", terms.subscriber, terms) is None
        return terms

    def cancelled(self, plan: dict | None = None, **changes) -> Mandate:
        terms = self.opened(plan, **changes)
        assert self.send("cancel", terms.subscriber, terms) is None
        return terms

    def lapsed(self, plan: dict | None = None, **changes) -> Mandate:
        terms = self.failing(plan, **changes)
        self.at(self.life(terms).grace_until)
        assert self.send("charge", "keeper", terms) is None
        return terms

    def finished(self, plan: dict | None = None, **changes) -> Mandate:
        return self.opened(plan, **({"max_charges": 1} | changes))

    def life(self, terms: Mandate) -> Life:
        return self.double.twin.books.life(mandate_id(terms, self.double.here()))

    def values_of(self, verb: str, terms: Mandate) -> tuple:
        """What a call says after the mandate."""
        life = self.life(terms)
        offer = life.proposed or (terms.plan.amount, self.double.now)
        return {
            "charge_usage": (11,),
            "propose_price": (terms.plan.amount + 1,),
            "accept_price": tuple(offer),
        }.get(verb, ())

    def send_signed(self, verb: str, terms: Mandate, form: str = "65", wait: int = 100, by: str | None = None):
        """A verb by the word of whom it belongs to."""
        name, role = SIGNED[verb]
        who = self.people[by] if by else terms.subscriber if role == "subscriber" else terms.plan.merchant
        values, deadline = self.values_of(verb, terms), self.double.now + wait
        if verb == "charge_usage":
            values = *values, self.life(terms).total()
        seal = self.put_word(who, name, (terms, *values, deadline), form)
        signer = (who,) if verb == "cancel" else ()
        return self.send(f"{verb}_by_signature", "relayer", terms, *signer, *values, deadline, seal)

    def every_verb(self, terms: Mandate) -> dict:
        """Each as whom it belongs to; a name, and what to do."""
        subscriber, merchant = terms.subscriber, terms.plan.merchant
        whose = {verb: subscriber if role == "subscriber" else merchant for verb, (_, role) in SIGNED.items()}
        by_word = {f"{verb}_by_signature": lambda verb=verb: self.send_signed(verb, terms) for verb in SIGNED}
        by_call = {
            verb: lambda verb=verb, who=who: self.send(verb, who, terms, *self.values_of(verb, terms))
            for verb, who in whose.items()
        }
        return (
            by_word
            | by_call
            | {
                "subscribe": lambda: self.send("subscribe", subscriber, terms),
                "subscribe_by_signature": lambda: self.send(
                    "subscribe_by_signature", "relayer", terms, self.put_mandate(terms), NO_PERMIT
                ),
                "charge": lambda: self.send("charge", "keeper", terms),
                "merchant charges": lambda: self.send("charge", merchant, terms),
                "charge_many": lambda: self.send("charge_many", "keeper", (terms, terms)),
                "merchant cancels": lambda: self.send("cancel", merchant, terms),
                "stranger resumes": lambda: self.send("resume", "stranger", terms),
            }
        )
