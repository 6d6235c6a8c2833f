"""Who holds what, and what a token, a wallet or a sanctions list does when it is asked: the part of the twin outside
the Subscription."""

from dataclasses import dataclass, field, replace

from escrow_money import DEBITS_RIGHT, MANNERS, TRUTHFUL, UNLIMITED
from money import NATIVE, Refused
from papers import Permit
from seals import Domain, Seal
from subscription_words import permit_digest

__all__ = ["ANSWERS", "DEBITS_RIGHT", "MANNERS", "TRUTHFUL", "UNLIMITED", "SubscriptionMoney"]

# In the order of SubscriptionToken's flag.
ANSWERS = ("plain", "reverts", "burns", "short", "floods", "nothing", "everything")
KINDS = ("balances", "allowances", "nonces", "manners", "answers", "moods", "pens")
SETS = ("blocked", "paused", "listed")


@dataclass
class SubscriptionMoney:
    """Balances by (token, holder), allowances by (token, owner); manners by (token, receiver), answers by (token,
    account); moods and pens as in money.py.

    blocked: (token, payer) pairs; paused: tokens at rest; listed: whom the sanctions list names; has_list: whether
    anybody is asked; list_silent: whether the list reverts.
    """

    contract: str
    tokens: tuple[str, ...]
    persons: tuple[str, ...]
    has_list: bool
    list_silent: bool = False
    balances: dict = field(default_factory=dict)
    allowances: dict = field(default_factory=dict)
    nonces: dict = field(default_factory=dict)
    manners: dict = field(default_factory=dict)
    answers: dict = field(default_factory=dict)
    moods: dict = field(default_factory=dict)
    pens: dict = field(default_factory=dict)
    blocked: set = field(default_factory=set)
    paused: set = field(default_factory=set)
    listed: set = field(default_factory=set)

    def copy(self) -> "SubscriptionMoney":
        return replace(
            self,
            **{name: dict(getattr(self, name)) for name in KINDS},
            **{name: set(getattr(self, name)) for name in SETS},
        )

    def held(self, token: str, holder: str) -> int:
        return self.balances.get((token, holder), 0)

    def add(self, token: str, holder: str, amount: int) -> None:
        self.balances[token, holder] = self.held(token, holder) + amount

    def manner(self, token: str, receiver: str) -> str:
        return self.manners.get((token, receiver), "honest")

    def answer(self, token: str, account: str) -> str:
        return self.answers.get((token, account), "plain")

    def signs(self, who: str) -> bool:
        """A wallet must be in the mood; a key always signs."""
        return who not in self.persons or self.pens.get(who, "agrees") == "agrees"

    def tell(self, token: str, account: str, truth: int) -> int:
        """What the token answers when it is asked about an account."""
        if token not in self.tokens:
            raise Refused("")
        answer = self.answer(token, account)
        if answer == "reverts":
            raise Refused("token: no answer")
        if answer in {"burns", "short"}:
            raise Refused("")
        return {"nothing": 0, "everything": UNLIMITED}.get(answer, truth)

    def told_balance(self, token: str, account: str) -> int:
        return self.tell(token, account, self.held(token, account))

    def told_allowance(self, token: str, account: str) -> int:
        return self.tell(token, account, self.allowances.get((token, account), 0))

    def behave(self, token: str, sender: str, receiver: str, amount: int) -> str:
        """What a transfer does to the balances, and how the token answers: yes, no, something garbled, or a revert."""
        for wrong, reason in (
            (token not in self.tokens, ""),
            (token in self.paused, "token: paused"),
            ((token, sender) in self.blocked, "token: payer blocked"),
            (self.manner(token, receiver) == "reverts", "token: blocked"),
            (self.manner(token, receiver) == "burns", ""),
        ):
            if wrong:
                raise Refused(reason)
        manner = self.manner(token, receiver)
        if manner in {"refuses", "boasts"}:
            return {"refuses": "no", "boasts": "yes"}[manner]
        leaving = amount + (manner == "greedy")
        arriving = amount + (manner == "generous") - (amount // 100 if manner == "taxes" else 0)
        if self.held(token, sender) < leaving:
            raise Refused("token: balance too small")
        self.add(token, sender, -leaving)
        self.add(token, receiver, arriving)
        return {"lies": "no", "short": "garbled", "two": "garbled"}.get(manner, "yes")

    def draw(self, token: str, owner: str, receiver: str, amount: int) -> str:
        """From an allowance; a refusal leaves no trace."""
        allowed = self.allowances.get((token, owner), 0)
        if token in self.tokens and allowed < amount:
            raise Refused("token: allowance too small")
        answer = self.behave(token, owner, receiver, amount)
        if allowed != UNLIMITED:
            self.allowances[token, owner] = allowed - amount
        return answer

    def moves(self, token: str, owner: str, receiver: str, amount: int) -> bool:
        """Whether the token says that it moved the amount, and the receiver's balance grew by just as much."""
        before = self.told_balance(token, receiver)
        moved = self.offer(token, owner, receiver, amount)
        return moved and self.told_balance(token, receiver) == before + amount

    def offer(self, token: str, owner: str, receiver: str, amount: int) -> bool:
        """A leg that may fail, by the token's own word."""
        try:
            return self.draw(token, owner, receiver, amount) == "yes"
        except Refused:
            return False

    def permit(self, token: str, owner: str, permit: Permit, now: int, chain_id: int) -> None:
        """Nobody is told when it did not work."""
        nonce = self.nonces.get((token, owner), 0)
        values = owner, self.contract, permit.amount, nonce, permit.deadline
        good = self.by_key(permit.seal, owner, permit_digest(Domain(chain_id, token), values))
        if token in self.tokens and now <= permit.deadline and good:
            self.nonces[token, owner] = nonce + 1
            self.allowances[token, owner] = permit.amount

    def by_key(self, seal: Seal, owner: str, digest: bytes) -> bool:
        return seal.signer == owner and seal.digest == digest and seal.sound and owner not in self.persons

    def send(self, token: str, receiver: str, amount: int) -> bool:
        """Out of what the contract holds; whether the token said yes."""
        if token == NATIVE:
            return False
        try:
            return self.behave(token, self.contract, receiver, amount) == "yes"
        except Refused:
            return False

    def push(self, token: str, receiver: str, amount: int) -> bool:
        """As `send`, with the contract's own balance as witness."""
        before = self.told_balance(token, self.contract)
        sent = self.send(token, receiver, amount)
        if sent and self.told_balance(token, self.contract) != before - amount:
            raise Refused("payout: token moved other amount")
        return sent
