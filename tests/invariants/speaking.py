"""Turns in which people speak and somebody else hands it in: merchants' verbs by signature, and words taken back."""

from seals import (
    APPROVE_TYPE,
    CANCEL_CHANGE_TYPE,
    REFUND_TYPE,
    REGISTER_TYPE,
    SET_PAYOUT_TYPE,
    SET_SIGNER_TYPE,
    hash_of,
    invoice_id,
)
from weather import PAYOUTS, SELLERS, SIGNERS
from writing import WORD_FORMS, Writing

WAITS = (*(3_600,) * 6, 1, 0)


class Speaking(Writing):
    """Words are kept, so that one can be taken back before or after it was used."""

    def speak(self, dice):
        what, who = dice.choice(("register", "payout", "payout", "keep", "signer", "approve")), dice.choice(SELLERS)
        who = dice.choice(("rival", "stranger", "desk")) if what == "register" else who
        merchant, deadline = self.people[who], self.double.now + dice.choice(WAITS)
        payout, signer = self.people[dice.choice(PAYOUTS)], self.people[dice.choice(SIGNERS)]
        announced = self.double.twin.books.announced.get(merchant, payout)
        verb, type_text, *values = {
            "register": ("register_merchant_by_signature", REGISTER_TYPE, merchant, payout, signer),
            "payout": ("set_payout_by_signature", SET_PAYOUT_TYPE, merchant, payout),
            "keep": (
                "cancel_payout_change_by_signature",
                CANCEL_CHANGE_TYPE,
                merchant,
                dice.choice((announced, payout)),
            ),
            "signer": ("set_invoice_signer_by_signature", SET_SIGNER_TYPE, merchant, signer),
            "approve": (
                "approve_splits_by_signature",
                APPROVE_TYPE,
                merchant,
                self.some_hash(dice),
                dice.random() < 0.8,
            ),
        }[what]
        if what == "payout":
            self.moments.add(self.double.now + self.double.policy.payout_delay)
        self.moments.add(deadline)
        self.hand_in(verb, type_text, merchant, (*values, deadline), dice.choice(WORD_FORMS))

    def hand_in(self, verb: str, type_text: str, who: str, values: tuple, form: str) -> None:
        seal = self.said(type_text, who, values, form)
        self.words.append((verb, (*values, seal), seal))
        self.send(verb, "relayer", *values, seal)

    def some_hash(self, dice) -> bytes:
        known = [terms.splits_hash for terms in self.written[-8:]]
        return dice.choice((*known, hash_of(self.some_shares(dice))))

    def approve(self, dice):
        who = dice.choice((*SELLERS, "signer"))
        self.send("approve_splits", who, self.some_hash(dice), dice.random() < 0.8)

    def revoke(self, dice):
        """A word that was or was not used, by its speaker or another; sometimes it is handed in right after."""
        if not self.words or dice.random() < 0.2:
            self.send("revoke_signature", dice.choice(("merchant", "payer")), dice.randbytes(32))
            return
        verb, arguments, seal = dice.choice(self.words[-6:])
        who = self.role_of(seal.signer) if seal.signer and dice.random() < 0.8 else "stranger"
        gone = "revoke_deposit_signature" if verb == "withdraw_deposit_by_signature" else "revoke_signature"
        self.send(gone, who, seal.digest)
        if dice.random() < 0.6:
            self.send(verb, "relayer", *arguments)

    def refund_signed(self, dice):
        terms, deadline = dice.choice(self.bought[-5:]), self.double.now + dice.choice(WAITS)
        payment_id = invoice_id(terms, self.here())
        refunded = self.double.twin.payment(payment_id).refunded
        rest = terms.amount - refunded
        amount = dice.choice((rest // 2, rest // 2, rest, 1, rest + 1, 0))
        named = refunded + dice.choice((0, 0, 0, 0, 1))
        values = payment_id, amount, named, deadline
        seal = self.said(REFUND_TYPE, terms.merchant, values, dice.choice(WORD_FORMS))
        self.words.append(("refund_payment_by_signature", (terms, amount, deadline, seal), seal))
        self.send("refund_payment_by_signature", "relayer", terms, amount, deadline, seal)
