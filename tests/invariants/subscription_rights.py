"""S6: each step of a plan or a mandate by whom its terms allow. Judged from the call, the signed words in it and the
fold of earlier events."""

from collections.abc import Callable
from dataclasses import dataclass

from chain import Log, Outcome
from escrow_office import Call
from seals import ZERO, Domain, Seal
from subscription_books import Price, SubscriptionBooks
from subscription_money import SubscriptionMoney
from subscription_words import word


@dataclass(frozen=True, slots=True)
class Step:
    """One call as seen from outside.

    known: what earlier events said, and what those of this call say as they are judged one after another; money: the
    manners of tokens and wallets at the call; before, after: balances.
    """

    verb: str
    call: Call
    arguments: tuple
    outcome: Outcome
    known: SubscriptionBooks
    money: SubscriptionMoney
    before: dict
    after: dict

    def domain(self) -> Domain:
        return Domain(self.call.chain_id, self.money.contract)

    def logged(self, *names: str) -> list[Log]:
        return [log for log in self.outcome.logs if log.name in names]

    def sealed(self, who: str, digest: bytes) -> bool:
        """Whether a sound word of that person's over the digest came with the call. That it was not spent before says
        the twin: by now the event that spends it may be in the fold."""
        seals = [argument for argument in self.arguments if isinstance(argument, Seal)]
        signs = who != ZERO and self.money.signs(who)
        return signs and any(seal.signer == who and seal.digest == digest and seal.sound for seal in seals)

    def said(self, who: str, name: str, *values) -> bool:
        """By a call or by a signed word, whose deadline is the last number of the call."""
        if not self.verb.endswith("_by_signature"):
            return self.call.sender == who
        deadline = self.arguments[-2]
        return self.call.now < deadline and self.sealed(who, word(name, (*values, deadline), self.domain()))


def may_publish(step: Step, told: dict) -> bool:
    return step.said(told["merchant"], "publish", told["plan_id"])


def may_close(step: Step, told: dict) -> bool:
    terms = step.known.terms[told["plan_id"]]
    return terms.merchant == told["merchant"] and step.said(told["merchant"], "close", told["plan_id"])


def may_subscribe(step: Step, told: dict) -> bool:
    """S5 too: known terms are never opened again."""
    new = told["mandate_id"] not in step.known.lives and step.known.plans.get(told["plan_id"], False)
    cheap = told["fee_bps"] <= step.known.terms[told["plan_id"]].max_fee_bps
    if step.verb != "subscribe_by_signature":
        return new and cheap and step.call.sender == told["subscriber"]
    fresh = (told["subscriber"], told["mandate_id"]) not in step.known.spent
    return new and cheap and fresh and step.sealed(told["subscriber"], told["mandate_id"])


def may_charge(step: Step, told: dict) -> bool:
    """Anybody a fixed price, and the merchant alone what was used."""
    if not step.verb.startswith("charge_usage"):
        return True
    if step.verb == "charge_usage":
        return step.call.sender == told["merchant"]
    amount, total, deadline = step.arguments[1:4]
    counted = total == step.known.life(told["mandate_id"]).total() and step.call.now < deadline
    values = told["mandate_id"], amount, total, deadline
    return counted and step.sealed(told["merchant"], word("usage", values, step.domain()))


def may_retry(step: Step, told: dict) -> bool:
    life = step.known.life(told["mandate_id"])
    early = life.status == "failing" and step.call.now < life.retry_at
    parties = told["subscriber"], told["merchant"]
    return may_charge(step, told) and (not early or step.verb.startswith("charge_usage") or step.call.sender in parties)


def may_lapse(step: Step, told: dict) -> bool:
    life = step.known.life(told["mandate_id"])
    return life.status == "failing" and step.call.now >= life.grace_until


def may_cancel(step: Step, told: dict) -> bool:
    party = told["by"] in {told["subscriber"], told["merchant"]}
    return party and step.said(told["by"], "cancel", told["mandate_id"])


def may_pause(step: Step, told: dict) -> bool:
    return step.said(told["subscriber"], "pause", told["mandate_id"])


def may_resume(step: Step, told: dict) -> bool:
    """By itself when its time is over, else by the subscriber."""
    over = step.call.now >= step.known.life(told["mandate_id"]).paused_until
    return over or step.said(told["subscriber"], "resume", told["mandate_id"])


def may_propose(step: Step, told: dict) -> bool:
    return step.said(told["merchant"], "propose", told["mandate_id"], told["amount"])


def may_accept(step: Step, told: dict) -> bool:
    """What was proposed, to the unit and the second; it never counts before it was accepted."""
    offer = step.known.life(told["mandate_id"]).proposed
    named = Price(*step.arguments[1:3])
    late = told["effective_at"] == max(named.effective_at, step.call.now)
    agreed = step.said(told["subscriber"], "accept", told["mandate_id"], *named)
    return offer == named and told["amount"] == named.amount and late and agreed


def may_refund(step: Step, told: dict) -> bool:
    return step.said(told["merchant"], "refund", told["mandate_id"])


RIGHTS: dict[str, Callable[[Step, dict], bool]] = {
    "PlanPublished": may_publish,
    "PlanClosed": may_close,
    "Subscribed": may_subscribe,
    "Charged": may_retry,
    "ChargeFailed": may_retry,
    "Lapsed": may_lapse,
    "Cancelled": may_cancel,
    "Paused": may_pause,
    "Resumed": may_resume,
    "PriceProposed": may_propose,
    "PriceAccepted": may_accept,
    "PeriodRefunded": may_refund,
}
