"""The wallet as a merchant of the PaymentGateway: registered, issuing invoices, paid, refunding and cancelling."""

import ape
import pytest
from wallet_hand import call
from wallet_words import FOREVER, NATIVE, NO_MEMO, ZERO, by_key, packed

DOLLAR = 10**6
PRICE, NET = 25 * DOLLAR, 24_875_000
UNISSUED = "gateway: not issued by merchant"


@pytest.fixture
def registered(gateway, hand, multisig, owners, dollar, payer, deployer):
    """A merchant that is its own payout; the payer holds a hundred dollars and has approved the gateway."""
    hand.call([call(gateway.register_merchant, multisig, ZERO)], owners)
    dollar.mint(payer, 100 * DOLLAR, sender=deployer)
    dollar.approve(gateway, 100 * DOLLAR, sender=payer)
    return gateway


@pytest.fixture
def invoice(multisig, dollar):
    """What the wallet sells for 25 dollars; keywords change it."""

    def make(**changes):
        terms = {"merchant": multisig.address, "payer": ZERO, "token": dollar.address, "amount": PRICE}
        terms |= {"max_fee_bps": 100, "valid_until": FOREVER, "refund_until": FOREVER, "splits_hash": NO_MEMO}
        return terms | {"reference": NO_MEMO, "salt": b"\1" * 32} | changes

    return make


@pytest.fixture
def issue(hand, registered):
    """The wallet's signature of an invoice, by these owners."""

    def make(terms, owners):
        payment_id = bytes(registered.payment_id(terms))
        message = hand.digest("WalletMessage", {"digest": payment_id, "epoch": hand.wallet.wallet_terms().epoch})
        return packed(*(by_key(owner, message) for owner in owners))

    return make


def test_registers_by_its_owners_alone(gateway, hand, multisig, owners):
    with ape.reverts("multisig: too few approvals"):
        hand.call([call(gateway.register_merchant, multisig, ZERO)], owners[:2])
    hand.call([call(gateway.register_merchant, multisig, ZERO)], owners)
    assert gateway.merchant(multisig).payout == multisig


def test_an_invoice_of_too_few_is_none(registered, invoice, issue, owners, payer):
    for few in ([], owners[:1], owners[:2]):
        with ape.reverts(UNISSUED):
            registered.pay(invoice(), issue(invoice(), few), sender=payer)


def test_an_invoice_of_a_removed_owner_is_none(registered, invoice, issue, hand, owners, payer):
    signed = issue(invoice(), owners)
    hand.configure(hand.becomes(remove=[owners[2]], call_threshold=2), owners)
    with ape.reverts(UNISSUED):
        registered.pay(invoice(), signed, sender=payer)
    registered.pay(invoice(), issue(invoice(), owners[:2]), sender=payer)


def test_is_paid_for_a_signed_invoice(registered, invoice, issue, owners, payer, multisig, dollar):
    terms = invoice()
    before = dollar.balanceOf(multisig)
    registered.pay(terms, issue(terms, owners), sender=payer)
    assert registered.is_paid(registered.payment_id(terms))
    assert dollar.balanceOf(multisig) - before == NET


def test_is_paid_for_a_requested_invoice(registered, invoice, hand, owners, payer, multisig, dollar):
    terms = invoice()
    before = dollar.balanceOf(multisig)
    hand.call([call(registered.request_payment, terms)], owners)
    registered.pay(terms, b"", sender=payer)
    assert dollar.balanceOf(multisig) - before == NET


def test_is_paid_in_coins(registered, invoice, issue, owners, payer, multisig, only_event):
    terms = invoice(token=NATIVE, amount=10**18)
    before = multisig.balance
    receipt = registered.pay(terms, issue(terms, owners), sender=payer, value=10**18)
    assert multisig.balance - before == 10**18 * 9_950 // 10_000
    assert only_event(receipt, multisig.CoinsReceived)["sender"] == registered
    assert registered.credits(NATIVE) == 0


def test_refunds_in_one_proposal(registered, invoice, issue, hand, owners, payer, multisig, dollar):
    terms = invoice()
    registered.pay(terms, issue(terms, owners), sender=payer)
    paid = dollar.balanceOf(payer)
    steps = [call(dollar.approve, registered, PRICE), call(registered.refund_payment, terms, PRICE)]
    hand.call(steps, owners)
    assert dollar.balanceOf(payer) - paid == PRICE
    with ape.reverts("gateway: refunds above payment"):
        hand.call(steps, owners)


def test_refunds_coins(registered, invoice, issue, hand, owners, payer):
    terms = invoice(token=NATIVE, amount=10**18)
    registered.pay(terms, issue(terms, owners), sender=payer, value=10**18)
    paid = payer.balance
    hand.call([call(registered.refund_payment, terms, 10**18, value=10**18)], owners)
    assert payer.balance - paid == 10**18


def test_cancels(registered, invoice, issue, hand, owners, payer):
    terms = invoice()
    hand.call([call(registered.cancel_payment, terms)], owners)
    with ape.reverts("payments: invoice cancelled"):
        registered.pay(terms, issue(terms, owners), sender=payer)
