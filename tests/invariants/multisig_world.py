"""The twin's world: several wallets that may own, call and pay each other, and who is called on the way."""

from typing import NamedTuple

from money import NATIVE
from multisig_books import WalletBooks
from multisig_money import Hook, Refused, WalletMoney
from multisig_words import Call, Payment, WalletDomain
from seals import ZERO

# What ERC-721 and ERC-1155 tokens say when they come.
TOKENS_RECEIVED = {bytes.fromhex(word) for word in ("150b7a02", "f23a6e61", "bc197c81")}


class Frame(NamedTuple):
    """Which wallet is called, by whom and with how many coins."""

    wallet: str
    sender: str
    value: int = 0


def need(*claims: tuple[bool, str]) -> None:
    """Each claim with the reason that is given where it does not hold."""
    untrue = [reason for truth, reason in claims if not truth]
    if untrue:
        raise Refused(*untrue)


class World:
    """books: each wallet's; marks: every signature ever made, as (signer, digest) by its bytes; spoken: what calldata
    means, as (verb, arguments); busy: wallets in the middle of a call."""

    def __init__(self, money: WalletMoney):
        self.money = money
        self.books: dict[str, WalletBooks] = {}
        self.marks: dict[bytes, tuple[str, bytes]] = {}
        self.spoken: dict[bytes, tuple[str, tuple]] = {}
        self.busy: frozenset[str] = frozenset()
        self.events: list[tuple[str, str, dict]] = []
        self.now, self.chain_id = 0, 1

    def attempt(self, verb: str, frame: Frame, *arguments) -> frozenset[str] | None:
        """The reasons of the refusal; None if accepted, with `events` holding what was logged."""
        before, self.events = self.kept(), []
        try:
            self.enter(verb, frame, *arguments)
        except Refused as refused:
            self.restore(before)
            return refused.reasons
        return None

    def kept(self) -> tuple:
        return {address: books.copy() for address, books in self.books.items()}, self.money.copy(), len(self.events)

    def restore(self, kept: tuple) -> None:
        self.books, money, told = kept
        self.money.take_back(money)
        del self.events[told:]

    def enter(self, verb: str, frame: Frame, *arguments) -> None:
        """A wallet that is in the middle of a call lets nobody in, not even itself."""
        need((frame.wallet not in self.busy, ""), (frame.value == 0, ""))
        outside = self.busy
        self.busy = outside | {frame.wallet}
        try:
            getattr(self, verb)(frame, *arguments)
        finally:
            self.busy = outside

    def tell(self, wallet: str, event: str, **fields) -> None:
        self.events.append((wallet, event, fields))

    def domain(self, wallet: str) -> WalletDomain:
        return WalletDomain(self.chain_id, wallet)

    def has_code(self, address: str) -> bool:
        return address in (*self.books, *self.money.tokens, *self.money.persons)

    def act(self, who: str) -> None:
        """What somebody does in the middle of being called; a refusal stops nobody."""
        for hook in self.money.plots.get(who, ()):
            self.money.let_in[who] = self.money.let_in.get(who, 0) + self.is_let_in(who, hook)

    def is_let_in(self, who: str, hook: Hook) -> bool:
        before = self.kept()
        verb, arguments = self.spoken[hook.data]
        try:
            self.enter(verb, Frame(hook.target, who), *arguments)
        except Refused:
            self.restore(before)
            return False
        return True

    def receive(self, sender: str, to: str, amount: int, data: bytes) -> None:
        """Coins and a call for whoever stands there: a wallet, a token, a person of many moods, a key or nobody."""
        if amount:
            self.money.move_coins(sender, to, amount)
        if to in self.books:
            self.reach_wallet(sender, to, amount, data)
        elif to in self.money.tokens:
            self.reach_token(sender, to, amount, data)
        elif to in self.money.persons:
            self.reach_person(to)

    def reach_wallet(self, sender: str, to: str, amount: int, data: bytes) -> None:
        verb, arguments = self.spoken.get(data, ("", ()))
        if hasattr(self, verb):
            self.enter(verb, Frame(to, sender, amount), *arguments)
        elif not data:
            self.tell(to, "CoinsReceived", sender=sender, amount=amount)
        else:
            need((data[:4] in TOKENS_RECEIVED and amount == 0, "multisig: no such function"))

    def reach_token(self, sender: str, token: str, amount: int, data: bytes) -> None:
        """Our token knows transfers; what a call of one is answered is nobody's concern."""
        need((len(data) >= 4 and amount == 0, ""))
        verb, arguments = self.spoken.get(data, ("", ()))
        need((verb == "transfer", "token: no such verb"))
        to, moved = arguments
        self.money.behave(token, sender, to, moved, self.act)

    def reach_person(self, person: str) -> None:
        mood = self.money.mood(person)
        need((mood != "reverts", "person: no coins"))
        need((mood not in {"burns", "floods"}, ""))
        if mood == "calls":
            self.act(person)
            self.ask(person)

    def ask(self, person: str) -> None:
        """Of a wallet, in the middle of whatever it does, whether it signed something."""
        if person in self.money.questions:
            wallet, digest, raw = self.money.questions[person]
            said = self.says_it_signed(wallet, digest, raw)
            times = self.money.answers.get(person, (0, False))[0]
            self.money.answers[person] = times + 1, said

    def says_it_signed(self, wallet: str, digest: bytes, raw: bytes) -> bool:
        raise NotImplementedError

    def payment_claims(self, wallet: str, payment: Payment) -> list[tuple[bool, str]]:
        return [
            (payment.amount > 0, "multisig: amount is zero"),
            (payment.to not in {ZERO, wallet}, "multisig: bad receiver"),
        ]

    def check_payment(self, wallet: str, payment: Payment) -> None:
        need(*self.payment_claims(wallet, payment))

    def pay(self, wallet: str, payment: Payment) -> None:
        if payment.token == NATIVE:
            self.receive(wallet, payment.to, payment.amount, b"")
            return
        if payment.token not in self.money.tokens:
            self.pay_in_no_token(payment.token)
            return
        answer = self.money.behave(payment.token, wallet, payment.to, payment.amount, self.act)
        need((answer != "no", "multisig: token refused"))
        need((answer != "garbled", ""))

    def pay_in_no_token(self, token: str) -> None:
        """Whoever says nothing when it is called has, for all that anybody knows, paid."""
        need((token not in self.books, "multisig: no such function"))
        need((token in self.money.persons, ""))
        self.reach_person(token)

    def make(self, wallet: str, call: Call) -> None:
        need((call.to != wallet, "multisig: call to itself"))
        need((not call.data or self.has_code(call.to), "multisig: target has no code"))
        self.receive(wallet, call.to, call.value, call.data)
