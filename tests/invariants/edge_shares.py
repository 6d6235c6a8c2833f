"""Along the edges of the other doors: shares, somebody else's money, permits, authorizations, and the list."""

from edge_life import EdgeLife
from money import CARES, MANNERS, MOODS, NATIVE, TEMPERS
from seals import NO_SEAL, ZERO

HALVES = (("partner", 5_000), ("till", 5_000))


def shares_are_the_merchants_word(life: EdgeLife) -> None:
    """Signed by the merchant, requested, or approved for the signer; nobody else's."""
    splits = life.splits(("partner", 2_500), ("till", 33))
    for who in ("merchant", "signer", "stranger"):
        life.pay_split(life.terms(splits), splits, who)
    life.send("pay_split", "payer", life.terms(splits), splits, NO_SEAL)
    asked = life.terms(splits)
    life.must("request_payment", "merchant", asked)
    life.must("pay_split", "payer", asked, splits, NO_SEAL)
    terms = life.terms(splits)
    life.must("approve_splits", "merchant", terms.splits_hash, True)
    life.send("approve_splits", "signer", terms.splits_hash, True)
    for who in ("signer", "stranger"):
        life.pay_split(life.terms(splits), splits, who)
    life.must("approve_splits", "merchant", terms.splits_hash, False)
    life.pay_split(terms, splits, "signer")
    for _ in range(2):
        life.pay_split(terms, splits, "merchant")
    life.pay(life.terms(splits))
    plain = life.terms()
    for who in ("stranger", "signer"):
        life.pay_split(plain, (), who)
    life.pay_split(plain, splits)


def shares_and_the_whole(life: EdgeLife) -> None:
    """Up to everything, to nobody forbidden, and each to the unit."""
    for shares in (
        *((("partner", 10_000),), (("partner", 10_001),), (("partner", 5_000), ("till", 5_001)), HALVES),
        *((("partner", 0),), (("nobody", 1),), (("gateway", 1),), (("payer", 1),), (("purse", 1), ("purse", 1))),
        *(
            (("partner", 2**255), ("till", 2**255)),
            tuple(("partner", 1_250) for _ in range(8)),
            (("collector", 9_999),),
        ),
        (("partner", 10_000), ("till", 1)),
    ):
        splits = life.splits(*shares)
        for token in (life.dollar, NATIVE):
            for amount in (10_000, 1, 199):
                life.pay_split(life.terms(splits, token=token, amount=amount), splits)
    splits = life.splits(("partner", 1))
    life.pay_split(life.terms(splits), life.splits(("partner", 2)))
    life.pay_split(life.terms(splits), ())
    # The hash of no shares at all names none either.
    none = "0x569e75fc77c1a856f6daaf9e69d8a9566ca34aa47f9133711ce065a571af0cfd"
    life.pay_split(life.terms()._replace(splits_hash=bytes.fromhex(none[2:])), ())


def shares_refused(life: EdgeLife) -> None:
    """Each manner of a token and each mood of a receiver, on each leg of a shared payment."""
    odd, splits = life.odd, life.splits(("partner", 1_000), ("till", 1_000))
    for manner in MANNERS:
        for receiver in ("partner", "purse", "collector", "gateway"):
            life.double.treat(odd, life.people[receiver], manner)
            life.pay_split(life.terms(splits, token=odd), splits)
            life.double.treat(odd, life.people[receiver], "honest")
    for mood in MOODS:
        till = life.stage.persons["till"]
        till.send("set_mood", MOODS.index(mood), 0, sender=life.people["relayer"])
        life.double.twin.money.moods[till.address] = mood
        life.pay_split(life.terms(splits, token=NATIVE), splits)
    life.send("withdraw_credit", "till", NATIVE, life.people["purse"])
    life.send("withdraw_credit", "partner", odd, life.people["purse"])


def coins_of_shares(life: EdgeLife) -> None:
    splits = life.splits(("partner", 1_000))
    for token, right in ((life.dollar, 0), (NATIVE, 10_000)):
        for value in (right + 1, max(0, right - 1), right):
            terms = life.terms(splits, token=token)
            life.send("pay_split", "payer", terms, splits, life.sealed(terms), value=value)
    terms = life.terms(token=NATIVE)
    permit = life.permit(life.dollar, "payer", 1)
    for verb, arguments in (
        ("pay_with_permit", (terms, (), life.sealed(terms), permit)),
        (
            "pay_with_authorization",
            (terms, (), life.sealed(terms), life.people["payer"], life.authorization(terms, "payer")),
        ),
    ):
        for value in (0, 1):
            life.send(verb, "payer", *arguments, value=value)


