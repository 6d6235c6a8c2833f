"""Random lives of an Escrow: parties, arbiters, tokens and receivers of all manners, and time that moves.

Hypothesis makes a life out of turns, and shortens a failing one by leaving turns out. What is done in a turn comes from
dice, whose throws are spread evenly; a failure prints the calls themselves. Every call goes through an EscrowDouble,
which checks the invariants."""

from collections import Counter
from random import Random

from chain import Outcome
from escrow_double import EscrowDouble
from escrow_money import MANNERS
from escrow_stage import PERSONS, EscrowStage
from escrow_turns import DealTurns
from escrow_words import Deal
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from money import MOODS, PENS
from seals import ZERO

# Of dice that are thrown evenly: Hypothesis itself likes to repeat and to take the smallest.
SEEDS = st.binary(min_size=8, max_size=8)
SOMEONE = ("depositor", "beneficiary", "arbiter", "relayer", "stranger", "till", "court", "desk", "vault", "collector")
RECEIVERS = ("depositor", "beneficiary", "arbiter", "vault", "till", "court", "desk", "collector", "escrow")
COLLECTORS = ("collector", "desk", "desk", "till", "beneficiary", "nobody", "escrow")
# How often each thing is done, before each life has its own taste.
CHANCES = {
    **{"strike": 9, "fund": 2, "answer": 2, "release": 4, "send_back": 3, "deliver": 4, "claim": 1},
    **{"let_time_decide": 4, "dispute": 4, "rule": 3, "settle": 2, "withdraw": 3, "collect": 2, "send_again": 2},
    **{"rule_escrow": 3, "change_weather": 5, "wait": 5},
}


