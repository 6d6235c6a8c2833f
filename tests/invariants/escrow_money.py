"""Who holds what, and what a token, a receiver of coins or a sanctions list does when it is called: the part of the
twin outside the Escrow."""

from dataclasses import dataclass, field, replace

from escrow_words import permit_digest, receive_digest
from money import NATIVE, Refused
from papers import Authorization, Permit
from seals import Domain, Seal

UNLIMITED = 2**256 - 1
# In the order of EscrowToken's flag.
MANNERS = (
    *("honest", "silent", "refuses", "reverts", "burns", "floods", "short", "two", "lies", "boasts", "taxes"),
    *("greedy", "generous", "calls"),
)
# A token with these manners debits the sender what it is told and says so, or does nothing and says so.
DEBITS_RIGHT = {"honest", "silent", "refuses", "reverts", "burns", "floods", "calls", "taxes", "generous"}
# And credits the receiver the same.
TRUTHFUL = DEBITS_RIGHT - {"taxes", "generous"}
KINDS = ("balances", "allowances", "nonces", "manners", "moods", "pens")
SETS = ("used", "paused", "listed")


@dataclass
class EscrowMoney:
    """Balances by (token, holder), allowances by (token, owner); manners, moods and pens as in money.py.

    used: spent authorizations (token, owner, nonce); paused: tokens at rest; listed: whom the sanctions list names;
    has_list: whether anybody is asked; list_silent: whether the list reverts.
    """

    escrow: str
    tokens: tuple[str, ...]
    persons: tuple[str, ...]
    has_list: bool
    list_silent: bool = False
    balances: dict = field(default_factory=dict)
    allowances: dict = field(default_factory=dict)
    nonces: dict = field(default_factory=dict)
    manners: dict = field(default_factory=dict)
    moods: dict = field(default_factory=dict)
    pens: dict = field(default_factory=dict)
    used: set = field(default_factory=set)
    paused: set = field(default_factory=set)
    listed: set = field(default_factory=set)

    def copy(self) -> "EscrowMoney":
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

    def signs(self, who: str) -> bool:
        """A wallet must be in the mood; a key always signs."""
        return who not in self.persons or self.pens.get(who, "agrees") == "agrees"

    def refuses_coins(self, receiver: str) -> bool:
        moody = receiver in self.persons and self.moods.get(receiver, "accepts") in {"reverts", "burns", "floods"}
        return moody or receiver in self.tokens

    def behave(self, token: str, sender: str, receiver: str, amount: int) -> str:
        """What a transfer does to the balances, and how the token answers: yes, no, something garbled, or a revert."""
        if token in self.paused:
            raise Refused("token: paused")
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

    def take(self, token: str, owner: str, amount: int) -> None:
        """From an allowance into custody: all arrives or everything reverts."""
        before = self.balance_in_custody(token)
        allowed = self.allowances.get((token, owner), 0)
        if allowed < amount:
            raise Refused("token: allowance too small")
        if allowed != UNLIMITED:
            self.allowances[token, owner] = allowed - amount
        answer = self.behave(token, owner, self.escrow, amount)
        if answer == "garbled":
            raise Refused("")
        if answer == "no":
            raise Refused("intake: token refused transfer")
        self.check_arrived(token, before, amount)

    def balance_in_custody(self, token: str) -> int:
        """Who is no token has no balances to tell, and may say so."""
        if token in self.persons and self.moods.get(token) == "reverts":
            raise Refused("person: no coins")
        if token not in self.tokens:
            raise Refused("")
        return self.held(token, self.escrow)

    def check_arrived(self, token: str, before: int, amount: int) -> None:
        if self.held(token, self.escrow) != before + amount:
            raise Refused("intake: token moved other amount")

    def permit(self, token: str, owner: str, permit: Permit, now: int, chain_id: int) -> None:
        """Nobody is told when it did not work."""
        nonce = self.nonces.get((token, owner), 0)
        values = owner, self.escrow, permit.amount, nonce, permit.deadline
        good = self.by_key(permit.seal, owner, permit_digest(Domain(chain_id, token), values))
        if token in self.tokens and now <= permit.deadline and good:
            self.nonces[token, owner] = nonce + 1
            self.allowances[token, owner] = permit.amount

    def by_key(self, seal: Seal, owner: str, digest: bytes) -> bool:
        return seal.signer == owner and seal.digest == digest and seal.sound and owner not in self.persons

    def by_wallet(self, seal: Seal, owner: str, digest: bytes) -> bool:
        return owner in self.persons and seal.signer == owner and seal.digest == digest and self.signs(owner)

    def take_authorized(
        self, token: str, owner: str, amount: int, nonce: bytes, given: Authorization, now: int, chain_id: int
    ) -> None:
        before = self.balance_in_custody(token)
        for wrong, reason in (
            (now <= given.valid_after, "token: not valid yet"),
            (now >= given.valid_before, "token: valid no more"),
            ((token, owner, nonce) in self.used, "token: authorization used"),
        ):
            if wrong:
                raise Refused(reason)
        values = owner, self.escrow, amount, given.valid_after, given.valid_before, nonce
        digest = receive_digest(Domain(chain_id, token), values)
        signed = self.by_key if len(given.seal.raw) == 65 else self.by_wallet
        if not signed(given.seal, owner, digest):
            raise Refused("token: bad authorization")
        self.used.add((token, owner, nonce))
        self.behave(token, owner, self.escrow, amount)
        self.check_arrived(token, before, amount)

    def send(self, token: str, receiver: str, amount: int) -> bool:
        """Out of custody; whether the receiver or the token said yes."""
        if token == NATIVE:
            if self.refuses_coins(receiver):
                return False
            self.add(NATIVE, self.escrow, -amount)
            self.add(NATIVE, receiver, amount)
            return True
        try:
            return self.behave(token, self.escrow, receiver, amount) == "yes"
        except Refused:
            return False

    def push(self, token: str, receiver: str, amount: int) -> bool:
        """As `send`, with the Escrow's own balance as witness."""
        before = self.held(token, self.escrow)
        sent = self.send(token, receiver, amount)
        if sent and self.held(token, self.escrow) != before - amount:
            raise Refused("payout: token moved other amount")
        return sent
