import ape
import pytest

NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
DOLLAR = 10**6
ETHER = 10**18
DAY = 86_400
EVERYTHING, NOTHING = 1, 2
REFUND = [
    {"name": "payment_id", "type": "bytes32"},
    {"name": "amount", "type": "uint256"},
    {"name": "refunded", "type": "uint256"},
    {"name": "deadline", "type": "uint256"},
]


@pytest.fixture
def refund(gateway, chain, merchant, sign):
    """Arguments of a signed refund; keywords change what is signed."""

    def make(terms, amount=10 * DOLLAR, signer=merchant, domain=None, **changes):
        payment_id = gateway.payment_id(terms)
        message = {
            "payment_id": payment_id,
            "amount": amount,
            "refunded": gateway.payment(payment_id)[3],
            "deadline": chain.pending_timestamp + DAY,
        }
        signature = sign(signer, message | changes, "RefundPayment", REFUND, **(domain or {}))
        return terms, amount, message["deadline"], signature

    return make


@pytest.mark.parametrize("late", [0, 1])
def test_reverts_from_the_deadline_on(gateway, paid, refund, relayer, at, late):
    signed = refund(paid())
    at(signed[2] + late)
    with ape.reverts("relayed: signature expired"):
        gateway.refund_payment_by_signature(*signed, sender=relayer)


@pytest.mark.parametrize("signer", ["invoice_signer", "payout", "payer", "admin", "relayer"])
def test_reverts_for_others_than_the_merchant(gateway, paid, refund, relayer, merchant, dollar, request, signer):
    with ape.reverts("relayed: bad signature"):
        gateway.refund_payment_by_signature(*refund(paid(), signer=request.getfixturevalue(signer)), sender=relayer)
    assert dollar.balanceOf(merchant) == 10_000 * DOLLAR


@pytest.mark.parametrize(
    "changes",
    [
        {"payment_id": b"\1" * 32},
        {"refunded": 1},
        {"deadline": 2**40},
        {"domain": {"chainId": 1}},
        {"domain": {"verifyingContract": "0x" + "22" * 20}},
    ],
)
def test_reverts_when_something_else_was_signed(gateway, paid, refund, relayer, changes):
    with ape.reverts("relayed: bad signature"):
        gateway.refund_payment_by_signature(*refund(paid(), **changes), sender=relayer)


@pytest.mark.parametrize("amount", [10 * DOLLAR - 1, 10 * DOLLAR + 1])
def test_reverts_for_another_amount(gateway, paid, refund, relayer, amount):
    terms, _, deadline, signature = refund(paid())
    with ape.reverts("relayed: bad signature"):
        gateway.refund_payment_by_signature(terms, amount, deadline, signature, sender=relayer)


def test_reverts_when_another_refund_came_first(gateway, paid, refund, merchant, relayer):
    terms = paid()
    signed = refund(terms)
    gateway.refund_payment(terms, 1, sender=merchant)
    with ape.reverts("relayed: bad signature"):
        gateway.refund_payment_by_signature(*signed, sender=relayer)


def test_cannot_be_replayed(gateway, paid, refund, relayer, merchant, dollar):
    signed = refund(paid())
    gateway.refund_payment_by_signature(*signed, sender=relayer)
    with ape.reverts("relayed: bad signature"):
        gateway.refund_payment_by_signature(*signed, sender=relayer)
    assert dollar.balanceOf(merchant) == 9_990 * DOLLAR


def test_reverts_for_native_coin(gateway, paid, refund, relayer):
    terms = paid(value=ETHER, token=NATIVE, amount=ETHER)
    with ape.reverts("gateway: coins need the merchant"):
        gateway.refund_payment_by_signature(*refund(terms), sender=relayer)


def test_reverts_when_not_paid(gateway, invoice, refund, relayer):
    with ape.reverts("gateway: invoice not paid"):
        gateway.refund_payment_by_signature(*refund(invoice()), sender=relayer)


@pytest.mark.parametrize("verb, refunded", [("request_payment", 1), ("cancel_payment", 3)])
def test_reverts_when_requested_or_cancelled(gateway, invoice, refund, merchant, relayer, verb, refunded):
    terms = invoice()
    getattr(gateway, verb)(terms, sender=merchant)
    for before in (0, refunded):
        with ape.reverts("gateway: invoice not paid"):
            gateway.refund_payment_by_signature(*refund(terms, refunded=before), sender=relayer)


