"""Random lives of a gateway: merchants, payers, tokens and receivers of all manners, and time that moves.

Hypothesis makes a life out of turns, and shortens a failing one by leaving turns out. What is done in a turn comes from
dice, whose throws are spread evenly; a failure prints the calls themselves. Every call goes through a
Double, which checks the invariants; the turns only choose."""

from collections import Counter
from random import Random

from chain import Outcome
from double import Double
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from money import MANNERS, MOODS, NATIVE
from seals import ZERO, Domain, Terms, invoice_id
from speaking import Speaking
from stage import PURSE, Stage
from ways import Ways
from weather import SEEDS, SELLERS, Weather
from writing import ANY_FORMS, GOOD_FORMS, WORD_FORMS

BUYERS = ("payer", "payer", "patron", "vault", "merchant")
SOMEONE = ("merchant", "payer", "relayer", "stranger", "purse", "till", "desk", "collector", "vault", "partner")
TOKENS = ("dollar", "odd", "coin")
AMOUNTS = (10_000, 10_000, 1, 99, 25_000_000, 2**56 - 2, 2**56 - 1, 2**56, 2**57, 2**240)
# What can be wrong with an invoice; most have nothing wrong, and none more than one thing.
FLAWS = (*(None,) * 7, "splits", "zero", "huge", "no code", "expired", "no fee", "just below the fee")
SLIPS = (*(None,) * 8, "another person", "a coin more", "a coin less")
OFF = {"a coin more": 1, "a coin less": -1}
WAITS = (*(3_600,) * 6, 1, 0)
# How often each thing is done, before each life has its own taste.
CHANCES = {
    **{"buy": 5, "pay": 5, "write_invoice": 4, "request": 2, "refund": 4, "cancel": 1, "cancel_signed": 2},
    **{"withdraw": 3, "withdraw_signed": 4, "send_again": 1, "refund_signed": 2, "speak": 5, "revoke": 1, "approve": 1},
    **{"share": 4, "treat_somebody": 2, "pay_by_paper": 4, "throw": 7, "collect": 3, "send_back": 2, "take_out": 2},
    **{"keep_shop": 4, "rule_gateway": 4, "favour": 1, "change_weather": 4, "wait_until": 2},
}
# What can only be done with an invoice.
WITH_INVOICE = ("request", "pay", "cancel", "cancel_signed", "throw")


