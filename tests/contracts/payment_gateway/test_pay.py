import ape
import pytest

NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
DOLLAR = 10**6
LARGEST = 2**240


def test_reverts_when_paused(funded, issue, admin, payer):
    terms, signature = issue()
    funded.set_paused(True, sender=admin)
    with ape.reverts("policy: paused"):
        funded.pay(terms, signature, sender=payer)


def test_reverts_for_another_payer(funded, issue, payer, stranger):
    terms, signature = issue(payer=payer)
    with ape.reverts("gateway: not the payer"):
        funded.pay(terms, signature, sender=stranger)


@pytest.mark.parametrize("late", [0, 1])
def test_reverts_from_valid_until_on(funded, issue, payer, at, late):
    terms, signature = issue()
    at(terms["valid_until"] + late)
    with ape.reverts("gateway: invoice expired"):
        funded.pay(terms, signature, sender=payer)


def test_pays_one_second_before_valid_until(funded, issue, payer, at):
    terms, signature = issue()
    at(terms["valid_until"] - 1)
    funded.pay(terms, signature, sender=payer)
    assert funded.is_paid(funded.payment_id(terms))


@pytest.mark.parametrize("amount", [0, LARGEST + 1, 2**256 - 1])
def test_reverts_when_amount_out_of_range(funded, issue, payer, amount):
    terms, signature = issue(amount=amount)
    with ape.reverts("gateway: amount out of range"):
        funded.pay(terms, signature, sender=payer)


def test_pays_the_largest_amount(funded, issue, dollar, deployer, payer, payout, fee_receiver):
    dollar.mint(payer, LARGEST, sender=deployer)
    dollar.approve(funded, LARGEST, sender=payer)
    terms, signature = issue(amount=LARGEST)
    funded.pay(terms, signature, sender=payer)
    fee = LARGEST * 50 // 10_000
    assert (dollar.balanceOf(payout), dollar.balanceOf(fee_receiver)) == (LARGEST - fee, fee)


def test_reverts_when_invoice_has_splits(funded, issue, payer):
    terms, signature = issue(splits_hash=b"\1" * 32)
    with ape.reverts("gateway: invoice has splits"):
        funded.pay(terms, signature, sender=payer)


def test_reverts_when_merchant_is_not_registered(funded, issue, payer, stranger):
    terms, signature = issue(signer=stranger, merchant=stranger)
    with ape.reverts("merchants: not registered"):
        funded.pay(terms, signature, sender=payer)


def test_reverts_when_paid_already(funded, issue, payer, stranger, dollar, deployer):
    terms, signature = issue()
    funded.pay(terms, signature, sender=payer)
    for signed in (signature, b""):
        with ape.reverts("payments: invoice already paid"):
            funded.pay(terms, signed, sender=payer)


def test_reverts_when_cancelled(funded, issue, payer, merchant):
    terms, signature = issue()
    funded.cancel_payment(terms, sender=merchant)
    for signed in (signature, b""):
        with ape.reverts("payments: invoice cancelled"):
            funded.pay(terms, signed, sender=payer)


def test_reverts_when_fee_is_above_the_signed_cap(funded, issue, payer):
    terms, signature = issue(max_fee_bps=49)
    with ape.reverts("gateway: fee above signed cap"):
        funded.pay(terms, signature, sender=payer)


def test_pays_when_fee_equals_the_signed_cap(funded, issue, payer, dollar, fee_receiver):
    terms, signature = issue(max_fee_bps=50)
    funded.pay(terms, signature, sender=payer)
    assert dollar.balanceOf(fee_receiver) == 125_000


def test_reverts_when_payout_is_the_payer(funded, issue, payout, dollar, deployer):
    terms, signature = issue()
    dollar.mint(payout, 25 * DOLLAR, sender=deployer)
    dollar.approve(funded, 25 * DOLLAR, sender=payout)
    with ape.reverts("gateway: payer is the payout"):
        funded.pay(terms, signature, sender=payout)


def test_reverts_when_native_coin_comes_with_a_token_payment(funded, issue, payer):
    terms, signature = issue()
    with ape.reverts("gateway: wrong native value"):
        funded.pay(terms, signature, sender=payer, value=1)


def test_pays_when_payer_is_the_fee_receiver(funded, issue, fee_receiver, payout, dollar, deployer):
    terms, signature = issue()
    dollar.mint(fee_receiver, 25 * DOLLAR, sender=deployer)
    dollar.approve(funded, 25 * DOLLAR, sender=fee_receiver)
    funded.pay(terms, signature, sender=fee_receiver)
    assert (dollar.balanceOf(payout), dollar.balanceOf(fee_receiver)) == (24_875_000, 125_000)


