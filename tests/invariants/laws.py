"""G1 to G10, each judged from what was seen: the call, its logs, the money around it, the fold of earlier events.

The twin has no say here, so that a mistake in it and one in the contract cannot cover each other. G8 stands in
double.py, where the whole state is read."""

from collections import Counter
from dataclasses import dataclass, field

from books import Books, Call
from chain import Log, Outcome
from money import NATIVE, TRUTHFUL, Money
from seals import ZERO, Domain, Seal, Terms, invoice_id

OWN_WORDS = ("gateway: ", "merchants: ", "payments: ")
# From a payment's status to those it may have after the next call.
ALLOWED = {
    "none": {"none", "requested", "paid", "cancelled"},
    "requested": {"requested", "paid", "cancelled"},
    "paid": {"paid"},
    "cancelled": {"cancelled"},
}


@dataclass(frozen=True, slots=True)
class Step:
    """One call as seen from outside; `known` is what earlier events said, `stage` the manners and moods at the call."""

    verb: str
    call: Call
    arguments: tuple
    outcome: Outcome
    known: Books
    stage: Money
    before: dict
    after: dict

    def logged(self, name: str) -> list[Log]:
        return [log for log in self.outcome.logs if log.name == name]

    def credited(self, receiver: str) -> int:
        return sum(log.fields["amount"] for log in self.logged("CreditIncreased") if log.fields["receiver"] == receiver)


