"""Random lives of a Subscription: merchants, subscribers with much and little, keepers, tokens of all manners, and time
that moves.

Hypothesis makes a life out of turns, and shortens a failing one by leaving turns out. What is done in a turn comes from
dice, whose throws are spread evenly; a failure prints the calls themselves. Every call goes through a
SubscriptionDouble, which checks the invariants."""

from calendar import timegm
from collections import Counter
from random import Random

from chain import Outcome
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from money import PENS
from seals import ZERO
from subscription_books import LIVE
from subscription_double import SubscriptionDouble
from subscription_money import ANSWERS, MANNERS, UNLIMITED
from subscription_probes import deadlines
from subscription_stage import PERSONS, SubscriptionStage
from subscription_turns import SubscriptionTurns
from subscription_words import Mandate, Plan

# Of dice that are thrown evenly: Hypothesis itself likes to repeat and to take the smallest.
SEEDS = st.binary(min_size=8, max_size=8)
RECEIVERS = ("purse", "purse", "merchant", "collector", "collector", "keeper", "subscriber", "vault", "contract")
ACCOUNTS = ("purse", "merchant", "subscriber", "saver", "vault", "contract")
# How often each thing is done, before each life has its own taste.
CHANCES = {
    **{"open_one": 5, "subscribe": 3, "publish": 1, "close": 1, "charge": 16, "charge_many": 4, "use": 9, "cancel": 2},
    **{"pause": 5, "resume": 4, "propose": 4, "accept": 5, "refund": 4, "withdraw": 1, "send_again": 2},
    **{"rule_contract": 2, "change_weather": 6, "change_purse": 6, "wait": 8},
}
# Months that are short, leap days, and the turn of a year (UTC).
DATES = (
    *((2027, 1, 31), (2027, 2, 28), (2027, 3, 31), (2027, 12, 31), (2028, 2, 28), (2028, 2, 29), (2028, 3, 1)),
    *((2031, 1, 30), (2032, 2, 29), (2036, 2, 29), (2100, 2, 28), (2100, 3, 1)),
)


