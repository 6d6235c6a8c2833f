"""Every word that can be signed for a Subscription: who signs it, in which state it is said, and for which verb."""

from collections.abc import Callable
from dataclasses import dataclass, field

from eth_tester.exceptions import TransactionFailed
from mandate_terms import DAY, NO_PERMIT
from web3.exceptions import ContractLogicError

BAD = "relayed: bad signature"
SPENT = "relayed: signature already spent"
LOWER = 1_000
# A wallet may burn its bounded share of it, and so may a token.
ENOUGH_GAS = 6_000_000


@dataclass(frozen=True)
class Word:
    """One row of the table.

    state: what brings a mandate there; message: what is signed, without id and deadline;
    arguments: what the verb takes, from (terms, message, signature); second_time: the reason once it has counted.
    """

    name: str
    kind: str
    verb: str
    signer: str
    state: str
    arguments: Callable
    message: dict = field(default_factory=dict)
    second_time: str = SPENT

    @property
    def has_deadline(self):
        return self.kind != "Mandate"


def plain(terms, said, signed):
    return terms, said["deadline"], signed


def cancel_by(role):
    def arguments(terms, said, signed):
        by = terms["subscriber"] if role == "subscriber" else terms["plan"]["merchant"]
        return terms, by, said["deadline"], signed

    return arguments


WORDS = [
    Word(
        "publish", "PublishPlan", "publish_plan_by_signature", "merchant", "planned",
        lambda terms, said, signed: (terms["plan"], said["deadline"], signed),
    ),
    Word(
        "close", "ClosePlan", "close_plan_by_signature", "merchant", "published",
        lambda terms, said, signed: (terms["plan"]["merchant"], said["plan_id"], said["deadline"], signed),
    ),
    Word(
        "subscribe", "Mandate", "subscribe_by_signature", "subscriber", "published",
        lambda terms, said, signed: (terms, signed, NO_PERMIT), second_time="subscription: known already",
    ),
    Word(
        "usage", "ChargeUsage", "charge_usage_by_signature", "merchant", "metered",
        lambda terms, said, signed: (terms, said["amount"], said["total"], said["deadline"], signed),
        {"amount": 7, "total": 0}, "subscription: bad amount",
    ),
    Word("cancel", "CancelMandate", "cancel_by_signature", "subscriber", "open", cancel_by("subscriber")),
    Word("cancel_as_merchant", "CancelMandate", "cancel_by_signature", "merchant", "open", cancel_by("merchant")),
    Word("cancel_unopened", "CancelMandate", "cancel_by_signature", "subscriber", "published", cancel_by("subscriber")),
    Word("pause", "PauseMandate", "pause_by_signature", "subscriber", "open", plain),
    Word("resume", "ResumeMandate", "resume_by_signature", "subscriber", "paused", plain),
    Word(
        "propose", "ProposePrice", "propose_price_by_signature", "merchant", "open",
        lambda terms, said, signed: (terms, said["amount"], said["deadline"], signed), {"amount": LOWER},
    ),
    Word(
        "accept", "AcceptPrice", "accept_price_by_signature", "subscriber", "proposed",
        lambda terms, said, signed: (terms, said["amount"], said["effective_at"], said["deadline"], signed),
        {"amount": LOWER, "effective_at": 0},
    ),
    Word("refund", "RefundPeriod", "refund_period_by_signature", "merchant", "open", plain),
    Word(
        "withdraw", "WithdrawCredit", "withdraw_credit_by_signature", "fee_receiver", "credited",
        lambda terms, said, signed: (said["receiver"], said["token"], said["to"], said["deadline"], signed),
    ),
]  # fmt: skip


class Spoken:
    """A word about one mandate, ready to be signed by anybody in any form and handed in by a relayer."""

    def __init__(self, subscription, word, terms, people, sign, ids, now):
        self.subscription, self.word, self.terms, self.people, self._sign = subscription, word, terms, people, sign
        self.deadline = now + DAY
        self.message = self._write(*ids)

    def _write(self, plan_id_of, id_of):
        if self.word.kind == "Mandate":
            return self.terms
        said = dict(self.word.message)
        if self.word.kind == "WithdrawCredit":
            receiver, to = self.people["fee_receiver"].address, self.people["outsider"].address
            said = {"receiver": receiver, "token": self.terms["plan"]["token"], "to": to}
        elif self.word.kind in ("PublishPlan", "ClosePlan"):
            said = {"plan_id": plan_id_of(self.terms["plan"])}
        else:
            said = {"mandate_id": id_of(self.terms)} | said
        if "effective_at" in said:
            said["effective_at"] = self.terms["effective_at"]
        return said | {"deadline": self.deadline}

    def sign(self, signer=None, message=None, **domain):
        return self._sign(signer or self.people[self.word.signer], self.word.kind, message or self.message, **domain)

    def say(self, signed):
        verb, arguments = self._call(signed)
        return verb(*arguments, sender=self.people["relayer"], gas_limit=ENOUGH_GAS)

    def refusal(self, signed):
        """Why the word would be refused in the newest block, asked of the node without a transaction: Ape would have
        each revert traced, and a trace of a wallet that burns gas below these wide frames fills gigabytes. None: it
        would count.
        """
        verb, arguments = self._call(signed)
        asked = {"from": self.people["relayer"].address, "to": self.subscription.address, "gas": ENOUGH_GAS}
        try:
            self.subscription.provider.web3.eth.call(asked | {"data": verb.encode_input(*arguments)})
        except (ContractLogicError, TransactionFailed) as refused:
            return str(refused.args[0]).removeprefix("execution reverted: ").removeprefix("revert: ")
        return None

    def _call(self, signed):
        arguments = self.word.arguments(self.terms, self.message, signed)
        return getattr(self.subscription, self.word.verb), arguments
