import ape
import pytest
from eth_account import Account

N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
ZERO = "0x" + "00" * 20
REFUSED = "gateway: not issued by merchant"
APPROVED, EVERYTHING, NOTHING, REVERTS, BURNS_GAS, FLOODS, SHORT, DIRTY_MAGIC = range(8)


def compact(signature):
    """EIP-2098."""
    vs = int.from_bytes(signature[32:64], "big") | ((signature[64] - 27) << 255)
    return signature[:32] + vs.to_bytes(32, "big")


def high_s(signature):
    """The other signature of the same key over the same digest, with s in the upper half."""
    s = N - int.from_bytes(signature[32:64], "big")
    return signature[:32] + s.to_bytes(32, "big") + bytes([55 - signature[64]])


@pytest.fixture
def wallet_invoice(wallet, gateway, deployer, invoice, payout):
    """An invoice whose merchant is a contract."""
    register = gateway.register_merchant.encode_input(payout, ZERO)
    wallet.execute(gateway, 0, register, sender=deployer)
    return invoice(merchant=wallet)


@pytest.mark.parametrize(
    "field, other",
    [
        ("payer", "0x" + "11" * 20),
        ("amount", 25_000_001),
        ("max_fee_bps", 99),
        ("valid_until", 2**40),
        ("refund_until", 2**40),
        ("reference", b"\2" * 32),
        ("salt", b"\3" * 32),
    ],
)
def test_reverts_when_a_field_was_changed(funded, issue, payer, field, other):
    terms, signature = issue(payer=payer if field == "payer" else ZERO)
    if field == "payer":
        other = ZERO
    with ape.reverts(REFUSED):
        funded.pay(terms | {field: other}, signature, sender=payer)


def test_reverts_when_the_token_was_changed(funded, issue, payer, silent):
    terms, signature = issue()
    with ape.reverts(REFUSED):
        funded.pay(terms | {"token": silent.address}, signature, sender=payer)


def test_reverts_when_the_merchant_was_changed(funded, issue, payer, stranger):
    terms, signature = issue()
    funded.register_merchant(stranger, ZERO, sender=stranger)
    with ape.reverts(REFUSED):
        funded.pay(terms | {"merchant": stranger.address}, signature, sender=payer)


@pytest.mark.parametrize("signed_by", ["payer", "stranger", "admin", "payout", "fee_receiver"])
def test_reverts_for_anybody_elses_signature(funded, issue, payer, request, signed_by):
    terms, signature = issue(signer=request.getfixturevalue(signed_by))
    with ape.reverts(REFUSED):
        funded.pay(terms, signature, sender=payer)


@pytest.mark.parametrize(
    "domain", [{"chainId": 1}, {"verifyingContract": "0x" + "22" * 20}, {"version": "2"}, {"name": "Other"}]
)
def test_reverts_for_another_domain(funded, invoice, sign, merchant, payer, domain):
    terms = invoice()
    with ape.reverts(REFUSED):
        funded.pay(terms, sign(merchant, terms, **domain), sender=payer)


def test_reverts_for_a_high_s(funded, issue, payer):
    terms, signature = issue()
    with ape.reverts(REFUSED):
        funded.pay(terms, high_s(signature), sender=payer)


def test_reverts_for_a_high_s_in_64_bytes(funded, issue, payer):
    terms, signature = issue()
    malleable = high_s(signature)
    with ape.reverts(REFUSED):
        funded.pay(terms, compact(malleable), sender=payer)


@pytest.mark.parametrize("v", [0, 1, 26, 29, 255])
def test_reverts_for_another_v(funded, issue, payer, v):
    terms, signature = issue()
    with ape.reverts(REFUSED):
        funded.pay(terms, signature[:64] + bytes([v]), sender=payer)


@pytest.mark.parametrize("length", [0, 1, 32, 63, 66, 2_048])
def test_reverts_for_other_lengths_of_a_keys_signature(funded, issue, payer, length):
    terms, signature = issue()
    with ape.reverts(REFUSED):
        funded.pay(terms, (signature + bytes(2_048))[:length], sender=payer)


def test_reverts_for_more_than_2048_bytes(funded, invoice, payer):
    terms = invoice()
    with ape.reverts():
        funded.pay(terms, bytes(2_049), sender=payer)


@pytest.mark.parametrize("length", [64, 65])
def test_reverts_for_a_signature_of_nobody_when_there_is_no_signer(funded, invoice, payer, stranger, length):
    funded.register_merchant(stranger, ZERO, sender=stranger)
    terms = invoice(merchant=stranger)
    with ape.reverts(REFUSED):
        funded.pay(terms, bytes(length), sender=payer)


