"""Along the edges of signed words: each verb by signature, in its last second, twice, revoked, altered, by another."""

from edge_life import DAY, EdgeLife
from money import NATIVE
from seals import (
    APPROVE_TYPE,
    CANCEL_CHANGE_TYPE,
    NO_HASH,
    NO_SEAL,
    REFUND_TYPE,
    REGISTER_TYPE,
    SET_PAYOUT_TYPE,
    SET_SIGNER_TYPE,
    Terms,
    cancellation,
    word,
)

SHARES = b"\5" * 32
# Verbs whose arguments are just what is signed, without the deadline.
SPOKEN = {
    "register_merchant_by_signature": (REGISTER_TYPE, "rival", "till", "signer"),
    "set_payout_by_signature": (SET_PAYOUT_TYPE, "merchant", "till"),
    "cancel_payout_change_by_signature": (CANCEL_CHANGE_TYPE, "merchant", "till"),
    "set_invoice_signer_by_signature": (SET_SIGNER_TYPE, "merchant", "new signer"),
    "approve_splits_by_signature": (APPROVE_TYPE, "merchant", SHARES, True),
}


def spoken(life: EdgeLife, verb: str, off: int = 60) -> tuple:
    """The type, who must sign, and the values up to the deadline."""
    type_text, *values = SPOKEN[verb]
    resolved = [life.people[v] if isinstance(v, str) else v for v in values]
    return type_text, values[0], (*resolved, life.double.now + off)


def hand_in(life: EdgeLife, verb: str, by: str | None = None, off: int = 60, form: str = "65", lie: int = 0) -> None:
    type_text, who, values = spoken(life, verb, off)
    seal = life.say(type_text, by or who, *values[:-1], values[-1] + lie, form=form)
    life.send(verb, "relayer", *values, seal)


def words_count_once(life: EdgeLife) -> None:
    """In the order of SPOKEN each is possible in its turn."""
    for verb in SPOKEN:
        type_text, who, values = spoken(life, verb)
        for wrong in ({"by": "stranger"}, {"lie": 1}, {"lie": -1}, {"form": "high s"}, {"form": "other parity"}):
            hand_in(life, verb, **wrong)
        for off in (-1, 0):
            hand_in(life, verb, off=off)
        life.send(verb, "relayer", *values, NO_SEAL)
        seal = life.say(type_text, who, *values)
        life.must(verb, "relayer", *values, seal)
        for _ in range(2):
            life.send(verb, "relayer", *values, seal)
        life.send("revoke_signature", who, seal.digest)
        hand_in(life, verb, off=1, form="64")


def words_can_be_revoked(life: EdgeLife) -> None:
    """By whoever signed them and nobody else, until they are used."""
    life.must("set_payout", "merchant", life.people["till"])
    for verb in SPOKEN:
        type_text, who, values = spoken(life, verb)
        seal = life.say(type_text, who, *values)
        life.must("revoke_signature", "stranger", seal.digest)
        life.send("revoke_signature", "stranger", seal.digest)
        life.must("revoke_signature", who, seal.digest)
        life.send(verb, "relayer", *values, seal)
        life.send("revoke_signature", who, seal.digest)


def words_name_everything(life: EdgeLife) -> None:
    """A word over one value is none over another."""
    for verb in SPOKEN:
        type_text, who, values = spoken(life, verb)
        others = {str: life.people["stranger"], bytes: b"\6" * 32, bool: False}
        for place, value in enumerate(values[:-1]):
            changed = (*values[:place], others[type(value)], *values[place + 1 :])
            life.send(verb, "relayer", *changed, life.say(type_text, who, *values))


def announced_payouts(life: EdgeLife) -> None:
    """A change is cancelled by a word that names it, while there is one."""
    verb = "cancel_payout_change_by_signature"
    hand_in(life, verb)
    life.must("set_payout", "merchant", life.people["desk"])
    hand_in(life, verb)
    life.must("set_payout", "merchant", life.people["till"])
    hand_in(life, verb, off=61)
    hand_in(life, verb, off=62)
    life.must("set_payout", "merchant", life.people["till"])
    life.at(life.double.now + DAY)
    hand_in(life, verb, off=63)
    nobody = life.people["nobody"], life.double.now + 60
    for who in ("stranger", "merchant"):
        values = life.people[who], *nobody
        life.send(verb, "relayer", *values, life.say(CANCEL_CHANGE_TYPE, who, *values))


