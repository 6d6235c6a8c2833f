"""Walks along the edges of terms: what plans and mandates may say, who may say it, in which words, until when."""

from escrow_writing import WRONG_FORMS
from money import PENS
from seals import KEY_FORMS, ZERO
from subscription_edge_life import DAY, SIGNED, SubscriptionEdgeLife
from subscription_words import NO_PERMIT, plan_id

YEAR = 366 * DAY
FEW_FORMS = ("stranger", "other chain", "other contract", "other terms", "nothing", "64")


class TermsEdges(SubscriptionEdgeLife):
    """Each method walks along one kind of boundary."""

    def plans(self) -> None:
        """Each bound of a plan, at and past it; who publishes and closes, and how."""
        contract = self.double.address
        for changes in (
            *({"amount": amount, "tip": 0} for amount in (0, 1, 2**96 - 1, 2**96)),
            *({"first_amount": amount} for amount in (0, 2**96 - 1, 2**96)),
            *({"metered": True, "first_amount": amount} for amount in (10_000, 10_001, 10_002)),
            *({"period_count": count} for count in (3_599, 3_600, 5 * YEAR, 5 * YEAR + 1)),
            *({"period_unit": 1, "period_count": count} for count in (0, 1, 60, 61)),
            *({"period_unit": 2, "period_count": count} for count in (1, 3_600)),
            *({"tip": tip} for tip in (10_000, 10_001, 10_002)),
            *({"max_fee_bps": cap} for cap in (10_000, 10_001)),
            *(
                {wait: YEAR + o}
                for wait in ("trial", "grace", "retry_gap", "price_notice", "pause_limit")
                for o in (0, 1)
            ),
            *({"payout": who} for who in (ZERO, contract, "merchant", self.dollar)),
            *({"token": who} for who in (self.people["stranger"], self.people["till"], contract)),
        ):
            plan = self.plan(**changes)
            self.send("publish_plan", "merchant", plan)
        for who in ("stranger", "merchant", "merchant"):
            self.send("publish_plan", who, plan)
        plan = self.plan()
        self.send("publish_plan", "merchant", plan)
        name = plan_id(plan, self.double.here())
        for who in ("stranger", "subscriber", "merchant", "merchant"):
            self.send("close_plan", who, name)
        self.send("close_plan", "merchant", b"\7" * 32)

    def plans_by_word(self) -> None:
        for form, wait in (*((form, 9) for form in (*WRONG_FORMS, *KEY_FORMS)), ("65", 0), ("65", 1)):
            plan, deadline = self.plan(), self.double.now + wait
            seal = self.put_word(plan.merchant, "publish", (plan, deadline), form)
            for _ in range(2):
                self.send("publish_plan_by_signature", "relayer", plan, deadline, seal)
            self.send("publish_plan", "merchant", plan)
            name = plan_id(plan, self.double.here())
            for who in ("rival", "merchant"):
                seal = self.put_word(self.people[who], "close", (name, deadline), form)
                self.send("close_plan_by_signature", "relayer", self.people[who], name, deadline, seal)
            self.send("subscribe", "subscriber", self.terms(plan))

    def openings(self) -> None:
        """Each bound of a mandate, at and past it."""
        now, contract = self.double.now, self.double.address
        trial = {"trial": DAY}
        for plan, changes in (
            *(({}, {"start": now + off}) for off in (-DAY - 1, -DAY, -DAY + 1, -1, 0, 1, YEAR, YEAR + 1)),
            *(
                (trial, {"start": now + off})
                for off in (-2 * DAY, -2 * DAY + 1, -DAY - 1, -DAY, -DAY + 1, YEAR, YEAR + 1)
            ),
            *(({}, {"start": now - 9, "end": now + off}) for off in (-10, -9, -8, 0, 1, DAY - 10, DAY - 9, DAY - 8)),
            *((trial, {"end": now + DAY + off}) for off in (-1, 0, 1)),
            *(({"metered": True}, {"start": now - 9, "end": now + off}) for off in (-9, -8, 0, 1, 2**37)),
            *(({}, {"end": end}) for end in (2**36 - 1, 2**36, 2**255)),
            *(({}, {"subscriber": who}) for who in (ZERO, contract, "merchant", "purse", "stranger")),
            ({"payout": "subscriber"}, {}),
            *(({}, {"max_charges": count}) for count in (1, 2, 2**16 - 1, 2**16, 2**255)),
            *(({}, {"lifetime_cap": cap}) for cap in (5_002, 5_003, 5_004, 2**96, 2**255)),
            *(({"max_fee_bps": cap}, {}) for cap in (49, 50, 51)),
            *(({"first_amount": amount}, {}) for amount in (0, 1, 199, 200)),
        ):
            terms = self.mandate(plan, **changes)
            for _ in range(2):
                self.send("subscribe", terms.subscriber, terms)
        self.send("subscribe", "stranger", self.mandate())
        self.send("subscribe", "subscriber", self.terms(self.plan()))
        self.send("charge", "keeper", terms)
        self.send("subscribe", "subscriber", self.mandate(), value=1)

    def doors(self) -> None:
        """Each way in, in every form; the permit counts only by the allowance that is found."""
        for form in (*WRONG_FORMS, *KEY_FORMS):
            terms = self.mandate()
            seal = self.put_mandate(terms, form)
            for _ in range(2):
                self.send("subscribe_by_signature", "relayer", terms, seal, NO_PERMIT)
        wallet = self.mandate(subscriber="vault")
        for pen, form in zip(reversed(PENS), ("64", "65", "long", "longest", "64", "longest"), strict=True):
            self.double.feel("vault", pen)
            self.send("subscribe_by_signature", "relayer", wallet, self.put_mandate(wallet, form), NO_PERMIT)
        revoked = self.mandate()
        seal = self.put_mandate(revoked)
        for _ in range(2):
            self.send("revoke_signature", "subscriber", seal.digest)
        self.send("subscribe_by_signature", "relayer", revoked, seal, NO_PERMIT)
        self.send("subscribe", "stranger", revoked)
        self.send("subscribe", "subscriber", revoked)
        self.permits()

    def permits(self) -> None:
        poor = {"subscriber": "saver"}
        for amount, wait, form in ((5_002, 9, "65"), (5_003, -1, "65"), (5_003, 0, "stranger"), (5_003, 0, "65")):
            self.double.allow(self.dollar, self.people["saver"], 0)
            terms = self.mandate(**poor)
            permit = self.put_permit(terms, amount, wait, form)
            for who in ("stranger", "saver"):
                self.send("subscribe_with_permit", who, terms, permit)
            terms = self.mandate(**poor)
            permit = self.put_permit(terms, amount, wait, form)
            self.send("subscribe_by_signature", "relayer", terms, self.put_mandate(terms), permit)
        terms = self.mandate(**poor)
        permit = self.put_permit(terms, 20_000)
        self.double.submit_permit(self.dollar, terms.subscriber, permit)
        self.send("subscribe_with_permit", "saver", terms, permit)
        self.double.allow(self.dollar, self.people["saver"], 0)
        terms = self.mandate(**poor)
        self.send("subscribe_by_signature", "relayer", terms, self.put_mandate(terms), NO_PERMIT)
        self.double.allow(self.dollar, self.people["saver"], 5_003)
        self.send("subscribe_by_signature", "relayer", terms, self.put_mandate(terms), NO_PERMIT)

    def words(self) -> None:
        """Every verb by signature, in every form, at its last second, sent twice, taken back."""
        for verb in SIGNED:
            terms = self.ready_for(verb)
            forms = (*WRONG_FORMS, *KEY_FORMS) if verb in {"cancel", "charge_usage"} else FEW_FORMS
            for form, wait in (*((form, 5) for form in forms), ("65", 0), ("65", 1)):
                self.send_signed(verb, terms, form, wait)
                if form in {"65", "64"}:
                    terms = self.ready_for(verb)
            wallet = self.ready_for(verb, {"merchant": "till"}, subscriber="vault")
            for pen in ("wrong", "agrees"):
                self.double.feel("vault", pen)
                self.double.feel("till", pen)
                self.send_signed(verb, wallet, "longest")
            self.used_words(verb)

    def ready_for(self, verb: str, plan: dict | None = None, **changes):
        """A mandate with which the verb would be accepted."""
        if verb == "charge_usage":
            return self.metered(plan, **changes)
        if verb == "resume":
            return self.paused(plan, **changes)
        terms = self.opened(plan, **changes)
        if verb == "accept_price":
            self.send("propose_price", terms.plan.merchant, terms, 9_000)
        return terms

    def used_words(self, verb: str) -> None:
        """A word counts once, for its mandate, unless it was taken back."""
        name, role = SIGNED[verb]
        who, deadline = self.people[role], self.double.now + 50
        for revoked in (False, True):
            terms = self.ready_for(verb)
            values = self.values_of(verb, terms)
            words = (*values, self.life(terms).total()) if verb == "charge_usage" else values
            seal = self.put_word(who, name, (terms, *words, deadline))
            if revoked:
                for _ in range(2):
                    self.send("revoke_signature", role, seal.digest)
            signer = (who,) if verb == "cancel" else ()
            for _ in range(2):
                self.send(f"{verb}_by_signature", "relayer", terms, *signer, *words, deadline, seal)
            other = self.ready_for(verb)
            self.send(f"{verb}_by_signature", "relayer", other, *signer, *words, deadline, seal)

    def strangers(self) -> None:
        """Every verb by everybody whom it does not belong to."""
        for verb in SIGNED:
            for who in ("stranger", "subscriber", "merchant", "purse", "keeper", "admin"):
                terms = self.ready_for(verb)
                self.send(verb, who, terms, *self.values_of(verb, terms))
                self.send_signed(verb, terms, by=who)

    def cancels(self) -> None:
        """In every status, by either party; also of terms that nobody opened, which then can never be."""
        for who in ("subscriber", "merchant", "stranger"):
            for state in ("mandate", "opened", "metered", "failing", "paused", "cancelled", "lapsed", "finished"):
                terms = getattr(self, state)()
                self.send("cancel", who, terms)
                self.send("subscribe", "subscriber", terms)
                self.send("charge", "keeper", terms)
            terms = self.mandate()
            self.send_signed("cancel", terms, by=who)
            self.send("subscribe_by_signature", "relayer", terms, self.put_mandate(terms), NO_PERMIT)
        early = self.opened({"trial": DAY}, start=self.double.now + DAY)
        self.send("cancel", "subscriber", early)
        self.at(early.start)
        self.send("charge", "keeper", early)

    def office(self) -> None:
        """What the admin may, tried by a stranger, the successor and the admin; live mandates go on through it all."""
        live = self.opened()
        rival = self.people["rival"]
        for who in ("stranger", "successor", "admin"):
            for verb, *arguments in (
                *(("set_fee", 100), ("set_fee", 101), ("set_fee_receiver", ZERO)),
                *(("set_fee_receiver", self.double.address), ("set_fee_receiver", self.people["successor"])),
                *(("set_merchant_fee", rival, fee) for fee in (99, 100, 101, 10_000, 10_001, 0)),
                *(("set_paused", True), ("transfer_admin", self.people["successor"]), ("accept_admin",)),
            ):
                self.send(verb, who, *arguments)
        self.send("subscribe", "subscriber", self.mandate())
        self.at(self.life(live).paid_until)
        self.send("charge", "keeper", live)
        for verb in ("pause", "resume", "propose_price", "accept_price", "refund_period", "cancel"):
            self.every_verb(live)[verb]()
        self.send("accept_admin", "successor")
        for who in ("admin", "successor"):
            self.send("set_paused", who, False)
        self.send("transfer_admin", "successor", ZERO)
        self.send("accept_admin", ZERO)

    def merchant_fees(self) -> None:
        """A mandate's fee is the one of the second in which it was opened, for ever."""
        for fee in (0, 7, 49, 10_000):
            self.send("set_merchant_fee", "admin", self.people["merchant"], fee)
            terms = self.opened({"amount": 100_000})
            self.send("set_merchant_fee", "admin", self.people["merchant"], 10_000)
            self.send("set_fee", "admin", 100)
            self.at(self.life(terms).paid_until)
            self.send("charge", "keeper", terms)
            self.send("set_fee", "admin", 50)
        self.send("set_merchant_fee", "admin", self.people["merchant"], 30)
        self.send("set_fee", "admin", 20)
        self.opened({"max_fee_bps": 20})

    def forks(self) -> None:
        """Words and ids of one chain are nothing on another; back on the first, everything goes on."""
        states = {state: getattr(self, state)() for state in ("mandate", "opened", "metered", "paused")}
        seals = {state: self.put_mandate(terms) for state, terms in states.items()}
        plan, deadline = self.plan(), self.double.now + 100
        word = self.put_word(plan.merchant, "publish", (plan, deadline))
        for chain in (10, 1):
            self.double.wait_until(self.double.now, chain)
            for state, terms in states.items():
                self.send("subscribe_by_signature", "relayer", terms, seals[state], NO_PERMIT)
                self.send("charge", "keeper", terms)
                self.send("resume", "subscriber", terms)
            self.send("publish_plan_by_signature", "relayer", plan, deadline, word)
            self.opened()
