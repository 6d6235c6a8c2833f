"""Who holds what, and what tokens and receivers do when money is sent: the part of the twin outside the contracts."""

from dataclasses import dataclass, field, fields, replace

from papers import Authorization, Permit, authorization_digest, permit_digest
from seals import ZERO

NATIVE = "0x" + "ee" * 20

# By receiver, in the order of StageToken's flag.
MANNERS = (
    *("honest", "silent", "refuses", "reverts", "burns", "floods", "short", "two", "lies", "boasts", "taxes"),
    *("greedy", "generous", "calls"),
)
# What StageToken does with an owner's permit or authorization, in the order of its flag.
CARES = ("careful", "deaf", "reverts", "burns", "careless", "calls")
# In the order of StagePerson's flags.
MOODS = ("accepts", "reverts", "burns", "floods", "calls")
PENS = ("agrees", "wrong", "short", "padded", "reverts", "burns")
# In the order of StageList's flag.
TEMPERS = ("answers", "reverts", "burns", "garbles")

# A token with these manners moves exactly what it says, or nothing and says so.
TRUTHFUL = {"honest", "silent", "refuses", "reverts", "burns", "floods", "calls"}
# These move money and say that they did not.
DENYING = {"lies", "short", "two"}


class Refused(Exception):
    """The call reverts with this reason."""

    def __init__(self, reason: str):
        self.reason = reason
        super().__init__(reason)


