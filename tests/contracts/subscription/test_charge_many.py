import ape
import pytest
from mandate_terms import (
    AMOUNT,
    BEFORE_RETRY,
    CHARGED,
    DAY,
    FAILED,
    FAILING,
    FEE,
    IS_METERED,
    IS_PAUSED,
    LAPSED,
    LAPSES,
    NET,
    NOT_DUE,
    NOT_TRIED,
    OPEN,
    OVER,
    TIP,
    UNKNOWN_ID,
    period_start,
)

RETURNS_FALSE, RETURNS_31, RETURNS_96, MOVES_NOTHING, PAUSED_TOKEN, BURNS_GAS = 1, 4, 5, 6, 9, 10
# A batch with a token that burns its share of gas has more than enough of it.
ENOUGH_GAS = 12_000_000


@pytest.fixture
def outcomes(subscription, stranger, mine):
    """Charge a batch at a time; the answer is what the verb answers, asked of the node one second before."""

    def of(batch, now, sender=stranger):
        mine(now)
        told = subscription.charge_many.call(batch, sender=sender, gas_limit=ENOUGH_GAS)
        receipt = subscription.charge_many(batch, sender=sender, gas_limit=ENOUGH_GAS)
        return list(told), receipt

    return of


@pytest.fixture
def good(opened):
    """Two mandates that are due at the same second: those that must not be harmed."""

    def make(**changes):
        return opened(**changes), opened(**changes)

    return make


def test_does_nothing_for_an_empty_batch(subscription, stranger, moved):
    assert moved(lambda: subscription.charge_many([], sender=stranger)) == {}


def test_reverts_for_more_than_64(subscription, opened, stranger):
    """Nothing is charged that is not due: the outcomes of 64 are told, and 65 are none."""
    terms = opened()
    assert len(subscription.charge_many.call([terms] * 64)) == 64
    with ape.reverts():
        subscription.charge_many([terms] * 65, sender=stranger)


def test_charges_each_and_tells_each(subscription, good, at, stranger, outcomes, holdings, state):
    first, second = good(tip=TIP)
    before = holdings()
    told, receipt = outcomes([first, second], period_start(second, 1))
    assert told == [CHARGED, CHARGED]
    after = holdings()
    assert {name: after[name] - before[name] for name in after} == {
        "subscriber": -2 * AMOUNT,
        "merchant": 0,
        "payout": 2 * (NET - TIP),
        "fees": 2 * FEE,
        "stranger": 2 * TIP,
        "subscription": 0,
    }
    numbers = [log.number for log in receipt.decode_logs(subscription.Charged)]
    assert numbers == [7, 8] and state(first).charges == state(second).charges == 2


def test_charges_the_same_mandate_once(good, outcomes, state):
    first, second = good()
    told, _ = outcomes([first, first, second, first], period_start(second, 1))
    assert told == [CHARGED, NOT_TRIED + NOT_DUE, CHARGED, NOT_TRIED + NOT_DUE]
    assert state(first).charges == state(second).charges == 2


def test_leaves_out_what_is_not_to_be_tried(
    subscription, good, opened, mandate, plan, outcomes, subscriber, at, state, failing, broke, paused
):
    unsure = failing(retry_gap=6 * DAY)
    broke(gone=False)
    first, second = good()
    others = {
        "unknown": (mandate(plan=first["plan"]), UNKNOWN_ID),
        "altered": (first | {"plan": first["plan"] | {"amount": 1}}, UNKNOWN_ID),
        "cancelled": (opened(), OVER),
        "ended": (opened(end=period_start(second, 1) - DAY), OVER),
        "paused": (paused(), IS_PAUSED),
        "metered": (opened(metered=True), IS_METERED),
        "not due": (opened(period_count=31 * DAY), NOT_DUE),
    }
    subscription.cancel(others["cancelled"][0], sender=subscriber)
    before = {name: list(state(terms)) for name, (terms, _) in others.items()}
    batch = [first, *(terms for terms, _ in others.values()), second]
    told, receipt = outcomes(batch, period_start(second, 1))
    assert told == [CHARGED, *(NOT_TRIED + obstacle for _, obstacle in others.values()), CHARGED]
    assert {name: list(state(terms)) for name, (terms, _) in others.items()} == before
    assert len(receipt.decode_logs(subscription.Charged)) == 2 and state(unsure).status == FAILING