def money_of_others(life: EdgeLife) -> None:
    """pay_for: the caller pays, the named one is the payer of record, and refunded."""
    people = life.people
    for splits in ((), life.splits(("partner", 1_000))):
        for named in ("nobody", "patron", "payer"):
            for payer in ("patron", "payer", "nobody", "gateway"):
                terms = life.terms(splits, payer=people[named])
                life.send("pay_for", "payer", terms, splits, life.sealed(terms), people[payer])
                life.send("refund_payment", "merchant", terms, 1)
        for token in (life.dollar, NATIVE):
            terms = life.terms(splits, token=token)
            life.send(
                "pay_for", "purse", terms, splits, life.sealed(terms), people["patron"], value=life.coins_of(terms)
            )
    life.must("set_paused", "admin", True)
    every_door(life)
    life.send("request_payment", "merchant", life.terms())
    life.must("set_paused", "admin", False)
    terms = life.terms()
    life.send("pay_for", "payer", terms, (), life.sealed(terms, "stranger"), people["patron"])


def every_door(life: EdgeLife, who: str = "payer") -> None:
    """The same kind of invoice through each of the doors, with everything right."""
    for splits in ((), life.splits(("partner", 1_000))):
        for verb in ("pay_split", "pay_for", "pay_with_permit", "pay_with_authorization"):
            terms = life.terms(splits)
            rest = {
                "pay_for": (life.people["patron"],),
                "pay_with_permit": (life.permit(terms.token, who, terms.amount),),
                "pay_with_authorization": (life.people[who], life.authorization(terms, who)),
            }.get(verb, ())
            life.send(verb, who, terms, splits, life.sealed(terms), *rest)
    life.send("pay", who, terms := life.terms(), life.sealed(terms))


def doors_have_the_same_terms(life: EdgeLife) -> None:
    """Expired, above the cap, too small, cancelled, paid: whatever the door."""
    every_door(life)
    for flaw in (
        *({"valid_until": life.double.now}, {"max_fee_bps": 49}, {"amount": 0}, {"amount": 2**240 + 1}),
        *({"token": life.people["stranger"]}, {"merchant": life.people["rival"]}, {"payer": life.people["patron"]}),
    ):
        for splits in ((), life.splits(("partner", 1_000))):
            terms = life.terms(splits, **flaw)
            signer = "rival" if "merchant" in flaw else "merchant"
            life.pay_split(terms, splits, signer)
            seal = life.sealed(terms, signer)
            paper = life.authorization(terms, "payer")
            life.send("pay_with_authorization", "relayer", terms, splits, seal, life.people["payer"], paper)
    dropped = life.terms()
    life.must("cancel_payment", "merchant", dropped)
    life.pay_split(dropped, ())
    life.send("set_fee", "admin", 77)
    splits = life.splits(("partner", 3_333), ("till", 3_333))
    life.send("set_merchant_fee", "admin", life.people["merchant"], 13)
    life.send("set_payout", "merchant", life.people["desk"])
    life.pay_split(life.terms(splits, amount=9_999), splits)
    life.at(life.double.now + 86_400)
    life.pay_split(life.terms(splits, amount=9_999), splits)
    life.pay_split(life.terms(splits, amount=1), splits)


def permits(life: EdgeLife) -> None:
    """The saver's money moves only as far as a permit goes; the token may know none, lie, or burn gas."""
    token, people = life.odd, life.people
    lies = (
        *({}, {"by": "payer"}, {"more": 1}, {"more": -1}, {"wait": -1}, {"wait": 0}, {"ahead": 1}),
        {"spender": people["stranger"]},
    )
    for splits in ((), life.splits(("partner", 1_000))):
        for lie in lies:
            pay_with_permit(life, life.terms(splits, token=token), splits, **lie)
        for care in (*CARES, "careful"):
            life.double.care(token, people["saver"], care)
            pay_with_permit(life, life.terms(splits, token=token), splits)
    pay_with_permit(life, life.terms(token=token), (), form="other parity")
    used = life.terms(token=token)
    permit = life.permit(token, "saver", used.amount)
    call = permit.raw
    made = life.stage.token(token)
    arguments = people["saver"], life.double.address, *call
    assert made.send("permit", *arguments, sender=people["stranger"]).reason is None
    life.double.twin.money.permit(token, people["saver"], life.double.address, permit, life.double.now)
    life.must("pay_with_permit", "saver", used, (), life.sealed(used), permit)
    life.send("pay", "saver", terms := life.terms(token=token), life.sealed(terms))


