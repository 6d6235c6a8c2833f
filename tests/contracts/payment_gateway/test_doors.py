import ape
import pytest

ZERO = "0x" + "00" * 20
DOLLAR = 10**6
DOORS = ("pay", "pay_split", "pay_for", "pay_with_permit", "pay_with_authorization")
NOT_ISSUED = "gateway: not issued by merchant"
ONE, OTHER = "0xA0a0a0A0A0A0a0a0A0A0a0A0a0A0a0A0A0A0a0a0", "0xA1A1a1a1A1A1A1A1A1a1a1a1a1a1A1A1a1A1a1a1"
N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


def compact(signature):
    """EIP-2098."""
    vs = int.from_bytes(signature[32:64], "big") | ((signature[64] - 27) << 255)
    return signature[:32] + vs.to_bytes(32, "big")


def high_s(signature):
    """The other signature of the same key over the same digest, with s in the upper half."""
    s = N - int.from_bytes(signature[32:64], "big")
    return signature[:32] + s.to_bytes(32, "big") + bytes([55 - signature[64]])


@pytest.mark.parametrize("late", [0, 1])
def test_reverts_from_valid_until_on(enter, issue, at, door, late):
    terms, signature = issue()
    at(terms["valid_until"] + late)
    with ape.reverts("gateway: invoice expired"):
        enter(door, terms, signature)


def test_pays_one_second_before_valid_until(enter, funded, issue, at, door):
    terms, signature = issue()
    at(terms["valid_until"] - 1)
    enter(door, terms, signature)
    assert funded.is_paid(funded.payment_id(terms))


@pytest.mark.parametrize("second", DOORS)
def test_settles_once_through_any_two_doors(enter, issue, dollar, payer, door, second):
    terms, signature = issue()
    enter(door, terms, signature)
    before = dollar.balanceOf(payer)
    with ape.reverts("payments: invoice already paid"):
        enter(second, terms, signature)
    assert dollar.balanceOf(payer) == before


def test_reverts_when_cancelled(enter, funded, issue, merchant, door):
    terms, signature = issue()
    funded.cancel_payment(terms, sender=merchant)
    with ape.reverts("payments: invoice cancelled"):
        enter(door, terms, signature)


@pytest.mark.parametrize(
    "changes, reason",
    [
        ({"payer": "0x" + "11" * 20}, "gateway: not the payer"),
        ({"amount": 0}, "gateway: amount out of range"),
        ({"amount": 2**240 + 1}, "gateway: amount out of range"),
        ({"token": "0x" + "33" * 20}, "gateway: token has no code"),
        ({"max_fee_bps": 49}, "gateway: fee above signed cap"),
    ],
)
def test_reverts_for_terms_that_cannot_be_paid(enter, funded, issue, door, changes, reason):
    terms, signature = issue(**changes)
    with ape.reverts(reason):
        enter(door, terms, signature)
    assert not funded.is_paid(funded.payment_id(terms))


def test_reverts_when_merchant_is_not_registered(enter, issue, stranger, door):
    terms, signature = issue(signer=stranger, merchant=stranger)
    with ape.reverts("merchants: not registered"):
        enter(door, terms, signature)


@pytest.mark.parametrize(
    "signer, domain",
    [
        ("payer", {}),
        ("payout", {}),
        ("admin", {}),
        ("merchant", {"chainId": 1}),
        ("merchant", {"verifyingContract": "0x" + "22" * 20}),
        ("merchant", {"name": "Counterfoil Escrow"}),
    ],
)
def test_reverts_when_the_merchant_did_not_issue_it(enter, invoice, sign, request, door, signer, domain):
    terms = invoice()
    with ape.reverts(NOT_ISSUED):
        enter(door, terms, sign(request.getfixturevalue(signer), terms, **domain))


@pytest.mark.parametrize(
    "field, other",
    [
        ("amount", 25_000_001),
        ("max_fee_bps", 99),
        ("valid_until", 2**40),
        ("refund_until", 2**40),
        ("reference", b"\2" * 32),
        ("salt", b"\3" * 32),
    ],
)
def test_reverts_when_a_field_was_changed(enter, issue, door, field, other):
    terms, signature = issue()
    with ape.reverts(NOT_ISSUED):
        enter(door, terms | {field: other}, signature)


def test_reverts_when_paused(enter, funded, issue, admin, dollar, payer, door):
    terms, signature = issue()
    funded.set_paused(True, sender=admin)
    before = dollar.balanceOf(payer)
    with ape.reverts("policy: paused"):
        enter(door, terms, signature)
    assert dollar.balanceOf(payer) == before


@pytest.mark.parametrize("door", DOORS[1:])
def test_reverts_when_shares_come_along(enter, issue, stranger, door):
    terms, signature = issue()
    with ape.reverts("splits: not in the invoice"):
        enter(door, terms, signature, shares=[(stranger.address, 1)])


