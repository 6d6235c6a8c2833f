import ape
import pytest

NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
DOLLAR = 10**6
REVERTS = 1
FEE_FROM_SENDER = 8
NOTHING = "fees: nothing to collect"
REFUSED = "fees: receiver was refused"


@pytest.fixture(scope="module")
def harness(harness_of, deployer, admin, fee_receiver, hostile):
    """With ten ether and a thousand hostile dollars."""
    made = harness_of("Fees", admin, fee_receiver)
    deployer.transfer(made, "10 ether")
    hostile.mint(made, 1_000 * DOLLAR, sender=deployer)
    return made


@pytest.mark.parametrize("fee", [0, 1])
def test_reverts_when_there_is_only_the_unit_left_behind(harness, hostile, deployer, stranger, fee):
    harness.add(hostile, fee, sender=deployer)
    with ape.reverts(NOTHING):
        harness.collect_fees(hostile, sender=stranger)


def test_reverts_a_second_time(harness, hostile, deployer, stranger):
    harness.add(hostile, DOLLAR, sender=deployer)
    harness.collect_fees(hostile, sender=stranger)
    with ape.reverts(NOTHING):
        harness.collect_fees(hostile, sender=stranger)


def test_reverts_when_the_receiver_is_refused_and_keeps_them(harness, hostile, deployer, admin, fee_receiver, stranger):
    harness.add(hostile, DOLLAR, sender=deployer)
    hostile.list(fee_receiver, True, sender=deployer)
    with ape.reverts(REFUSED):
        harness.collect_fees(hostile, sender=stranger)
    assert harness.accrued_fees(hostile) == DOLLAR
    harness.set_fee_receiver(stranger, sender=admin)
    harness.collect_fees(hostile, sender=stranger)
    assert hostile.balanceOf(stranger) == DOLLAR - 1


def test_reverts_when_coins_are_refused(harness, wallet, deployer, admin, stranger):
    wallet.setReceipt(REVERTS, sender=deployer)
    harness.set_fee_receiver(wallet, sender=admin)
    harness.add(NATIVE, 10, sender=deployer)
    with ape.reverts(REFUSED):
        harness.collect_fees(NATIVE, sender=stranger)


def test_reverts_when_the_token_eats_what_is_others(harness, hostile, deployer, stranger):
    harness.add(hostile, DOLLAR, sender=deployer)
    hostile.setManner(FEE_FROM_SENDER, sender=deployer)
    with ape.reverts("payout: token moved other amount"):
        harness.collect_fees(hostile, sender=stranger)


def test_sends_all_but_a_unit_to_the_receiver_of_now(harness, hostile, deployer, fee_receiver, stranger, only_event):
    harness.add(hostile, DOLLAR, sender=deployer)
    harness.add(hostile, 5, sender=deployer)
    receipt = harness.collect_fees(hostile, sender=stranger)
    told = only_event(receipt, harness.FeesCollected)
    assert told == {"fee_receiver": fee_receiver, "token": hostile, "number": 1, "amount": DOLLAR + 4}
    assert hostile.balanceOf(fee_receiver) == DOLLAR + 4
    assert (harness.accrued_fees(hostile), harness.credit_number()) == (1, 1)


def test_the_unit_counts_when_more_comes(harness, hostile, deployer, fee_receiver, stranger, only_event):
    for fee, number in ((DOLLAR, 1), (1, 2), (7, 3)):
        harness.add(hostile, fee, sender=deployer)
        receipt = harness.collect_fees(hostile, sender=stranger)
        told = only_event(receipt, harness.FeesCollected)
        assert (told["number"], told["amount"]) == (number, fee - 1 if number == 1 else fee)
    assert hostile.balanceOf(fee_receiver) == DOLLAR + 7


def test_tokens_are_kept_apart(harness, hostile, deployer, fee_receiver, stranger):
    harness.add(hostile, DOLLAR, sender=deployer)
    harness.add(NATIVE, 100, sender=deployer)
    before = fee_receiver.balance
    harness.collect_fees(NATIVE, sender=stranger)
    assert fee_receiver.balance == before + 99
    assert (harness.accrued_fees(hostile), harness.accrued_fees(NATIVE)) == (DOLLAR, 1)