class EscrowMachine(DealTurns, RuleBasedStateMachine):
    """The stage is set once by whoever runs the machine; each example begins from a snapshot of it."""

    stage: EscrowStage

    def __init__(self):
        super().__init__()
        self.seeds = Counter()
        self.snapshot = self.stage.chain.snapshot()
        self.written: list[Deal] = []
        self.sent: list[tuple] = []

    @initialize(seed=SEEDS, policy=st.sampled_from((0, 0, 0, 1, 2)))
    def begin(self, seed, policy):
        dice = self.dice(seed)
        self.double = EscrowDouble(self.stage, policy)
        self.people = self.stage.people | {"nobody": ZERO, "escrow": self.double.address}
        self.moments = {self.double.now}
        self.chances = {name: chance * dice.choice((0.3, 1, 2)) for name, chance in CHANCES.items()}
        self.chances["strike"] = CHANCES["strike"]
        self.send("set_fee_receiver", "admin", self.people[dice.choice(("collector", "desk"))])
        for _ in range(2):
            self.double.treat(self.token("odd"), self.people[dice.choice(RECEIVERS)], dice.choice(MANNERS))
            self.double.feel(dice.choice(PERSONS), dice.choice(MOODS), "agrees")
        for _ in range(3):
            self.strike(dice)

    def teardown(self):
        try:
            if hasattr(self, "double") and self.double.sound:
                self.double.finish()
                self.record(self.double)
        finally:
            self.stage.chain.revert(self.snapshot)

    def record(self, double: EscrowDouble) -> None:
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
        chances = {
            name: chance * (0.1 if name == "withdraw" and not owed else 1) for name, chance in self.chances.items()
        }
        (name,) = dice.choices(list(chances), list(chances.values()))
        getattr(self, name)(dice)

    def dice(self, seed: bytes) -> Random:
        """Hypothesis likes to repeat a seed; it gives the same throws the first time only."""
        self.seeds[seed] += 1
        return Random(seed + bytes([self.seeds[seed]]))

    def withdraw(self, dice) -> None:
        """Mostly by somebody who is owed something."""
        owed = sorted(key for key, amount in self.double.twin.books.credit.items() if amount)
        who, token = (self.people[dice.choice(SOMEONE)], self.token("odd"))
        if owed and dice.random() < 0.9:
            who, token = dice.choice(owed)
        to = self.people[dice.choice((*SOMEONE, "nobody", "escrow"))]
        if dice.random() < 0.5 or who in self.double.twin.money.tokens:
            self.send("withdraw_credit", self.role_of(who), token, to)
            return
        deadline = self.double.now + dice.choice((600, 600, 1, 0))
        seal = self.put_word(who, "withdraw", (who, token, to, deadline), dice.choice(("65", "64", "65", "stranger")))
        if dice.random() < 0.1:
            self.send("revoke_signature", self.role_of(who), seal.digest)
        self.send("withdraw_credit_by_signature", "relayer", who, token, to, deadline, seal)

    def collect(self, dice) -> None:
        self.send("collect_fees", dice.choice(SOMEONE), self.token(dice.choice(("dollar", "odd", "coin"))))

    def send_again(self, dice) -> None:
        """Any earlier call, the very same bytes: replays, second fundings, spent words."""
        verb, sender, arguments, value = dice.choice(self.sent)
        self.double.do(verb, self.people[sender], *arguments, value=value)

    def rule_escrow(self, dice) -> None:
        """Whatever the admin decides for everybody; live deals must not notice."""
        books = self.double.twin.books
        verb, *arguments = dice.choice(
            (
                *(("set_fee", dice.choice((50, 99, 100, 101, 10, 11, 1, 0))),) * 2,
                ("set_fee_receiver", self.people[dice.choice(COLLECTORS)]),
                ("set_paused", True),
                *(("set_paused", False),) * (9 if books.paused else 1),
                ("transfer_admin", self.people[dice.choice(("successor", "successor", "admin", "nobody"))]),
                *(("accept_admin",),) * (1 if books.pending_admin == ZERO else 4),
            )
        )
        who = "successor" if verb == "accept_admin" else self.role_of(books.admin)
        self.send(verb, dice.choice((who, who, who, "admin", "stranger")), *arguments)

    def change_weather(self, dice) -> None:
        what = dice.choice(
            ("treat", "treat", "treat", "feel", "feel", "feel", "plot", "donate", "fork", "rest", "list")
        )
        odd = self.token("odd")
        if what == "treat":
            manner = dice.choice(("honest",) * 4 + MANNERS)
            self.double.treat(odd, self.people[dice.choice(RECEIVERS)], manner)
        elif what == "feel":
            pen = dice.choice(("agrees",) * 6 + PENS)
            self.double.feel(dice.choice(PERSONS), dice.choice(("accepts", *MOODS)), pen)
        elif what == "plot":
            self.plot(dice)
        elif what == "donate":
            self.double.donate(self.token(dice.choice(("coin", "dollar", "odd"))), dice.choice((1, 10_000)))
        elif what == "rest":
            self.double.rest(odd, odd not in self.double.twin.money.paused)
        elif what == "list":
            who = self.people[dice.choice(("depositor", "vault"))]
            self.double.list_says(who, dice.random() < 0.3, dice.random() < 0.1)
        elif dice.random() < 0.3:
            # The chain splits and goes on under another id: words given for the old one count no more.
            self.double.wait_until(self.double.now, 8 - self.double.chain_id)

    def plot(self, dice) -> None:
        """Every token and every contract person learns an earlier call to make in the middle of the next transfer."""
        verb, _, arguments, _ = dice.choice(self.sent)
        calldata = self.double.escrow.calldata(verb, *self.double.raw(arguments))
        for made in (*self.stage.tokens.values(), *self.stage.persons.values()):
            made.send("hook", self.double.address, calldata, sender=self.people["relayer"])

    def wait(self, dice) -> None:
        """To one second before, at, or after a time at which something begins or ends; never back."""
        off = dice.choice((-1, 0, 0, 1))
        ahead = sorted(moment for moment in self.moments if moment + off > self.double.now)
        if ahead:
            self.double.wait_until(dice.choice(ahead[:3]) + off)
