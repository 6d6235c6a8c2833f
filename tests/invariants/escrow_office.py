"""The part of the twin that is not about deals: the admin, revoked words, kept fees and credits."""

from typing import NamedTuple

from escrow_books import EscrowBooks
from escrow_money import EscrowMoney
from escrow_words import word
from money import NATIVE, Refused
from seals import ZERO, Domain, Seal


class Call(NamedTuple):
    """Who calls, with how many coins, when, and on which chain."""

    sender: str
    value: int
    now: int
    chain_id: int


def need(truth: bool, reason: str) -> None:
    if not truth:
        raise Refused(reason)


class Office:
    """Says for each call whether it is accepted, or the exact reason, which events it logs and what it changes."""

    PAYABLE = frozenset({"fund"})

    def __init__(self, address: str, books: EscrowBooks, money: EscrowMoney, fee_cap_bps: int):
        self.address = address
        self.books = books
        self.money = money
        self.fee_cap_bps = fee_cap_bps
        self.events: list[tuple[str, dict]] = []

    def attempt(self, verb: str, call: Call, *arguments) -> str | None:
        """The reason of the refusal; None if accepted, with `events` holding what was logged."""
        before = self.books.copy(), self.money.copy()
        self.events = []
        if call.value:
            self.money.add(NATIVE, call.sender, -call.value)
            self.money.add(NATIVE, self.address, call.value)
        try:
            need(call.value == 0 or verb in self.PAYABLE, "")
            getattr(self, verb)(call, *arguments)
        except Refused as refused:
            self.books, self.money = before
            self.events = []
            return refused.reason
        return None

    def tell(self, event: str, **fields) -> None:
        self.events.append((event, fields))

    def domain(self, call: Call) -> Domain:
        return Domain(call.chain_id, self.address)

    def signed(self, who: str, digest: bytes, seal: Seal) -> bool:
        """Whether a seal is that person's over the digest, in a form that counts."""
        return who != ZERO and seal.signer == who and seal.digest == digest and seal.sound and self.money.signs(who)

    def check_digest(self, who: str, digest: bytes, seal: Seal) -> None:
        need((who, digest) not in self.books.spent, "relayed: signature already spent")
        need(self.signed(who, digest, seal), "relayed: bad signature")

    def check_word(self, call: Call, who: str, name: str, values: tuple, seal: Seal) -> bytes:
        """The word's last value is its deadline."""
        need(call.now < values[-1], "relayed: signature expired")
        digest = word(name, values, self.domain(call))
        self.check_digest(who, digest, seal)
        return digest

    def spend(self, who: str, digest: bytes) -> None:
        self.books.spent.add((who, digest))
        self.tell("SignatureSpent", signer=who, digest=digest)

    def revoke_signature(self, call: Call, digest: bytes) -> None:
        need((call.sender, digest) not in self.books.spent, "relayed: signature already spent")
        self.spend(call.sender, digest)

    def check_admin(self, call: Call) -> None:
        need(call.sender == self.books.admin, "admin: not the admin")

    def set_fee(self, call: Call, fee_bps: int) -> None:
        self.check_admin(call)
        need(fee_bps <= self.fee_cap_bps, "policy: fee above the cap")
        self.books.fee_bps = fee_bps
        self.tell("FeeChanged", fee_bps=fee_bps)

    def set_fee_receiver(self, call: Call, fee_receiver: str) -> None:
        self.check_admin(call)
        need(fee_receiver not in {ZERO, self.address}, "policy: bad fee receiver")
        self.books.fee_receiver = fee_receiver
        self.tell("FeeReceiverChanged", fee_receiver=fee_receiver)

    def set_paused(self, call: Call, paused: bool) -> None:
        self.check_admin(call)
        self.books.paused = paused
        self.tell("PausedChanged", paused=paused)

    def transfer_admin(self, call: Call, new: str) -> None:
        self.check_admin(call)
        self.books.pending_admin = new
        self.tell("AdminTransferStarted", admin=call.sender, pending_admin=new)

    def accept_admin(self, call: Call) -> None:
        need(call.sender == self.books.pending_admin, "admin: not the pending admin")
        self.tell("AdminTransferred", previous_admin=self.books.admin, admin=call.sender)
        self.books.admin, self.books.pending_admin = call.sender, ZERO

    def next_credit_number(self) -> int:
        self.books.credit_number += 1
        return self.books.credit_number

    def keep_fee(self, token: str, fee: int) -> None:
        if fee:
            self.books.fees[token] = self.books.fees.get(token, 0) + fee

    def collect_fees(self, call: Call, token: str) -> None:
        """One unit stays, so that the next fee does not pay for a fresh slot."""
        kept = self.books.fees.get(token, 0)
        need(kept > 1, "fees: nothing to collect")
        receiver = self.books.fee_receiver
        self.books.fees[token] = 1
        number = self.next_credit_number()
        self.tell("FeesCollected", fee_receiver=receiver, token=token, number=number, amount=kept - 1)
        need(self.money.push(token, receiver, kept - 1), "fees: receiver was refused")

    def send_or_owe(self, token: str, receiver: str, amount: int) -> None:
        if amount and not self.money.send(token, receiver, amount):
            balance = self.books.credit.get((receiver, token), 0) + amount
            self.books.credit[receiver, token] = balance
            number = self.next_credit_number()
            self.tell("CreditIncreased", receiver=receiver, token=token, number=number, amount=amount, balance=balance)

    def withdraw_credit(self, call: Call, token: str, to: str) -> None:
        self.withdraw(call.sender, token, to)

    def withdraw_credit_by_signature(
        self, call: Call, receiver: str, token: str, to: str, deadline: int, seal: Seal
    ) -> None:
        digest = self.check_word(call, receiver, "withdraw", (receiver, token, to, deadline), seal)
        self.spend(receiver, digest)
        self.withdraw(receiver, token, to)

    def withdraw(self, receiver: str, token: str, to: str) -> None:
        amount = self.books.credit.get((receiver, token), 0)
        need(amount != 0, "credits: nothing to withdraw")
        need(to not in {ZERO, self.address}, "credits: bad destination")
        self.books.credit[receiver, token] = 0
        number = self.next_credit_number()
        self.tell("CreditWithdrawn", receiver=receiver, token=token, number=number, to=to, amount=amount, balance=0)
        need(self.money.push(token, to, amount), "credits: withdrawal failed")
