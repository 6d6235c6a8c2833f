"""The gateway's twin: dictionaries and plain sentences, no packing, no gas, no order but that of the checks."""

from books import Books, Call, Payment, need
from money import NATIVE, Money, Refused
from offices import Offices
from seals import NO_HASH, ZERO, Domain, Seal, Terms, cancellation, invoice_id, withdrawal


class Twin(Offices):
    """Says for each call whether it is accepted, or the exact reason, which events it logs and what it changes."""

    def __init__(self, address: str, books: Books, money: Money, fee_cap_bps: int, payout_delay: int):
        self.address = address
        self.books = books
        self.money = money
        self.fee_cap_bps = fee_cap_bps
        self.payout_delay = payout_delay
        self.events: list[tuple[str, dict]] = []

    def attempt(self, verb: str, call: Call, *arguments) -> str | None:
        """The reason of the refusal; None if accepted, with `events` holding what was logged."""
        before = self.books.copy(), self.money.copy()
        self.events = []
        self.money.add(NATIVE, call.sender, -call.value)
        self.money.add(NATIVE, self.address, call.value)
        try:
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

    def id_of(self, terms: Terms, call: Call) -> bytes:
        return invoice_id(terms, self.domain(call))

    def payment(self, payment_id: bytes) -> Payment:
        return self.books.payments.get(payment_id, Payment())

    def credits(self, token: str) -> int:
        return sum(amount for (_, owed), amount in self.books.credit.items() if owed == token)

    def signed(self, who: str, digest: bytes, seal: Seal) -> bool:
        """Whether a seal is that person's over the digest; a wallet must also be in the mood to say so."""
        willing = who not in self.money.persons or self.money.pens.get(who, "agrees") == "agrees"
        return who != ZERO and seal.signer == who and seal.digest == digest and seal.sound and willing

    def check_unsettled(self, payment_id: bytes) -> None:
        status = self.payment(payment_id).status
        need(status != "cancelled", "payments: invoice cancelled")
        need(status != "paid", "payments: invoice already paid")

    def check_terms(self, call: Call, terms: Terms) -> None:
        need(call.now < terms.valid_until, "gateway: invoice expired")
        need(1 <= terms.amount <= 2**240, "gateway: amount out of range")
        need(terms.splits_hash == NO_HASH, "gateway: invoice has splits")
        need(terms.token == NATIVE or terms.token in self.money.tokens, "gateway: token has no code")

    def request_payment(self, call: Call, terms: Terms) -> None:
        need(not self.books.paused, "gateway: paused")
        need(call.sender == terms.merchant, "gateway: not the merchant")
        self.check_terms(call, terms)
        payment_id = self.id_of(terms, call)
        self.check_unsettled(payment_id)
        need(self.payment(payment_id).status == "none", "gateway: already requested")
        number = self.next_number(terms.merchant)
        self.books.payments[payment_id] = Payment("requested")
        self.tell("PaymentRequested", payment_id=payment_id, number=number, **terms._asdict())

    def issued(self, terms: Terms, payment_id: bytes, seal: Seal) -> bool:
        merchant = self.books.merchants.get(terms.merchant)
        people = [terms.merchant] + ([merchant.signer] if merchant else [])
        requested = self.payment(payment_id).status != "none"
        return requested or any(self.signed(who, payment_id, seal) for who in people)

    def pay(self, call: Call, terms: Terms, seal: Seal) -> None:
        payment_id = self.id_of(terms, call)
        if len(seal.raw) not in {64, 65}:
            need(self.issued(terms, payment_id, seal), "gateway: not issued by merchant")
        need(not self.books.paused, "gateway: paused")
        need(terms.payer in {ZERO, call.sender}, "gateway: not the payer")
        self.check_terms(call, terms)
        self.check_unsettled(payment_id)
        need(self.issued(terms, payment_id, seal), "gateway: not issued by merchant")
        need(terms.merchant in self.books.merchants, "merchants: not registered")
        merchant = self.books.merchants[terms.merchant].settled(call.now)
        rate = self.fee_of(merchant)
        need(rate <= terms.max_fee_bps, "gateway: fee above signed cap")
        fee = terms.amount * rate // 10_000
        self.books.merchants[terms.merchant] = merchant
        self.books.payments[payment_id] = Payment("paid", call.sender, call.now)
        self.tell(
            "PaymentCompleted",
            payment_id=payment_id,
            number=self.next_number(terms.merchant),
            payer=call.sender,
            fee=fee,
            payout=merchant.payout,
            **{name: getattr(terms, name) for name in ("merchant", "token", "amount", "reference")},
        )
        self.move(call, terms, merchant.payout, fee)

    def move(self, call: Call, terms: Terms, payout: str, fee: int) -> None:
        fee_receiver = self.books.fee_receiver
        if terms.token == NATIVE:
            need(call.value == terms.amount, "gateway: wrong native value")
            self.push_or_owe(payout, terms.amount - fee)
            if fee:
                self.push_or_owe(fee_receiver, fee)
            return
        need(call.value == 0, "gateway: wrong native value")
        need(payout != call.sender, "gateway: payer is the payout")
        self.money.take(terms.token, call.sender, payout, terms.amount - fee)
        if fee and not self.money.offer(terms.token, call.sender, fee_receiver, fee):
            self.money.take(terms.token, call.sender, self.address, fee)
            self.owe(fee_receiver, terms.token, fee)

    def push_or_owe(self, receiver: str, amount: int) -> None:
        if not self.money.push_coins(self.address, receiver, amount):
            self.owe(receiver, NATIVE, amount)

    def owe(self, receiver: str, token: str, amount: int) -> None:
        balance = self.books.credit.get((receiver, token), 0) + amount
        self.books.credit[receiver, token] = balance
        self.tell("CreditIncreased", receiver=receiver, token=token, amount=amount, balance=balance)

    def cancel_payment(self, call: Call, terms: Terms) -> None:
        need(call.sender == terms.merchant, "gateway: not the merchant")
        self.cancel(terms.merchant, self.id_of(terms, call))

    def cancel_payment_by_signature(self, call: Call, terms: Terms, deadline: int, seal: Seal) -> None:
        need(call.now < deadline, "relayed: signature expired")
        payment_id = self.id_of(terms, call)
        digest = cancellation(payment_id, deadline, self.domain(call))
        need(self.signed(terms.merchant, digest, seal), "relayed: bad signature")
        self.cancel(terms.merchant, payment_id)

    def cancel(self, merchant: str, payment_id: bytes) -> None:
        self.check_unsettled(payment_id)
        self.books.payments[payment_id] = Payment("cancelled")
        self.tell("PaymentCancelled", payment_id=payment_id, merchant=merchant, number=self.next_number(merchant))

    def refund_payment(self, call: Call, terms: Terms, amount: int) -> None:
        need(call.sender == terms.merchant, "gateway: not the merchant")
        need(amount != 0, "gateway: amount is zero")
        need(call.now < terms.refund_until, "gateway: refund window closed")
        payment_id = self.id_of(terms, call)
        paid = self.payment(payment_id)
        need(paid.status == "paid", "gateway: invoice not paid")
        need(paid.refunded + amount <= terms.amount, "gateway: refunds above payment")
        paid = paid._replace(refunded=paid.refunded + amount)
        self.books.payments[payment_id] = paid
        who = {"payment_id": payment_id, "merchant": call.sender, "payer": paid.payer, "token": terms.token}
        number = self.next_number(call.sender)
        self.tell("PaymentRefunded", **who, number=number, amount=amount, refunded=paid.refunded)
        if terms.token == NATIVE:
            need(call.value == amount, "gateway: wrong native value")
            self.push_or_owe(paid.payer, amount)
        else:
            need(call.value == 0, "gateway: wrong native value")
            need(paid.payer != call.sender, "gateway: merchant is the payer")
            self.money.take(terms.token, call.sender, paid.payer, amount)

    def withdraw_credit(self, call: Call, token: str, to: str) -> None:
        self.withdraw(call.sender, token, to)

    def withdraw_credit_by_signature(
        self, call: Call, receiver: str, token: str, to: str, deadline: int, seal: Seal
    ) -> None:
        need(call.now < deadline, "relayed: signature expired")
        nonce = self.books.nonces.get(receiver, 0)
        digest = withdrawal(receiver, token, to, nonce, deadline, self.domain(call))
        need(self.signed(receiver, digest, seal), "relayed: bad signature")
        self.withdraw(receiver, token, to)

    def withdraw(self, receiver: str, token: str, to: str) -> None:
        amount = self.books.credit.get((receiver, token), 0)
        need(amount != 0, "credits: nothing to withdraw")
        need(to != ZERO, "credits: bad destination")
        need(to != self.address, "credits: bad destination")
        self.books.credit[receiver, token] = 0
        self.books.nonces[receiver] = self.books.nonces.get(receiver, 0) + 1
        self.tell("CreditWithdrawn", receiver=receiver, token=token, to=to, amount=amount, balance=0)
        need(self.money.push(token, self.address, to, amount), "credits: withdrawal failed")
