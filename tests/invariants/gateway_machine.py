"""Random lives of a gateway: merchants, payers, tokens and receivers of all manners, and time that moves.

What each rule does goes through a Double, which checks the invariants; a rule only chooses. Choices repeat the ordinary
ones, so that most examples get somewhere."""

from double import Double
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, precondition, rule
from money import NATIVE
from seals import NO_HASH, ZERO, Domain, Terms, invoice_id
from stage import POLICIES, PURSE, Stage
from weather import Weather
from writing import FORMS, Writing

SELLERS = ("merchant", "merchant", "rival", "vault")
BUYERS = ("payer", "payer", "patron", "vault", "merchant", "stranger")
PAYOUTS = ("purse", "purse", "till", "desk", "payer", "vault", "nobody", "gateway")
SIGNERS = ("signer", "signer", "new signer", "vault", "nobody")
SOMEONE = ("merchant", "payer", "relayer", "stranger", "purse", "till", "desk", "collector", "vault")
AMOUNTS = (10_000, 10_000, 1, 99, 25_000_000, 2**56 - 2, 2**56 - 1, 2**56, 2**57, 2**240, 2**240 + 1, 0)
ODD_AMOUNTS = (-1, 1)


class GatewayMachine(Weather, Writing, RuleBasedStateMachine):
    """The stage is set once by whoever runs the machine; each example begins from a snapshot of it."""

    stage: Stage
    invoices = Bundle("invoices")

    def __init__(self):
        super().__init__()
        self.snapshot = self.stage.chain.snapshot()
        self.salts = 0
        self.sent: list[tuple] = []

    @initialize(policy=st.integers(0, len(POLICIES) - 1), payout=st.sampled_from(("purse", "till", "desk")))
    def begin(self, policy, payout):
        self.double = Double(self.stage, policy)
        self.people = self.stage.people | {"nobody": ZERO, "gateway": self.double.address}
        self.moments = {self.double.now}
        self.stage.chain.move_to(self.double.now, 1)
        self.send("register_merchant", "merchant", self.people[payout], self.people["signer"])
        self.send("register_merchant", "vault", self.people["purse"], self.people["vault"])

    def teardown(self):
        if hasattr(self, "double"):
            self.double.finish()
            self.record(self.double)
        self.stage.chain.revert(self.snapshot)

    def record(self, double: Double) -> None:
        """Called with each example that held; the soak counts here."""

    def send(self, verb: str, sender: str, *arguments, value: int = 0):
        """As the person of that role; kept, so that a later rule can send it once more."""
        self.sent.append((verb, sender, arguments, value))
        return self.double.do(verb, self.people[sender], *arguments, value=value)

    def token(self, name: str) -> str:
        """An address by name: the native coin, a token, or one without code."""
        return {"coin": NATIVE, "void": self.people["stranger"]}.get(name) or self.stage.tokens[name].address

    @rule(who=st.sampled_from((*SELLERS, "stranger")), payout=st.sampled_from(PAYOUTS), signer=st.sampled_from(SIGNERS))
    def register(self, who, payout, signer):
        self.send("register_merchant", who, self.people[payout], self.people[signer])

    @rule(who=st.sampled_from((*SELLERS, "stranger")), payout=st.sampled_from(PAYOUTS))
    def change_payout(self, who, payout):
        self.send("set_payout", who, self.people[payout])
        self.moments.add(self.double.now + self.double.policy.payout_delay)

    @rule(who=st.sampled_from((*SELLERS, "stranger")))
    def keep_payout(self, who):
        self.send("cancel_payout_change", who)

    @rule(who=st.sampled_from((*SELLERS, "stranger")), signer=st.sampled_from(SIGNERS))
    def change_signer(self, who, signer):
        self.send("set_invoice_signer", who, self.people[signer])

    @rule(
        target=invoices,
        who=st.sampled_from((*SELLERS, "stranger")),
        payer=st.sampled_from(("nobody", "nobody", "payer", "vault")),
        token=st.sampled_from(("dollar", "dollar", "odd", "odd", "coin", "coin", "void")),
        amount=st.sampled_from(AMOUNTS),
        cap=st.sampled_from((100, 100, 50, 49, 0)),
        valid=st.sampled_from((90_000, 90_000, 3_600, 1, 0)),
        refunds=st.sampled_from((200_000, 200_000, 3_600, 0)),
        splits=st.sampled_from((False,) * 9 + (True,)),
    )
    def write_invoice(self, who, payer, token, amount, cap, valid, refunds, splits):
        self.salts += 1
        valid, refunds = self.double.now + valid, self.double.now + refunds
        self.moments |= {valid, refunds}
        ends = self.people[who], self.people[payer], self.token(token)
        splits_hash = b"\1" * 32 if splits else NO_HASH
        return Terms(*ends, amount, cap, valid, refunds, splits_hash, b"order".ljust(32), self.salts.to_bytes(32))

    def seller_of(self, terms: Terms) -> str:
        return next(role for role, address in self.people.items() if address == terms.merchant)

    @rule(terms=invoices, stranger=st.sampled_from((False, False, False, True)))
    def request(self, terms, stranger):
        self.send("request_payment", "stranger" if stranger else self.seller_of(terms), terms)

    @rule(
        terms=invoices,
        buyer=st.sampled_from(BUYERS),
        form=st.sampled_from(FORMS),
        off=st.sampled_from((0,) * 9 + ODD_AMOUNTS),
    )
    def pay(self, terms, buyer, form, off):
        seal, terms = self.issue(terms, form)
        value = max(0, (terms.amount if terms.token == NATIVE else 0) + off)
        self.send("pay", buyer, terms, seal, value=min(value, PURSE // 8))

    @rule(terms=invoices, buyer=st.sampled_from(("payer", "patron")))
    def pay_plainly(self, terms, buyer):
        """What nearly everybody does, so that refunds and second payments find something to work on."""
        self.pay(terms, buyer, "merchant 65", 0)

    @rule(terms=invoices, stranger=st.sampled_from((False, False, True)))
    def cancel(self, terms, stranger):
        self.send("cancel_payment", "stranger" if stranger else self.seller_of(terms), terms)

    @rule(
        terms=invoices,
        form=st.sampled_from(FORMS),
        wait=st.sampled_from((3_600, 3_600, 1, 0)),
    )
    def cancel_signed(self, terms, form, wait):
        deadline = self.double.now + wait
        self.moments.add(deadline)
        seal = self.word_of_cancellation(terms, deadline, form)
        self.send("cancel_payment_by_signature", "relayer", terms, deadline, seal)

    @rule(
        terms=invoices,
        part=st.sampled_from(("half", "half", "rest", "rest", "one", "too much", "none", "word's end")),
        stranger=st.sampled_from((False,) * 5 + (True,)),
        off=st.sampled_from((0,) * 9 + ODD_AMOUNTS),
    )
    def refund(self, terms, part, stranger, off):
        payment = self.double.twin.payment(invoice_id(terms, self.here()))
        rest = terms.amount - payment.refunded
        edge = max(0, 2**56 - 1 - payment.refunded)
        parts = {"half": rest // 2, "rest": rest, "one": 1, "too much": rest + 1, "none": 0, "word's end": edge}
        value = max(0, (parts[part] if terms.token == NATIVE else 0) + off)
        who = "stranger" if stranger else self.seller_of(terms)
        self.send("refund_payment", who, terms, parts[part], value=min(value, PURSE // 8))

    def creditor(self, pick: int) -> tuple[str, str]:
        """Mostly somebody who is owed something, and the token it is owed in."""
        owed = sorted(key for key, amount in self.double.twin.books.credit.items() if amount)
        if not owed or pick % 5 == 4:
            return SOMEONE[pick % len(SOMEONE)], self.token(("coin", "dollar", "odd")[pick % 3])
        receiver, token = owed[pick % len(owed)]
        return next(role for role, address in self.people.items() if address == receiver), token

    @rule(pick=st.integers(0, 30), to=st.sampled_from((*SOMEONE, "nobody", "gateway")))
    def withdraw(self, pick, to):
        receiver, token = self.creditor(pick)
        self.send("withdraw_credit", receiver, token, self.people[to])

    @rule(
        pick=st.integers(0, 30),
        to=st.sampled_from(SOMEONE),
        off=st.sampled_from((0, 0, 0, 1, -1)),
        form=st.sampled_from(FORMS),
        wait=st.sampled_from((3_600, 3_600, 1, 0)),
    )
    def withdraw_signed(self, pick, to, off, form, wait):
        receiver, token = self.creditor(pick)
        deadline = self.double.now + wait
        self.moments.add(deadline)
        nonce = max(0, self.double.twin.books.nonces.get(self.people[receiver], 0) + off)
        what = self.people[receiver], token, self.people[to]
        seal = self.word_of_withdrawal(receiver, what, nonce, deadline, form)
        self.send("withdraw_credit_by_signature", "relayer", *what, deadline, seal)

    @rule(pick=st.integers(0, 50))
    @precondition(lambda self: self.sent)
    def send_again(self, pick):
        """Any earlier call, the very same bytes: replays, second payments, spent nonces."""
        verb, sender, arguments, value = self.sent[-1 - pick % len(self.sent)]
        self.double.do(verb, self.people[sender], *arguments, value=value)

    def here(self) -> Domain:
        return Domain(self.double.chain_id, self.double.address)
