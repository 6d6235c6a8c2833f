import ape
import pytest
from mandate_terms import (
    AMOUNT,
    CANCELLED,
    DAY,
    FEE,
    FEE_BPS,
    FOREVER,
    NET,
    OPEN,
    PERIOD,
    TIP,
    UNKNOWN,
    ZERO,
    period_start,
)

YEAR = 366 * DAY


def test_reverts_for_others_than_the_subscriber(subscription, mandate, at, each):
    terms = mandate()
    at(terms["start"])
    for person in each("merchant", "payout", "admin", "stranger"):
        with ape.reverts("subscription: not that party"):
            subscription.subscribe(terms, sender=person)


def test_reverts_for_a_plan_that_was_not_published_in_these_terms(subscription, mandate, plan, at, subscriber):
    unknown = mandate(plan=plan())
    altered = mandate()
    altered["plan"] = altered["plan"] | {"amount": 1, "first_amount": 1}
    for terms in (unknown, altered):
        with ape.reverts("subscription: plan not open"):
            subscription.subscribe(terms, sender=subscriber)


def test_reverts_the_second_time(subscription, opened, subscriber, at):
    terms = opened()
    with ape.reverts("subscription: known already"):
        subscription.subscribe(terms, sender=subscriber)
    at(period_start(terms, 1))
    with ape.reverts():
        subscription.subscribe(terms, sender=subscriber)


@pytest.mark.parametrize("by", ["subscriber", "merchant"])
def test_reverts_once_cancelled(subscription, opened, subscriber, request, state, by):
    terms = opened()
    subscription.cancel(terms, sender=request.getfixturevalue(by))
    with ape.reverts("subscription: known already"):
        subscription.subscribe(terms, sender=subscriber)
    assert state(terms).status == CANCELLED


@pytest.mark.parametrize("role", ["payout", "merchant"])
def test_reverts_when_the_subscriber_would_pay_themselves(subscription, mandate, at, request, role):
    person = request.getfixturevalue(role)
    terms = mandate(subscriber=person)
    at(terms["start"])
    with ape.reverts("subscription: bad terms"):
        subscription.subscribe(terms, sender=person)


def test_reverts_for_a_subscriber_who_is_nobody(subscription, mandate, relayer):
    for nobody in (ZERO, subscription):
        terms = mandate(subscriber=nobody)
        with ape.reverts("relayed: bad signature"):
            subscription.subscribe_by_signature(terms, bytes(65), (0, 0, 0, bytes(32), bytes(32)), sender=relayer)


def test_reverts_while_new_mandates_are_stopped(subscription, mandate, admin, subscriber):
    terms = mandate()
    subscription.set_paused(True, sender=admin)
    with ape.reverts("policy: paused"):
        subscription.subscribe(terms, sender=subscriber)
    subscription.set_paused(False, sender=admin)
    subscription.subscribe(terms, sender=subscriber)


@pytest.mark.parametrize("early", [0, 1])
def test_opens_at_most_366_days_before_the_start(subscription, mandate, at, chain, subscriber, early):
    terms = mandate(start=chain.pending_timestamp + 2 * YEAR)
    at(terms["start"] - YEAR - early)
    if early:
        with ape.reverts("subscription: bad terms"):
            subscription.subscribe(terms, sender=subscriber)
    else:
        subscription.subscribe(terms, sender=subscriber)


@pytest.mark.parametrize("trial", [0, 14 * DAY])
def test_opens_strictly_before_the_end_of_the_first_period(subscription, mandate, at, subscriber, state, trial):
    terms = mandate(trial=trial)
    late = terms | {"salt": b"\1" * 32}
    at(period_start(terms, 1) - 1)
    subscription.subscribe(terms, sender=subscriber)
    assert (state(terms).charges, state(terms).paid_until) == (1, period_start(terms, 1))
    for moment in (0, 1):
        at(period_start(terms, 1) + moment)
        with ape.reverts("subscription: bad terms"):
            subscription.subscribe(late, sender=subscriber)


@pytest.mark.parametrize("metered", [False, True])
def test_opens_strictly_before_an_end_within_the_first_period(subscription, mandate, at, chain, subscriber, metered):
    terms = mandate(metered=metered, end=chain.pending_timestamp + DAY)
    at(terms["end"])
    with ape.reverts("subscription: bad terms"):
        subscription.subscribe(terms, sender=subscriber)