class SubscriptionMachine(SubscriptionTurns, RuleBasedStateMachine):
    """The stage is set once by whoever runs the machine; each example begins from a snapshot of it."""

    stage: SubscriptionStage

    def __init__(self):
        super().__init__()
        self.seeds = Counter()
        self.snapshot = self.stage.chain.snapshot()
        self.plans: list[Plan] = []
        self.written: list[Mandate] = []
        self.sent: list[tuple] = []

    @initialize(seed=SEEDS, policy=st.sampled_from((0, 0, 0, 1, 2)))
    def begin(self, seed, policy):
        dice = self.dice(seed)
        self.double = SubscriptionDouble(self.stage, policy, ahead=dice.random() < 0.3)
        self.people = self.stage.people | {"nobody": ZERO, "contract": self.double.address}
        self.chances = {name: chance * dice.choice((0.3, 1, 2)) for name, chance in CHANCES.items()}
        self.go_to_date(dice)
        self.send("set_fee_receiver", "admin", self.people[dice.choice(("collector", "purse", "merchant"))])
        for _ in range(3):
            self.open_one(dice)
        self.double.treat(self.token("odd"), self.people[dice.choice(RECEIVERS)], dice.choice(MANNERS))

    def teardown(self):
        try:
            if hasattr(self, "double") and self.double.sound:
                self.double.finish()
                self.record(self.double)
        finally:
            self.stage.chain.revert(self.snapshot)

    def record(self, double: SubscriptionDouble) -> None:
        """Called with each example that held; the soak counts here."""

    def send(self, verb: str, sender: str, *arguments, value: int = 0) -> Outcome:
        """As the person of that role; kept, so that a later turn can send it once more."""
        self.sent.append((verb, sender, arguments, value))
        return self.double.do(verb, self.people[sender], *arguments, value=value)

    @rule(seed=SEEDS)
    def turn(self, seed):
        """Something happens; what is impossible by now does not."""
        dice = self.dice(seed)
        owed = any(self.double.twin.books.credit.values())
        chances = self.chances | {"withdraw": self.chances["withdraw"] * (3 if owed else 0.2)}
        (name,) = dice.choices(list(chances), list(chances.values()))
        getattr(self, name)(dice)

    def dice(self, seed: bytes) -> Random:
        """Hypothesis likes to repeat a seed; it gives the same throws the first time only."""
        self.seeds[seed] += 1
        return Random(seed + bytes([self.seeds[seed]]))

    def withdraw(self, dice) -> None:
        """Mostly by somebody who is owed something."""
        owed = sorted(key for key, amount in self.double.twin.books.credit.items() if amount)
        who, token = (self.people[dice.choice(("collector", "stranger"))], self.token("odd"))
        if owed and dice.random() < 0.9:
            who, token = dice.choice(owed)
        to = self.people[dice.choice(("stranger", "purse", "collector", "nobody", "contract"))]
        if dice.random() < 0.5:
            self.send("withdraw_credit", self.role_of(who), token, to)
            return
        deadline = self.double.now + dice.choice((600, 600, 1, 0))
        seal = self.put_word(who, "withdraw", (who, token, to, deadline), dice.choice(("65", "64", "65", "stranger")))
        self.send("withdraw_credit_by_signature", "relayer", who, token, to, deadline, seal)

    def send_again(self, dice) -> None:
        """Any earlier call, the very same bytes: replays, second openings, spent words."""
        verb, sender, arguments, value = dice.choice(self.sent)
        self.double.do(verb, self.people[sender], *arguments, value=value)

    def rule_contract(self, dice) -> None:
        """Whatever the admin decides for everybody; live mandates must not notice."""
        books = self.double.twin.books
        fee = dice.choice((0, 1, 9, 50, 51, 99, 100, 101))
        seller = self.people[dice.choice(("merchant", "rival", "till"))]
        verb, *arguments = dice.choice(
            (
                *(("set_fee", fee), ("set_fee", fee), ("set_merchant_fee", seller, dice.choice((fee, 0, 10_000)))),
                ("set_fee_receiver", self.people[dice.choice((*RECEIVERS, "nobody"))]),
                ("set_paused", not books.paused),
                *((("set_paused", False),) * 3),
                ("transfer_admin", self.people[dice.choice(("successor", "admin"))]),
                ("accept_admin",),
            )
        )
        ruler = self.role_of(books.pending_admin if verb == "accept_admin" else books.admin)
        self.send(verb, ruler if ruler != "nobody" and dice.random() < 0.9 else "stranger", *arguments)

    def change_weather(self, dice) -> None:
        """Tokens, wallets and the list change as they like."""
        odd, double = self.token("odd"), self.double
        what = dice.choice(("treat",) * 5 + ("answer",) * 2 + ("feel", "block", "rest", "list", "list", "plot", "fork"))
        if what == "treat":
            manner = dice.choice(("honest", "honest", *MANNERS))
            double.treat(odd, self.people[dice.choice(RECEIVERS)], manner)
        elif what == "answer":
            double.answer_of(odd, self.people[dice.choice(ACCOUNTS)], dice.choice(("plain", "plain", *ANSWERS)))
        elif what == "feel":
            double.feel(dice.choice(PERSONS), dice.choice(("agrees",) * 6 + PENS))
        elif what == "list":
            who = self.people[dice.choice(("subscriber", "vault", "saver"))]
            double.list_says(who, dice.random() < 0.4, dice.random() < 0.1)
        else:
            self.change_more(dice, what, odd)

    def change_more(self, dice, what: str, odd: str) -> None:
        if what == "block":
            self.double.block(odd, self.people[dice.choice(("subscriber", "saver", "vault"))], dice.random() < 0.4)
        elif what == "rest":
            self.double.rest(odd, odd not in self.double.twin.money.paused)
        elif what == "plot":
            verb, _, arguments, _ = dice.choice(self.sent)
            self.double.plot(self.double.contract.calldata(verb, *self.double.raw(arguments)))
        elif dice.random() < 0.3:
            # The chain splits and goes on under another id: words and ids of the old one count no more.
            self.double.wait_until(self.double.now, 8 - self.double.chain_id)

    def change_purse(self, dice) -> None:
        """Funds and allowances come and go, to the unit of what is due; sometimes a gift reaches the contract."""
        terms = self.some(dice)
        token, who, amount = terms.plan.token, terms.subscriber, terms.plan.amount
        near = dice.choice((0, amount - 1, amount, amount, amount + 1, amount * 3, 2**100))
        what = dice.choice(("own", "own", "allow", "allow", "merchant", "donate"))
        if what == "own":
            self.double.own(token, who, near)
        elif what == "allow":
            self.double.allow(token, who, dice.choice((near, UNLIMITED)))
        elif what == "merchant":
            self.double.allow(token, terms.plan.merchant, dice.choice((near, UNLIMITED)))
        else:
            self.double.donate(token, dice.choice((1, 10_000)))

    def wait(self, dice) -> None:
        """To one second before, at, or after a time at which something begins or ends; never back."""
        books, now = self.double.twin.books, self.double.now
        ahead = {t for life in books.lives.values() if life.status in LIVE for t in deadlines(life, now)}
        off = dice.choice((-1, 0, 0, 1))
        near = sorted(t for t in ahead if now < t + off < 2**33)
        if near and dice.random() < 0.9:
            self.double.wait_until(dice.choice(near[:4]) + off)
        elif dice.random() < 0.3:
            self.go_to_date(dice)

    def go_to_date(self, dice) -> None:
        moment = timegm((*dice.choice(DATES), dice.choice((0, 12, 23)), 59, 59))
        if moment > self.double.now:
            self.double.wait_until(moment)
