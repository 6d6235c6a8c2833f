import ape
import pytest

CANCEL = [{"name": "payment_id", "type": "bytes32"}, {"name": "deadline", "type": "uint256"}]
DAY = 86_400


@pytest.fixture
def cancellation(gateway, chain, invoice, merchant, sign):
    """An invoice, a deadline, and a signature to cancel the one before the other."""

    def make(signer=merchant, terms=None, **domain):
        terms = terms or invoice()
        deadline = chain.pending_timestamp + DAY
        message = {"payment_id": gateway.payment_id(terms), "deadline": deadline}
        return terms, deadline, sign(signer, message, "CancelPayment", CANCEL, **domain)

    return make


@pytest.mark.parametrize("sender", ["stranger", "payer", "invoice_signer", "admin", "payout"])
def test_reverts_for_others_than_the_merchant(gateway, invoice, request, sender):
    with ape.reverts("gateway: not the merchant"):
        gateway.cancel_payment(invoice(), sender=request.getfixturevalue(sender))


def test_reverts_when_merchant_is_not_registered(gateway, invoice, stranger):
    with ape.reverts("merchants: not registered"):
        gateway.cancel_payment(invoice(merchant=stranger), sender=stranger)


def test_reverts_when_paid(gateway, paid, merchant):
    with ape.reverts("payments: invoice already paid"):
        gateway.cancel_payment(paid(), sender=merchant)


def test_reverts_when_cancelled(gateway, invoice, merchant):
    terms = invoice()
    gateway.cancel_payment(terms, sender=merchant)
    with ape.reverts("payments: invoice cancelled"):
        gateway.cancel_payment(terms, sender=merchant)


def test_cancels_while_paused_and_after_expiry(gateway, invoice, merchant, admin, at):
    gateway.set_paused(True, sender=admin)
    terms = invoice()
    at(terms["valid_until"] + 1)
    gateway.cancel_payment(terms, sender=merchant)
    assert gateway.payment(gateway.payment_id(terms))[0] == 3


@pytest.mark.parametrize("requested", [False, True])
def test_cancels_and_logs(gateway, invoice, merchant, only_event, requested):
    terms = invoice()
    if requested:
        gateway.request_payment(terms, sender=merchant)
    receipt = gateway.cancel_payment(terms, sender=merchant)
    assert only_event(receipt, gateway.PaymentCancelled) == {
        "payment_id": gateway.payment_id(terms),
        "merchant": merchant,
        "number": 2 if requested else 1,
    }
    assert gateway.payment(gateway.payment_id(terms))[0] == 3


@pytest.mark.parametrize("late", [0, 1])
def test_by_signature_reverts_from_the_deadline_on(gateway, cancellation, relayer, at, late):
    terms, deadline, signature = cancellation()
    at(deadline + late)
    with ape.reverts("relayed: signature expired"):
        gateway.cancel_payment_by_signature(terms, deadline, signature, sender=relayer)


@pytest.mark.parametrize("signer", ["invoice_signer", "stranger", "payer", "relayer"])
def test_by_signature_reverts_for_others_than_the_merchant(gateway, cancellation, relayer, request, signer):
    with ape.reverts("relayed: bad signature"):
        gateway.cancel_payment_by_signature(*cancellation(request.getfixturevalue(signer)), sender=relayer)


@pytest.mark.parametrize("domain", [{"chainId": 1}, {"verifyingContract": "0x" + "22" * 20}])
def test_by_signature_reverts_for_another_domain(gateway, cancellation, relayer, domain):
    with ape.reverts("relayed: bad signature"):
        gateway.cancel_payment_by_signature(*cancellation(**domain), sender=relayer)


def test_by_signature_reverts_for_another_invoice_or_deadline(gateway, cancellation, invoice, relayer):
    terms, deadline, signature = cancellation()
    with ape.reverts("relayed: bad signature"):
        gateway.cancel_payment_by_signature(invoice(), deadline, signature, sender=relayer)
    with ape.reverts("relayed: bad signature"):
        gateway.cancel_payment_by_signature(terms, deadline + 1, signature, sender=relayer)


def test_by_signature_reverts_for_the_invoices_own_signature(gateway, issue, chain, relayer):
    terms, signature = issue()
    with ape.reverts("relayed: bad signature"):
        gateway.cancel_payment_by_signature(terms, chain.pending_timestamp + DAY, signature, sender=relayer)


def test_by_signature_cannot_be_replayed(gateway, cancellation, relayer):
    signed = cancellation()
    gateway.cancel_payment_by_signature(*signed, sender=relayer)
    with ape.reverts("payments: invoice cancelled"):
        gateway.cancel_payment_by_signature(*signed, sender=relayer)


def test_by_signature_cancels_one_second_before_the_deadline(gateway, cancellation, relayer, at, only_event):
    terms, deadline, signature = cancellation()
    at(deadline - 1)
    receipt = gateway.cancel_payment_by_signature(terms, deadline, signature, sender=relayer)
    assert only_event(receipt, gateway.PaymentCancelled)["payment_id"] == gateway.payment_id(terms)


def test_by_signature_cancels_for_64_bytes(gateway, cancellation, relayer):
    for _ in range(4):
        terms, deadline, signature = cancellation()
        vs = int.from_bytes(signature[32:64], "big") | ((signature[64] - 27) << 255)
        short = signature[:32] + vs.to_bytes(32, "big")
        gateway.cancel_payment_by_signature(terms, deadline, short, sender=relayer)
        assert gateway.payment(gateway.payment_id(terms))[0] == 3


@pytest.mark.parametrize("answer, accepted", [(1, True), (2, False), (3, False), (4, False), (5, False), (6, False)])
def test_by_signature_asks_a_wallet(gateway, chain, invoice, wallet, deployer, payout, relayer, answer, accepted):
    wallet.execute(gateway, 0, gateway.register_merchant.encode_input(payout, payout), sender=deployer)
    wallet.setAnswer(answer, sender=deployer)
    call = (invoice(merchant=wallet), chain.pending_timestamp + DAY, bytes(300))
    if accepted:
        gateway.cancel_payment_by_signature(*call, sender=relayer)
    else:
        with ape.reverts("relayed: bad signature"):
            gateway.cancel_payment_by_signature(*call, sender=relayer, gas_limit=3_000_000)