@pytest.mark.parametrize("trial", [0, DAY])
def test_reverts_when_it_ends_before_its_first_period(subscription, mandate, chain, at, subscriber, state, trial):
    start = chain.pending_timestamp + 100
    at(start)
    with ape.reverts("subscription: bad terms"):
        subscription.subscribe(mandate(start=start, trial=trial, end=start + trial), sender=subscriber)
    terms = mandate(start=start, trial=trial, end=start + trial + PERIOD // 2)
    subscription.subscribe(terms, sender=subscriber)
    assert state(terms).paid_until == (start if trial else terms["end"]) + trial


def test_reverts_when_the_fee_is_above_the_signed_cap(subscription, mandate, admin, subscriber, at):
    terms = mandate(max_fee_bps=FEE_BPS)
    subscription.set_fee(FEE_BPS + 1, sender=admin)
    at(terms["start"])
    with ape.reverts("subscription: fee above cap"):
        subscription.subscribe(terms, sender=subscriber)
    subscription.set_fee(FEE_BPS, sender=admin)
    subscription.subscribe(terms, sender=subscriber)


def test_tells_all_terms_when_it_opens(subscription, mandate, at, id_of, plan_id_of, merchant, subscriber, only_event):
    terms = mandate(end=2**35, max_charges=9, lifetime_cap=100 * AMOUNT)
    at(terms["start"])
    receipt = subscription.subscribe(terms, sender=subscriber)
    assert only_event(receipt, subscription.Subscribed) == {
        "mandate_id": id_of(terms),
        "merchant": merchant,
        "subscriber": subscriber,
        "number": 2,
        "plan_id": plan_id_of(terms["plan"]),
        "start": terms["start"],
        "end": 2**35,
        "max_charges": 9,
        "lifetime_cap": 100 * AMOUNT,
        "salt": terms["salt"],
        "fee_bps": FEE_BPS,
        "paid_until": terms["start"],
    }


def test_opens_with_the_first_charge(
    subscription, mandate, at, id_of, merchant, subscriber, dollar, only_event, moved, state
):
    terms = mandate(tip=TIP)
    at(terms["start"])
    receipts = []
    changes = moved(lambda: receipts.append(subscription.subscribe(terms, sender=subscriber)))
    assert changes == {"subscriber": -AMOUNT, "payout": NET, "fees": FEE}
    assert only_event(receipts[0], subscription.Charged) == {
        "mandate_id": id_of(terms),
        "merchant": merchant,
        "subscriber": subscriber,
        "number": 3,
        "token": dollar,
        "amount": AMOUNT,
        "fee": FEE,
        "tip": 0,
        "sender": subscriber,
        "period": 0,
        "period_total": AMOUNT,
        "total": AMOUNT,
        "paid_until": terms["start"] + PERIOD,
        "finished": False,
    }
    assert list(state(terms)) == [OPEN, terms["start"] + PERIOD, AMOUNT, 1, 0, 0, 0, 0, 0, 0, FEE_BPS]
    assert subscription.merchant_number(merchant) == 3


@pytest.mark.parametrize("before", ["the start", "the end of the trial"])
def test_opens_without_a_charge_before_the_first_period(subscription, mandate, at, subscriber, moved, state, before):
    terms = mandate(trial=7 * DAY)
    at(terms["start"] - 50 if before == "the start" else terms["start"] + 7 * DAY - 1)
    assert moved(lambda: subscription.subscribe(terms, sender=subscriber)) == {}
    anchor = terms["start"] + 7 * DAY
    assert list(state(terms)) == [OPEN, anchor, 0, 0, 0, 0, 0, 0, 0, 0, FEE_BPS]


def test_opens_within_the_first_period_and_pays_for_it_whole(subscription, mandate, at, subscriber, moved, state):
    terms = mandate(first_amount=7)
    at(terms["start"] + PERIOD - 1)
    assert moved(lambda: subscription.subscribe(terms, sender=subscriber)) == {"subscriber": -7, "payout": 7}
    assert state(terms).paid_until == terms["start"] + PERIOD


def test_opens_with_a_free_first_period(subscription, mandate, at, subscriber, stranger, moved, only_event, state):
    terms = mandate(first_amount=0)
    at(terms["start"])
    receipts = []
    assert moved(lambda: receipts.append(subscription.subscribe(terms, sender=subscriber))) == {}
    told = only_event(receipts[0], subscription.Charged)
    assert (told["amount"], told["fee"], told["tip"], told["total"]) == (0, 0, 0, 0)
    assert (state(terms).charges, state(terms).paid_until) == (1, terms["start"] + PERIOD)
    at(terms["start"] + PERIOD)
    subscription.charge(terms, sender=stranger)
    assert state(terms).total == AMOUNT


@pytest.mark.parametrize("end", [0, 2**35])
def test_opens_a_metered_mandate_without_a_charge(subscription, mandate, at, subscriber, moved, only_event, state, end):
    terms = mandate(metered=True, end=end)
    at(terms["start"])
    receipts = []
    assert moved(lambda: receipts.append(subscription.subscribe(terms, sender=subscriber))) == {}
    assert only_event(receipts[0], subscription.Subscribed)["paid_until"] == (end or FOREVER)
    assert receipts[0].decode_logs(subscription.Charged) == []
    assert list(state(terms)) == [OPEN, end or FOREVER, 0, 0, 0, 0, 0, 0, 0, 0, FEE_BPS]


def test_two_mandates_of_one_plan_differ_by_salt(subscription, opened, mandate, subscriber, at, state):
    first = opened()
    second = first | {"salt": b"\7" * 32}
    assert state(second).status == UNKNOWN
    subscription.subscribe(second, sender=subscriber)
    assert state(first).charges == state(second).charges == 1
