"""Random lives of wallets that share owners, own each other, and are called back by whom they call.

Hypothesis makes a life out of turns, and shortens a failing one by leaving turns out. What is done in a turn comes from
dice, whose throws are spread evenly; a failure prints the calls themselves. Every call goes through a MultisigDouble,
which checks the invariants."""

from collections import Counter
from random import Random

from chain import Outcome
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from multisig_double import MultisigDouble
from multisig_mischief import Mischief
from multisig_stage import DAY, MultisigStage
from multisig_words import Limit

# Of dice that are thrown evenly: Hypothesis itself likes to repeat and to take the smallest.
SEEDS = st.binary(min_size=8, max_size=8)
PURSE = 10**24
DELAYS = (0, 60, 60, DAY)
# How often each thing is done, before each life has its own taste.
CHANCES = {
    **{"pay": 7, "call": 6, "configure": 7, "resume": 4, "ripen": 5, "object": 3, "confirm": 4, "accept": 2},
    **{"spend": 8, "relay": 6, "send_again": 3, "ask": 3, "revoke": 1, "veto_of_another": 1, "weather": 4, "wait": 4},
}
OWNERS = ("founder", "partner", "treasurer", "leaver", "vault", "liar")


class MultisigMachine(Mischief, RuleBasedStateMachine):
    """The stage is set once by whoever runs the machine; each example begins from a snapshot of it."""

    stage: MultisigStage

    def __init__(self):
        super().__init__()
        self.seeds = Counter()
        self.snapshot = self.stage.chain.snapshot()
        self.stage.forget()
        self.papers, self.bag, self.sent, self.wallets = [], {}, [], []

    @initialize(seed=SEEDS)
    def begin(self, seed):
        dice = self.dice(seed)
        self.double = MultisigDouble(self.stage)
        self.people = self.stage.people
        self.moments = {self.double.now}
        self.chances = {name: chance * dice.choice((0.3, 1, 2)) for name, chance in CHANCES.items()}
        self.double.feel("liar", "accepts", "lies")
        self.found_wallets(dice)
        for wallet in self.wallets:
            for token in ("coin", "dollar", "odd"):
                self.double.give(self.token(token), wallet, PURSE)
            self.set_limits(dice, wallet)

    def found_wallets(self, dice) -> None:
        """A small one; one that it owns a part of; and a third with the very owners of the second."""
        inner = self.found(dice, ["founder", "treasurer"], (1, 2), dice.choice(DELAYS))
        roles = dice.sample(OWNERS, dice.choice((1, 2, 3, 4, 4, 5)))
        threshold = dice.choice((1, len(roles), (len(roles) + 1) // 2))
        terms = threshold, dice.choice((threshold, len(roles)))
        owners = [*roles, inner] if dice.random() < 0.7 else roles
        self.found(dice, owners, terms, dice.choice(DELAYS))
        self.found(dice, owners, terms, dice.choice(DELAYS))

    def found(self, dice, owners: list[str], terms: tuple[int, int], delay: int) -> str:
        owners = [self.people.get(owner, owner) for owner in owners]
        wallet = self.double.create(owners, *terms, delay, dice.randbytes(32))
        assert wallet, "these terms are good"
        self.wallets.append(wallet)
        return wallet

    def set_limits(self, dice, wallet: str) -> None:
        """At once, or when the delay is over."""
        limits = tuple(
            Limit(self.people[who], self.token(token), 1_000, 60) for who, token in (("desk", "coin"), ("till", "odd"))
        )
        change = self.some_change(dice, wallet, "lower")._replace(limits=limits)
        paper = self.write(wallet, "configuration", change, self.slot(wallet))
        self.papers.append(paper)
        self.hand_in(dice, paper, self.people["relayer"])
        if ready := self.double.twin.books[wallet].ready.get(paper.name):
            self.double.wait_until(ready)
            self.hand_in(dice, paper, self.people["relayer"])

    def teardown(self):
        try:
            if hasattr(self, "double") and self.double.sound:
                self.double.finish()
                self.record(self.double)
        finally:
            self.stage.chain.revert(self.snapshot)
            self.stage.forget()

    def record(self, double: MultisigDouble) -> None:
        """Called with each example that held; the soak counts here."""

    def send(self, verb: str, wallet: str, sender: str, *arguments) -> Outcome:
        """Kept, so that a later turn can send it once more."""
        self.sent.append((verb, wallet, sender, arguments))
        return self.double.do(verb, wallet, sender, *arguments)

    @rule(seed=SEEDS)
    def turn(self, seed):
        """Something happens; what is impossible by now does not."""
        dice = self.dice(seed)
        (name,) = dice.choices(list(self.chances), list(self.chances.values()))
        getattr(self, name)(dice)

    def dice(self, seed: bytes) -> Random:
        """Hypothesis likes to repeat a seed; it gives the same throws the first time only."""
        self.seeds[seed] += 1
        return Random(seed + bytes([self.seeds[seed]]))