@pytest.mark.parametrize("door", DOORS[1:])
def test_reverts_for_shares_that_are_not_the_merchants_word(
    enter, funded, issue_shared, merchant, invoice_signer, payer, dollar, door
):
    terms, shares, signature = issue_shared((ONE, 2_000), signer=invoice_signer)
    with ape.reverts("gateway: splits not approved"):
        enter(door, terms, signature, shares=shares)
    funded.approve_splits(terms["splits_hash"], True, sender=merchant)
    for others in ([], [(ONE, 2_001)], shares * 2):
        with ape.reverts("splits: not those of the invoice"):
            enter(door, terms, signature, shares=others)
    assert dollar.balanceOf(payer) == 10_000 * DOLLAR
    enter(door, terms, signature, shares=shares)


@pytest.mark.parametrize("door", DOORS[1:])
def test_shares_exactly_and_credits_whom_the_token_refuses(enter, funded, issue_shared, hostile, deployer, door):
    """One share is whole, one cannot be paid; with an authorization, which the hostile token lacks, both are whole."""
    blocked = door != "pay_with_authorization"
    hostile.list(OTHER, True, sender=deployer)
    changes = {"token": hostile} if blocked else {}
    terms, shares, signature = issue_shared((ONE, 2_000), (OTHER, 3_333), **changes)
    receipt = enter(door, terms, signature, shares=shares)
    paid = [log.amount for log in receipt.decode_logs(funded.SplitPaid)]
    assert paid == [4_975_000, 8_290_837]
    assert funded.credit(OTHER, hostile) == (8_290_837 if blocked else 0)
    assert len(receipt.decode_logs(funded.CreditIncreased)) == blocked


@pytest.mark.parametrize("form", [compact, high_s, lambda signature: compact(high_s(signature))])
def test_takes_a_keys_signature_in_64_bytes_and_never_the_other_one(enter, funded, issue, door, form):
    terms, signature = issue()
    if form is compact:
        enter(door, terms, compact(signature))
        assert funded.is_paid(funded.payment_id(terms))
    else:
        with ape.reverts(NOT_ISSUED):
            enter(door, terms, form(signature))


@pytest.mark.parametrize("length", [0, 64, 65, 300, 2_048])
def test_asks_a_merchants_wallet(enter, funded, invoice, wallet, payout, deployer, door, length):
    wallet.execute(funded, 0, funded.register_merchant.encode_input(payout, ZERO), sender=deployer)
    terms, signature = invoice(merchant=wallet), b"\xf0" * length
    with ape.reverts(NOT_ISSUED):
        enter(door, terms, signature)
    wallet.approve(funded.payment_id(terms), signature, sender=deployer)
    enter(door, terms, signature)
    assert funded.is_paid(funded.payment_id(terms))


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("verb", ["pay_split", "pay_for"])
def test_reverts_when_native_coin_comes_with_a_token(funded, issue, issue_shared, payer, stranger, verb, shared):
    terms, shares, signature = issue_shared((stranger, 1))
    if not shared:
        (terms, signature), shares = issue(), []
    rest = [payer] if verb == "pay_for" else []
    with ape.reverts("gateway: wrong native value"):
        getattr(funded, verb)(terms, shares, signature, *rest, sender=payer, value=1)


@pytest.mark.parametrize("how", ["requested", "signer"])
def test_pays_what_was_requested_or_signed_by_the_invoice_signer(
    enter, funded, issue, merchant, invoice_signer, door, how
):
    terms, signature = issue(signer=invoice_signer)
    if how == "requested":
        signature = b""
        funded.request_payment(terms, sender=merchant)
    enter(door, terms, signature)
    assert funded.is_paid(funded.payment_id(terms))


def test_does_the_same_through_each_door(
    enter, funded, issue, dollar, payer, relayer, merchant, payout, fee_receiver, only_event, door
):
    terms, signature = issue(payer=payer)
    before = dollar.balanceOf(payer)
    receipt = enter(door, terms, signature)
    assert only_event(receipt, funded.PaymentCompleted) == {
        "payment_id": funded.payment_id(terms),
        "merchant": merchant,
        "payer": payer,
        "number": 1,
        "token": dollar,
        "amount": 25 * DOLLAR,
        "fee": 125_000,
        "payout": payout,
        "reference": terms["reference"],
    }
    assert tuple(funded.payment(funded.payment_id(terms))) == (2, payer, receipt.timestamp, 0)
    assert before - dollar.balanceOf(payer) == 25 * DOLLAR
    assert (dollar.balanceOf(payout), dollar.balanceOf(fee_receiver)) == (24_875_000, 125_000)
    assert dollar.balanceOf(funded) == dollar.balanceOf(relayer) == 0
    assert funded.merchant(merchant).number == 1