def test_pays_when_payout_is_the_fee_receiver(funded, issue, payer, payout, dollar, admin):
    funded.set_fee_receiver(payout, sender=admin)
    terms, signature = issue()
    funded.pay(terms, signature, sender=payer)
    assert dollar.balanceOf(payout) == 25 * DOLLAR


@pytest.mark.parametrize(
    "amount, fee", [(1, 0), (199, 0), (200, 1), (399, 1), (400, 2), (10_001, 50), (25_000_199, 125_000)]
)
def test_rounds_the_fee_down(funded, issue, payer, payout, fee_receiver, dollar, only_event, amount, fee):
    terms, signature = issue(amount=amount)
    event = only_event(funded.pay(terms, signature, sender=payer), funded.PaymentCompleted)
    assert event["fee"] == fee
    assert (dollar.balanceOf(payout), dollar.balanceOf(fee_receiver)) == (amount - fee, fee)


def test_takes_no_fee_when_there_is_none(funded, issue, payer, payout, fee_receiver, dollar, admin):
    funded.set_fee(0, sender=admin)
    terms, signature = issue(max_fee_bps=0)
    funded.pay(terms, signature, sender=payer)
    assert (dollar.balanceOf(payout), dollar.balanceOf(fee_receiver)) == (25 * DOLLAR, 0)


def test_reverts_when_the_allowance_covers_only_the_merchants_part(funded, issue, payer, dollar):
    terms, signature = issue()
    dollar.approve(funded, 24_875_000, sender=payer)
    with ape.reverts():
        funded.pay(terms, signature, sender=payer)
    assert dollar.balanceOf(payer) == 10_000 * DOLLAR


def test_pays_the_old_payout_one_second_before_a_change_counts(funded, issue, payer, merchant, stranger, dollar, at):
    receipt = funded.set_payout(stranger, sender=merchant)
    terms, signature = issue(valid_until=receipt.timestamp + 10 * 86_400)
    at(receipt.timestamp + 86_400 - 1)
    funded.pay(terms, signature, sender=payer)
    assert dollar.balanceOf(stranger) == 0
    assert funded.merchant(merchant).proposed_payout == stranger


@pytest.mark.parametrize("late", [0, 1])
def test_pays_the_new_payout_from_its_time_on(funded, issue, payer, merchant, stranger, dollar, at, only_event, late):
    receipt = funded.set_payout(stranger, sender=merchant)
    terms, signature = issue(valid_until=receipt.timestamp + 10 * 86_400)
    at(receipt.timestamp + 86_400 + late)
    event = only_event(funded.pay(terms, signature, sender=payer), funded.PaymentCompleted)
    assert event["payout"] == stranger
    assert dollar.balanceOf(stranger) == 24_875_000
    after = funded.merchant(merchant)
    assert (after.payout, after.proposed_payout, after.payout_effective_at) == (stranger, "0x" + "00" * 20, 0)


def test_stores_payer_and_time(funded, issue, payer, at):
    terms, signature = issue()
    at(terms["valid_until"] - 100)
    funded.pay(terms, signature, sender=payer)
    assert tuple(funded.payment(funded.payment_id(terms))) == (2, payer, terms["valid_until"] - 100, 0)


def test_logs_the_payment_with_the_next_number(funded, issue, payer, merchant, payout, dollar, only_event):
    for number in (1, 2):
        terms, signature = issue(payer=payer)
        event = only_event(funded.pay(terms, signature, sender=payer), funded.PaymentCompleted)
        assert event == {
            "payment_id": funded.payment_id(terms),
            "merchant": merchant,
            "payer": payer,
            "number": number,
            "token": dollar,
            "amount": 25 * DOLLAR,
            "fee": 125_000,
            "payout": payout,
            "reference": terms["reference"],
        }
    assert funded.merchant(merchant).number == 2


def test_moves_the_amount_and_nothing_else(funded, issue, payer, payout, fee_receiver, dollar):
    terms, signature = issue()
    before = dollar.balanceOf(payer)
    funded.pay(terms, signature, sender=payer)
    assert before - dollar.balanceOf(payer) == 25 * DOLLAR
    assert (dollar.balanceOf(payout), dollar.balanceOf(fee_receiver)) == (24_875_000, 125_000)
    assert dollar.balanceOf(funded) == 0