class GatewayMachine(Weather, Ways, Speaking, RuleBasedStateMachine):
    """The stage is set once by whoever runs the machine; each example begins from a snapshot of it."""

    stage: Stage

    def __init__(self):
        super().__init__()
        self.seeds = Counter()
        self.snapshot = self.stage.chain.snapshot()
        self.written: list[Terms] = []
        self.bought: list[Terms] = []
        self.sent: list[tuple] = []
        # Invoices with the refund_to of an address that money was thrown at, and the seal that issues each.
        self.deposits: list[tuple] = []
        self.words: list[tuple] = []

    @initialize(seed=SEEDS, policy=st.sampled_from((0, 0, 0, 1, 2)))
    def begin(self, seed, policy):
        dice = self.dice(seed)
        self.double = Double(self.stage, policy)
        self.people = self.stage.people | {"nobody": ZERO, "gateway": self.double.address}
        self.people["deposits"] = self.double.deposits.address
        self.moments = {self.double.now}
        self.chances = {name: chance * dice.choice((0.3, 1, 2)) for name, chance in CHANCES.items()}
        payout, collector = dice.choice(("purse", "till", "desk")), dice.choice(("collector", "till", "desk", "desk"))
        self.send("register_merchant", "merchant", self.people[payout], self.people["signer"])
        self.send("register_merchant", "vault", self.people["purse"], self.people["vault"])
        self.send("set_fee_receiver", "admin", self.people[collector])
        self.double.treat(self.token("odd"), self.people[collector], dice.choice(("reverts", "refuses", *MANNERS)))
        self.feel("till", dice.choice(("accepts", *MOODS)), "agrees")
        self.feel("desk", dice.choice(("accepts", *MOODS)), "agrees")

    def teardown(self):
        try:
            if hasattr(self, "double") and self.double.sound:
                self.double.finish()
                self.record(self.double)
        finally:
            self.stage.chain.revert(self.snapshot)

    def record(self, double: Double) -> None:
        """Called with each example that held; the soak counts here."""

    def send(self, verb: str, sender: str, *arguments, value: int = 0) -> Outcome:
        """As the person of that role; kept, so that a later rule can send it once more."""
        self.sent.append((verb, sender, arguments, value))
        return self.double.do(verb, self.people[sender], *arguments, value=value)

    def token(self, name: str) -> str:
        """An address by name: the native coin or a token."""
        return NATIVE if name == "coin" else self.stage.tokens[name].address

    def role_of(self, address: str) -> str:
        return next((role for role, known in self.people.items() if known == address), "stranger")

    def here(self) -> Domain:
        return Domain(self.double.chain_id, self.double.address)

    def terms(self, who: str, payer: str, token: str, amount: int, flaw: str | None = None) -> Terms:
        """A new invoice; without a flaw it can be paid for a day and refunded for another."""
        now, salt = self.double.now, len(self.written).to_bytes(32)
        self.moments |= {now + 90_000, now + 180_000}
        good = Terms(
            *(self.people[who], self.people[payer], self.token(token), amount, 100, now + 90_000, now + 180_000),
            *(b"\0" * 32, b"order".ljust(32), salt),
        )
        changes = {
            "splits": {"splits_hash": b"\1" * 32},
            "zero": {"amount": 0},
            "huge": {"amount": 2**240 + 1},
            "no code": {"token": self.people["stranger"]},
            "expired": {"valid_until": now},
            "no fee": {"max_fee_bps": 0},
            "just below the fee": {"max_fee_bps": max(0, self.double.twin.books.fee_bps - 1)},
        }
        self.written.append(good._replace(**changes.get(flaw, {})))
        return self.written[-1]

    @rule(seed=SEEDS)
    def turn(self, seed):
        """Something happens; what is impossible by now does not."""
        dice = self.dice(seed)
        owed = any(self.double.twin.books.credit.values())
        possible = {"refund": self.bought, "refund_signed": self.bought, **dict.fromkeys(WITH_INVOICE, self.written)}
        possible |= dict.fromkeys(("collect", "send_back", "take_out"), self.deposits)
        possible |= dict.fromkeys(("withdraw", "withdraw_signed"), owed or dice.random() < 0.05)
        chances = {name: chance * bool(possible.get(name, True)) for name, chance in self.chances.items()}
        (name,) = dice.choices(list(chances), list(chances.values()))
        getattr(self, name)(dice)

    def dice(self, seed: bytes) -> Random:
        """Hypothesis likes to repeat a seed; it gives the same throws the first time only."""
        self.seeds[seed] += 1
        return Random(seed + bytes([self.seeds[seed]]))

    def write_invoice(self, dice):
        who, payer = dice.choice((*SELLERS, *SELLERS, "stranger")), dice.choice(("nobody", "nobody", "payer", "vault"))
        flaw, hurry = dice.choice(FLAWS), dice.choice((None, None, 60, 1))
        terms = self.terms(who, payer, dice.choice(TOKENS), dice.choice(AMOUNTS), flaw)
        if flaw is None and hurry:
            valid, refunds = self.double.now + hurry, self.double.now + 2 * hurry
            self.written[-1] = terms._replace(valid_until=valid, refund_until=refunds)
            self.moments |= {valid, refunds}

    def buy(self, dice):
        """What nearly everybody does, so that refunds, replays and second payments find something to work on."""
        seller, token = dice.choice(("merchant", "merchant", "vault")), dice.choice(TOKENS)
        terms = self.terms(seller, "nobody", token, dice.choice(AMOUNTS))
        paid = self.hand_over(terms, dice.choice(("payer", "patron", "vault")), dice.choice(GOOD_FORMS), None)
        if paid.reason is None:
            self.bought.append(terms)

    def hand_over(self, terms: Terms, buyer: str, form: str, slip: str | None) -> Outcome:
        seal, terms = self.issue(terms, form)
        value = max(0, (terms.amount if terms.token == NATIVE else 0) + OFF.get(slip, 0))
        return self.send("pay", buyer, terms, seal, value=min(value, PURSE // 8))

    def some_terms(self, dice) -> Terms:
        """Mostly of an invoice that is still open."""
        twin, now = self.double.twin, self.double.now
        open_ones = [
            terms
            for terms in self.written[-12:]
            if now < terms.valid_until and twin.payment(invoice_id(terms, self.here())).status in {"none", "requested"}
        ]
        return dice.choice(open_ones if open_ones and dice.random() < 0.75 else self.written)

    def request(self, dice):
        terms = self.some_terms(dice)
        self.send("request_payment", dice.choice((*(self.role_of(terms.merchant),) * 4, "stranger")), terms)

    def pay(self, dice):
        terms, slip, buyer = self.some_terms(dice), dice.choice(SLIPS), dice.choice(BUYERS)
        if terms.payer != ZERO and slip != "another person":
            buyer = self.role_of(terms.payer)
        requested = self.double.twin.payment(invoice_id(terms, self.here())).status == "requested"
        form = "nothing" if requested and dice.random() < 0.5 else dice.choice(ANY_FORMS)
        self.hand_over(terms, buyer, form, slip)

    def cancel(self, dice):
        terms = self.some_terms(dice)
        self.send("cancel_payment", dice.choice((*(self.role_of(terms.merchant),) * 3, "stranger")), terms)

    def cancel_signed(self, dice):
        terms, deadline = self.some_terms(dice), self.double.now + dice.choice(WAITS)
        self.moments.add(deadline)
        seal = self.word_of_cancellation(terms, deadline, dice.choice(WORD_FORMS))
        self.send("cancel_payment_by_signature", "relayer", terms, deadline, seal)

    def refund(self, dice):
        terms = dice.choice((*self.bought[-5:], self.written[-1]))
        refunded = self.double.twin.payment(invoice_id(terms, self.here())).refunded
        rest = terms.amount - refunded
        # Totals below, at and above the largest that fits beside the payer are kept in different places.
        edge = max(0, 2**56 - 1 - refunded)
        amount = dice.choice((rest // 2, rest // 2, rest, rest, 1, rest + 1, 0, edge))
        slip = dice.choice(SLIPS)
        value = max(0, (amount if terms.token == NATIVE else 0) + OFF.get(slip, 0))
        who = "stranger" if slip == "another person" else self.role_of(terms.merchant)
        self.send("refund_payment", who, terms, amount, value=min(value, PURSE // 8))

    def creditor(self, dice) -> tuple[str, str]:
        """Mostly somebody who is owed something, and the token it is owed in."""
        owed = sorted(key for key, amount in self.double.twin.books.credit.items() if amount)
        if not owed or dice.random() < 0.2:
            return dice.choice(SOMEONE), self.token(dice.choice(TOKENS))
        receiver, token = dice.choice(owed)
        return self.role_of(receiver), token

    def withdraw(self, dice):
        receiver, token = self.creditor(dice)
        self.send("withdraw_credit", receiver, token, self.people[dice.choice((*SOMEONE, "nobody", "gateway"))])

    def withdraw_signed(self, dice):
        receiver, token = self.creditor(dice)
        deadline = self.double.now + dice.choice(WAITS)
        self.moments.add(deadline)
        what = self.people[receiver], token, self.people[dice.choice((*SOMEONE, "nobody", "gateway"))]
        seal = self.word_of_withdrawal(receiver, what, deadline, dice.choice(WORD_FORMS))
        self.send("withdraw_credit_by_signature", "relayer", *what, deadline, seal)

    def send_again(self, dice):
        """Any earlier call, the very same bytes: replays, second payments, spent words."""
        verb, sender, arguments, value = dice.choice(self.sent)
        self.double.do(verb, self.people[sender], *arguments, value=value)
