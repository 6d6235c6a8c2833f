"""Every word that can be signed for an Escrow: who signs it, in which state it is said, and which verb takes it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from deal_terms import AMOUNT, DAY, ZERO
from eth_tester.exceptions import TransactionFailed
from web3.exceptions import ContractLogicError

PROOF = b"\7" * 32
PART = {"amount": 7, "held": AMOUNT}
BAD = "relayed: bad signature"
# Two wallets may burn their bounded share of it.
ENOUGH_GAS = 1_500_000
NOT_ACCEPTED = "escrow: arbiter has not accepted"


@dataclass(frozen=True)
class Word:
    """One row of the table.

    state: the fixture that brings a deal there; message: what is signed, without id and deadline;
    arguments: what the verb takes, from (terms, message, signature); refusal: the reason for a bad signature.
    """

    name: str
    kind: str
    verb: str
    signer: str
    state: str
    arguments: Callable
    message: dict = field(default_factory=dict)
    has_deadline: bool = True
    refusal: str = BAD


def part(terms, said, signed):
    return terms, said["amount"], said["deadline"], signed


def settled(by_depositor):
    def arguments(terms, said, signed):
        both = (signed, b"") if by_depositor else (b"", signed)
        return terms, said["to_beneficiary"], said["deadline"], *both

    return arguments


WORDS = [
    Word(
        "fund", "Deal", "fund_by_signature", "depositor", "deal",
        lambda terms, said, signed: (said, b"", signed), has_deadline=False,
    ),
    Word(
        "accept", "AcceptArbitration", "fund", "arbiter", "deal",
        lambda terms, said, signed: (terms, signed), has_deadline=False, refusal=NOT_ACCEPTED,
    ),
    Word("release", "ReleaseFunds", "release_by_signature", "depositor", "held", part, PART),
    Word("return", "ReturnFunds", "return_funds_by_signature", "beneficiary", "held", part, PART),
    Word(
        "deliver", "MarkDelivered", "mark_delivered_by_signature", "beneficiary", "held",
        lambda terms, said, signed: (terms, said["proof"], said["deadline"], signed), {"proof": PROOF},
    ),
    Word(
        "dispute", "Dispute", "dispute_by_signature", "beneficiary", "held",
        lambda terms, said, signed: (terms, said["by"], said["deadline"], signed), {"by": "beneficiary"},
    ),
    Word(
        "dispute_delivery", "Dispute", "dispute_by_signature", "depositor", "delivered",
        lambda terms, said, signed: (terms, said["by"], said["deadline"], signed), {"by": "depositor"},
    ),
    Word(
        "resolve", "Resolve", "resolve_by_signature", "arbiter", "disputed",
        lambda terms, said, signed: (terms, said["to_beneficiary"], said["arbiter_fee"], said["deadline"], signed),
        {"to_beneficiary": 600, "arbiter_fee": 7},
    ),
    Word(
        "settle_depositor", "Settle", "settle", "depositor", "held", settled(True),
        {"to_beneficiary": 600, "held": AMOUNT},
    ),
    Word(
        "settle_beneficiary", "Settle", "settle", "beneficiary", "disputed", settled(False),
        {"to_beneficiary": 600, "held": AMOUNT},
    ),
    Word(
        "withdraw", "WithdrawCredit", "withdraw_credit_by_signature", "beneficiary", "credited",
        lambda terms, said, signed: (said["receiver"], said["token"], said["to"], said["deadline"], signed),
    ),
]  # fmt: skip


class Spoken:
    """A word about one deal, ready to be signed by anybody in any form and handed in by whoever may."""

    def __init__(self, escrow, word, terms, people, sign, id_of, now):
        self.escrow, self.word, self.terms, self.people, self._sign, self._id = escrow, word, terms, people, sign, id_of
        self.deadline = now + DAY
        self.message = self._write()

    def _write(self):
        if self.word.kind == "Deal":
            return self.terms
        said = {key: self.people[value].address if key == "by" else value for key, value in self.word.message.items()}
        if self.word.kind == "WithdrawCredit":
            receiver, to = self.people["beneficiary"].address, self.people["outsider"].address
            said = {"receiver": receiver, "token": self.terms["token"], "to": to}
        else:
            said = {"deal_id": self._id(self.terms)} | said
        return said | ({"deadline": self.deadline} if self.word.has_deadline else {})

    def sign(self, signer=None, message=None, **domain):
        return self._sign(signer or self.people[self.word.signer], self.word.kind, message or self.message, **domain)

    def say(self, signed):
        """Hand the word in; the other party of a settlement calls itself."""
        verb, arguments, sender = self._call(signed)
        return verb(*arguments, sender=sender, gas_limit=ENOUGH_GAS)

    def refuses(self, signed, reason):
        """Whether the word is refused for this reason, asked of the node without a transaction: Ape would have each
        revert traced, and a trace of a wallet that burns gas below these wide frames fills gigabytes.
        """
        verb, arguments, sender = self._call(signed)
        asked = {"from": sender.address, "to": self.escrow.address, "data": verb.encode_input(*arguments)}
        try:
            self.escrow.provider.web3.eth.call(asked | {"gas": ENOUGH_GAS})
        except (ContractLogicError, TransactionFailed) as refusal:
            return str(refusal.args[0]).endswith(f": {reason}")
        return False

    def _call(self, signed):
        other = {"settle_depositor": "beneficiary", "settle_beneficiary": "depositor", "accept": "depositor"}
        arguments = self.word.arguments(self.terms, self.message, signed)
        return getattr(self.escrow, self.word.verb), arguments, self.people[other.get(self.word.name, "relayer")]


def terms_for(word, people):
    """What the deal needs besides the usual, so that the word's signer is who `people` says."""
    changes = {role: people[role] for role in ("depositor", "beneficiary") if role == word.signer}
    if word.kind in ("AcceptArbitration", "Resolve"):
        changes["arbiter"] = people["arbiter"]
    assert ZERO not in changes.values()
    return changes
