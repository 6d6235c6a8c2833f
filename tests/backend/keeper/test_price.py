"""What is offered per gas: enough for the next blocks, never above the cap, and an eighth more when it is stuck."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.keeper.price import LEAST_PRIORITY, Price, asked, raised

FEES = st.integers(0, 10**13)


def test_twice_the_base_fee_is_offered_so_that_it_may_rise():
    assert asked(30, LEAST_PRIORITY + 5, 10**12) == Price(60 + LEAST_PRIORITY + 5, LEAST_PRIORITY + 5)


def test_where_nobody_pays_priority_a_little_is_paid():
    assert asked(30, 0, 10**12) == Price(60 + LEAST_PRIORITY, LEAST_PRIORITY)


def test_the_cap_bounds_the_offer_and_above_it_there_is_none():
    assert asked(10**9, LEAST_PRIORITY, 10**9 + LEAST_PRIORITY) == Price(10**9 + LEAST_PRIORITY, LEAST_PRIORITY)
    assert asked(10**9 + 1, LEAST_PRIORITY, 10**9 + LEAST_PRIORITY) is None


@given(FEES, FEES, FEES)
def test_no_offer_is_above_the_cap_or_below_what_the_next_block_wants(base_fee: int, priority: int, cap: int):
    price = asked(base_fee, priority, cap)

    assert price is None or base_fee + price.priority <= price.max_fee <= cap
    assert (price is None) == (base_fee + max(priority, LEAST_PRIORITY) > cap)


@given(FEES, FEES, FEES, FEES, FEES)
def test_a_replacement_offers_an_eighth_more_of_both_and_stays_below_the_cap(
    first: int, tip: int, base_fee: int, priority: int, cap: int
):
    before = Price(first + tip, tip)

    after = raised(before, base_fee, priority, cap)

    if after is not None:
        assert 8 * after.max_fee >= 9 * before.max_fee and 8 * after.priority >= 9 * before.priority
        assert after.priority <= after.max_fee <= cap


@pytest.mark.parametrize(("cap", "offered"), [(1125, Price(1125, 113)), (1124, None)])
def test_at_the_cap_nothing_is_replaced(cap: int, offered: Price | None):
    before = Price(1000 * LEAST_PRIORITY, 100 * LEAST_PRIORITY)

    after = raised(before, 10 * LEAST_PRIORITY, 0, cap * LEAST_PRIORITY)

    assert (after is None) == (offered is None)
    assert after is None or after.max_fee == 1125 * LEAST_PRIORITY
