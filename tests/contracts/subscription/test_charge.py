import ape
import pytest
from mandate_terms import AMOUNT, DAY, FEE, FINISHED, NET, OPEN, PERIOD, TIP, period_start

NOT_DUE = "subscription: not due yet"
IS_OVER = "subscription: mandate is over"


def test_reverts_for_a_mandate_that_nobody_opened(subscription, mandate, merchant):
    terms = mandate()
    with ape.reverts("subscription: mandate unknown"):
        subscription.charge(terms, sender=merchant)


def test_reverts_before_the_next_period(subscription, opened, at, merchant, stranger):
    terms = opened()
    for moment in (terms["start"] + 5, period_start(terms, 1) - 2):
        at(moment)
        for sender in (merchant, stranger):
            with ape.reverts(NOT_DUE):
                subscription.charge(terms, sender=sender)


@pytest.mark.parametrize("trial", [0, DAY])
def test_reverts_before_the_first_period(subscription, mandate, at, subscriber, stranger, trial):
    terms = mandate(trial=trial)
    subscription.subscribe(terms, sender=subscriber)
    at(terms["start"] + trial - 1)
    with ape.reverts(NOT_DUE):
        subscription.charge(terms, sender=stranger)


def test_reverts_for_a_metered_mandate(subscription, opened, at, merchant):
    terms = opened(metered=True)
    at(period_start(terms, 1))
    with ape.reverts("subscription: wrong kind of plan"):
        subscription.charge(terms, sender=merchant)


def test_reverts_from_the_end_on(subscription, mandate, at, subscriber, stranger, chain):
    start = chain.pending_timestamp + 100
    terms = mandate(start=start, end=start + 2 * PERIOD + 5)
    at(start)
    subscription.subscribe(terms, sender=subscriber)
    for late in (0, 1, PERIOD):
        at(terms["end"] + late)
        with ape.reverts(IS_OVER):
            subscription.charge(terms, sender=stranger)


@pytest.mark.parametrize("changes", [{"max_charges": 2}, {"lifetime_cap": 2 * AMOUNT}])
def test_reverts_once_finished(subscription, opened, at, stranger, only_event, moved, state, changes):
    terms = opened(**changes)
    at(period_start(terms, 1))
    told = only_event(subscription.charge(terms, sender=stranger), subscription.Charged)
    assert told["finished"] and state(terms).status == FINISHED
    assert state(terms).paid_until == told["paid_until"] == period_start(terms, 2)
    for index in (2, 9):
        at(period_start(terms, index))
        with ape.reverts(IS_OVER):
            subscription.charge(terms, sender=stranger)


def test_reverts_above_the_bound_of_a_lifetime(subscription, opened, at, stranger, moved, state):
    terms = opened(lifetime_cap=2 * AMOUNT - 1)
    at(period_start(terms, 1))
    with ape.reverts(IS_OVER):
        subscription.charge(terms, sender=stranger)
    assert state(terms).total == AMOUNT


@pytest.mark.parametrize("by", ["subscriber", "merchant"])
def test_reverts_once_cancelled(subscription, opened, at, stranger, request, by):
    terms = opened()
    subscription.cancel(terms, sender=request.getfixturevalue(by))
    at(period_start(terms, 1))
    with ape.reverts(IS_OVER):
        subscription.charge(terms, sender=stranger)


def test_reverts_for_the_second_time_in_a_period(subscription, opened, at, stranger, merchant):
    terms = opened()
    at(period_start(terms, 1))
    subscription.charge(terms, sender=stranger)
    at(period_start(terms, 2) - 2)
    for sender in (stranger, merchant):
        with ape.reverts(NOT_DUE):
            subscription.charge(terms, sender=sender)


@pytest.mark.parametrize("sender", ["stranger", "merchant", "subscriber"])
def test_charges_for_anyone_from_the_second_on_in_which_it_is_due(
    subscription, opened, at, request, id_of, merchant, subscriber, dollar, only_event, moved, state, sender
):
    terms, person = opened(), request.getfixturevalue(sender)
    at(period_start(terms, 1))
    receipts = []
    changes = moved(lambda: receipts.append(subscription.charge(terms, sender=person)))
    assert changes == {"subscriber": -AMOUNT, "payout": NET, "fees": FEE}
    assert only_event(receipts[0], subscription.Charged) == {
        "mandate_id": id_of(terms),
        "merchant": merchant,
        "subscriber": subscriber,
        "number": 4,
        "token": dollar,
        "amount": AMOUNT,
        "fee": FEE,
        "tip": 0,
        "sender": person,
        "period": 1,
        "period_total": AMOUNT,
        "total": 2 * AMOUNT,
        "paid_until": period_start(terms, 2),
        "finished": False,
    }
    assert list(state(terms))[:4] == [OPEN, period_start(terms, 2), 2 * AMOUNT, 2]


