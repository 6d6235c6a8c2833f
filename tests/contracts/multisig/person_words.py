"""Every word that one person can sign for a wallet: who signs it, what must be so before, and which verb takes it."""

from collections.abc import Callable
from dataclasses import dataclass

from wallet_hand import limit, payment
from wallet_words import DAY, MEMO, signature, words

BAD, SPENT, EXPIRED = "multisig: bad signature", "multisig: signature is spent", "multisig: signature expired"


@dataclass(frozen=True)
class Word:
    """One row of the table.

    message: from a stage and the signer, what is signed but for the deadline; arguments: what the verb takes, from the
    stage, the message and the signature.
    """

    kind: str
    verb: str
    signer: str
    message: Callable
    arguments: Callable


WORDS = [
    Word(
        "AcceptOwnership", "accept_ownership_by_signature", "newcomer",
        lambda stage, signer: {"owner": signer.address},
        lambda stage, said, signed: (said["owner"], said["deadline"], signed),
    ),
    Word(
        "Veto", "veto_by_signature", "owner",
        lambda stage, signer: {"proposal": stage.proposal},
        lambda stage, said, signed: (
            words(stage.terms), words(stage.slot), stage.signer.address, said["deadline"], signed,
        ),
    ),
    Word(
        "Spend", "spend_by_signature", "desk",
        lambda stage, signer: {"payment": payment(stage.dollar, stage.relayer, 30, MEMO), "number": 1},
        lambda stage, said, signed: (
            stage.signer.address, words(said["payment"]), said["number"], said["deadline"], signed,
        ),
    ),
]  # fmt: skip


class Stage:
    """A wallet of two owners, a day's delay and a limit, at which each word can be said by a signer of its own."""

    def __init__(self, hand, word, signer, owner, dollar, relayer, now):
        self.hand, self.word, self.signer, self.dollar, self.relayer = hand, word, signer, dollar, relayer
        self.wallet, self.deadline = hand.wallet, now + 3 * DAY
        self.terms, self.slot = hand.becomes(threshold=1, delay=0), hand.slot(kind="ConfigurationChange")
        if word.kind == "Veto":
            hand.configure(self.terms, [owner])
        self.proposal = hand.hash("ConfigurationChange", self.terms, self.slot)
        self.said = word.message(self, signer) | {"deadline": self.deadline}

    @property
    def digest(self):
        return self.hand.digest(self.word.kind, self.said)

    def sign(self, signer=None, said=None, **domain):
        return signature(signer or self.signer, self.hand.digest(self.word.kind, said or self.said, **domain))

    def arguments(self, signed):
        return self.word.arguments(self, self.said, signed)

    def say(self, signed):
        verb = getattr(self.wallet, self.word.verb)
        return verb(*self.arguments(signed), sender=self.relayer, gas_limit=2_000_000)

    def refuses(self, signed, reason):
        return self.hand.refuses_call(getattr(self.wallet, self.word.verb), self.arguments(signed), reason)


def limits_for(word, signer, dollar):
    """What the wallet must allow before a word is said."""
    return [limit(signer, dollar, 100, DAY)] if word.kind == "Spend" else []
