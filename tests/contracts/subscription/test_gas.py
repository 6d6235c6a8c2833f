"""Whoever sends a charge chooses its gas. Too little of it must never make a failure that is none."""

import ape
import pytest
from mandate_terms import AMOUNT, FAILING, FEE, OPEN, TIP, period_start

REFUSED = (ape.exceptions.ContractLogicError, ape.exceptions.VirtualMachineError)


@pytest.fixture
def thirsty(built, deployer, subscription, subscriber):
    """A token that is taken with no less than a hundred thousand gas."""
    token = deployer.deploy(built.EvasiveDollar)
    token.mint(subscriber, 10**12, sender=deployer)
    token.approve(subscription, 10**12, sender=subscriber)
    token.setThirst(100_000, sender=deployer)
    return token


@pytest.fixture
def first_that_counts(stranger):
    """Send a verb with more and more gas until it does not revert; the answer is the receipt."""

    def send(verb, argument, steps=(*range(100_000, 1_400_000, 400_000), *range(1_460_000, 2_500_000, 20_000))):
        for gas in steps:
            try:
                return verb(argument, sender=stranger, gas_limit=gas)
            except REFUSED:
                continue
        raise AssertionError("no amount of gas is enough")

    return send


@pytest.mark.parametrize("token", ["dollar", "thirsty"])
def test_a_charge_that_is_given_too_little_reverts(
    subscription, opened, at, first_that_counts, request, only_event, state, token
):
    terms = opened(token=request.getfixturevalue(token), tip=TIP)
    at(period_start(terms, 1))
    told = only_event(first_that_counts(subscription.charge, terms), subscription.Charged)
    assert (told["amount"], told["fee"], told["tip"]) == (AMOUNT, FEE, TIP)
    assert state(terms).status == OPEN


def test_a_charge_says_so(subscription, opened, at, stranger):
    terms = opened()
    at(period_start(terms, 1))
    with ape.reverts("subscription: too little gas"):
        subscription.charge(terms, sender=stranger, gas_limit=200_000)


def test_a_usage_charge_that_is_given_too_little_reverts(subscription, opened, merchant, thirsty, state):
    terms = opened(token=thirsty, metered=True)
    for gas in (100_000, 900_000, *range(1_460_000, 2_500_000, 20_000)):
        try:
            subscription.charge_usage(terms, 7, sender=merchant, gas_limit=gas)
            break
        except REFUSED:
            continue
    assert (state(terms).status, state(terms).total) == (OPEN, 7)


def test_a_batch_that_is_given_too_little_harms_nobody(
    subscription, opened, at, thirsty, hostile, deployer, first_that_counts, state
):
    """The bad token burns all that it is given; what is left must be enough for the others, or nothing counts."""
    bad, good, other = opened(token=hostile), opened(token=thirsty), opened()
    hostile.setManner(10, sender=deployer)
    at(period_start(other, 1))
    receipt = first_that_counts(subscription.charge_many, [bad, good, other], range(2_000_000, 6_000_000, 250_000))
    assert [log.mandate_id for log in receipt.decode_logs(subscription.ChargeFailed)] != []
    assert [state(terms).status for terms in (bad, good, other)] == [FAILING, OPEN, OPEN]
    assert [state(terms).charges for terms in (bad, good, other)] == [1, 2, 2]


def test_a_reason_is_never_guessed_for_want_of_gas(subscription, opened, broke, at, first_that_counts, only_event):
    terms = opened()
    broke()
    at(period_start(terms, 1))
    told = only_event(first_that_counts(subscription.charge, terms), subscription.ChargeFailed)
    assert told["reason"] == 2


def test_a_first_charge_that_is_given_too_little_opens_nothing(subscription, mandate, at, subscriber, thirsty, state):
    terms = mandate(token=thirsty)
    at(terms["start"])
    with ape.reverts():
        subscription.subscribe(terms, sender=subscriber, gas_limit=250_000)
    assert state(terms).status == 0
    subscription.subscribe(terms, sender=subscriber)
    assert (state(terms).status, state(terms).total) == (OPEN, AMOUNT)


def test_a_refused_fee_needs_no_less_gas_of_anybody(
    subscription, opened, at, hostile, fee_receiver, deployer, first_that_counts, only_event, state
):
    """Starving the fee's leg alone would cost its receiver the fee, or the merchant the charge."""
    terms = opened(token=hostile)
    hostile.list(fee_receiver, True, sender=deployer)
    at(period_start(terms, 1))
    told = only_event(first_that_counts(subscription.charge, terms), subscription.Charged)
    assert told["fee"] == FEE and subscription.credit(fee_receiver, hostile) == FEE