def test_charges_first_after_a_trial_what_the_first_charge_costs(
    subscription, mandate, at, subscriber, stranger, moved
):
    terms = mandate(trial=DAY, first_amount=200, tip=3)
    subscription.subscribe(terms, sender=subscriber)
    at(terms["start"] + DAY)
    assert moved(lambda: subscription.charge(terms, sender=stranger)) == {
        "subscriber": -200,
        "payout": 196,
        "fees": 1,
        "stranger": 3,
    }
    at(period_start(terms, 1))
    assert moved(lambda: subscription.charge(terms, sender=stranger))["subscriber"] == -AMOUNT


def test_skips_what_was_missed_and_pays_for_the_period_of_now(
    subscription, opened, at, stranger, only_event, moved, state
):
    terms = opened()
    at(period_start(terms, 4) + PERIOD - 1)
    receipts = []
    assert moved(lambda: receipts.append(subscription.charge(terms, sender=stranger)))["subscriber"] == -AMOUNT
    told = only_event(receipts[0], subscription.Charged)
    assert (told["period"], told["total"], told["paid_until"]) == (4, 2 * AMOUNT, period_start(terms, 5))
    at(period_start(terms, 5))
    subscription.charge(terms, sender=stranger)
    assert (state(terms).charges, state(terms).total) == (3, 3 * AMOUNT)


def test_charges_the_clipped_last_period_once_and_whole(
    subscription, mandate, at, subscriber, stranger, chain, only_event, state
):
    start = chain.pending_timestamp + 100
    terms = mandate(start=start, end=start + 2 * PERIOD + 5)
    at(start)
    subscription.subscribe(terms, sender=subscriber)
    at(start + PERIOD)
    assert not only_event(subscription.charge(terms, sender=stranger), subscription.Charged)["finished"]
    at(terms["end"] - 1)
    told = only_event(subscription.charge(terms, sender=stranger), subscription.Charged)
    assert (told["amount"], told["period"], told["finished"]) == (AMOUNT, 2, True)
    assert state(terms).paid_until == told["paid_until"] == terms["end"]


def test_pays_what_is_left_to_the_payout_after_fee_and_tip(subscription, opened, at, stranger, only_event, moved):
    terms = opened(tip=TIP)
    at(period_start(terms, 1))
    receipts = []
    changes = moved(lambda: receipts.append(subscription.charge(terms, sender=stranger)))
    assert changes == {"subscriber": -AMOUNT, "payout": NET - TIP, "fees": FEE, "stranger": TIP}
    told = only_event(receipts[0], subscription.Charged)
    assert (told["fee"], told["tip"], told["sender"]) == (FEE, TIP, stranger)


@pytest.mark.parametrize("changes", [{"payout": "merchant"}, {}])
def test_pays_the_merchant_when_that_is_the_payout(subscription, opened, at, stranger, merchant, moved, changes):
    terms = opened(payout=merchant) if changes else opened()
    at(period_start(terms, 1))
    assert moved(lambda: subscription.charge(terms, sender=stranger))["merchant" if changes else "payout"] == NET


def test_goes_on_while_new_mandates_are_stopped(subscription, opened, at, stranger, admin, state):
    terms = opened()
    subscription.set_paused(True, sender=admin)
    at(period_start(terms, 1))
    subscription.charge(terms, sender=stranger)
    assert state(terms).charges == 2


def test_numbers_of_a_merchant_have_no_holes(subscription, opened, at, stranger, merchant, only_event):
    first, second = opened(), opened()
    at(period_start(second, 1))
    numbers = [
        only_event(subscription.charge(terms, sender=stranger), subscription.Charged)["number"]
        for terms in (first, second)
    ]
    assert numbers == [7, 8] and subscription.merchant_number(merchant) == 8
