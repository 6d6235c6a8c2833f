import ape
import pytest

NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
ZERO = "0x" + "00" * 20


def test_reverts_when_paused(gateway, invoice, merchant, admin):
    gateway.set_paused(True, sender=admin)
    with ape.reverts("policy: paused"):
        gateway.request_payment(invoice(), sender=merchant)


@pytest.mark.parametrize("sender", ["stranger", "payer", "invoice_signer", "admin", "payout"])
def test_reverts_for_others_than_the_merchant(gateway, invoice, request, sender):
    with ape.reverts("gateway: not the merchant"):
        gateway.request_payment(invoice(), sender=request.getfixturevalue(sender))


@pytest.mark.parametrize("late", [0, 1])
def test_reverts_from_valid_until_on(gateway, invoice, merchant, at, late):
    terms = invoice()
    at(terms["valid_until"] + late)
    with ape.reverts("gateway: invoice expired"):
        gateway.request_payment(terms, sender=merchant)


def test_requests_one_second_before_valid_until(gateway, invoice, merchant, at):
    terms = invoice()
    at(terms["valid_until"] - 1)
    gateway.request_payment(terms, sender=merchant)


@pytest.mark.parametrize("amount", [0, 2**240 + 1, 2**256 - 1])
def test_reverts_when_amount_out_of_range(gateway, invoice, merchant, amount):
    with ape.reverts("gateway: amount out of range"):
        gateway.request_payment(invoice(amount=amount), sender=merchant)


@pytest.mark.parametrize("token", [ZERO, "0x" + "33" * 20])
def test_reverts_when_token_has_no_code(gateway, invoice, merchant, token):
    with ape.reverts("gateway: token has no code"):
        gateway.request_payment(invoice(token=token), sender=merchant)


def test_reverts_when_merchant_is_not_registered(gateway, invoice, stranger):
    with ape.reverts("merchants: not registered"):
        gateway.request_payment(invoice(merchant=stranger), sender=stranger)


def test_reverts_when_requested_already(gateway, invoice, merchant):
    terms = invoice()
    gateway.request_payment(terms, sender=merchant)
    with ape.reverts("gateway: already requested"):
        gateway.request_payment(terms, sender=merchant)


def test_reverts_when_paid(gateway, paid, merchant):
    with ape.reverts("payments: invoice already paid"):
        gateway.request_payment(paid(), sender=merchant)


def test_reverts_when_cancelled(gateway, invoice, merchant):
    terms = invoice()
    gateway.cancel_payment(terms, sender=merchant)
    with ape.reverts("payments: invoice cancelled"):
        gateway.request_payment(terms, sender=merchant)


@pytest.mark.parametrize("changes", [{}, {"token": NATIVE}, {"splits_hash": b"\1" * 32}])
def test_announces_the_full_terms(gateway, invoice, merchant, payer, only_event, changes):
    terms = invoice(payer=payer, **changes)
    event = only_event(gateway.request_payment(terms, sender=merchant), gateway.PaymentRequested)
    assert event.pop("payment_id") == gateway.payment_id(terms)
    assert event.pop("number") == 1
    assert event == terms
    assert gateway.payment(gateway.payment_id(terms))[0] == 1
    assert not gateway.is_paid(gateway.payment_id(terms))


def test_changes_nothing_about_an_announced_payout(gateway, invoice, merchant, stranger, payout):
    gateway.set_payout(stranger, sender=merchant)
    gateway.request_payment(invoice(), sender=merchant)
    terms = gateway.merchant(merchant)
    assert (terms.payout, terms.proposed_payout, terms.number) == (payout, stranger, 1)
