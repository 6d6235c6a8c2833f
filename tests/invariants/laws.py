"""G1 to G10, each judged from what was seen: the call, its logs, the money around it, the fold of earlier events.

The twin has no say here, so that a mistake in it and one in the contract cannot cover each other. G8 stands in
double.py, where the whole state is read; D1 to D3 in deposit_laws.py."""

from collections import Counter
from dataclasses import dataclass, field

from books import Books, Call
from chain import Log, Outcome
from money import NATIVE, TRUTHFUL, Money
from papers import Authorization
from seals import NO_HASH, NO_SEAL, ZERO, Domain, Seal, Shares, Terms, hash_of, invoice_id

OWN_WORDS = ("gateway: ", "merchants: ", "payments: ", "policy: ", "splits: ")
# From a payment's status to those it may have after the next call.
ALLOWED = {
    "none": {"none", "requested", "paid", "cancelled"},
    "requested": {"requested", "paid", "cancelled"},
    "paid": {"paid"},
    "cancelled": {"cancelled"},
}
# Verbs that bring money of the caller's own, and those that name whom they pay for.
OWN_MONEY = {"pay", "pay_split", "pay_with_permit"}
NAMING = {"pay_for", "pay_with_authorization", "collect"}


@dataclass(frozen=True, slots=True)
class Step:
    """One call as seen from outside; `known` is what earlier events said, `stage` the manners and moods at the call,
    `lots` of each known deposit address the payment it is for and its refund_to."""

    verb: str
    call: Call
    arguments: tuple
    outcome: Outcome
    known: Books
    stage: Money
    before: dict
    after: dict
    lots: dict

    def logged(self, name: str) -> list[Log]:
        return [log for log in self.outcome.logs if log.name == name]

    def credited(self, receiver: str) -> int:
        return sum(log.fields["amount"] for log in self.logged("CreditIncreased") if log.fields["receiver"] == receiver)

    def given(self, kind: type, otherwise=None):
        return next((argument for argument in self.arguments if isinstance(argument, kind)), otherwise)

    def splits(self) -> Shares:
        return () if self.verb == "pay" else self.arguments[1]

    def deposit(self) -> str:
        """Of a collection that went through."""
        return self.logged("DepositCollected")[0].fields["deposit"]

    def payer(self) -> str:
        """Who must become the payer of record."""
        if self.verb in OWN_MONEY:
            return self.call.sender
        return self.deposit() if self.arguments[3] == ZERO else self.arguments[3]

    def purse(self) -> str:
        """Whose money it is."""
        if self.verb == "collect":
            return self.deposit()
        return self.arguments[3] if self.verb == "pay_with_authorization" else self.call.sender


