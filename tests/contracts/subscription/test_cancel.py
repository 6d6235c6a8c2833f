import ape
import pytest
from mandate_terms import AMOUNT, CANCELLED, DAY, PERIOD, UNKNOWN, period_start

IS_OVER = "subscription: mandate is over"


def test_reverts_for_others_than_the_parties(subscription, opened, mandate, state, each):
    for terms, status in ((opened(), 1), (mandate(), UNKNOWN)):
        for person in each("payout", "admin", "fee_receiver", "stranger"):
            with ape.reverts("subscription: not that party"):
                subscription.cancel(terms, sender=person)
        assert state(terms).status == status


def test_reverts_the_second_time(subscription, opened, subscriber, merchant):
    terms = opened()
    subscription.cancel(terms, sender=subscriber)
    for sender in (subscriber, merchant):
        with ape.reverts(IS_OVER):
            subscription.cancel(terms, sender=sender)


@pytest.mark.parametrize("how", ["finished", "lapsed"])
def test_reverts_once_over(subscription, opened, failing, at, stranger, subscriber, state, how):
    if how == "finished":
        terms = opened(max_charges=1)
    else:
        terms = failing()
        at(state(terms).grace_until)
        subscription.charge(terms, sender=stranger)
    before = list(state(terms))
    with ape.reverts(IS_OVER):
        subscription.cancel(terms, sender=subscriber)
    assert list(state(terms)) == before


@pytest.mark.parametrize("by", ["subscriber", "merchant"])
def test_ends_it_at_once_and_leaves_what_is_paid(
    subscription, opened, request, id_of, merchant, subscriber, stranger, only_event, moved, at, mine, state, by
):
    terms, person = opened(), request.getfixturevalue(by)
    receipts = []
    assert moved(lambda: receipts.append(subscription.cancel(terms, sender=person))) == {}
    assert only_event(receipts[0], subscription.Cancelled) == {
        "mandate_id": id_of(terms),
        "merchant": merchant,
        "subscriber": subscriber,
        "number": 4,
        "by": person,
        "paid_until": period_start(terms, 1),
    }
    assert list(state(terms))[:4] == [CANCELLED, period_start(terms, 1), AMOUNT, 1]
    assert subscription.is_active(id_of(terms)) and not subscription.due(id_of(terms))
    mine(period_start(terms, 1) - 1)
    assert subscription.is_active(id_of(terms))
    mine(period_start(terms, 1))
    assert not subscription.is_active(id_of(terms)) and not subscription.due(id_of(terms))
    with ape.reverts(IS_OVER):
        subscription.charge(terms, sender=stranger)


@pytest.mark.parametrize("by", ["subscriber", "merchant"])
def test_ends_a_metered_one_now(subscription, opened, request, id_of, at, only_event, state, by):
    terms = opened(metered=True)
    now = terms["start"] + DAY
    at(now)
    receipt = subscription.cancel(terms, sender=request.getfixturevalue(by))
    assert only_event(receipt, subscription.Cancelled)["paid_until"] == now == state(terms).paid_until
    assert not subscription.is_active(id_of(terms))


@pytest.mark.parametrize("late", [-1, 0, 1])
def test_ends_a_metered_one_at_its_end_at_the_latest(subscription, opened, subscriber, at, chain, state, late):
    terms = opened(metered=True, end=chain.pending_timestamp + 10 * DAY)
    at(terms["end"] + late)
    subscription.cancel(terms, sender=subscriber)
    assert state(terms).paid_until == min(terms["end"], terms["end"] + late)


@pytest.mark.parametrize("by", ["subscriber", "merchant"])
def test_ends_one_that_was_never_opened_for_ever(
    subscription, mandate, subscriber, merchant, request, relayer, sign, id_of, only_event, state, by
):
    terms, person = mandate(), request.getfixturevalue(by)
    told = only_event(subscription.cancel(terms, sender=person), subscription.Cancelled)
    assert (told["mandate_id"], told["by"], told["number"], told["paid_until"]) == (id_of(terms), person, 2, 0)
    assert state(terms).status == CANCELLED and not subscription.is_active(id_of(terms))
    signed = sign(subscriber, "Mandate", terms)
    with ape.reverts("subscription: known already"):
        subscription.subscribe(terms, sender=subscriber)
    with ape.reverts("subscription: known already"):
        subscription.subscribe_by_signature(terms, signed, (0, 0, 0, bytes(32), bytes(32)), sender=relayer)


def test_ends_one_within_its_trial_without_a_charge(subscription, mandate, subscriber, at, id_of, stranger, state):
    terms = mandate(trial=7 * DAY)
    at(terms["start"])
    subscription.subscribe(terms, sender=subscriber)
    subscription.cancel(terms, sender=subscriber)
    at(terms["start"] + 7 * DAY)
    with ape.reverts(IS_OVER):
        subscription.charge(terms, sender=stranger)
    assert state(terms).total == 0 and state(terms).paid_until == terms["start"] + 7 * DAY


@pytest.mark.parametrize("stage", ["failing", "paused"])
def test_ends_one_in_any_state(subscription, request, broke, subscriber, id_of, stranger, at, state, stage):
    terms = request.getfixturevalue(stage)()
    broke(gone=False)
    subscription.cancel(terms, sender=subscriber)
    told = state(terms)
    assert told.status == CANCELLED
    assert (told.retry_at, told.grace_until, told.paused_at, told.paused_until) == (0, 0, 0, 0)
    assert subscription.is_active(id_of(terms)) == (stage == "paused")
    at(period_start(terms, 5))
    with ape.reverts(IS_OVER):
        subscription.charge(terms, sender=stranger)


def test_leaves_other_mandates_of_the_plan_alone(subscription, opened, subscriber, state):
    first = opened()
    second = first | {"salt": b"\7" * 32}
    subscription.subscribe(second, sender=subscriber)
    subscription.cancel(first, sender=subscriber)
    assert list(state(second))[:2] == [1, terms_end(second)]


def terms_end(terms):
    return terms["start"] + PERIOD


def test_goes_on_while_new_mandates_are_stopped(subscription, opened, admin, subscriber, state):
    terms = opened()
    subscription.set_paused(True, sender=admin)
    subscription.cancel(terms, sender=subscriber)
    assert state(terms).status == CANCELLED