@pytest.mark.parametrize(
    "amount, reason",
    [
        (0, "gateway: amount is zero"),
        (25 * DOLLAR + 1, "gateway: refunds above payment"),
        (2**256 - 1, "gateway: refunds above payment"),
    ],
)
def test_reverts_for_amounts_that_cannot_be_refunded(gateway, paid, refund, relayer, amount, reason):
    with ape.reverts(reason):
        gateway.refund_payment_by_signature(*refund(paid(), amount), sender=relayer)


@pytest.mark.parametrize("late", [0, 1])
def test_reverts_from_refund_until_on(gateway, paid, refund, chain, relayer, at, late):
    terms = paid(refund_until=chain.pending_timestamp + DAY // 2)
    signed = refund(terms)
    at(terms["refund_until"] + late)
    with ape.reverts("gateway: refund window closed"):
        gateway.refund_payment_by_signature(*signed, sender=relayer)


def test_reverts_when_merchant_is_the_payer(funded, issue, refund, merchant, relayer):
    terms, signature = issue()
    funded.pay(terms, signature, sender=merchant)
    with ape.reverts("gateway: merchant is the payer"):
        funded.refund_payment_by_signature(*refund(terms), sender=relayer)


def test_reverts_without_the_merchants_allowance(gateway, paid, refund, merchant, relayer, dollar):
    terms = paid()
    dollar.approve(gateway, 10 * DOLLAR - 1, sender=merchant)
    with ape.reverts(dollar.ERC20InsufficientAllowance):
        gateway.refund_payment_by_signature(*refund(terms), sender=relayer)
    assert gateway.payment(gateway.payment_id(terms))[3] == 0


def test_refunds_the_payer_from_the_merchant(
    gateway, paid, refund, merchant, payer, relayer, admin, dollar, at, only_event
):
    terms = paid()
    signed = refund(terms)
    gateway.set_paused(True, sender=admin)
    at(signed[2] - 1)
    receipt = gateway.refund_payment_by_signature(*signed, sender=relayer)
    assert only_event(receipt, gateway.PaymentRefunded) == {
        "payment_id": gateway.payment_id(terms),
        "merchant": merchant,
        "payer": payer,
        "number": 2,
        "token": dollar,
        "amount": 10 * DOLLAR,
        "refunded": 10 * DOLLAR,
    }
    assert (dollar.balanceOf(merchant), dollar.balanceOf(payer)) == (9_990 * DOLLAR, 9_985 * DOLLAR)
    assert dollar.balanceOf(relayer) == dollar.balanceOf(gateway) == 0


def test_refunds_in_parts(gateway, paid, refund, merchant, relayer):
    terms = paid()
    for total in (10 * DOLLAR, 20 * DOLLAR):
        gateway.refund_payment_by_signature(*refund(terms), sender=relayer)
        assert gateway.payment(gateway.payment_id(terms))[3] == total
    with ape.reverts("gateway: refunds above payment"):
        gateway.refund_payment_by_signature(*refund(terms), sender=relayer)


@pytest.mark.parametrize("answer, accepted", [(EVERYTHING, True), (NOTHING, False)])
def test_asks_a_wallet(funded, invoice, wallet, deployer, payer, payout, relayer, dollar, answer, accepted):
    wallet.execute(funded, 0, funded.register_merchant.encode_input(payout, payout), sender=deployer)
    wallet.execute(dollar, 0, dollar.approve.encode_input(funded, DOLLAR), sender=deployer)
    dollar.mint(wallet, DOLLAR, sender=deployer)
    terms = invoice(merchant=wallet)
    wallet.execute(funded, 0, funded.request_payment.encode_input(terms), sender=deployer)
    funded.pay(terms, b"", sender=payer)
    wallet.setAnswer(answer, sender=deployer)
    call = (terms, DOLLAR, 2**40, bytes(300))
    if accepted:
        funded.refund_payment_by_signature(*call, sender=relayer)
        assert (dollar.balanceOf(wallet), dollar.balanceOf(payer)) == (0, 9_976 * DOLLAR)
    else:
        with ape.reverts("relayed: bad signature"):
            funded.refund_payment_by_signature(*call, sender=relayer)
