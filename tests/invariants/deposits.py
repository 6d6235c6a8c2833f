"""The part of the twin that knows deposit addresses: where each is, and what may move the money on it."""

from books import Call, need
from doors import Doors
from eth_abi import encode
from eth_utils import keccak
from money import NATIVE
from seals import WITHDRAW_DEPOSIT_TYPE, ZERO, Seal, Shares, Terms

# ERC-1167, as Vyper lays it: what stands before and after the implementation's address.
BEFORE, AFTER = "602d3d8160093d39f3363d3d373d3d3d363d73", "5af43d82803e903d91602b57fd5bf3"


def deposit_at(deposits: str, implementation: str, payment_id: bytes, refund_to: str) -> str:
    """EIP-1014."""
    salt = keccak(encode(["bytes32", "address"], [payment_id, refund_to]))
    code = keccak(bytes.fromhex(BEFORE + implementation[2:] + AFTER))
    return "0x" + keccak(b"\xff" + bytes.fromhex(deposits[2:]) + salt + code)[12:].hex()


class Deposits(Doors):
    """DepositAddresses; it knows the gateway by its verbs and views alone."""

    deposits: str
    implementation: str

    def deposit_of(self, payment_id: bytes, refund_to: str) -> str:
        return deposit_at(self.deposits, self.implementation, payment_id, refund_to)

    def on(self, token: str, deposit: str) -> int:
        need(token == NATIVE or token in self.money.tokens or token in self.money.faces, "")
        return self.money.held(token, deposit)

    def target(self, call: Call, merchant: str, refund_to: str) -> str:
        """Where money that pays nothing goes."""
        if refund_to != ZERO:
            return refund_to
        told = self.books.merchants.get(merchant)
        return told.settled(call.now).payout if told else merchant

    def next_deposit(self) -> int:
        self.books.deposit_number += 1
        return self.books.deposit_number

    def collect(self, call: Call, terms: Terms, splits: Shares, seal: Seal, refund_to: str) -> None:
        payment_id, token = self.id_of(terms, call), terms.token
        deposit = self.deposit_of(payment_id, refund_to)
        balance = self.on(token, deposit)
        need(balance >= terms.amount, "deposits: below the amount")
        excess = balance - terms.amount
        who = {"payment_id": payment_id, "merchant": terms.merchant, "refund_to": refund_to}
        what = {"number": self.next_deposit(), "deposit": deposit, "token": token, "amount": terms.amount}
        self.tell("DepositCollected", by="deposits", **who, **what, excess=excess)
        self.take_in(deposit, token, terms.amount)
        self.pay_on(call, terms, splits, seal, deposit if refund_to == ZERO else refund_to)
        if excess:
            self.give_back(payment_id, terms.merchant, deposit, self.target(call, terms.merchant, refund_to), token)

    def take_in(self, deposit: str, token: str, amount: int) -> None:
        if token == NATIVE:
            self.money.add(token, deposit, -amount)
            self.money.add(token, self.deposits, amount)
            return
        before = self.money.held(token, self.deposits)
        moved = self.money.send(token, deposit, self.deposits, amount)
        arrived = self.money.held(token, self.deposits) - before
        need(moved and arrived == amount, "intake: token moved other amount")

    def pay_on(self, call: Call, terms: Terms, splits: Shares, seal: Seal, payer: str) -> None:
        """As the gateway's caller."""
        value = terms.amount if terms.token == NATIVE else 0
        if terms.token == NATIVE:
            self.money.add(NATIVE, self.deposits, -value)
            self.money.add(NATIVE, self.address, value)
        else:
            need(terms.token in self.money.tokens, "")
            answer = self.money.approve(terms.token, self.deposits, self.address, terms.amount)
            need(answer != "garbled", "")
            need(answer == "yes", "deposits: token refused approval")
        inner = call._replace(sender=self.deposits, value=value)
        self.pay_for(inner, terms, splits, seal, payer)

    def return_deposit(self, call: Call, terms: Terms, refund_to: str, token: str) -> None:
        payment_id = self.id_of(terms, call)
        deposit = self.deposit_of(payment_id, refund_to)
        waits = self.payment(payment_id).status in {"none", "requested"} and call.now < terms.valid_until
        need(not waits or token != terms.token, "deposits: awaits its invoice")
        awaited = self.on(terms.token, deposit) if waits else 0
        to = self.target(call, terms.merchant, refund_to)
        need(self.give_back(payment_id, terms.merchant, deposit, to, token), "deposits: return refused")
        kept = not waits or self.money.held(terms.token, deposit) == awaited
        need(kept, "deposits: awaits its invoice")

    def withdraw_deposit(self, call: Call, terms: Terms, token: str, to: str) -> None:
        self.withdraw_for(call.sender, call, terms, token, to)

    def withdraw_deposit_by_signature(
        self, call: Call, terms: Terms, refund_to: str, token: str, to: str, deadline: int, seal: Seal
    ) -> None:
        what = self.id_of(terms, call), refund_to, token, to, deadline
        self.use_word(call, seal, WITHDRAW_DEPOSIT_TYPE, refund_to, *what, label="deposits")
        self.withdraw_for(refund_to, call, terms, token, to)

    def withdraw_for(self, refund_to: str, call: Call, terms: Terms, token: str, to: str) -> None:
        payment_id = self.id_of(terms, call)
        deposit = self.deposit_of(payment_id, refund_to)
        need(self.give_back(payment_id, terms.merchant, deposit, to, token), "deposits: return refused")

    def give_back(self, payment_id: bytes, merchant: str, deposit: str, to: str, token: str) -> bool:
        """All that lies there; whether it went through."""
        amount = self.on(token, deposit)
        need(amount != 0, "deposits: nothing to return")
        need(to not in {ZERO, self.deposits}, "deposits: bad destination")
        if not self.money.send(token, deposit, to, amount):
            return False
        left = self.on(token, deposit)
        if left >= amount:
            return False
        who = {"payment_id": payment_id, "merchant": merchant, "to": to}
        what = {"number": self.next_deposit(), "deposit": deposit, "token": token, "amount": amount - left}
        self.tell("DepositReturned", by="deposits", **who, **what)
        return True