def test_reverts_for_a_replaced_signer(funded, issue, payer, merchant, invoice_signer, stranger):
    terms, signature = issue(signer=invoice_signer)
    funded.set_invoice_signer(stranger, sender=merchant)
    with ape.reverts(REFUSED):
        funded.pay(terms, signature, sender=payer)


@pytest.mark.parametrize("form", [bytes, compact])
@pytest.mark.parametrize("signer", ["merchant", "invoice_signer"])
def test_pays_for_a_key_in_65_and_64_bytes(funded, invoice, sign, payer, request, signer, form):
    for _ in range(4):  # both parities of v, with all but certainty
        terms = invoice()
        signature = form(sign(request.getfixturevalue(signer), terms))
        funded.pay(terms, signature, sender=payer)
        assert funded.is_paid(funded.payment_id(terms))


@pytest.mark.parametrize("length", [0, 1, 64, 65, 96, 2_048])
def test_pays_for_a_wallets_signature_of_any_length(funded, wallet, wallet_invoice, deployer, payer, length):
    signature = bytes((7 * i + 27) % 256 for i in range(length))
    if length == 64:
        signature = b"\xf0" * 64
    with ape.reverts(REFUSED):
        funded.pay(wallet_invoice, signature, sender=payer)
    wallet.approve(funded.payment_id(wallet_invoice), signature, sender=deployer)
    funded.pay(wallet_invoice, signature, sender=payer)
    assert funded.is_paid(funded.payment_id(wallet_invoice))


@pytest.mark.parametrize("length", [64, 65, 130])
def test_pays_for_a_wallet_as_invoice_signer(funded, wallet, invoice, merchant, deployer, payer, length):
    funded.set_invoice_signer(wallet, sender=merchant)
    terms = invoice()
    wallet.approve(funded.payment_id(terms), b"\x1c" * length, sender=deployer)
    funded.pay(terms, b"\x1c" * length, sender=payer)
    assert funded.is_paid(funded.payment_id(terms))


@pytest.mark.parametrize("answer", [NOTHING, REVERTS, BURNS_GAS, FLOODS, SHORT, DIRTY_MAGIC])
@pytest.mark.parametrize("length", [64, 65, 100])
def test_reverts_when_a_wallet_does_not_clearly_say_yes(
    funded, wallet, wallet_invoice, deployer, payer, answer, length
):
    wallet.setAnswer(answer, sender=deployer)
    with ape.reverts(REFUSED):
        funded.pay(wallet_invoice, bytes(length), sender=payer, gas_limit=5_000_000)


@pytest.mark.parametrize("length", [64, 65, 100])
def test_asks_the_second_wallet_after_the_first_has_burned_its_share(
    funded, built, wallet, wallet_invoice, deployer, payer, length
):
    second = deployer.deploy(built.TestWallet)
    second.setAnswer(EVERYTHING, sender=deployer)
    wallet.setAnswer(BURNS_GAS, sender=deployer)
    wallet.execute(funded, 0, funded.set_invoice_signer.encode_input(second), sender=deployer)
    funded.pay(wallet_invoice, bytes(length), sender=payer, gas_limit=1_200_000)
    assert funded.is_paid(funded.payment_id(wallet_invoice))


def test_believes_a_wallet_that_says_yes_to_everything(funded, wallet, wallet_invoice, deployer, payer):
    wallet.setAnswer(EVERYTHING, sender=deployer)
    funded.pay(wallet_invoice, b"", sender=payer)
    assert funded.is_paid(funded.payment_id(wallet_invoice))


def test_pays_without_signature_when_requested(funded, invoice, merchant, payer):
    terms = invoice()
    funded.request_payment(terms, sender=merchant)
    funded.pay(terms, b"", sender=payer)
    assert funded.is_paid(funded.payment_id(terms))


def test_ignores_the_signature_when_requested(funded, invoice, merchant, payer):
    for length in (64, 65, 100):
        terms = invoice()
        funded.request_payment(terms, sender=merchant)
        funded.pay(terms, bytes(length), sender=payer)
        assert funded.is_paid(funded.payment_id(terms))


def test_agrees_with_eth_account_about_who_signed(funded, issue, merchant):
    terms, signature = issue()
    digest = funded.payment_id(terms)
    assert Account._recover_hash(digest, signature=signature) == merchant
