import ape
import pytest

NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
ETHER = 10**18
ACCEPTS, REVERTS, BURNS_GAS, FLOODS, CALLS = range(5)


@pytest.mark.parametrize("value", [0, ETHER - 1, ETHER + 1])
def test_reverts_when_the_value_is_not_the_amount(funded, issue, payer, value):
    terms, signature = issue(token=NATIVE, amount=ETHER)
    with ape.reverts("gateway: wrong native value"):
        funded.pay(terms, signature, sender=payer, value=value)


def test_pays_merchant_and_fee_receiver(funded, issue, payer, payout, fee_receiver):
    before = payout.balance, fee_receiver.balance
    terms, signature = issue(token=NATIVE, amount=ETHER)
    funded.pay(terms, signature, sender=payer, value=ETHER)
    fee = ETHER * 50 // 10_000
    assert (payout.balance - before[0], fee_receiver.balance - before[1]) == (ETHER - fee, fee)
    assert funded.balance == 0


def test_pays_when_the_payer_is_the_payout(funded, issue, payout, fee_receiver):
    before = fee_receiver.balance
    terms, signature = issue(token=NATIVE, amount=ETHER)
    funded.pay(terms, signature, sender=payout, value=ETHER)
    assert fee_receiver.balance - before == ETHER * 50 // 10_000


def test_sends_nothing_when_there_is_no_fee(funded, issue, payer, payout, admin, fee_receiver):
    funded.set_fee(0, sender=admin)
    before = payout.balance, fee_receiver.balance
    terms, signature = issue(token=NATIVE, amount=ETHER)
    funded.pay(terms, signature, sender=payer, value=ETHER)
    assert (payout.balance - before[0], fee_receiver.balance) == (ETHER, before[1])


@pytest.mark.parametrize("receipt", [REVERTS, BURNS_GAS, FLOODS])
def test_credits_a_merchant_who_cannot_be_reached(
    funded, issue, payer, fee_receiver, wallet, deployer, stranger, only_event, receipt
):
    wallet.setReceipt(receipt, sender=deployer)
    funded.register_merchant(wallet, stranger, sender=stranger)
    before = fee_receiver.balance
    terms, signature = issue(signer=stranger, merchant=stranger, token=NATIVE, amount=ETHER)
    logged = funded.pay(terms, signature, sender=payer, value=ETHER, gas_limit=1_000_000)
    net = ETHER - ETHER * 50 // 10_000
    assert only_event(logged, funded.CreditIncreased) == {
        "receiver": wallet,
        "token": NATIVE,
        "number": 1,
        "amount": net,
        "balance": net,
    }
    assert funded.credit(wallet, NATIVE) == funded.credits(NATIVE) == funded.balance == net
    assert fee_receiver.balance - before == ETHER - net


@pytest.mark.parametrize("receipt", [REVERTS, BURNS_GAS, FLOODS])
def test_credits_a_fee_receiver_who_cannot_be_reached(funded, issue, payer, payout, wallet, admin, deployer, receipt):
    wallet.setReceipt(receipt, sender=deployer)
    funded.set_fee_receiver(wallet, sender=admin)
    before = payout.balance
    terms, signature = issue(token=NATIVE, amount=ETHER)
    funded.pay(terms, signature, sender=payer, value=ETHER, gas_limit=1_000_000)
    fee = ETHER * 50 // 10_000
    assert payout.balance - before == ETHER - fee
    assert funded.credit(wallet, NATIVE) == fee == funded.balance


def test_locks_the_receiver_out_while_it_is_paid(funded, issue, payer, wallet, deployer, stranger):
    """The receiver tries a call that would be its right at any other time."""
    funded.register_merchant(wallet, stranger, sender=stranger)
    terms, signature = issue(signer=stranger, merchant=stranger, token=NATIVE, amount=ETHER)
    wallet.setReceipt(CALLS, sender=deployer)
    wallet.setCall(funded, funded.register_merchant.encode_input(wallet, wallet), sender=deployer)
    before = wallet.received()
    funded.pay(terms, signature, sender=payer, value=ETHER)
    assert not wallet.callSucceeded() and not funded.merchant(wallet).registered
    assert wallet.received() - before == ETHER - ETHER * 50 // 10_000


@pytest.mark.parametrize("gas", range(120_000, 260_000, 20_000))
def test_a_starved_push_never_becomes_a_credit(funded, issue, payer, wallet, deployer, stranger, gas):
    """Whatever gas the payer sends: the wallet gets the coin or the payment reverts."""
    funded.register_merchant(wallet, stranger, sender=stranger)
    terms, signature = issue(signer=stranger, merchant=stranger, token=NATIVE, amount=ETHER)
    try:
        funded.pay(terms, signature, sender=payer, value=ETHER, gas_limit=gas)
    except ape.exceptions.TransactionError:
        assert not funded.is_paid(funded.payment_id(terms))
    assert funded.credits(NATIVE) == 0


def test_reverts_when_native_coin_is_sent_for_nothing(funded, payer):
    with ape.reverts():
        payer.transfer(funded, 1)