def test_leaves_out_a_retry_that_is_too_early(good, failing, broke, outcomes, mine, state):
    unsure = failing()
    broke(gone=False)
    first, second = good()
    now = state(unsure).retry_at - 10
    told, _ = outcomes([first, unsure, second], now)
    assert told == [NOT_TRIED + NOT_DUE, NOT_TRIED + BEFORE_RETRY, NOT_TRIED + NOT_DUE]
    told, _ = outcomes([first, unsure, second], now + 10)
    assert told == [NOT_TRIED + NOT_DUE, CHARGED, NOT_TRIED + NOT_DUE]


def test_records_failures_and_lapses_between_others(
    subscription, good, failing, broke, outcomes, state, hostile, deployer
):
    lapsing = failing()
    broke(gone=False)
    first, second = good()
    refused = good(token=hostile)[0]
    hostile.setManner(PAUSED_TOKEN, sender=deployer)
    told, receipt = outcomes([first, lapsing, refused, second], period_start(refused, 1))
    assert told == [CHARGED, LAPSES, FAILED, CHARGED]
    assert (state(lapsing).status, state(refused).status) == (LAPSED, FAILING)
    logs = [
        receipt.decode_logs(event) for event in (subscription.Charged, subscription.ChargeFailed, subscription.Lapsed)
    ]
    assert [len(kind) for kind in logs] == [2, 1, 1]


@pytest.mark.parametrize("manner", [RETURNS_31, MOVES_NOTHING, BURNS_GAS])
def test_a_bad_token_harms_no_other_item(good, opened, hostile, deployer, outcomes, state, manner):
    first = opened()
    bad = opened(token=hostile)
    second = opened()
    hostile.setManner(manner, sender=deployer)
    told, _ = outcomes([first, bad, second], period_start(second, 1))
    assert told == [CHARGED, FAILED, CHARGED]
    assert [state(terms).status for terms in (first, bad, second)] == [OPEN, FAILING, OPEN]


def test_a_token_that_calls_back_changes_no_item(
    subscription, good, opened, hostile, deployer, outcomes, stranger, state
):
    first = opened()
    bad = opened(token=hostile)
    second = opened()
    hostile.setHook(subscription, subscription.charge_many.encode_input([second, first]), False, sender=deployer)
    told, _ = outcomes([first, bad, second], period_start(second, 1))
    assert told == [CHARGED, CHARGED, CHARGED]
    assert hostile.hookRuns() > 0 and not hostile.hookSucceeded()
    assert state(first).charges == state(bad).charges == state(second).charges == 2


def test_a_subscriber_without_money_harms_no_other_item(
    subscription, opened, dollar, deployer, outsider, outcomes, state
):
    dollar.mint(outsider, AMOUNT, sender=deployer)
    dollar.approve(subscription, AMOUNT, sender=outsider)
    first, poor, second = opened(), opened(person=outsider), opened()
    told, _ = outcomes([first, poor, second], period_start(second, 1))
    assert told == [CHARGED, FAILED, CHARGED]


@pytest.mark.parametrize("party", ["subscriber", "merchant"])
def test_retries_at_once_for_a_party_and_for_its_own_items_alone(
    subscription, opened, failing, broke, outcomes, request, state, chain, party
):
    unsure = failing()
    broke(gone=False)
    told, _ = outcomes([unsure], chain.pending_timestamp + 5, request.getfixturevalue(party))
    assert told == [CHARGED] and state(unsure).charges == 2


def test_charges_fifty(subscription, opened, subscriber, outcomes, state):
    terms = opened()
    batch = [terms | {"salt": bytes([index]) * 32} for index in range(1, 51)]
    for other in batch:
        subscription.subscribe(other, sender=subscriber)
    told, _ = outcomes(batch, period_start(terms, 1) + DAY)
    assert told == [CHARGED] * 50
    assert {state(other).charges for other in batch} == {2}
