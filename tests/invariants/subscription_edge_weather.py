"""Walks along the edges of what surrounds mandates: tokens, keepers with little gas, the list, calls from within."""

import boa
from seals import ZERO
from subscription_edge_life import DAY, SubscriptionEdgeLife
from subscription_money import ANSWERS, MANNERS
from subscription_words import Mandate, mandate_id


class WeatherEdges(SubscriptionEdgeLife):
    """Each method walks along one kind of boundary."""

    def due_in(self, token: str, **plan) -> Mandate:
        """A mandate that is due now."""
        terms = self.opened({"token": token, "amount": 20_000, "grace": 30 * DAY, "retry_gap": 0, **plan})
        self.at(self.life(terms).paid_until)
        return terms

    def manners(self) -> None:
        """Each manner of a token to each who gets a part; what was refused is owed, or goes to the payout, or fails."""
        for manner in MANNERS:
            for receivers in (("purse",), ("collector", "keeper"), ("collector", "contract")):
                terms = self.due_in(self.odd)
                who = [self.double.address if role == "contract" else self.people[role] for role in receivers]
                for each in who:
                    self.double.treat(self.odd, each, manner)
                self.send("charge", "keeper", terms)
                self.refund_in(manner, terms)
                for each in who:
                    self.double.treat(self.odd, each, "honest")
            self.withdraw_in(manner)

    def refund_in(self, manner: str, terms: Mandate) -> None:
        self.double.treat(self.odd, terms.subscriber, manner)
        self.send("refund_period", "merchant", terms)
        self.double.treat(self.odd, terms.subscriber, "honest")

    def withdraw_in(self, manner: str) -> None:
        to = self.people["stranger"]
        self.double.treat(self.odd, to, manner)
        self.send("withdraw_credit", "collector", self.odd, to)
        self.double.treat(self.odd, to, "honest")

    def answers(self) -> None:
        """Each way of a token to answer about each who takes part, with money that is there and that is not."""
        for answer in ANSWERS:
            for role in ("subscriber", "purse"):
                for allowed in (2**256 - 1, 19_999) if role == "subscriber" else (2**256 - 1,):
                    terms = self.due_in(self.odd)
                    self.double.answer_of(self.odd, self.people[role], answer)
                    self.double.allow(self.odd, terms.subscriber, allowed)
                    self.send("charge", "keeper", terms)
                    self.double.answer_of(self.odd, self.people[role], "plain")
                    self.double.allow(self.odd, terms.subscriber, 2**256 - 1)
                    self.send("charge", "keeper", terms)
            self.taken_in(answer)

    def taken_in(self, answer: str) -> None:
        """A refused fee, while the token answers so about the contract."""
        terms = self.due_in(self.odd)
        self.double.treat(self.odd, self.people["collector"], "reverts")
        self.double.answer_of(self.odd, self.double.address, answer)
        self.send("charge", "keeper", terms)
        self.send("withdraw_credit", "collector", self.odd, self.people["stranger"])
        self.double.answer_of(self.odd, self.double.address, "plain")
        self.double.treat(self.odd, self.people["collector"], "honest")
        self.send("charge", "keeper", terms)

    def parts(self) -> None:
        """Who gets the parts: each in every role, tips from nothing to all."""
        for payout in ("purse", "merchant", "collector", "keeper"):
            for sender in ("keeper", "subscriber", "purse", "collector", "merchant"):
                self.send("charge", sender, self.due_in(self.dollar, payout=payout, tip=777))
        for tip in (0, 1, 19_899, 19_900, 19_901, 20_000):
            self.send("charge", "keeper", self.due_in(self.dollar, tip=tip))
        for receiver in ("subscriber", "purse"):
            self.send("set_fee_receiver", "admin", self.people[receiver])
            self.send("charge", "keeper", self.due_in(self.dollar))
        for amount in (1, 199, 200, 201, 399, 400):
            self.send("charge", "keeper", self.due_in(self.dollar, amount=amount, tip=0))

    def blocked(self) -> None:
        """A payer on a token's list, a token at rest: recorded, retried, and nobody else is held up."""
        for happens in ("block", "rest"):
            terms, other = self.due_in(self.odd), self.due_in(self.dollar)
            for on in (True, False):
                if happens == "block":
                    self.double.block(self.odd, terms.subscriber, on)
                else:
                    self.double.rest(self.odd, on)
                self.send("charge_many", "keeper", (terms, other, terms))
                self.send("refund_period", "merchant", terms)

    def many(self) -> None:
        """All kinds in one list, in either order; each as if alone."""
        kinds = [
            getattr(self, state)() for state in ("mandate", "metered", "paused", "cancelled", "finished", "opened")
        ]
        lapsing = self.failing({"grace": 3_600})
        due = [self.due_in(token) for token in (self.dollar, self.odd, self.odd)]
        poor = self.opened({"token": self.dollar, "period_count": 3_600}, subscriber="saver")
        self.at(max(self.life(lapsing).grace_until, self.life(poor).paid_until) + DAY)
        self.double.own(self.dollar, poor.subscriber, 10_000)
        retry = self.failing({"grace": DAY})
        self.double.treat(self.odd, self.people["purse"], "burns")
        for sender in ("keeper", "merchant"):
            self.send("charge_many", sender, (*kinds, lapsing, *due, poor, retry, due[0]))
            self.at(self.double.now + DAY)
            self.double.treat(self.odd, self.people["purse"], "honest")
        self.send("charge_many", "keeper", ())
        self.send("charge_many", "keeper", (self.due_in(self.dollar),) * 64)

    def sanctions(self) -> None:
        """A list that names the subscriber, another, or nobody, or does not answer; refunds and ends never ask it."""
        for who in ("subscriber", "merchant", "keeper"):
            for listed, silent in ((False, False), (True, False), (True, True), (False, True)):
                self.double.list_says(self.people[who], False, False)
                terms, free = self.due_in(self.dollar), self.mandate({"first_amount": 0})
                usage = self.metered()
                self.double.list_says(self.people[who], listed, silent)
                self.send("charge", "keeper", terms)
                self.send("charge_many", "keeper", (terms, terms))
                self.send("charge_usage", "merchant", usage, 9)
                self.send("subscribe", "subscriber", free)
                for verb in ("propose_price", "pause", "resume", "refund_period", "cancel"):
                    self.every_verb(terms)[verb]()
        self.send("set_paused", "admin", True)
        self.double.list_says(self.people["subscriber"], False, False)
        self.send("subscribe", "subscriber", self.mandate())
        self.send("charge_usage", "merchant", usage, 9)

    def starved(self) -> None:
        """A keeper who gives too little gas gets nothing done: no false failure, and no fee or tip turned aside."""
        for refuses in (False, True):
            terms = self.due_in(self.odd)
            usage = self.metered({"token": self.odd})
            if refuses:
                self.double.treat(self.odd, self.people["collector"], "burns")
            keeper, merchant = self.people["keeper"], self.people["merchant"]
            for verb, sender, arguments in (
                *(("charge", keeper, (terms,)), ("charge_many", keeper, ((terms,),))),
                ("charge_usage", merchant, (usage, 9_000)),
            ):
                call = self.double.contract.calldata(verb, *arguments)
                calm = self.starve(30_000_000, call, sender, arguments)
                gas = (*range(30_000, 400_000, 60_000), *range(1_400_000, 2_200_000, 50_000))
                outcomes = {self.starve(each, call, sender, arguments) for each in gas}
                assert outcomes == {"refused", calm}, f"the walk is not along the edge: {calm}, {outcomes}"
                self.double.laws.hold(8, "failing" not in calm, "a starved charge was recorded as failed")

    def starve(self, gas: int, call: bytes, sender: str, arguments: tuple) -> str:
        """What it comes to, with that much gas; taken back."""
        terms = arguments[0] if isinstance(arguments[0], Mandate) else arguments[0][0]
        with boa.env.anchor():
            self.stage.chain.calls["writes"] += 1
            ends = {
                "to_address": self.stage.chain.address(self.double.address),
                "sender": self.stage.chain.address(sender),
            }
            outcome = self.double.contract.outcome(boa.env.execute_code(**ends, gas=gas, data=call))
            if outcome.reason is not None:
                self.double.refused[outcome.reason] += 1
                return "refused"
            kept = self.double.contract.read("mandate", mandate_id(terms, self.double.here()))
            owed = self.double.contract.read("credits", self.odd)
            status = "failing" if kept[0] == 2 else "charged"
            return (
                f"{status}, {kept[2]} in all, {owed} owed, {sorted(self.stage.balances(self.double.address).values())}"
            )

    def callbacks(self) -> None:
        """From within a transfer nothing is let in, not even what anyone may do from outside."""
        inner, contract = self.due_in(self.odd), self.double.contract
        other = self.due_in(self.dollar)
        pull = (self.odd, inner.subscriber, self.people["stranger"], 5, 0, self.people["stranger"], 0)
        calls = [
            *(contract.calldata("charge", terms) for terms in (inner, other)),
            contract.calldata("charge_many", [other]),
            contract.calldata("resume", other),
            contract.calldata("pull", *pull),
        ]
        for call in calls:
            for receiver in ("purse", "collector", "keeper"):
                self.double.plot(call)
                self.double.treat(self.odd, self.people[receiver], "calls")
                self.send("charge", "keeper", inner)
                self.double.treat(self.odd, self.people[receiver], "honest")
                self.at(max(self.double.now, self.life(inner).paid_until))
        self.send("pull", "stranger", *pull)
        self.send("pull", "admin", *pull)

    def credits(self) -> None:
        """A refused fee, its last second, its word sent twice or taken back, and where it may not go."""
        who, to = self.people["collector"], self.people["stranger"]
        for off, form, revoked in (
            *((0, "65", False), (1, "65", False), (2, "64", False), (3, "high s", False), (4, "stranger", False)),
            *((5, "other chain", False), (6, "other contract", False), (7, "other terms", False), (8, "65", True)),
        ):
            self.owe()
            deadline = self.double.now + off
            seal = self.put_word(who, "withdraw", (who, self.odd, to, deadline), form)
            if revoked:
                self.send("revoke_signature", "collector", seal.digest)
            for _ in range(2):
                self.send("withdraw_credit_by_signature", "relayer", who, self.odd, to, deadline, seal)
        self.owe()
        for bad in (ZERO, self.double.address, to, to):
            self.send("withdraw_credit", "collector", self.odd, bad)
        for token in (self.dollar, self.odd):
            self.double.donate(token, 12_345)
            self.owe()

    def owe(self) -> None:
        terms = self.due_in(self.odd)
        self.double.treat(self.odd, self.people["collector"], "refuses")
        self.send("charge", "keeper", terms)
        self.double.treat(self.odd, self.people["collector"], "honest")
