"""What owners and spenders do with a wallet: payments, calls, confirmations, and what goes below the threshold."""

from multisig_books import WalletBooks
from multisig_signing import Signing
from multisig_words import Call, Configuration, Payment, Slot, proposal, spending
from multisig_world import Frame, need

Part = Payment | Call


class Verbs(Signing):
    """Each verb says with which reasons it is refused, what it logs and what it changes."""

    def name(self, kind: str, content: tuple, slot: Slot, wallet: str) -> bytes:
        return proposal(kind, content, slot, self.books[wallet].epoch, self.domain(wallet))

    def slot_claims(self, books: WalletBooks, slot: Slot) -> list[tuple[bool, str]]:
        return [
            (slot.not_before <= self.now, "multisig: too early"),
            (self.now < slot.deadline, "multisig: proposal expired"),
            (slot.nonce == books.next_nonce(slot.lane), "multisig: wrong nonce"),
        ]

    def use_slot(self, books: WalletBooks, slot: Slot) -> None:
        need(*self.slot_claims(books, slot))
        books.nonces[slot.lane] = slot.nonce + 1

    def execute_payments(self, frame: Frame, payments: tuple[Payment, ...], slot: Slot, raw: bytes) -> None:
        name = self.execute(frame, "payments", payments, slot, raw)
        for index, payment in enumerate(payments):
            self.check_payment(frame.wallet, payment)
            self.tell_part(frame.wallet, "PaymentMade", name, payment, slot, index, len(payments))
        for payment in payments:
            self.pay(frame.wallet, payment)

    def execute_calls(self, frame: Frame, calls: tuple[Call, ...], slot: Slot, raw: bytes) -> None:
        name = self.execute(frame, "calls", calls, slot, raw)
        for index, call in enumerate(calls):
            self.tell_part(frame.wallet, "CallMade", name, call, slot, index, len(calls))
            self.make(frame.wallet, call)

    def execute(self, frame: Frame, kind: str, content: tuple, slot: Slot, raw: bytes) -> bytes:
        books, name = self.books[frame.wallet], self.name(kind, content, slot, frame.wallet)
        need(*self.slot_claims(books, slot))
        self.check_approvals(frame.wallet, name, raw, kind != "payments", frame.sender)
        self.use_slot(books, slot)
        if not content:
            self.tell(frame.wallet, "NonceSkipped", proposal=name, lane=slot.lane, nonce=slot.nonce)
        return name

    def tell_part(self, wallet: str, event: str, name: bytes, part: Part, slot: Slot, index: int, count: int) -> None:
        where = {"lane": slot.lane, "nonce": slot.nonce, "index": index, "count": count}
        self.tell(wallet, event, proposal=name, **where, **part._asdict())

    def propose_payments(self, frame: Frame, payments: tuple[Payment, ...], slot: Slot) -> None:
        self.propose(frame, "payments", "PaymentsProposed", payments, slot)

    def propose_calls(self, frame: Frame, calls: tuple[Call, ...], slot: Slot) -> None:
        self.propose(frame, "calls", "CallsProposed", calls, slot)

    def propose_configuration(self, frame: Frame, change: Configuration, slot: Slot) -> None:
        self.propose(frame, "configuration", "ConfigurationProposed", change, slot)

    def propose(self, frame: Frame, kind: str, event: str, content: tuple, slot: Slot) -> None:
        """As good as a confirmation, with the terms for everybody to read."""
        books, name = self.books[frame.wallet], self.name(kind, content, slot, frame.wallet)
        need((frame.sender in books.owners, "multisig: not an owner"))
        if (name, frame.sender) not in books.confirmed:
            self.confirm(frame, name)
        told = {"proposal": name, "proposer": frame.sender, kind: content, "slot": slot, "epoch": books.epoch}
        self.tell(frame.wallet, event, **told)

    def confirm(self, frame: Frame, name: bytes) -> None:
        books = self.books[frame.wallet]
        need(
            (frame.sender in books.owners, "multisig: not an owner"),
            ((name, frame.sender) not in books.confirmed, "multisig: already confirmed"),
        )
        books.confirmed.add((name, frame.sender))
        self.tell(frame.wallet, "Confirmed", proposal=name, owner=frame.sender)

    def revoke_confirmation(self, frame: Frame, name: bytes) -> None:
        books = self.books[frame.wallet]
        need(
            (frame.sender in books.owners, "multisig: not an owner"),
            ((name, frame.sender) in books.confirmed, "multisig: not confirmed"),
        )
        books.confirmed.discard((name, frame.sender))
        self.tell(frame.wallet, "ConfirmationRevoked", proposal=name, owner=frame.sender)

    def spend(self, frame: Frame, payment: Payment) -> None:
        self.spend_below(frame.wallet, frame.sender, payment)

    def spend_by_signature(
        self, frame: Frame, spender: str, payment: Payment, number: int, deadline: int, raw: bytes
    ) -> None:
        last = self.books[frame.wallet].limit(spender, payment.token).number
        digest = spending(payment, number, deadline, self.domain(frame.wallet))
        need(
            (number == last + 1, "multisig: wrong number"),
            *self.word_claims(frame.wallet, spender, digest, deadline, raw),
        )
        self.spend_word(frame.wallet, spender, digest)
        self.spend_below(frame.wallet, spender, payment)

    def spend_below(self, wallet: str, spender: str, payment: Payment) -> None:
        books = self.books[wallet]
        limit = books.limit(spender, payment.token)
        amount, _, spent, end, number = limit.at(self.now)
        need(*self.payment_claims(wallet, payment), (spent + payment.amount <= amount, "multisig: above the limit"))
        spent += payment.amount
        books.limits[spender, payment.token] = limit._replace(window_end=end, spent=spent, number=number + 1)
        told = {"number": number + 1, "amount": payment.amount, "memo": payment.memo}
        told |= {"spent": spent, "window_end": end}
        self.tell(wallet, "LimitSpent", spender=spender, token=payment.token, to=payment.to, **told)
        self.pay(wallet, payment)