@dataclass
class Laws:
    """What was seen so far, and how often each law was asked."""

    gateway: str
    fee_cap_bps: int
    held: Counter = field(default_factory=Counter)
    terms: dict = field(default_factory=dict)
    settled: set = field(default_factory=set)
    cancelled: set = field(default_factory=set)
    requested: set = field(default_factory=set)
    refunded: Counter = field(default_factory=Counter)

    def hold(self, number: int, truth: bool, what: str) -> None:
        self.held[f"G{number}"] += 1
        assert truth, f"G{number}: {what}"

    def judge(self, step: Step) -> None:
        for argument in step.arguments:
            if isinstance(argument, Terms):
                self.terms[invoice_id(argument, Domain(step.call.chain_id, self.gateway))] = argument
        for log in step.logged("PaymentCompleted"):
            self.judge_payment(step, log.fields)
        for log in step.logged("PaymentRequested"):
            self.requested.add(log.fields["payment_id"])
            self.hold(4, step.call.sender == log.fields["merchant"], "somebody else requested for the merchant")
        for log in step.logged("PaymentCancelled"):
            self.cancelled.add(log.fields["payment_id"])
            self.hold(1, log.fields["payment_id"] not in self.settled, "paid, then cancelled")
        for log in step.logged("PaymentRefunded"):
            self.judge_refund(step, log.fields)
        self.judge_money(step)
        self.judge_seals(step)
        if step.verb == "pay":
            self.judge_liveness(step)

    def judge_payment(self, step: Step, told: dict) -> None:
        payment_id, now = told["payment_id"], step.call.now
        terms, seal = self.terms[payment_id], step.arguments[1]
        self.hold(1, payment_id not in self.settled, "an id settled twice")
        self.settled.add(payment_id)
        merchant = step.known.merchants[terms.merchant].settled(now)
        may_sign = {who for who in (terms.merchant, merchant.signer) if step.stage.pens.get(who, "agrees") == "agrees"}
        signed = seal.digest == payment_id and seal.sound and seal.signer in may_sign - {ZERO}
        self.hold(4, payment_id in self.requested or signed, "paid without the merchant's word")
        told_terms = (told["merchant"], told["token"], told["amount"], told["reference"])
        meant = (terms.merchant, terms.token, terms.amount, terms.reference)
        self.hold(4, told_terms == meant, "paid on other terms than the signed ones")
        self.hold(4, told["payout"] == merchant.payout, "paid to another address than the registered payout")
        self.hold(4, terms.payer in {ZERO, step.call.sender} and told["payer"] == step.call.sender, "another paid")
        self.hold(5, now < terms.valid_until, "paid at or after valid_until")
        self.hold(5, payment_id not in self.cancelled, "paid after the cancellation")
        self.hold(5, not step.known.paused, "paid while paused")
        self.judge_fee(told, terms, step.known, merchant.own_fee)

    def judge_fee(self, told: dict, terms: Terms, known: Books, own_fee: int | None) -> None:
        rate = known.fee_bps if own_fee is None else min(known.fee_bps, own_fee)
        self.hold(6, rate <= min(terms.max_fee_bps, self.fee_cap_bps), "the fee's rate is above a cap")
        self.hold(6, told["fee"] == terms.amount * rate // 10_000, "the fee is not its rate, rounded down")

    def judge_refund(self, step: Step, told: dict) -> None:
        payment_id = told["payment_id"]
        terms = self.terms[payment_id]
        self.refunded[payment_id] += told["amount"]
        self.hold(7, payment_id in self.settled, "refunded what nobody paid")
        self.hold(7, self.refunded[payment_id] <= terms.amount, "refunds above the payment")
        self.hold(7, step.call.now < terms.refund_until, "refunded at or after refund_until")
        self.hold(7, step.call.sender == terms.merchant, "somebody else refunded")
        self.hold(7, told["payer"] == step.known.payments[payment_id].payer, "refunded to another than who paid")

    def flows(self, step: Step) -> list[tuple[str, str, int]]:
        """(token, holder, change) that the logs promise, credits standing for what stays with the gateway."""
        moved = []
        for log in step.outcome.logs:
            told = log.fields
            if log.name == "PaymentCompleted":
                fee, token = told["fee"], told["token"]
                moved += [(token, told["payer"], -told["amount"]), (token, told["payout"], told["amount"] - fee)]
                moved += [(token, step.known.fee_receiver, fee)] if fee else []
            elif log.name == "PaymentRefunded":
                moved += [
                    (told["token"], told["merchant"], -told["amount"]),
                    (told["token"], told["payer"], told["amount"]),
                ]
            elif log.name == "CreditIncreased":
                moved += [
                    (told["token"], told["receiver"], -told["amount"]),
                    (told["token"], self.gateway, told["amount"]),
                ]
            elif log.name == "CreditWithdrawn":
                moved += [(told["token"], self.gateway, -told["amount"]), (told["token"], told["to"], told["amount"])]
        return moved

    def judge_money(self, step: Step) -> None:
        """To the unit, for every holder of every token; unless a token lied, against which no contract is proof."""
        flows = self.flows(step)
        if any(step.stage.manner(token, holder) not in TRUTHFUL for token, holder, _ in flows):
            return
        promised = Counter()
        for token, holder, change in flows:
            promised[token, holder] += change
        moved = {key: self_after - step.before[key] for key, self_after in step.after.items()}
        wrong = {key: (promised[key], moved[key]) for key in moved if moved[key] != promised[key]}
        self.hold(2, not wrong, f"{step.verb} moved other money than its events say (promised, moved): {wrong}")

    def judge_seals(self, step: Step) -> None:
        here = Domain(step.call.chain_id, self.gateway)
        for seal in step.arguments:
            if isinstance(seal, Seal) and seal.domain not in {None, here}:
                told = [log.fields["payment_id"] for log in step.logged("PaymentCompleted")]
                needless = bool(told) and told[0] in self.requested
                self.hold(9, step.outcome.reason is not None or needless, "a signature for elsewhere worked here")

    def judge_liveness(self, step: Step) -> None:
        """Where only the fee receiver misbehaves, the sale goes on or is refused for a reason of the gateway's own."""
        terms, known = step.arguments[0], step.known
        merchant = known.merchants.get(terms.merchant)
        if merchant is None or (terms.token != NATIVE and terms.token not in step.stage.tokens):
            return
        payout = merchant.settled(step.call.now).payout
        ends = {step.stage.manner(terms.token, payout), step.stage.manner(terms.token, self.gateway)}
        poor = step.before.get((terms.token, step.call.sender), 0) <= 2 * terms.amount
        if poor or not ends <= {"honest", "silent", "floods", "calls"}:
            return
        reason = step.outcome.reason
        self.hold(10, reason is None or reason.startswith(OWN_WORDS), f"a receiver blocked the sale: {reason!r}")
        refuses = step.stage.manner(terms.token, known.fee_receiver) in {"refuses", "reverts", "burns", "short", "two"}
        for log in step.logged("PaymentCompleted"):
            if refuses and terms.token != NATIVE:
                owed = step.credited(known.fee_receiver)
                self.hold(10, owed == log.fields["fee"], "a refused fee became no credit")

    def judge_status(self, old: str, new: str) -> None:
        self.hold(1, new in ALLOWED[old], f"forbidden: {old} → {new}")

    def judge_holdings(self, holdings: dict[str, tuple[int, int, int]]) -> None:
        """token → (the gateway's balance less donations, the sum that the contract answers, the sum of each credit)."""
        for token, (balance, total, each) in holdings.items():
            self.hold(3, balance == total == each, f"{token}: holds {balance}, says {total}, owes {each}")
