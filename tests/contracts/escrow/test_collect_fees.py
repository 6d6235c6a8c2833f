import ape
import pytest
from deal_terms import ALL, AMOUNT, FEE, NATIVE

RETURNS_FALSE, MOVES_NOTHING, FEE_FROM_SENDER, PAUSED = 1, 6, 8, 9
FLOODS_AND_REVERTS = 2
REVERTS = 1


@pytest.fixture
def earned(escrow, held, depositor):
    """A release whose fee is kept; returns nothing but the kept fee."""

    def make(token, **changes):
        escrow.release(held(token=token, **changes), ALL, sender=depositor)
        return escrow.accrued_fees(token)

    return make


def test_reverts_when_nothing_is_kept(escrow, dollar, stranger):
    for token in (dollar, NATIVE):
        with ape.reverts("fees: nothing to collect"):
            escrow.collect_fees(token, sender=stranger)


def test_reverts_when_only_the_last_unit_is_kept(escrow, earned, dollar, stranger):
    assert earned(dollar, amount=200) == 1
    with ape.reverts("fees: nothing to collect"):
        escrow.collect_fees(dollar, sender=stranger)
    assert earned(dollar, amount=200) == 2
    escrow.collect_fees(dollar, sender=stranger)
    assert escrow.accrued_fees(dollar) == 1


@pytest.mark.parametrize("manner", [RETURNS_FALSE, PAUSED])
def test_reverts_when_the_token_refuses(escrow, earned, hostile, stranger, deployer, manner):
    earned(hostile)
    hostile.setManner(manner, sender=deployer)
    with ape.reverts("fees: receiver was refused"):
        escrow.collect_fees(hostile, sender=stranger)
    assert escrow.accrued_fees(hostile) == FEE


def test_reverts_when_the_receiver_is_listed_until_there_is_another(
    escrow, earned, hostile, fee_receiver, outsider, admin, stranger, deployer
):
    earned(hostile)
    hostile.list(fee_receiver, True, sender=deployer)
    with ape.reverts("fees: receiver was refused"):
        escrow.collect_fees(hostile, sender=stranger)
    escrow.set_fee_receiver(outsider, sender=admin)
    escrow.collect_fees(hostile, sender=stranger)
    assert hostile.balanceOf(outsider) == FEE - 1


@pytest.mark.parametrize("manner", [MOVES_NOTHING, FEE_FROM_SENDER])
def test_reverts_when_the_token_takes_another_amount(escrow, earned, held, hostile, stranger, deployer, manner):
    earned(hostile)
    held(token=hostile)
    hostile.setManner(manner, sender=deployer)
    with ape.reverts("payout: token moved other amount"):
        escrow.collect_fees(hostile, sender=stranger)
    assert hostile.balanceOf(escrow) == AMOUNT + FEE


def test_reverts_when_the_receiver_refuses_native_coin(escrow, earned, wallet, admin, stranger, deployer):
    earned(NATIVE)
    wallet.setReceipt(REVERTS, sender=deployer)
    escrow.set_fee_receiver(wallet, sender=admin)
    with ape.reverts("fees: receiver was refused"):
        escrow.collect_fees(NATIVE, sender=stranger)
    assert escrow.accrued_fees(NATIVE) == FEE


def test_locks_the_token_out_while_it_pays(escrow, earned, held, hostile, stranger, deployer):
    earned(hostile)
    held(token=hostile)
    hostile.setHook(escrow, escrow.collect_fees.encode_input(hostile), False, sender=deployer)
    escrow.collect_fees(hostile, sender=stranger)
    assert hostile.hookRuns() == 1 and not hostile.hookSucceeded()
    assert hostile.balanceOf(escrow) == AMOUNT + 1


@pytest.mark.parametrize("sender", ["stranger", "admin", "fee_receiver", "depositor"])
def test_sends_all_but_one_unit_to_the_fee_receiver_whoever_asks(
    escrow, earned, held, dollar, fee_receiver, only_event, request, sender
):
    held()
    earned(dollar)
    receipt = escrow.collect_fees(dollar, sender=request.getfixturevalue(sender))
    assert only_event(receipt, escrow.FeesCollected) == {
        "fee_receiver": fee_receiver,
        "token": dollar,
        "number": 1,
        "amount": FEE - 1,
    }
    assert dollar.balanceOf(fee_receiver) == FEE - 1
    assert dollar.balanceOf(escrow) == AMOUNT + 1 and escrow.accrued_fees(dollar) == 1


def test_sends_the_native_coin(escrow, earned, fee_receiver, stranger):
    earned(NATIVE)
    before = fee_receiver.balance
    escrow.collect_fees(NATIVE, sender=stranger)
    assert fee_receiver.balance - before == FEE - 1
    assert escrow.balance == escrow.accrued_fees(NATIVE) == 1


def test_sends_to_the_receiver_of_now_and_while_new_money_is_stopped(
    escrow, earned, dollar, fee_receiver, outsider, admin, stranger
):
    earned(dollar)
    escrow.set_fee_receiver(outsider, sender=admin)
    escrow.set_paused(True, sender=admin)
    escrow.collect_fees(dollar, sender=stranger)
    assert (dollar.balanceOf(outsider), dollar.balanceOf(fee_receiver)) == (FEE - 1, 0)


def test_keeps_each_token_for_itself_and_shares_one_sequence(escrow, earned, dollar, silent, stranger, only_event):
    earned(dollar)
    earned(silent)
    first = escrow.collect_fees(silent, sender=stranger)
    assert (escrow.accrued_fees(dollar), escrow.accrued_fees(silent)) == (FEE, 1)
    second = escrow.collect_fees(dollar, sender=stranger)
    numbers = [only_event(receipt, escrow.FeesCollected)["number"] for receipt in (first, second)]
    assert numbers == [1, 2] and escrow.credit_number() == 2
