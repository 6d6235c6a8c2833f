"""The twin: dictionaries and plain sentences, no packing, no gas, no order but that of the checks."""

from books import Books, Call, Payment, need
from deposits import Deposits
from doors import Doors
from money import NATIVE, Money, Refused
from offices import Offices
from seals import REFUND_TYPE, WITHDRAW_TYPE, Seal, Terms, cancellation, word

PAYABLE = {"pay", "pay_split", "pay_for", "refund_payment"}


class Twin(Deposits, Doors, Offices):
    """Says for each call whether it is accepted, or the exact reason, which events it logs and what it changes."""

    def __init__(self, address: str, books: Books, money: Money, fee_cap_bps: int, payout_delay: int):
        self.address = address
        self.books = books
        self.money = money
        self.fee_cap_bps = fee_cap_bps
        self.payout_delay = payout_delay
        self.events: list[tuple[str, dict, str]] = []

    def attempt(self, verb: str, call: Call, *arguments) -> str | None:
        """The reason of the refusal; None if accepted, with `events` holding what was logged."""
        before = self.books.copy(), self.money.copy()
        self.events = []
        self.money.add(NATIVE, call.sender, -call.value)
        self.money.add(NATIVE, self.address, call.value)
        try:
            need(call.value == 0 or verb in PAYABLE, "")
            getattr(self, verb)(call, *arguments)
        except Refused as refused:
            self.books, self.money = before
            self.events = []
            return refused.reason
        return None

    def tell(self, event: str, by: str = "", **fields) -> None:
        self.events.append((event, fields, by))

    def payment(self, payment_id: bytes) -> Payment:
        return self.books.payments.get(payment_id, Payment())

    def request_payment(self, call: Call, terms: Terms) -> None:
        need(not self.books.paused, "policy: paused")
        need(call.sender == terms.merchant, "gateway: not the merchant")
        self.check_terms(call, terms)
        payment_id = self.id_of(terms, call)
        self.check_unsettled(payment_id)
        need(self.payment(payment_id).status == "none", "gateway: already requested")
        number = self.next_number(terms.merchant)
        self.books.payments[payment_id] = Payment("requested")
        self.tell("PaymentRequested", payment_id=payment_id, number=number, **terms._asdict())

    def cancel_payment(self, call: Call, terms: Terms) -> None:
        need(call.sender == terms.merchant, "gateway: not the merchant")
        self.cancel(terms.merchant, self.id_of(terms, call))

    def cancel_payment_by_signature(self, call: Call, terms: Terms, deadline: int, seal: Seal) -> None:
        payment_id = self.id_of(terms, call)
        digest = cancellation(payment_id, deadline, self.domain(call))
        self.check_word(call, terms.merchant, digest, deadline, seal)
        self.cancel(terms.merchant, payment_id)

    def cancel(self, merchant: str, payment_id: bytes) -> None:
        self.check_unsettled(payment_id)
        self.books.payments[payment_id] = Payment("cancelled")
        self.tell("PaymentCancelled", payment_id=payment_id, merchant=merchant, number=self.next_number(merchant))

    def refund_payment(self, call: Call, terms: Terms, amount: int) -> None:
        need(call.sender == terms.merchant, "gateway: not the merchant")
        payer = self.refund(call, terms, amount)
        if terms.token == NATIVE:
            need(call.value == amount, "gateway: wrong native value")
            self.push_or_owe(NATIVE, payer, amount)
            return
        need(call.value == 0, "gateway: wrong native value")
        self.return_tokens(terms, payer, amount)

    def refund_payment_by_signature(self, call: Call, terms: Terms, amount: int, deadline: int, seal: Seal) -> None:
        need(terms.token != NATIVE, "gateway: coins need the merchant")
        payment_id = self.id_of(terms, call)
        paid = self.payment(payment_id)
        need(paid.status == "paid", "gateway: invoice not paid")
        digest = word(REFUND_TYPE, self.domain(call), payment_id, amount, paid.refunded, deadline)
        self.check_word(call, terms.merchant, digest, deadline, seal)
        self.return_tokens(terms, self.refund(call, terms, amount), amount)

    def return_tokens(self, terms: Terms, payer: str, amount: int) -> None:
        need(payer != terms.merchant, "gateway: merchant is the payer")
        self.money.take(terms.token, terms.merchant, payer, amount, self.address)

    def refund(self, call: Call, terms: Terms, amount: int) -> str:
        """To whom."""
        need(amount != 0, "gateway: amount is zero")
        need(call.now < terms.refund_until, "gateway: refund window closed")
        payment_id = self.id_of(terms, call)
        paid = self.payment(payment_id)
        need(paid.status == "paid", "gateway: invoice not paid")
        need(paid.refunded + amount <= terms.amount, "gateway: refunds above payment")
        paid = paid._replace(refunded=paid.refunded + amount)
        self.books.payments[payment_id] = paid
        who = {"payment_id": payment_id, "merchant": terms.merchant, "payer": paid.payer, "token": terms.token}
        number = self.next_number(terms.merchant)
        self.tell("PaymentRefunded", **who, number=number, amount=amount, refunded=paid.refunded)
        return paid.payer

    def withdraw_credit(self, call: Call, token: str, to: str) -> None:
        self.withdraw(call.sender, token, to)

    def withdraw_credit_by_signature(
        self, call: Call, receiver: str, token: str, to: str, deadline: int, seal: Seal
    ) -> None:
        self.use_word(call, seal, WITHDRAW_TYPE, receiver, receiver, token, to, deadline)
        self.withdraw(receiver, token, to)

    def withdraw(self, receiver: str, token: str, to: str) -> None:
        amount = self.books.credit.get((receiver, token), 0)
        need(amount != 0, "credits: nothing to withdraw")
        need(to not in {"0x" + "00" * 20, self.address}, "credits: bad destination")
        self.books.credit[receiver, token] = 0
        number = self.next_credit()
        self.tell("CreditWithdrawn", receiver=receiver, token=token, number=number, to=to, amount=amount, balance=0)
        need(self.money.push(token, self.address, to, amount), "credits: withdrawal failed")
