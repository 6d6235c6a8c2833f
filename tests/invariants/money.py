"""Who holds what, and what a token or a receiver does when money is sent: the part of the twin outside the gateway."""

from dataclasses import dataclass, field

NATIVE = "0x" + "ee" * 20

# By receiver, in the order of StageToken's flag.
MANNERS = (
    *("honest", "silent", "refuses", "reverts", "burns", "floods", "short", "two", "lies", "boasts", "taxes"),
    *("greedy", "generous", "calls"),
)
# In the order of StagePerson's flags.
MOODS = ("accepts", "reverts", "burns", "floods", "calls")
PENS = ("agrees", "wrong", "short", "padded", "reverts", "burns")

# A token with these manners moves exactly what it says, or nothing and says so.
TRUTHFUL = {"honest", "silent", "refuses", "reverts", "burns", "floods", "calls"}


class Refused(Exception):
    """The call reverts with this reason."""

    def __init__(self, reason: str):
        self.reason = reason
        super().__init__(reason)


@dataclass
class Money:
    """Balances by (token, holder), and manners and moods, which receivers have without a word to the gateway.

    tokens: the addresses that have a token's code; persons: those that are contracts and may refuse coins.
    """

    tokens: tuple[str, ...]
    persons: tuple[str, ...]
    balances: dict = field(default_factory=dict)
    manners: dict = field(default_factory=dict)
    moods: dict = field(default_factory=dict)
    pens: dict = field(default_factory=dict)

    def copy(self) -> "Money":
        return Money(
            self.tokens, self.persons, dict(self.balances), dict(self.manners), dict(self.moods), dict(self.pens)
        )

    def held(self, token: str, holder: str) -> int:
        return self.balances.get((token, holder), 0)

    def add(self, token: str, holder: str, amount: int) -> None:
        self.balances[token, holder] = self.held(token, holder) + amount

    def manner(self, token: str, receiver: str) -> str:
        return self.manners.get((token, receiver), "honest")

    def token_moves(self, token: str, sender: str, receiver: str, amount: int) -> str:
        """What a transfer does to the balances, and how the token answers: yes, no, nothing at all, or a revert."""
        manner = self.manner(token, receiver)
        if manner == "reverts":
            raise Refused("token: blocked")
        if manner == "burns":
            raise Refused("")
        if manner == "refuses":
            return "no"
        if manner == "boasts":
            return "yes"
        leaving = amount + (manner == "greedy")
        arriving = amount + (manner == "generous") - (amount // 100 if manner == "taxes" else 0)
        if self.held(token, sender) < leaving:
            raise Refused("token: balance too small")
        self.add(token, sender, -leaving)
        self.add(token, receiver, arriving)
        return {"lies": "no", "short": "garbled", "two": "garbled"}.get(manner, "yes")

    def take(self, token: str, sender: str, receiver: str, amount: int) -> None:
        """A leg that the gateway measures at the receiver: all arrives or everything reverts."""
        if token not in self.tokens:
            raise Refused("")
        before = self.held(token, receiver)
        answer = self.token_moves(token, sender, receiver, amount)
        if answer == "garbled":
            raise Refused("")
        if answer == "no":
            raise Refused("intake: token refused transfer")
        if self.held(token, receiver) != before + amount:
            raise Refused("intake: token moved other amount")

    def offer(self, token: str, sender: str, receiver: str, amount: int) -> bool:
        """The fee's leg, which believes the token's answer; whether it said yes."""
        try:
            return self.token_moves(token, sender, receiver, amount) == "yes"
        except Refused:
            return False

    def push_coins(self, gateway: str, receiver: str, amount: int) -> bool:
        if receiver in self.tokens:
            return False
        if receiver in self.persons and self.moods.get(receiver, "accepts") in {"reverts", "burns", "floods"}:
            return False
        self.add(NATIVE, gateway, -amount)
        self.add(NATIVE, receiver, amount)
        return True

    def push(self, token: str, gateway: str, receiver: str, amount: int) -> bool:
        """Out of the gateway's own balance; whether it went through."""
        if token == NATIVE:
            return self.push_coins(gateway, receiver, amount)
        before = self.held(token, gateway)
        if not self.offer(token, gateway, receiver, amount):
            return False
        if self.held(token, gateway) != before - amount:
            raise Refused("payout: token moved other amount")
        return True
