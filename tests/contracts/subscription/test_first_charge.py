import ape
import pytest
from mandate_terms import AMOUNT, DAY, FEE, FINISHED, NET, NO_PERMIT, OPEN, PERIOD, UNKNOWN

FAILED = "subscription: first charge fails"
RETURNS_FALSE, RETURNS_TWO, RETURNS_31, MOVES_NOTHING, TAKES_A_FEE, PAUSED = 1, 3, 4, 6, 7, 9


@pytest.fixture
def subscribe(subscription, subscriber, relayer, sign, at, chain):
    def through(door, terms):
        at(max(terms["start"], chain.pending_timestamp))
        if door == "subscribe":
            return subscription.subscribe(terms, sender=subscriber)
        if door == "subscribe_with_permit":
            return subscription.subscribe_with_permit(terms, NO_PERMIT, sender=subscriber)
        signed = sign(subscriber, "Mandate", terms)
        return subscription.subscribe_by_signature(terms, signed, NO_PERMIT, sender=relayer)

    return through


doors = pytest.mark.parametrize("door", ["subscribe", "subscribe_with_permit", "subscribe_by_signature"])


@doors
def test_reverts_without_enough_allowance(mandate, subscription, dollar, subscriber, subscribe, moved, state, door):
    terms = mandate()
    dollar.approve(subscription, AMOUNT - 1, sender=subscriber)
    with ape.reverts(FAILED):
        subscribe(door, terms)
    assert state(terms).status == UNKNOWN and subscription.merchant_number(terms["plan"]["merchant"]) == 1
    dollar.approve(subscription, AMOUNT, sender=subscriber)
    assert moved(lambda: subscribe(door, terms)) == {"subscriber": -AMOUNT, "payout": NET, "fees": FEE}


@doors
def test_reverts_without_enough_tokens(mandate, dollar, subscriber, outsider, subscribe, state, door):
    terms = mandate()
    dollar.transfer(outsider, dollar.balanceOf(subscriber) - AMOUNT + 1, sender=subscriber)
    with ape.reverts(FAILED):
        subscribe(door, terms)
    assert state(terms).status == UNKNOWN


def test_reverts_when_the_token_refuses(mandate, hostile, deployer, subscribe, state):
    for manner in (RETURNS_FALSE, RETURNS_TWO, RETURNS_31, MOVES_NOTHING, TAKES_A_FEE, PAUSED):
        terms = mandate(token=hostile)
        hostile.setManner(manner, sender=deployer)
        with ape.reverts(FAILED):
            subscribe("subscribe", terms)
        assert state(terms).status == UNKNOWN


def test_goes_on_when_the_fee_receiver_is_refused(
    mandate, subscription, hostile, fee_receiver, deployer, subscribe, moved
):
    terms = mandate(token=hostile)
    hostile.list(fee_receiver, True, sender=deployer)
    changes = moved(lambda: subscribe("subscribe", terms), hostile)
    assert changes == {"subscriber": -AMOUNT, "payout": NET, "subscription": FEE}
    assert subscription.credit(fee_receiver, hostile) == FEE


@pytest.mark.parametrize(
    "changes", [{"max_charges": 1}, {"lifetime_cap": AMOUNT}, {"end": PERIOD}, {"end": PERIOD - 1}]
)
def test_is_the_last_one_when_nothing_is_left(mandate, subscription, subscribe, chain, only_event, state, changes):
    start = chain.pending_timestamp + DAY
    if "end" in changes:
        changes = {"end": start + changes["end"]}
    terms = mandate(start=start, **changes)
    told = only_event(subscribe("subscribe", terms), subscription.Charged)
    paid_until = min(start + PERIOD, changes.get("end", start + PERIOD))
    assert told["finished"] and told["paid_until"] == paid_until
    assert (state(terms).status, state(terms).paid_until) == (FINISHED, paid_until)


@pytest.mark.parametrize("changes", [{"max_charges": 2}, {"lifetime_cap": AMOUNT + 1}, {"end": PERIOD + 1}])
def test_is_not_the_last_one_when_something_is_left(mandate, subscribe, chain, state, changes):
    start = chain.pending_timestamp + DAY
    if "end" in changes:
        changes = {"end": start + changes["end"]}
    terms = mandate(start=start, **changes)
    subscribe("subscribe", terms)
    assert (state(terms).status, state(terms).paid_until) == (OPEN, start + PERIOD)


def test_reverts_above_the_bound_of_a_lifetime(mandate, subscribe, state):
    terms = mandate(lifetime_cap=AMOUNT - 1)
    with ape.reverts():
        subscribe("subscribe", terms)
    assert state(terms).status == UNKNOWN
