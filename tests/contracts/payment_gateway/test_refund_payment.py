import ape
import pytest

NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
DOLLAR = 10**6
ETHER = 10**18
SENTINEL = 2**56 - 1
RETURNS_FALSE, TAKES_A_FEE = 1, 7


@pytest.mark.parametrize("sender", ["stranger", "payer", "invoice_signer", "admin", "payout"])
def test_reverts_for_others_than_the_merchant(gateway, paid, request, sender):
    with ape.reverts("gateway: not the merchant"):
        gateway.refund_payment(paid(), 1, sender=request.getfixturevalue(sender))


@pytest.mark.parametrize("status", ["unknown", "requested", "cancelled"])
def test_reverts_when_not_paid(gateway, invoice, merchant, status):
    terms = invoice()
    if status == "requested":
        gateway.request_payment(terms, sender=merchant)
    if status == "cancelled":
        gateway.cancel_payment(terms, sender=merchant)
    with ape.reverts("gateway: invoice not paid"):
        gateway.refund_payment(terms, 1, sender=merchant)


@pytest.mark.parametrize("late", [0, 1])
def test_reverts_from_refund_until_on(gateway, paid, merchant, at, late):
    terms = paid()
    at(terms["refund_until"] + late)
    with ape.reverts("gateway: refund window closed"):
        gateway.refund_payment(terms, 1, sender=merchant)


def test_reverts_when_amount_is_zero(gateway, paid, merchant):
    with ape.reverts("gateway: amount is zero"):
        gateway.refund_payment(paid(), 0, sender=merchant)


@pytest.mark.parametrize("amount", [25 * DOLLAR + 1, 2**256 - 1])
def test_reverts_above_the_payment(gateway, paid, merchant, amount):
    with ape.reverts("gateway: refunds above payment"):
        gateway.refund_payment(paid(), amount, sender=merchant)


def test_reverts_when_all_refunds_together_are_above_the_payment(gateway, paid, merchant):
    terms = paid()
    gateway.refund_payment(terms, 10 * DOLLAR, sender=merchant)
    with ape.reverts("gateway: refunds above payment"):
        gateway.refund_payment(terms, 15 * DOLLAR + 1, sender=merchant)
    gateway.refund_payment(terms, 15 * DOLLAR, sender=merchant)
    with ape.reverts("gateway: refunds above payment"):
        gateway.refund_payment(terms, 1, sender=merchant)


def test_reverts_when_merchant_is_the_payer(gateway, funded, issue, merchant):
    terms, signature = issue()
    funded.pay(terms, signature, sender=merchant)
    with ape.reverts("gateway: merchant is the payer"):
        gateway.refund_payment(terms, 1, sender=merchant)


def test_reverts_when_native_coin_comes_with_a_token_refund(gateway, paid, merchant):
    with ape.reverts("gateway: wrong native value"):
        gateway.refund_payment(paid(), DOLLAR, sender=merchant, value=1)


@pytest.mark.parametrize("value", [0, ETHER - 1, ETHER + 1])
def test_reverts_when_the_value_is_not_the_amount(gateway, paid, merchant, value):
    terms = paid(value=2 * ETHER, token=NATIVE, amount=2 * ETHER)
    with ape.reverts("gateway: wrong native value"):
        gateway.refund_payment(terms, ETHER, sender=merchant, value=value)


def test_reverts_when_the_payer_is_listed(gateway, paid, merchant, payer, hostile, deployer):
    terms = paid(token=hostile)
    hostile.list(payer, True, sender=deployer)
    with ape.reverts("listed"):
        gateway.refund_payment(terms, DOLLAR, sender=merchant)


@pytest.mark.parametrize(
    "manner, reason",
    [(RETURNS_FALSE, "intake: token refused transfer"), (TAKES_A_FEE, "intake: token moved other amount")],
)
def test_reverts_when_the_payer_would_not_get_the_amount(gateway, paid, merchant, hostile, deployer, manner, reason):
    terms = paid(token=hostile)
    hostile.setManner(manner, sender=deployer)
    with ape.reverts(reason):
        gateway.refund_payment(terms, DOLLAR, sender=merchant)