@dataclass
class Laws:
    """What was seen so far, and how often each law was asked."""

    gateway: str
    deposits: str
    fee_cap_bps: int
    asks_list: bool
    held: Counter = field(default_factory=Counter)
    terms: dict = field(default_factory=dict)
    settled: set = field(default_factory=set)
    cancelled: set = field(default_factory=set)
    requested: set = field(default_factory=set)
    refunded: Counter = field(default_factory=Counter)

    def hold(self, law: str, truth: bool, what: str) -> None:
        self.held[law] += 1
        assert truth, f"{law}: {what}"

    def judge(self, step: Step) -> None:
        for argument in step.arguments:
            if isinstance(argument, Terms):
                self.terms[invoice_id(argument, Domain(step.call.chain_id, self.gateway))] = argument
        for log in step.logged("PaymentCompleted"):
            self.judge_payment(step, log.fields)
        for log in step.logged("PaymentRequested"):
            self.requested.add(log.fields["payment_id"])
            self.hold("G4", step.call.sender == log.fields["merchant"], "somebody else requested for the merchant")
        for log in step.logged("PaymentCancelled"):
            self.cancelled.add(log.fields["payment_id"])
            self.hold("G1", log.fields["payment_id"] not in self.settled, "paid, then cancelled")
        for log in step.logged("PaymentRefunded"):
            self.judge_refund(step, log.fields)
        self.judge_money(step)
        self.judge_seals(step)
        if step.verb in OWN_MONEY | NAMING:
            self.judge_liveness(step)

    def signers(self, step: Step, payment_id: bytes) -> set[str]:
        """Who, willing to say so, signed the invoice that this call hands in."""
        seal = step.given(Seal, NO_SEAL)
        willing = step.stage.pens.get(seal.signer, "agrees") == "agrees"
        return {seal.signer} - {ZERO, None} if willing and seal.sound and seal.digest == payment_id else set()

    def judge_payment(self, step: Step, told: dict) -> None:
        payment_id, now = told["payment_id"], step.call.now
        terms = self.terms[payment_id]
        self.hold("G1", payment_id not in self.settled, "an id settled twice")
        self.settled.add(payment_id)
        merchant = step.known.merchants[terms.merchant].settled(now)
        by = self.signers(step, payment_id)
        issued = payment_id in self.requested or by & {terms.merchant, merchant.signer}
        self.hold("G4", bool(issued), "paid without the merchant's word")
        told_terms = (told["merchant"], told["token"], told["amount"], told["reference"])
        meant = (terms.merchant, terms.token, terms.amount, terms.reference)
        self.hold("G4", told_terms == meant, "paid on other terms than the signed ones")
        self.hold("G4", told["payout"] == merchant.payout, "paid to another address than the registered payout")
        self.hold("G4", terms.payer in {ZERO, step.payer()} and told["payer"] == step.payer(), "another paid")
        self.judge_authority(step, payment_id)
        self.hold("G5", now < terms.valid_until, "paid at or after valid_until")
        self.hold("G5", payment_id not in self.cancelled, "paid after the cancellation")
        self.hold("G5", not step.known.paused, "paid while paused")
        self.judge_guests(step)
        self.judge_fee(told, terms, step.known, merchant.own_fee)
        self.judge_shares(step, told, terms, by)

    def judge_authority(self, step: Step, payment_id: bytes) -> None:
        """Somebody else's money comes by that person's own word, which names this payment."""
        paper = step.given(Authorization)
        if paper is not None:
            used = step.stage.cares.get((self.terms[payment_id].token, step.purse()), "careful") == "careless"
            self.hold("G4", used or paper.seal.signer == step.purse(), "money taken without its owner's word")

    def judge_guests(self, step: Step) -> None:
        """Nobody who is on the list brings money, or has it brought."""
        if self.asks_list:
            sender = self.deposits if step.verb == "collect" else step.call.sender
            asked = {step.payer(), sender} if step.verb in {"pay_for", "collect"} else {step.payer()}
            clean = step.stage.temper == "answers" and not any(step.stage.listed.get(who) for who in asked)
            self.hold("G5", clean, "paid by somebody on the list, or past it")

    def judge_fee(self, told: dict, terms: Terms, known: Books, own_fee: int | None) -> None:
        rate = known.fee_bps if own_fee is None else min(known.fee_bps, own_fee)
        self.hold("G6", rate <= min(terms.max_fee_bps, self.fee_cap_bps), "the fee's rate is above a cap")
        self.hold("G6", told["fee"] == terms.amount * rate // 10_000, "the fee is not its rate, rounded down")

    def judge_shares(self, step: Step, told: dict, terms: Terms, by: set[str]) -> None:
        """Shares are the merchant's own word, and each is its part of what the fee left, rounded down."""
        splits, net = step.splits(), told["amount"] - told["fee"]
        meant = [(split.receiver, net * split.bps // 10_000) for split in splits]
        paid = [(log.fields["receiver"], log.fields["amount"]) for log in step.logged("SplitPaid")]
        self.hold("G2", paid == meant and sum(share for _, share in paid) <= net, f"shares {paid}, meant {meant}")
        self.hold("G4", hash_of(splits) == terms.splits_hash, "shared otherwise than the invoice says")
        if terms.splits_hash != NO_HASH:
            own = told["payment_id"] in self.requested or terms.merchant in by
            approved = step.known.approved.get((terms.merchant, terms.splits_hash), False)
            self.hold("G4", own or approved, "shared on the word of an invoice signer alone")

    def judge_refund(self, step: Step, told: dict) -> None:
        payment_id = told["payment_id"]
        terms = self.terms[payment_id]
        self.refunded[payment_id] += told["amount"]
        self.hold("G7", payment_id in self.settled, "refunded what nobody paid")
        self.hold("G7", self.refunded[payment_id] <= terms.amount, "refunds above the payment")
        self.hold("G7", step.call.now < terms.refund_until, "refunded at or after refund_until")
        by = step.given(Seal, NO_SEAL).signer if step.verb == "refund_payment_by_signature" else step.call.sender
        self.hold("G7", by == terms.merchant, "somebody else refunded")
        self.hold("G7", told["payer"] == step.known.payments[payment_id].payer, "refunded to another than who paid")

    def payment_flows(self, step: Step, told: dict) -> list[tuple[str, str, int]]:
        fee, token, amount = told["fee"], told["token"], told["amount"]
        moved = [(token, step.purse(), -amount), (token, told["payout"], amount - fee)]
        moved += [(token, step.known.fee_receiver, fee)] if fee else []
        for log in step.logged("SplitPaid"):
            moved += [(token, told["payout"], -log.fields["amount"])]
            moved += [(token, log.fields["receiver"], log.fields["amount"])]
        # Through whose hands it goes on the way.
        through = [self.gateway] if step.splits() or step.verb == "pay_with_authorization" else []
        through += [self.deposits] if step.verb == "collect" else []
        return moved + [(token, who, sign * amount) for who in through for sign in (1, -1)]

    def heir(self, step: Step, told: dict) -> str:
        """Of what pays nothing on a deposit address."""
        if told["refund_to"] != ZERO:
            return told["refund_to"]
        merchant = step.known.merchants.get(told["merchant"])
        return merchant.settled(step.call.now).payout if merchant else told["merchant"]

    def flows(self, step: Step) -> list[tuple[str, str, int]]:
        """(token, holder, change) that the logs promise, credits standing for what stays with the gateway."""
        moved = []
        for log in step.outcome.logs:
            told = log.fields
            if log.name == "PaymentCompleted":
                moved += self.payment_flows(step, told)
            if log.name == "DepositCollected" and told["excess"]:
                # If the token says that it did not move, there is no event, and the money may have moved all the same.
                moved += [(told["token"], self.heir(step, told), 0)]
            ends = {
                "PaymentRefunded": ("merchant", "payer"),
                "CreditIncreased": ("receiver", None),
                "CreditWithdrawn": (None, "to"),
                "DepositReturned": ("deposit", "to"),
            }.get(log.name)
            if ends:
                giver, taker = (told[end] if end else self.gateway for end in ends)
                moved += [(told["token"], giver, -told["amount"]), (told["token"], taker, told["amount"])]
        return moved

    def judge_money(self, step: Step) -> None:
        """To the unit, for every holder of every token; unless a token lied, against which no contract is proof."""
        flows = self.flows(step)
        if any(step.stage.manner(token, holder) not in TRUTHFUL for token, holder, _ in flows):
            return
        promised = Counter()
        for token, holder, change in flows:
            promised[step.stage.faces.get(token, token), holder] += change
        moved = {key: self_after - step.before[key] for key, self_after in step.after.items()}
        wrong = {key: (promised[key], moved[key]) for key in moved if moved[key] != promised[key]}
        self.hold("G2", not wrong, f"{step.verb} moved other money than its events say (promised, moved): {wrong}")

    def judge_seals(self, step: Step) -> None:
        here = {self.gateway, self.deposits}
        for seal in step.arguments:
            if isinstance(seal, Seal) and seal.domain is not None:
                if seal.domain.chain_id == step.call.chain_id and seal.domain.contract in here:
                    continue
                told = [log.fields["payment_id"] for log in step.logged("PaymentCompleted")]
                needless = bool(told) and told[0] in self.requested
                self.hold("G9", step.outcome.reason is not None or needless, "a signature for elsewhere worked here")

    def judge_liveness(self, step: Step) -> None:
        """Where only receivers misbehave who are paid by a push, the sale goes on or is refused for a reason of the
        gateway's own."""
        terms, known, stage = step.arguments[0], step.known, step.stage
        merchant = known.merchants.get(terms.merchant)
        if merchant is None or stage.temper != "answers" or step.verb == "collect":
            return
        if (terms.token != NATIVE and terms.token not in stage.tokens) or step.verb == "pay_with_authorization":
            return
        if step.verb == "pay_with_permit" and step.call.value:
            return
        payout = merchant.settled(step.call.now).payout
        splits = step.splits()
        pushed = {known.fee_receiver, payout, *(split.receiver for split in splits)} if splits else set()
        ends = {stage.manner(terms.token, who) for who in ({self.gateway} if splits else {payout, self.gateway})}
        believed = all(stage.manner(terms.token, who) in TRUTHFUL for who in pushed)
        poor = step.before.get((terms.token, step.call.sender), 0) <= 2 * terms.amount
        if (
            poor
            or step.call.sender in stage.strict
            or not (ends <= {"honest", "silent", "floods", "calls"} and believed)
        ):
            return
        reason = step.outcome.reason
        self.hold("G10", reason is None or reason.startswith(OWN_WORDS), f"a receiver blocked the sale: {reason!r}")
        refuses = stage.manner(terms.token, known.fee_receiver) in {"refuses", "reverts", "burns"}
        for log in step.logged("PaymentCompleted"):
            if refuses and terms.token != NATIVE and known.fee_receiver not in {payout, *(s.receiver for s in splits)}:
                owed = step.credited(known.fee_receiver)
                self.hold("G10", owed == log.fields["fee"], "a refused fee became no credit")

    def judge_status(self, old: str, new: str) -> None:
        self.hold("G1", new in ALLOWED[old], f"forbidden: {old} → {new}")

    def judge_holdings(self, holdings: dict[str, tuple[int, int, int]]) -> None:
        """token → (the gateway's balance less donations, the sum that the contract answers, the sum of each credit)."""
        for token, (balance, total, each) in holdings.items():
            self.hold("G3", balance == total == each, f"{token}: holds {balance}, says {total}, owes {each}")
