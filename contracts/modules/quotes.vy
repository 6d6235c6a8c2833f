# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Quotes
@license MIT
@notice What a charge would be now, or why there would be none. `charge` itself asks here, so that the answer is exact.
"""

from ..interfaces import ISubscription
from . import mandate_packing as packing
from . import mandates
from . import pauses
from . import prices
from . import schedule

uses: mandates
uses: prices

# Why no charge is tried.
UNKNOWN: constant(uint256) = 1
OVER: constant(uint256) = 2
PAUSED: constant(uint256) = 3
NOT_DUE: constant(uint256) = 4
BEFORE_RETRY: constant(uint256) = 5
METERED: constant(uint256) = 6
WOULD_LAPSE: constant(uint256) = 7


@external
@view
@reentrant
def quote(mandate: ISubscription.Mandate) -> ISubscription.Quote:
    """
    @notice What `charge` would do with a mandate in this block, sent by a stranger to it.
    @return Why nothing would be tried, if so; the period that is, or next can be, charged, and its price; of a metered
            mandate what is left of the running period's most
    """
    mandate_id: bytes32 = mandates._id(mandate)
    return self._quote(mandate, mandate_id, pauses._over(mandate, mandates.words[mandate_id]))


@internal
@view
def _quote(
    mandate: ISubscription.Mandate, mandate_id: bytes32, word: uint256
) -> ISubscription.Quote:
    """
    @param word With a pause that has ended by itself taken for over
    """
    quote: ISubscription.Quote = empty(ISubscription.Quote)
    quote.obstacle = self._standstill(word)
    if quote.obstacle != 0:
        return quote
    anchor: uint256 = unsafe_add(
        unsafe_add(mandate.start, mandate.plan.trial),
        (word >> packing.SHIFT_SHIFT) & packing.LENGTH_MASK,
    )
    moment: uint256 = (word >> packing.PAID_UNTIL_SHIFT) & packing.TIME_MASK
    if word & packing.METERED != 0:
        moment = anchor
    moment = max(block.timestamp, moment)
    charges: uint256 = (word >> packing.CHARGES_SHIFT) & packing.CHARGES_MASK
    # Zero less one is the largest number: without that bound.
    if (
        unsafe_sub(mandate.end, 1) < moment
        or unsafe_sub(mandate.max_charges, 1) < charges
        or charges == packing.CHARGES_MASK
    ):
        quote.obstacle = OVER
        return quote

    quote.period = schedule._index(
        mandate.plan.period_unit, mandate.plan.period_count, anchor, moment
    )
    quote.period_start = schedule._start(
        mandate.plan.period_unit, mandate.plan.period_count, anchor, quote.period
    )
    quote.period_end = schedule._start(
        mandate.plan.period_unit,
        mandate.plan.period_count,
        anchor,
        unsafe_add(quote.period, 1),
    )
    if mandate.end != 0:
        quote.period_end = min(quote.period_end, mandate.end)
    quote.amount = mandate.plan.amount
    if word & packing.HAS_PRICE != 0:
        quote.amount = packing._price_at(prices.words[mandate_id], quote.period_start)

    if word & packing.METERED != 0:
        quote.obstacle = METERED
        quote.amount = self._left(quote.amount, quote.period, prices.periods[mandate_id])
    else:
        if charges == 0:
            quote.amount = mandate.plan.first_amount
        if quote.amount > self._lifetime_left(mandate.lifetime_cap, word):
            return ISubscription.Quote(
                obstacle=OVER, amount=0, period=0, period_start=0, period_end=0
            )
        if word & packing.STATUS_MASK == packing.FAILING and block.timestamp < packing._until(
            word
        ) - packing._offset(word):
            quote.obstacle = BEFORE_RETRY
    if moment > block.timestamp:
        quote.obstacle = NOT_DUE
    return quote


@internal
@view
def _standstill(word: uint256) -> uint256:
    """
    @return Why nothing can be charged, whatever the schedule says; zero if something can
    """
    status: uint256 = word & packing.STATUS_MASK
    if status == packing.OPEN:
        return 0
    if status == packing.FAILING:
        if block.timestamp >= packing._until(word):
            return WOULD_LAPSE
        return 0
    if status == packing.UNKNOWN:
        return UNKNOWN
    if status == packing.PAUSED:
        return PAUSED
    return OVER


@internal
@pure
def _left(most: uint256, index: uint256, period_word: uint256) -> uint256:
    """
    @dev A month's index can fall by one when a pause moves the schedule; that is no fresh period.
    """
    if packing._index(period_word) < index:
        return most
    return most - min(most, packing._amount(period_word))


@internal
@pure
def _lifetime_left(lifetime_cap: uint256, word: uint256) -> uint256:
    most: uint256 = packing.LARGEST_AMOUNT
    if lifetime_cap != 0:
        most = min(most, lifetime_cap)
    return unsafe_sub(most, word >> packing.TOTAL_SHIFT)
