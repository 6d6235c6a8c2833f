"""A life lived on purpose at every boundary: one second and one unit before, at and after. The dice find them too, but
not in every run; the same Double checks the same invariants."""

from collections.abc import Callable

from double import Double
from edge_deposits import DEPOSIT_WALKS
from edge_life import DAY, EdgeLife
from edge_shares import SHARE_WALKS
from edge_words import WORD_WALKS
from eth_keys import keys
from money import MANNERS, NATIVE
from rehearsal import Tally
from seals import KEY_FORMS, NO_SEAL, ORDER, ZERO, Seal, Terms, cancellation, invoice_id, withdrawal
from stage import KEYS, Stage

# EIP-2: above it, s is refused.
HALF_ORDER = ORDER // 2


class InvoiceEdges(EdgeLife):
    """Each method walks along one kind of boundary of invoices, payments, merchants, fees and credits."""

    def amounts(self) -> None:
        for amount in (0, 1, 2**240, 2**240 + 1):
            for token in (self.dollar, NATIVE):
                self.send("request_payment", "merchant", self.terms(amount=amount, token=token))
                self.pay(self.terms(amount=amount, token=token))
        for flaw in ({"token": self.people["stranger"]}, {"splits_hash": b"\1" * 32}):
            self.send("request_payment", "merchant", self.terms(**flaw))
            self.pay(self.terms(**flaw))

    def coins(self) -> None:
        """A coin too few or too many, with a token none at all."""
        for token, right in ((self.dollar, 0), (NATIVE, 10_000)):
            for value in (right + 1, max(0, right - 1), right):
                terms = self.terms(token=token)
                seal = self.seal(invoice_id(terms, self.here()))
                self.send("pay", "payer", terms, seal, value=value)
            for value in (right + 1, max(0, right - 1), right):
                self.send("refund_payment", "merchant", terms, 10_000, value=value)

    def fees(self) -> None:
        for fee in (100, 101, 50):
            self.send("set_fee", "admin", fee)
        for cap in (49, 50, 51):
            self.pay(self.terms(max_fee_bps=cap))
        for own in (51, 50, 49, 0, 10_000):
            self.send("set_merchant_fee", "admin", self.people["merchant"], own)
            self.pay(self.terms(max_fee_bps=49))
        self.send("set_merchant_fee", "admin", self.people["merchant"], 40)
        self.send("set_fee", "admin", 30)
        self.pay(self.terms(max_fee_bps=30))
        self.send("set_merchant_fee", "admin", self.people["merchant"], 10_000)

    def last_seconds(self) -> None:
        to_request, to_pay, refundable = self.terms(), self.terms(), self.terms()
        assert self.pay(refundable) is None
        digests = {}
        for deadline in (to_pay.valid_until - 1, to_pay.valid_until, to_pay.valid_until + 1):
            one = self.terms(valid_until=to_pay.valid_until)
            digests[deadline] = one, self.seal(cancellation(invoice_id(one, self.here()), deadline, self.here()))
        for moment in (to_pay.valid_until - 1, to_pay.valid_until, to_pay.valid_until + 1):
            self.at(moment)
            self.send("request_payment", "merchant", to_request)
            self.pay(to_pay)
            for deadline, (one, seal) in digests.items():
                self.send("cancel_payment_by_signature", "relayer", one, deadline, seal)
        for moment in (refundable.refund_until - 1, refundable.refund_until, refundable.refund_until + 1):
            self.at(moment)
            self.send("refund_payment", "merchant", refundable, 1)

    def payout_changes(self) -> None:
        for off in (-1, 0, 1):
            self.send("set_payout", "merchant", self.people[("till", "desk", "purse")[off]])
            self.at(self.double.now + DAY + off)
            self.pay(self.terms())
            self.send("cancel_payout_change", "merchant")
            self.pay(self.terms())
        self.send("set_payout", "merchant", self.people["desk"])
        self.send("set_payout", "merchant", self.people["till"])
        self.at(self.double.now + DAY)
        self.send("set_payout", "merchant", self.people["purse"])
        self.send("cancel_payout_change", "merchant")
        self.pay(self.terms())
        for payout in (ZERO, self.double.address):
            self.send("set_payout", "merchant", payout)
            self.send("register_merchant", "rival", payout, ZERO)

    def refunds(self) -> None:
        """Totals cross the largest number that the payment's word can hold, from both sides."""
        for steps in ((0, 1, 2**56 - 3, 1, 1, 1), (2**56 - 1, 1), (2**56, 2**56, 1), (2**56 - 2, 2, 2**60)):
            terms = self.terms(amount=2**57)
            assert self.pay(terms) is None
            for step in steps:
                self.send("refund_payment", "merchant", terms, step)
        self.send("refund_payment", "merchant", self.terms(), 1)

    def credits(self) -> None:
        """A refused fee, its words and their last second, and where it may not go."""
        relayer, purse = self.people["relayer"], self.people["purse"]
        self.send("set_fee_receiver", "admin", relayer)
        self.double.treat(self.odd, relayer, "reverts")
        for off in (1, 0, -1, -1):
            assert self.pay(self.terms(token=self.odd)) is None
            deadline = self.double.now + 10
            what = relayer, self.odd, purse, deadline
            seal = self.seal(withdrawal(*what, self.here()), "relayer")
            self.at(deadline + off)
            for _ in range(2):
                self.send("withdraw_credit_by_signature", "stranger", *what, seal)
        assert self.pay(self.terms(token=self.odd)) is None
        for to in (ZERO, self.double.address, relayer, purse, purse):
            self.send("withdraw_credit", "relayer", self.odd, to)

    def manners(self) -> None:
        """Each manner of a token on each leg: to the merchant, the fee, the fee's credit, a refund, a withdrawal."""
        odd, purse, payer = self.odd, self.people["purse"], self.people["payer"]
        fees = self.people["relayer"]
        self.send("set_fee_receiver", "admin", fees)
        for manner in MANNERS:
            terms = self.terms(token=odd)
            assert self.pay(terms) is None
            for receiver, also in ((purse, None), (fees, None), (self.double.address, fees)):
                self.double.treat(odd, receiver, manner)
                self.double.treat(odd, also or receiver, "reverts" if also else manner)
                self.pay(self.terms(token=odd))
                self.double.treat(odd, receiver, "honest")
            assert self.pay(self.terms(token=odd)) is None
            self.double.treat(odd, payer, manner)
            self.send("refund_payment", "merchant", terms, 1_000)
            self.send("withdraw_credit", "relayer", odd, payer)
            self.send("withdraw_credit", "relayer", odd, purse)
            for receiver in (fees, payer):
                self.double.treat(odd, receiver, "honest")

    def statuses(self) -> None:
        """Every verb on an invoice of every status."""
        verbs = {
            "request": lambda terms: self.send("request_payment", "merchant", terms),
            "pay": self.pay,
            "pay unsigned": lambda terms: self.send("pay", "payer", terms, NO_SEAL),
            "cancel": lambda terms: self.send("cancel_payment", "merchant", terms),
            "cancel signed": self.cancel_signed,
            "refund": lambda terms: self.send("refund_payment", "merchant", terms, 1),
        }
        for first in ((), ("request",), ("pay",), ("cancel",), ("request", "pay unsigned"), ("request", "cancel")):
            for second in verbs:
                terms = self.terms()
                for verb in (*first, second):
                    verbs[verb](terms)

    def cancel_signed(self, terms: Terms) -> None:
        deadline = self.double.now + 1
        seal = self.seal(cancellation(invoice_id(terms, self.here()), deadline, self.here()))
        self.send("cancel_payment_by_signature", "relayer", terms, deadline, seal)

    def persons(self) -> None:
        """Who may do what for whom, each tried by a stranger."""
        terms = self.terms(payer=self.people["patron"])
        self.pay(terms)
        for verb, *arguments in (
            *(("request_payment", terms), ("cancel_payment", terms), ("refund_payment", terms, 1)),
            *(("set_payout", self.people["purse"]), ("cancel_payout_change",), ("set_invoice_signer", ZERO)),
            *(("set_fee", 1), ("set_fee_receiver", self.people["purse"]), ("set_paused", True), ("accept_admin",)),
            *(("set_merchant_fee", self.people["merchant"], 1), ("transfer_admin", self.people["stranger"])),
        ):
            self.send(verb, "stranger", *arguments)
        self.send("transfer_admin", "admin", self.people["successor"])
        for who in ("admin", "stranger", "successor", "successor"):
            self.send("accept_admin", who)
        for who in ("admin", "successor"):
            self.send("set_fee", who, 2)

    def office(self) -> None:
        """The admin's rights go over in two steps, and are not left behind; fees go to nobody impossible."""
        for receiver in ("nobody", "gateway", "till"):
            self.send("set_fee_receiver", "admin", self.people[receiver])
        for fee in (0, 100, 101):
            self.send("set_fee", "admin", fee)
        for offered in ("successor", "nobody", "successor"):
            self.must("transfer_admin", "admin", self.people[offered])
            for who in ("stranger", "admin", *(("successor",) if offered == "nobody" else ())):
                self.send("accept_admin", who)
        for who in ("successor", "successor"):
            self.send("accept_admin", who)
        for who in ("admin", "successor"):
            self.send("set_paused", who, True)
            self.send("set_fee", who, 7)
            self.send("set_merchant_fee", who, self.people["merchant"], 3)
            self.send("set_merchant_fee", who, self.people["rival"], 3)
            self.send("transfer_admin", who, self.people["admin"])

    def words(self) -> None:
        """Each form of a signature, by each who may and may not give one."""
        for who in ("merchant", "signer", "stranger"):
            for form in KEY_FORMS:
                self.pay(self.terms(), who, form)
        for s in (HALF_ORDER - 1, HALF_ORDER, HALF_ORDER + 1):
            for verb in ("pay", "pay_split"):
                self.pay_at_half_order(s, verb)
        self.send("set_invoice_signer", "merchant", ZERO)
        self.pay(self.terms(), "signer")
        for form in KEY_FORMS[2:]:
            self.pay(self.terms(), "merchant", form)
        self.send("pay", "payer", self.terms(), NO_SEAL)

    def pay_at_half_order(self, s: int, verb: str) -> None:
        """Any r and s are somebody's signature; that somebody, whose key nobody knows, is made the signer."""
        terms = self.terms()
        digest = invoice_id(terms, self.here())
        made = keys.Signature(vrs=(0, KEYS["payer"].sign_msg_hash(digest).r, s))
        signer = made.recover_public_key_from_msg_hash(digest).to_address()
        self.send("set_invoice_signer", "merchant", signer)
        raw = made.r.to_bytes(32) + s.to_bytes(32) + b"\x1b"
        seal = Seal(raw, signer, digest, self.here(), sound=s <= HALF_ORDER)
        self.send(verb, "payer", terms, *(((), seal) if verb == "pay_split" else (seal,)))


INVOICE_WALKS = (
    *(InvoiceEdges.statuses, InvoiceEdges.amounts, InvoiceEdges.coins, InvoiceEdges.fees, InvoiceEdges.last_seconds),
    *(InvoiceEdges.payout_changes, InvoiceEdges.refunds, InvoiceEdges.credits, InvoiceEdges.persons),
    InvoiceEdges.office,
    *(InvoiceEdges.words, InvoiceEdges.manners),
)
WALKS = (*INVOICE_WALKS, *SHARE_WALKS, *WORD_WALKS, *DEPOSIT_WALKS)


def walk_every_edge(stage: Stage) -> Tally:
    tally = Tally()
    for walk in WALKS:
        tally.add(walk_one(stage, walk))
    return tally


def walk_one(stage: Stage, walk: Callable[[EdgeLife], None]) -> Double:
    """A life of its own, taken back after it."""
    snapshot = stage.chain.snapshot()
    try:
        life = InvoiceEdges(stage, getattr(walk, "policy", 0))
        walk(life)
        life.double.finish()
        return life.double
    finally:
        stage.chain.revert(snapshot)