def refunds_by_word(life: EdgeLife) -> None:
    """Of what was refunded before, and so once; tokens only, and not to oneself."""
    terms = life.terms()
    assert life.pay(terms) is None
    for amount, refunded, off in ((1, 1, 9), (1, 0, 0), (1, 0, -1), (1, 0, 9), (1, 0, 9), (1, 1, 9), (9_999, 2, 9)):
        refund(life, terms, amount, refunded, off)
    for amount, refunded in ((9_998, 2), (1, 10_000), (0, 10_000)):
        refund(life, terms, amount, refunded)
    refund(life, life.terms(), 1, 0)
    asked, dropped = life.terms(), life.terms()
    life.must("request_payment", "merchant", asked)
    life.must("cancel_payment", "merchant", dropped)
    for unpaid in (asked, dropped):
        for refunded in (0, 1, 3):
            refund(life, unpaid, 1, refunded)
    coins = life.terms(token=NATIVE)
    assert life.pay(coins) is None
    refund(life, coins, 1, 0)
    own = life.terms()
    life.must("pay", "merchant", own, life.sealed(own))
    refund(life, own, 1, 0)
    life.send("refund_payment", "merchant", own, 1)
    refund(life, terms, 1, 10_000, by="stranger")
    revoked = life.terms()
    assert life.pay(revoked) is None
    life.must("revoke_signature", "merchant", refund_digest(life, revoked, 5, 0, life.double.now + 9))
    refund(life, revoked, 5, 0)
    for off in (-1, 0):
        life.at(revoked.refund_until + off)
        refund(life, revoked, 6, 0)


def refund_digest(life: EdgeLife, terms: Terms, amount: int, refunded: int, deadline: int) -> bytes:
    return word(REFUND_TYPE, life.here(), life.id(terms), amount, refunded, deadline)


def refund(life: EdgeLife, terms: Terms, amount: int, refunded: int, off: int = 9, by: str = "merchant") -> None:
    deadline = life.double.now + off
    seal = life.seal(refund_digest(life, terms, amount, refunded, deadline), by)
    life.send("refund_payment_by_signature", "relayer", terms, amount, deadline, seal)


def cancellations_by_word(life: EdgeLife) -> None:
    for by, revoke in (("merchant", False), ("merchant", True), ("signer", False)):
        terms, deadline = life.terms(), life.double.now + 9
        seal = life.seal(cancellation(life.id(terms), deadline, life.here()), by)
        if revoke:
            life.must("revoke_signature", by, seal.digest)
        for _ in range(2):
            life.send("cancel_payment_by_signature", "relayer", terms, deadline, seal)
        life.pay(terms)


def approvals(life: EdgeLife) -> None:
    """Given and taken back; none for no shares."""
    for splits_hash in (NO_HASH, SHARES):
        for approved in (True, True, False, True):
            life.send("approve_splits", "merchant", splits_hash, approved)


def wallets_sign(life: EdgeLife) -> None:
    """A contract's word, in each mood of its pen and each length."""
    person, vault = life.stage.persons["vault"], life.people["vault"]
    life.must("register_merchant", "vault", life.people["purse"], vault)
    for pen in (1, 2, 3, 4, 5, 0):
        person.send("set_mood", 0, pen, sender=life.people["relayer"])
        life.double.twin.money.pens[vault] = ("agrees", "wrong", "short", "padded", "reverts", "burns")[pen]
        for length in ("64", "65", "66", "2048"):
            terms = life.terms(merchant=vault)
            life.send("pay", "payer", terms, life.sealed(terms, "vault", length))
            terms = life.terms(merchant=vault)
            life.send("pay_split", "payer", terms, (), life.sealed(terms, "vault", length))
            values = vault, life.people["till"], life.double.now + int(length)
            life.send(
                "set_payout_by_signature", "relayer", *values, life.say(SET_PAYOUT_TYPE, "vault", *values, form=length)
            )


WORD_WALKS = (
    *(words_count_once, words_can_be_revoked, words_name_everything, announced_payouts, refunds_by_word),
    *(cancellations_by_word, approvals, wallets_sign),
)