@dataclass
class Money:
    """Balances by (token, holder), and manners and moods, which receivers have without a word to the gateway.

    tokens: the addresses that have a token's code; persons: those that are contracts and may refuse coins; closed:
    those that take no coins, as nobody takes its own; faces: second addresses of tokens; strict: whose allowances are
    limited; denied: what a token moved out of the gateway and said that it had not.
    """

    tokens: tuple[str, ...]
    persons: tuple[str, ...]
    balances: dict = field(default_factory=dict)
    manners: dict = field(default_factory=dict)
    moods: dict = field(default_factory=dict)
    pens: dict = field(default_factory=dict)
    cares: dict = field(default_factory=dict)
    allowances: dict = field(default_factory=dict)
    nonces: dict = field(default_factory=dict)
    used: dict = field(default_factory=dict)
    listed: dict = field(default_factory=dict)
    denied: dict = field(default_factory=dict)
    faces: dict = field(default_factory=dict)
    closed: frozenset = frozenset()
    strict: frozenset = frozenset()
    temper: str = "answers"

    def copy(self) -> "Money":
        copied = {f.name: dict(kept) for f in fields(self) if isinstance(kept := getattr(self, f.name), dict)}
        return replace(self, **copied)

    def held(self, token: str, holder: str) -> int:
        return self.balances.get((self.faces.get(token, token), holder), 0)

    def add(self, token: str, holder: str, amount: int) -> None:
        token = self.faces.get(token, token)
        self.balances[token, holder] = self.held(token, holder) + amount

    def manner(self, token: str, receiver: str) -> str:
        return self.manners.get((token, receiver), "honest")

    def is_listed(self, account: str) -> bool:
        if self.temper != "answers":
            raise Refused("list: no answer" if self.temper == "reverts" else "")
        return self.listed.get(account, False)

    def stands_still(self, token: str, receiver: str) -> bool:
        manner = self.manner(token, receiver)
        if manner == "reverts":
            raise Refused("token: blocked")
        if manner == "burns":
            raise Refused("")
        return manner in {"refuses", "boasts"}

    def answer(self, token: str, receiver: str) -> str:
        """How the token answers: yes, no, or with something that is no answer."""
        said = {"lies": "no", "refuses": "no", "short": "garbled", "two": "garbled"}
        return said.get(self.manner(token, receiver), "yes")

    def token_moves(self, token: str, sender: str, receiver: str, amount: int, spender: str) -> str:
        """What a transfer does to the balances, and its answer."""
        if not self.stands_still(token, receiver):
            self.move(token, sender, receiver, amount, spender)
        return self.answer(token, receiver)

    def move(self, token: str, sender: str, receiver: str, amount: int, spender: str) -> None:
        manner = self.manner(token, receiver)
        leaving = amount + (manner == "greedy")
        arriving = amount + (manner == "generous") - (amount // 100 if manner == "taxes" else 0)
        asks = sender in self.strict and spender != sender
        allowed = self.allowances.get((token, sender, spender), 0)
        if asks and allowed < amount:
            raise Refused("token: not allowed")
        if self.held(token, sender) < leaving:
            raise Refused("token: balance too small")
        if asks:
            self.allowances[token, sender, spender] = allowed - amount
        self.add(token, sender, -leaving)
        self.add(token, receiver, arriving)

    def approve(self, token: str, owner: str, spender: str, amount: int) -> str:
        """Its answer."""
        if not self.stands_still(token, spender):
            self.allowances[token, owner, spender] = amount
        return self.answer(token, spender)

    def ignores(self, token: str, owner: str) -> bool:
        care = self.cares.get((token, owner), "careful")
        if care in {"reverts", "burns"}:
            raise Refused("token: no papers" if care == "reverts" else "")
        return care == "deaf"

    def heeds(self, token: str, owner: str, digest: bytes, seal) -> bool:
        """Whether the token takes a seal for the owner's; of a wallet it looks at the seal alone."""
        if self.cares.get((token, owner), "careful") == "careless":
            return True
        formed = owner in self.persons if len(seal.raw) != 65 else owner not in self.persons
        return owner != ZERO and formed and seal.sound and (seal.signer, seal.digest) == (owner, digest)

    def permit(self, token: str, owner: str, spender: str, paper: Permit, now: int) -> None:
        """Whatever happens, the caller goes on."""
        try:
            if token not in self.tokens or self.ignores(token, owner):
                return
        except Refused:
            return
        nonce = self.nonces.get((token, owner), 0)
        digest = permit_digest(token, owner, spender, paper.amount, paper.deadline, nonce)
        if now <= paper.deadline and self.heeds(token, owner, digest, paper.seal):
            self.nonces[token, owner] = nonce + 1
            self.allowances[token, owner, spender] = paper.amount

    def receive(
        self, token: str, owner: str, to: str, amount: int, nonce: bytes, paper: Authorization, now: int
    ) -> None:
        """`receiveWithAuthorization` called by `to`; the token answers nothing."""
        if self.ignores(token, owner):
            return
        if not paper.valid_after < now < paper.valid_before:
            raise Refused("token: not valid now")
        if self.used.get((token, owner, nonce)):
            raise Refused("token: authorization used")
        self.used[token, owner, nonce] = True
        digest = authorization_digest(token, owner, to, amount, paper.valid_after, paper.valid_before, nonce)
        if not self.heeds(token, owner, digest, paper.seal):
            raise Refused("token: bad authorization")
        if not self.stands_still(token, to):
            self.move(token, owner, to, amount, owner)

    def take(self, token: str, sender: str, receiver: str, amount: int, spender: str) -> None:
        """A leg that is measured at the receiver: all arrives or everything reverts."""
        if token not in self.tokens:
            raise Refused("")
        before = self.held(token, receiver)
        answer = self.token_moves(token, sender, receiver, amount, spender)
        if answer == "garbled":
            raise Refused("")
        if answer == "no":
            raise Refused("intake: token refused transfer")
        if self.held(token, receiver) != before + amount:
            raise Refused("intake: token moved other amount")

    def offer(self, token: str, sender: str, receiver: str, amount: int, spender: str) -> bool:
        """A leg that believes the token's answer; whether it said yes."""
        try:
            return self.token_moves(token, sender, receiver, amount, spender) == "yes"
        except Refused:
            return False

    def push_coins(self, owner: str, receiver: str, amount: int) -> bool:
        if receiver in self.closed or receiver == owner:
            return False
        if receiver in self.persons and self.moods.get(receiver, "accepts") in {"reverts", "burns", "floods"}:
            return False
        self.add(NATIVE, owner, -amount)
        self.add(NATIVE, receiver, amount)
        return True

    def send(self, token: str, owner: str, receiver: str, amount: int) -> bool:
        """Out of a contract's own balance; what the token says of it."""
        if token == NATIVE:
            return self.push_coins(owner, receiver, amount)
        before = self.held(token, owner)
        said = self.offer(token, owner, receiver, amount, owner)
        if not said:
            gone = before - self.held(token, owner)
            self.denied[token, owner] = self.denied.get((token, owner), 0) + gone
        return said

    def push(self, token: str, owner: str, receiver: str, amount: int) -> bool:
        """As `send`, with the owner's balance as witness."""
        before = self.held(token, owner)
        if not self.send(token, owner, receiver, amount):
            return False
        if token != NATIVE and before - self.held(token, owner) != amount:
            raise Refused("payout: token moved other amount")
        return True