def test_refunds_whoever_paid(gateway, paid, merchant, payer, dollar):
    terms = paid()
    before = dollar.balanceOf(payer), dollar.balanceOf(merchant)
    gateway.refund_payment(terms, 10 * DOLLAR, sender=merchant)
    assert dollar.balanceOf(payer) - before[0] == 10 * DOLLAR
    assert before[1] - dollar.balanceOf(merchant) == 10 * DOLLAR


def test_refunds_one_second_before_refund_until_and_while_paused(gateway, paid, merchant, admin, at):
    terms = paid()
    gateway.set_paused(True, sender=admin)
    at(terms["refund_until"] - 1)
    gateway.refund_payment(terms, 25 * DOLLAR, sender=merchant)


def test_refunds_with_a_token_that_returns_nothing(gateway, paid, merchant, payer, silent):
    terms = paid(token=silent)
    before = silent.balanceOf(payer)
    gateway.refund_payment(terms, DOLLAR, sender=merchant)
    assert silent.balanceOf(payer) - before == DOLLAR


def test_refunds_native_coin(gateway, paid, merchant, payer):
    terms = paid(value=ETHER, token=NATIVE, amount=ETHER)
    before = payer.balance
    gateway.refund_payment(terms, ETHER, sender=merchant, value=ETHER)
    assert payer.balance - before == ETHER
    assert gateway.balance == 0


@pytest.mark.parametrize("receipt", [1, 2, 3])
def test_credits_a_payer_who_cannot_be_reached(gateway, issue, merchant, wallet, deployer, receipt):
    terms, signature = issue(token=NATIVE, amount=ETHER)
    wallet.execute(gateway, ETHER, gateway.pay.encode_input(terms, signature), sender=deployer)
    wallet.setReceipt(receipt, sender=deployer)
    gateway.refund_payment(terms, ETHER, sender=merchant, value=ETHER, gas_limit=1_000_000)
    assert gateway.credit(wallet, NATIVE) == gateway.balance == ETHER


def test_logs_the_refund_and_the_running_total(gateway, paid, merchant, payer, dollar, only_event):
    terms = paid()
    for number, total in ((2, 10 * DOLLAR), (3, 20 * DOLLAR)):
        receipt = gateway.refund_payment(terms, 10 * DOLLAR, sender=merchant)
        assert only_event(receipt, gateway.PaymentRefunded) == {
            "payment_id": gateway.payment_id(terms),
            "merchant": merchant,
            "payer": payer,
            "number": number,
            "token": dollar,
            "amount": 10 * DOLLAR,
            "refunded": total,
        }
        assert gateway.payment(gateway.payment_id(terms))[3] == total
    assert gateway.is_paid(gateway.payment_id(terms))


@pytest.mark.parametrize("first", [SENTINEL - 1, SENTINEL, SENTINEL + 1])
def test_keeps_totals_of_any_size(gateway, paid, merchant, payer, dollar, deployer, first):
    """Around the number that no longer fits beside payer and time, and far beyond it."""
    amount = 2**200
    for holder in (payer, merchant):
        dollar.mint(holder, amount, sender=deployer)
        dollar.approve(gateway, amount, sender=holder)
    terms = paid(amount=amount)
    payment_id = gateway.payment_id(terms)
    paid_at = gateway.payment(payment_id)[2]
    total = 0
    for part in (first, 1, amount - first - 1):
        gateway.refund_payment(terms, part, sender=merchant)
        total += part
        assert tuple(gateway.payment(payment_id)) == (2, payer, paid_at, total)
    with ape.reverts("gateway: refunds above payment"):
        gateway.refund_payment(terms, 1, sender=merchant)
