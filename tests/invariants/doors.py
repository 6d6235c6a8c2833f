"""The part of the twin by which money comes in: who may pay what, with whose money, and who gets which share of it."""

from books import Call, Payment, need
from money import NATIVE
from offices import Offices
from papers import Authorization, Permit
from seals import NO_HASH, ZERO, Seal, Shares, Terms, hash_of, invoice_id

WHOLE = 10_000


class Doors(Offices):
    """All the doors of payments, and what is owed to whoever could not be reached."""

    asks_list: bool

    def payment(self, payment_id: bytes) -> Payment:
        raise NotImplementedError

    def id_of(self, terms: Terms, call: Call) -> bytes:
        return invoice_id(terms, self.domain(call))

    def check_open(self, payer: str) -> None:
        need(not self.books.paused, "policy: paused")
        need(not (self.asks_list and self.money.is_listed(payer)), "policy: payer is sanctioned")

    def check_unsettled(self, payment_id: bytes) -> None:
        status = self.payment(payment_id).status
        need(status != "cancelled", "payments: invoice cancelled")
        need(status != "paid", "payments: invoice already paid")

    def check_terms(self, call: Call, terms: Terms) -> None:
        need(call.now < terms.valid_until, "gateway: invoice expired")
        need(1 <= terms.amount <= 2**240, "gateway: amount out of range")
        has_code = terms.token in self.money.tokens or terms.token in self.money.faces
        need(terms.token == NATIVE or has_code, "gateway: token has no code")

    def signer_of(self, merchant: str) -> str:
        told = self.books.merchants.get(merchant)
        return told.signer if told else ZERO

    def issued(self, terms: Terms, payment_id: bytes, seal: Seal) -> bool:
        people = (terms.merchant, self.signer_of(terms.merchant))
        known = self.payment(payment_id).status != "none"
        return known or any(self.signed(who, payment_id, seal) for who in people)

    def pay(self, call: Call, terms: Terms, seal: Seal) -> None:
        need(terms.splits_hash == NO_HASH, "gateway: invoice has splits")
        issued = self.issued(terms, self.id_of(terms, call), seal)
        need(issued or len(seal.raw) in {64, 65}, "gateway: not issued by merchant")
        payout, fee = self.settle(call, terms, call.sender, issued)
        self.move(call, terms, payout, fee)

    def pay_split(self, call: Call, terms: Terms, splits: Shares, seal: Seal) -> None:
        self.pay_through(call, terms, splits, seal, call.sender)

    def pay_for(self, call: Call, terms: Terms, splits: Shares, seal: Seal, payer: str) -> None:
        need(payer not in {ZERO, self.address}, "gateway: bad payer")
        self.check_open(call.sender)
        self.pay_through(call, terms, splits, seal, payer)

    def pay_with_permit(self, call: Call, terms: Terms, splits: Shares, seal: Seal, permit: Permit) -> None:
        self.money.permit(terms.token, call.sender, self.address, permit, call.now)
        self.pay_through(call, terms, splits, seal, call.sender)

    def pay_with_authorization(
        self, call: Call, terms: Terms, splits: Shares, seal: Seal, payer: str, authorization: Authorization
    ) -> None:
        need(payer not in {ZERO, self.address}, "gateway: bad payer")
        self.check_shared(call, terms, splits, seal)
        payout, fee = self.settle(call, terms, payer, True)
        need(terms.token in self.money.tokens, "")
        before = self.money.held(terms.token, self.address)
        what = payer, self.address, terms.amount, self.id_of(terms, call)
        self.money.receive(terms.token, *what, authorization, call.now)
        arrived = self.money.held(terms.token, self.address) - before
        need(arrived == terms.amount, "intake: token moved other amount")
        self.distribute(call, terms, splits, payout, fee)

    def pay_through(self, call: Call, terms: Terms, splits: Shares, seal: Seal, payer: str) -> None:
        self.check_shared(call, terms, splits, seal)
        payout, fee = self.settle(call, terms, payer, True)
        if not splits:
            self.move(call, terms, payout, fee)
            return
        need(call.value == (terms.amount if terms.token == NATIVE else 0), "gateway: wrong native value")
        if terms.token != NATIVE:
            self.money.take(terms.token, call.sender, self.address, terms.amount, self.address)
        self.distribute(call, terms, splits, payout, fee)

    def check_shares(self, splits_hash: bytes, splits: Shares) -> None:
        if splits_hash == NO_HASH:
            need(not splits, "splits: not in the invoice")
            return
        need(hash_of(splits, even_none=True) == splits_hash, "splits: not those of the invoice")
        need(len(splits) > 0, "splits: none given")
        for split in splits:
            need(split.receiver not in {ZERO, self.address}, "splits: bad receiver")
            need(split.bps <= WHOLE, "splits: more than the whole")
        need(sum(split.bps for split in splits) <= WHOLE, "splits: more than the whole")

    def check_shared(self, call: Call, terms: Terms, splits: Shares, seal: Seal) -> None:
        """That the merchant issued the invoice, and that its shares are the merchant's own word."""
        self.check_shares(terms.splits_hash, splits)
        payment_id = self.id_of(terms, call)
        if self.payment(payment_id).status != "none" or self.signed(terms.merchant, payment_id, seal):
            return
        need(self.signed(self.signer_of(terms.merchant), payment_id, seal), "gateway: not issued by merchant")
        approved = self.books.approved.get((terms.merchant, terms.splits_hash), False)
        need(not splits or approved, "gateway: splits not approved")

    def settle(self, call: Call, terms: Terms, payer: str, issued: bool) -> tuple[str, int]:
        """Payout and fee of an invoice that is paid from now on."""
        self.check_open(payer)
        need(terms.payer in {ZERO, payer}, "gateway: not the payer")
        self.check_terms(call, terms)
        payment_id = self.id_of(terms, call)
        self.check_unsettled(payment_id)
        need(issued, "gateway: not issued by merchant")
        need(terms.merchant in self.books.merchants, "merchants: not registered")
        merchant = self.books.merchants[terms.merchant].settled(call.now)
        rate = self.fee_of(merchant)
        need(rate <= terms.max_fee_bps, "gateway: fee above signed cap")
        fee = terms.amount * rate // WHOLE
        self.books.merchants[terms.merchant] = merchant
        self.books.payments[payment_id] = Payment("paid", payer, call.now)
        self.tell(
            "PaymentCompleted",
            payment_id=payment_id,
            number=self.next_number(terms.merchant),
            payer=payer,
            fee=fee,
            payout=merchant.payout,
            **{name: getattr(terms, name) for name in ("merchant", "token", "amount", "reference")},
        )
        return merchant.payout, fee

    def move(self, call: Call, terms: Terms, payout: str, fee: int) -> None:
        """The caller's money, straight to where it belongs."""
        fee_receiver, token = self.books.fee_receiver, terms.token
        if token == NATIVE:
            need(call.value == terms.amount, "gateway: wrong native value")
            self.push_or_owe(NATIVE, payout, terms.amount - fee)
            self.push_or_owe(NATIVE, fee_receiver, fee)
            return
        need(call.value == 0, "gateway: wrong native value")
        need(payout != call.sender, "gateway: payer is the payout")
        self.money.take(token, call.sender, payout, terms.amount - fee, self.address)
        if fee and not self.money.offer(token, call.sender, fee_receiver, fee, self.address):
            self.money.take(token, call.sender, self.address, fee, self.address)
            self.owe(fee_receiver, token, fee)

    def distribute(self, call: Call, terms: Terms, splits: Shares, payout: str, fee: int) -> None:
        """Out of the gateway's own balance, to everybody."""
        net, payment_id = terms.amount - fee, self.id_of(terms, call)
        shares = [(split.receiver, net * split.bps // WHOLE) for split in splits]
        for receiver, amount in shares:
            who = {"payment_id": payment_id, "merchant": terms.merchant, "receiver": receiver}
            number = self.next_number(terms.merchant)
            self.tell("SplitPaid", **who, number=number, token=terms.token, amount=amount)
        rest = net - sum(amount for _, amount in shares)
        for receiver, amount in ((payout, rest), (self.books.fee_receiver, fee), *shares):
            self.push_or_owe(terms.token, receiver, amount)

    def push_or_owe(self, token: str, receiver: str, amount: int) -> None:
        if amount and not self.money.push(token, self.address, receiver, amount):
            self.owe(receiver, token, amount)

    def next_credit(self) -> int:
        self.books.credit_number += 1
        return self.books.credit_number

    def owe(self, receiver: str, token: str, amount: int) -> None:
        balance = self.books.credit.get((receiver, token), 0) + amount
        self.books.credit[receiver, token] = balance
        number = self.next_credit()
        self.tell("CreditIncreased", receiver=receiver, token=token, number=number, amount=amount, balance=balance)
