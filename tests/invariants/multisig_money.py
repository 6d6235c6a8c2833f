"""Who holds what, and what a token or a receiver does when it is called: the part of the twin outside the wallets."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from money import NATIVE

# In the order of EscrowToken's flag.
MANNERS = (
    *("honest", "silent", "refuses", "reverts", "burns", "floods", "short", "two", "lies", "boasts", "taxes"),
    *("greedy", "generous", "calls"),
)
# A token with these manners debits its sender what it is told and credits its receiver the same, or does nothing.
TRUTHFUL = {"honest", "silent", "refuses", "reverts", "burns", "floods", "calls"}
# In the order of WalletPerson's flags.
MOODS = ("accepts", "reverts", "burns", "floods", "calls")
PENS = ("agrees", "wrong", "short", "padded", "reverts", "burns", "lies")


class Refused(Exception):
    """The call reverts with one of these reasons: each of them is true of it, and the order is nobody's concern."""

    def __init__(self, *reasons: str):
        self.reasons = frozenset(reasons)
        super().__init__(*reasons)


class Hook(NamedTuple):
    """A call that somebody makes in the middle of another; by which verb of which contract, as raw bytes."""

    target: str
    data: bytes


@dataclass
class WalletMoney:
    """Balances by (token, holder); manners by (token, receiver); moods and pens by person.

    plots: what a person or token calls when it is called; let_in: how many of these calls went through.
    """

    tokens: tuple[str, ...]
    persons: tuple[str, ...]
    balances: dict = field(default_factory=dict)
    manners: dict = field(default_factory=dict)
    moods: dict = field(default_factory=dict)
    pens: dict = field(default_factory=dict)
    plots: dict = field(default_factory=dict)
    questions: dict = field(default_factory=dict)
    let_in: dict = field(default_factory=dict)
    answers: dict = field(default_factory=dict)

    def copy(self) -> "WalletMoney":
        """Only what a call can change."""
        return replace(self, balances=dict(self.balances), let_in=dict(self.let_in), answers=dict(self.answers))

    def take_back(self, kept: "WalletMoney") -> None:
        """In place, since somebody may be in the middle of moving it."""
        self.balances, self.let_in, self.answers = kept.balances, kept.let_in, kept.answers

    def held(self, token: str, holder: str) -> int:
        return self.balances.get((token, holder), 0)

    def add(self, token: str, holder: str, amount: int) -> None:
        self.balances[token, holder] = self.held(token, holder) + amount

    def manner(self, token: str, receiver: str) -> str:
        return self.manners.get((token, receiver), "honest")

    def pen(self, person: str) -> str:
        return self.pens.get(person, "agrees")

    def mood(self, person: str) -> str:
        return self.moods.get(person, "accepts")

    def move_coins(self, sender: str, receiver: str, amount: int) -> None:
        if self.held(NATIVE, sender) < amount:
            raise Refused("")
        self.add(NATIVE, sender, -amount)
        self.add(NATIVE, receiver, amount)

    def behave(self, token: str, sender: str, receiver: str, amount: int, act: Callable[[str], None]) -> str:
        """What a transfer does to the balances, and how the token answers: yes, no, something garbled, or a revert.

        act: makes the token's own call."""
        manner = self.manner(token, receiver)
        if manner in {"reverts", "burns"}:
            raise Refused("token: blocked" if manner == "reverts" else "")
        if manner in {"refuses", "boasts"}:
            return "no" if manner == "refuses" else "yes"
        if manner == "calls":
            act(token)
        leaving = amount + (manner == "greedy")
        arriving = amount + (manner == "generous") - (amount // 100 if manner == "taxes" else 0)
        if self.held(token, sender) < leaving:
            raise Refused("token: balance too small")
        self.add(token, sender, -leaving)
        self.add(token, receiver, arriving)
        return {"lies": "no", "short": "garbled", "two": "garbled"}.get(manner, "yes")
