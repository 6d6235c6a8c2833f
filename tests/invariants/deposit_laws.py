"""D1 to D3: what may happen to money on a deposit address, judged from outside like the gateway's laws."""

from dataclasses import dataclass, field

from laws import Laws, Step
from money import TRUTHFUL
from seals import WITHDRAW_DEPOSIT_TYPE, DepositsDomain, Terms, word

WITHDRAWALS = {"withdraw_deposit", "withdraw_deposit_by_signature"}
DEPOSIT_VERBS = {"collect", "return_deposit", "revoke_deposit_signature"} | WITHDRAWALS


@dataclass
class DepositLaws(Laws):
    """lied: tokens that did not move what they said while a collection was under way."""

    lied: set = field(default_factory=set)

    def judge(self, step: Step) -> None:
        super().judge(step)
        for deposit, (payment_id, refund_to) in step.lots.items():
            lost = {
                token for (token, who), left in step.after.items() if who == deposit and left < step.before[token, who]
            }
            if lost:
                self.judge_loss(step, deposit, payment_id, refund_to, lost)
        if step.verb == "collect":
            flows = self.flows(step)
            self.lied |= {token for token, who, _ in flows if step.stage.manner(token, who) not in TRUTHFUL}

    def judge_loss(self, step: Step, deposit: str, payment_id: bytes, refund_to: str, lost: set[str]) -> None:
        terms = step.given(Terms)
        mine = terms is not None and self.terms.get(payment_id) == terms and step.verb in DEPOSIT_VERBS
        self.hold("D1", mine, f"{step.verb} moved money of an address that it does not concern")
        paid = any(log.fields["payment_id"] == payment_id for log in step.logged("PaymentCompleted"))
        for log in step.logged("DepositReturned"):
            told = log.fields
            self.hold("D1", told["deposit"] == deposit, "returned from another address")
            self.hold("D1", self.may_go(step, refund_to, told["to"]), f"sent to {told['to']}, who may not have it")
        gone = bool(step.logged("DepositReturned")) or (paid and step.verb == "collect")
        self.hold("D1", gone, "left without a word")
        status = step.known.payments[payment_id].status if payment_id in step.known.payments else "none"
        waits = status in {"none", "requested"} and step.call.now < terms.valid_until
        if waits and step.stage.faces.get(terms.token, terms.token) in lost:
            own = self.is_by(step, refund_to)
            self.hold("D2", own or (paid and step.verb == "collect"), "moved while the invoice could be paid")

    def is_by(self, step: Step, refund_to: str) -> bool:
        """Whether refund_to itself acts, or gave its word for exactly this."""
        if step.verb == "withdraw_deposit":
            return step.call.sender == refund_to
        if step.verb != "withdraw_deposit_by_signature":
            return False
        _, of, token, to, deadline, seal = step.arguments
        here = DepositsDomain(step.call.chain_id, self.deposits)
        payment_id = step.lots[self.deposit_in(step)][0]
        digest = word(WITHDRAW_DEPOSIT_TYPE, here, payment_id, of, token, to, deadline)
        signed = (seal.signer, seal.digest, seal.sound) == (refund_to, digest, True)
        return of == refund_to and signed and step.call.now < deadline

    def deposit_in(self, step: Step) -> str:
        return step.logged("DepositReturned")[0].fields["deposit"]

    def may_go(self, step: Step, refund_to: str, to: str) -> bool:
        if step.verb in WITHDRAWALS:
            chosen = step.arguments[2] if step.verb == "withdraw_deposit" else step.arguments[3]
            return to == chosen and self.is_by(step, refund_to)
        return to == self.heir(step, {"refund_to": refund_to, "merchant": step.given(Terms).merchant})

    def judge_transit(self, step_after: dict, donated: dict) -> None:
        for token, given in donated.items():
            if token not in self.lied:
                left = step_after[token, self.deposits] - given
                self.hold("D3", left == 0, f"{left} of {token} stayed on the way")


def refund_to_of(verb: str, sender: str, arguments: tuple) -> str | None:
    """Of the deposit address that a call is about."""
    places = {"collect": 3, "return_deposit": 1, "withdraw_deposit_by_signature": 1}
    if verb == "withdraw_deposit":
        return sender
    return arguments[places[verb]] if verb in places else None
