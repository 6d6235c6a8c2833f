import pytest
from mandate_terms import (
    AMOUNT,
    DAY,
    FAILING,
    NO_ALLOWANCE,
    NO_TOKENS,
    TIP,
    TOKEN_REFUSED,
    period_start,
)

RETURNS_FALSE, RETURNS_FALSE_BUT_MOVES, RETURNS_TWO, RETURNS_31, MOVES_NOTHING = 1, 2, 3, 4, 6
TAKES_A_FEE, PAUSED_TOKEN, BURNS_GAS = 7, 9, 10
MANNERS = (RETURNS_FALSE, RETURNS_FALSE_BUT_MOVES, RETURNS_TWO, RETURNS_31, MOVES_NOTHING, TAKES_A_FEE, PAUSED_TOKEN)


@pytest.fixture
def attempt(subscription, stranger, only_event, moved):
    """A charge that fails: nothing moves, and this is what is told."""

    def make(terms, sender=stranger, token=None):
        receipts = []
        assert moved(lambda: receipts.append(subscription.charge(terms, sender=sender)), token) == {}
        assert receipts[0].decode_logs(subscription.Charged) == []
        return only_event(receipts[0], subscription.ChargeFailed)

    return make


def test_tells_everything_about_the_first_failure(
    subscription, opened, at, broke, attempt, id_of, merchant, subscriber, dollar, state
):
    terms = opened(tip=TIP)
    due = period_start(terms, 1)
    broke()
    at(due + 5)
    assert attempt(terms) == {
        "mandate_id": id_of(terms),
        "merchant": merchant,
        "subscriber": subscriber,
        "number": 4,
        "token": dollar,
        "amount": AMOUNT,
        "period": 1,
        "attempt": 1,
        "reason": NO_ALLOWANCE,
        "retry_at": due + 5 + DAY,
        "grace_until": due + 5 + 7 * DAY,
    }
    assert list(state(terms)) == [FAILING, due, AMOUNT, 1, 1, due + 5 + DAY, due + 5 + 7 * DAY, 0, 0, 0, 50]


def test_changes_nothing_but_the_record_of_the_attempt(subscription, opened, at, broke, attempt, state):
    terms = opened()
    before = list(state(terms))
    broke()
    at(period_start(terms, 1))
    attempt(terms)
    after = list(state(terms))
    assert after[1:4] == before[1:4] and after[7:] == before[7:]


@pytest.mark.parametrize("lacking", [1, AMOUNT])
def test_names_the_lack_of_tokens(subscription, opened, at, dollar, subscriber, outsider, attempt, lacking):
    terms = opened()
    dollar.transfer(outsider, dollar.balanceOf(subscriber) - AMOUNT + lacking, sender=subscriber)
    at(period_start(terms, 1))
    assert attempt(terms)["reason"] == NO_TOKENS


@pytest.mark.parametrize("lacking", [1, AMOUNT])
def test_names_the_lack_of_an_allowance(subscription, opened, at, dollar, subscriber, attempt, lacking):
    terms = opened(tip=TIP)
    dollar.approve(subscription, AMOUNT - lacking, sender=subscriber)
    at(period_start(terms, 1))
    assert attempt(terms)["reason"] == NO_ALLOWANCE


def test_names_the_lack_of_tokens_before_that_of_an_allowance(opened, at, dollar, subscriber, outsider, broke, attempt):
    terms = opened()
    dollar.transfer(outsider, dollar.balanceOf(subscriber), sender=subscriber)
    broke()
    at(period_start(terms, 1))
    assert attempt(terms)["reason"] == NO_TOKENS


def test_names_the_refusal_of_a_token(opened, at, hostile, deployer, attempt, merchant, state):
    terms = opened(token=hostile, tip=TIP)
    at(period_start(terms, 1))
    for number, manner in enumerate(MANNERS, start=1):
        hostile.setManner(manner, sender=deployer)
        told = attempt(terms, merchant, hostile)
        assert (told["reason"], told["attempt"]) == (TOKEN_REFUSED, number)


@pytest.mark.parametrize("role", ["subscriber", "payout"])
def test_names_the_refusal_of_a_person_by_a_token(opened, at, hostile, deployer, attempt, request, role):
    terms = opened(token=hostile)
    hostile.list(request.getfixturevalue(role), True, sender=deployer)
    at(period_start(terms, 1))
    assert attempt(terms, token=hostile)["reason"] == TOKEN_REFUSED


def test_names_the_refusal_of_a_token_that_burns_all_gas(subscription, opened, at, hostile, deployer, stranger, state):
    terms = opened(token=hostile)
    hostile.setManner(BURNS_GAS, sender=deployer)
    at(period_start(terms, 1))
    subscription.charge(terms, sender=stranger, gas_limit=8_000_000)
    assert (state(terms).status, state(terms).attempts) == (FAILING, 1)
