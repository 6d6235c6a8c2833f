"""E3, in part: each step of a deal by whom its terms allow, in its time. Judged from the call, the signed words in it
and the fold of earlier events."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from chain import Log, Outcome
from escrow_books import LIVE, SETTLED, EscrowBooks, Kept
from escrow_money import EscrowMoney
from escrow_office import Call
from escrow_words import Deal, deal_id, receive_digest, word
from papers import Authorization
from seals import ZERO, Domain, Seal


@dataclass(frozen=True, slots=True)
class Step:
    """One call as seen from outside.

    known: what earlier events said; stage: the manners and moods at the call; before, after: balances; words: storage
    words of all deals before and after.
    """

    verb: str
    call: Call
    arguments: tuple
    outcome: Outcome
    known: EscrowBooks
    stage: EscrowMoney
    before: dict
    after: dict
    words: tuple[dict, dict]

    def domain(self) -> Domain:
        return Domain(self.call.chain_id, self.stage.escrow)

    def logged(self, *names: str) -> list[Log]:
        return [log for log in self.outcome.logs if log.name in names]

    def sealed(self, who: str, digest: bytes) -> bool:
        """Whether a word of that person's over the digest came with the call."""
        fresh = (who, digest) not in self.known.spent and who != ZERO and self.stage.signs(who)
        seals = [argument for argument in self.arguments if isinstance(argument, Seal)]
        return fresh and any(s.signer == who and s.digest == digest and s.sound for s in seals)

    def said(self, who: str, name: str, values: tuple) -> bool:
        """By a call or by a signed word, which counts before its deadline."""
        if not self.verb.endswith("_by_signature") and self.verb != "settle":
            return self.call.sender == who
        if self.verb == "settle" and self.call.sender == who:
            return True
        return self.call.now < values[-1] and self.sealed(who, word(name, values, self.domain()))


def may_fund(step: Step, deal: Deal, kept: Kept, told: dict) -> bool:
    name = told["deal_id"]
    if step.known.paused or step.call.now >= deal.delivery_until or kept.status not in {"none", "accepted"}:
        return False
    if step.stage.has_list and (deal.depositor in step.stage.listed or step.stage.list_silent):
        return False
    if step.verb == "fund_by_signature":
        by_depositor = step.sealed(deal.depositor, name)
    elif step.verb == "fund_with_authorization":
        given: Authorization = step.arguments[2]
        values = deal.depositor, step.stage.escrow, deal.amount, given.valid_after, given.valid_before, name
        digest = receive_digest(Domain(step.call.chain_id, deal.token), values)
        by_depositor = given.seal.signer == deal.depositor and given.seal.digest == digest
    else:
        by_depositor = step.call.sender == deal.depositor
    return by_depositor and (deal.arbiter == ZERO or kept.status == "accepted" or by_arbiter(step, deal, name))


def by_arbiter(step: Step, deal: Deal, name: bytes) -> bool:
    open_name = deal_id(deal._replace(depositor=ZERO), step.domain())
    status = step.known.deal(open_name).status
    named, to_anyone = (step.sealed(deal.arbiter, word("accept", (one,), step.domain())) for one in (name, open_name))
    return status == "accepted" or named or (status != "declined" and to_anyone)


def may_release(step: Step, deal: Deal, kept: Kept, told: dict) -> bool:
    now = step.call.now
    if kept.status not in {"funded", "delivered"} or (kept.status == "funded" and now >= deal.delivery_until):
        return False
    if step.verb == "claim":
        return sha256(step.arguments[1]).digest() == deal.claim_hash and told["amount"] == kept.held
    if step.verb == "release_after_inspection":
        return kept.status == "delivered" and now >= kept.since + deal.inspection_period
    values = (told["deal_id"], *step.arguments[1:2], kept.held, *step.arguments[2:3])
    return step.said(deal.depositor, "release", values)


def may_return(step: Step, deal: Deal, kept: Kept, told: dict) -> bool:
    if step.verb == "reclaim":
        over = step.call.now >= deal.delivery_until
        return kept.status == "funded" and over and told["amount"] == kept.held
    values = (told["deal_id"], *step.arguments[1:2], kept.held, *step.arguments[2:3])
    return kept.status in {"funded", "delivered"} and step.said(deal.beneficiary, "return", values)


def may_mark(step: Step, deal: Deal, kept: Kept, told: dict) -> bool:
    values = (told["deal_id"], *step.arguments[1:3])
    in_time = kept.status == "funded" and step.call.now < deal.delivery_until
    return in_time and step.said(deal.beneficiary, "deliver", values)


def may_dispute(step: Step, deal: Deal, kept: Kept, told: dict) -> bool:
    who = {"funded": deal.beneficiary, "delivered": deal.depositor}.get(kept.status)
    until = {"funded": deal.delivery_until, "delivered": kept.since + deal.inspection_period}.get(kept.status, 0)
    values = (told["deal_id"], *step.arguments[1:3])
    return told["by"] == who and step.call.now < until and step.said(who, "dispute", values)


def may_split(step: Step, deal: Deal, kept: Kept, told: dict) -> bool:
    until, now = kept.since + deal.dispute_period, step.call.now
    if told["how"] == SETTLED:
        values = told["deal_id"], step.arguments[1], kept.held, step.arguments[2]
        parties = deal.depositor, deal.beneficiary
        return kept.status in LIVE and all(step.said(party, "settle", values) for party in parties)
    if step.verb == "resolve_by_timeout":
        return kept.status == "disputed" and now >= until
    values = (told["deal_id"], *step.arguments[1:4])
    return kept.status == "disputed" and now < until and step.said(deal.arbiter, "resolve", values)


def may_answer(step: Step, deal: Deal, kept: Kept, told: dict) -> bool:
    return kept.status not in {*LIVE, "closed", "declined"} and step.call.sender == deal.arbiter


RIGHTS: dict[str, Callable[[Step, Deal, Kept, dict], bool]] = {
    "ArbitrationAccepted": may_answer,
    "ArbitrationDeclined": may_answer,
    "DealFunded": may_fund,
    "DealReleased": may_release,
    "DealReturned": may_return,
    "DeliveryMarked": may_mark,
    "DealDisputed": may_dispute,
    "DealResolved": may_split,
}
