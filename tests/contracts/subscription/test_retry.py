import ape
import pytest
from mandate_terms import AMOUNT, DAY, FAILING, LAPSED, OPEN, PERIOD, TIP, period_start

TOO_EARLY = "subscription: not due yet"


@pytest.mark.parametrize("sender", ["stranger", "payout", "admin"])
def test_reverts_for_strangers_before_its_time(subscription, failing, at, request, state, sender):
    terms = failing()
    retry_at = state(terms).retry_at
    at(retry_at - 1)
    with ape.reverts(TOO_EARLY):
        subscription.charge(terms, sender=request.getfixturevalue(sender))
    at(retry_at)
    subscription.charge(terms, sender=request.getfixturevalue(sender))
    assert state(terms).attempts == 2


@pytest.mark.parametrize("sender", ["subscriber", "merchant"])
def test_is_tried_at_once_by_either_party(subscription, failing, broke, request, state, moved, sender):
    terms = failing()
    broke(gone=False)
    assert moved(lambda: subscription.charge(terms, sender=request.getfixturevalue(sender)))["subscriber"] == -AMOUNT
    assert list(state(terms))[:7] == [OPEN, period_start(terms, 2), 2 * AMOUNT, 2, 0, 0, 0]


def test_counts_attempts_and_waits_anew_but_never_moves_the_grace(
    subscription, failing, at, stranger, only_event, state
):
    terms = failing()
    grace_until = state(terms).grace_until
    assert grace_until == period_start(terms, 1) + 7 * DAY
    for attempt in (2, 3):
        now = state(terms).retry_at
        at(now)
        told = only_event(subscription.charge(terms, sender=stranger), subscription.ChargeFailed)
        assert (told["attempt"], told["retry_at"], told["grace_until"]) == (attempt, now + DAY, grace_until)
        assert list(state(terms))[4:7] == [attempt, now + DAY, grace_until]


def test_attempts_of_a_party_count_to_no_end(subscription, failing, merchant, state):
    terms = failing(retry_gap=0)
    for _ in range(2):
        subscription.charge_many([terms] * 64, sender=merchant)
        assert state(terms).status == FAILING and state(terms).attempts == 63
    assert state(terms).charges == 1


def test_mends_it_and_the_next_failure_begins_anew(subscription, failing, broke, at, stranger, only_event, state):
    terms = failing()
    broke(gone=False)
    at(state(terms).retry_at)
    subscription.charge(terms, sender=stranger)
    assert list(state(terms))[:7] == [OPEN, period_start(terms, 2), 2 * AMOUNT, 2, 0, 0, 0]
    broke()
    at(period_start(terms, 2))
    told = only_event(subscription.charge(terms, sender=stranger), subscription.ChargeFailed)
    assert (told["attempt"], told["grace_until"]) == (1, period_start(terms, 2) + 7 * DAY)


def test_pays_for_the_period_of_now_and_skips_those_that_passed(subscription, failing, broke, at, stranger, only_event):
    terms = failing(grace=3 * PERIOD, retry_gap=0)
    broke(gone=False)
    at(period_start(terms, 3) + 1)
    told = only_event(subscription.charge(terms, sender=stranger), subscription.Charged)
    assert (told["period"], told["total"], told["paid_until"]) == (3, 2 * AMOUNT, period_start(terms, 4))


@pytest.mark.parametrize("sender, late", [("stranger", -1), ("stranger", 0), ("merchant", 0), ("subscriber", 1)])
def test_lapses_from_the_end_of_the_grace_on(
    subscription, failing, broke, at, request, id_of, merchant, subscriber, only_event, moved, state, sender, late
):
    terms, person = failing(), request.getfixturevalue(sender)
    broke(gone=False)
    at(state(terms).grace_until + late)
    receipts = []
    changes = moved(lambda: receipts.append(subscription.charge(terms, sender=person)))
    if late < 0:
        assert changes["subscriber"] == -AMOUNT and state(terms).status == OPEN
        return
    assert changes == {} and only_event(receipts[0], subscription.Lapsed) == {
        "mandate_id": id_of(terms),
        "merchant": merchant,
        "subscriber": subscriber,
        "number": 5,
    }
    assert state(terms).status == LAPSED and state(terms).charges == 1


def test_is_none_once_lapsed(subscription, failing, broke, at, stranger, subscriber, state):
    terms = failing()
    broke(gone=False)
    at(state(terms).grace_until)
    subscription.charge(terms, sender=stranger)
    for index in (2, 7):
        at(period_start(terms, index))
        with ape.reverts("subscription: mandate is over"):
            subscription.charge(terms, sender=subscriber)
    with ape.reverts():
        subscription.subscribe(terms, sender=subscriber)


def test_lapses_with_the_first_failure_where_there_is_no_grace(
    subscription, opened, broke, at, stranger, only_event, state
):
    terms = opened(grace=0)
    broke()
    at(period_start(terms, 1))
    receipt = subscription.charge(terms, sender=stranger)
    failed, lapsed = only_event(receipt, subscription.ChargeFailed), only_event(receipt, subscription.Lapsed)
    assert (failed["attempt"], failed["number"], lapsed["number"]) == (1, 4, 5)
    assert state(terms).status == LAPSED


@pytest.mark.parametrize("gap", [0, 7 * DAY, 30 * DAY])
def test_is_at_most_as_late_as_the_grace_lasts(subscription, failing, broke, at, stranger, state, gap):
    """A gap longer than the grace leaves strangers nothing but the lapse."""
    terms = failing(retry_gap=gap)
    broke(gone=False)
    at(state(terms).grace_until - 1)
    if gap:
        with ape.reverts(TOO_EARLY):
            subscription.charge(terms, sender=stranger)
        at(state(terms).grace_until)
    subscription.charge(terms, sender=stranger)
    assert state(terms).status == (LAPSED if gap else OPEN)


def test_tip_is_paid_for_the_charge_that_succeeds_alone(subscription, failing, broke, at, stranger, moved, state):
    terms = failing(tip=TIP)
    at(state(terms).retry_at)
    assert moved(lambda: subscription.charge(terms, sender=stranger)) == {}
    broke(gone=False)
    at(state(terms).retry_at)
    assert moved(lambda: subscription.charge(terms, sender=stranger))["stranger"] == TIP