def pay_with_permit(life: EdgeLife, terms, splits, form: str = "65", **lies) -> None:
    permit = life.permit(terms.token, "saver", terms.amount, form, **lies)
    life.send("pay_with_permit", "saver", terms, splits, life.sealed(terms), permit)


def authorizations(life: EdgeLife) -> None:
    """Its payer's word for this payment, in its time, to the gateway, in a form that counts."""
    token = life.odd
    lies = (
        *({}, {"by": "stranger"}, {"more": 1}, {"to": life.people["stranger"]}, {"nonce": b"\1" * 32}),
        *({"after": 0}, {"before": 0}, {"after": -1, "before": 1}),
    )
    for splits in ((), life.splits(("partner", 1_000))):
        for lie in lies:
            authorize(life, life.terms(splits, token=token), splits, "payer", **lie)
        for form in ("64", "66", "other parity"):
            authorize(life, life.terms(splits, token=token), splits, "payer", form=form)
        for form in ("64", "65", "66", "100", "2048"):
            authorize(life, life.terms(splits, token=token), splits, "vault", form=form)
    again = life.terms(token=token)
    for _ in range(2):
        authorize(life, again, (), "payer")
    poor = life.terms(token=token, amount=2**239)
    authorize(life, poor, (), "purse")


def authorizations_of_whom(life: EdgeLife) -> None:
    """Of the one that is named, under the merchant's word for the shares."""
    people, token = life.people, life.odd
    for payer in ("patron", "nobody"):
        terms = life.terms(token=token)
        paper = life.authorization(terms, "payer")
        life.send("pay_with_authorization", "relayer", terms, (), life.sealed(terms), people[payer], paper)
    authorize(life, life.terms(token=token, payer=people["patron"]), (), "payer")
    splits = life.splits(("partner", 1))
    for signer in ("signer", "stranger"):
        terms = life.terms(splits, token=token)
        paper, seal = life.authorization(terms, "payer"), life.sealed(terms, signer)
        life.send("pay_with_authorization", "relayer", terms, splits, seal, people["payer"], paper)


def authorizations_of_odd_tokens(life: EdgeLife) -> None:
    """The token may lie about all of it."""
    token = life.odd
    for splits in ((), life.splits(("partner", 1_000))):
        for care in (*CARES, "careful"):
            life.double.care(token, life.people["payer"], care)
            authorize(life, life.terms(splits, token=token), splits, "payer")
        for manner in (*MANNERS, "honest"):
            life.double.treat(token, life.double.address, manner)
            authorize(life, life.terms(splits, token=token), splits, "payer")


def authorize(life: EdgeLife, terms, splits, who: str, form: str = "65", **lies) -> None:
    paper = life.authorization(terms, who, form, **lies)
    life.send("pay_with_authorization", "relayer", terms, splits, life.sealed(terms), life.people[who], paper)


def listed_payers(life: EdgeLife) -> None:
    """Nobody on the list brings money or has it brought; a list that does not answer stops new money, no other."""
    every_door(life)
    for who in ("payer", "patron", "merchant"):
        life.double.put_on_list(life.people[who], True)
        every_door(life)
        terms = life.terms(token=NATIVE)
        life.send("pay", "payer", terms, life.sealed(terms), value=terms.amount)
        life.double.put_on_list(life.people[who], False)
    life.must("pay", "payer", terms := life.terms(), life.sealed(terms))
    for temper in (*TEMPERS, "answers"):
        life.double.upset_list(temper)
        every_door(life)
        life.send("request_payment", "merchant", life.terms())
        life.send("refund_payment", "merchant", terms, 1)
    life.must("set_paused", "admin", True)
    life.double.put_on_list(life.people["payer"], True)
    every_door(life)
    life.send("set_fee", "admin", 98)
    life.must("set_paused", "admin", False)
    every_door(life)
    life.double.put_on_list(life.people["payer"], False)
    every_door(life)
    assert ZERO not in life.double.twin.money.listed


listed_payers.policy = 1

SHARE_WALKS = (
    *(shares_are_the_merchants_word, shares_and_the_whole, coins_of_shares, money_of_others, doors_have_the_same_terms),
    *(listed_payers, permits, authorizations, authorizations_of_whom, authorizations_of_odd_tokens, shares_refused),
)
