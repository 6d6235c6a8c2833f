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
    word: uint256 = mandates.words[mandate_id]
    # A pause that has ended by itself.
    if (
        word & packing.STATUS_MASK == packing.PAUSED
        and block.timestamp >= (word >> packing.UNTIL_SHIFT) & packing.TIME_MASK
    ):
        word = pauses._resumed(mandate, word)
    return self._quote(mandate, mandate_id, word)


@internal
@view
def _quote(
    mandate: ISubscription.Mandate, mandate_id: bytes32, word: uint256
) -> ISubscription.Quote:
    """
    @param word With a pause that has ended by itself taken for over
    """
    quote: ISubscription.Quote = empty(ISubscription.Quote)
    status: uint256 = word & packing.STATUS_MASK
    if status == packing.UNKNOWN or status == packing.PAUSED:
        # Their obstacles have the numbers 1 and 3.
        quote.obstacle = status | mandates.UNKNOWN
    elif status > packing.PAUSED:
        quote.obstacle = mandates.OVER
    elif (
        status == packing.FAILING
        and block.timestamp >= (word >> packing.UNTIL_SHIFT) & packing.TIME_MASK
    ):
        quote.obstacle = mandates.WOULD_LAPSE
    if quote.obstacle != 0:
        return quote
    metered: bool = word & packing.METERED != 0
    anchor: uint256 = unsafe_add(
        unsafe_add(mandate.start, mandate.plan.trial),
        (word >> packing.SHIFT_SHIFT) & packing.LENGTH_MASK,
    )
    moment: uint256 = (word >> packing.PAID_UNTIL_SHIFT) & packing.TIME_MASK
    if metered:
        moment = anchor
    moment = max(block.timestamp, moment)
    charges: uint256 = (word >> packing.CHARGES_SHIFT) & packing.CHARGES_MASK
    # Zero less one is the largest number: without that bound.
    if (
        unsafe_sub(mandate.end, 1) < moment
        or unsafe_sub(mandate.max_charges, 1) < charges
        or charges == packing.CHARGES_MASK
    ):
        quote.obstacle = mandates.OVER
        return quote

    quote.period, quote.period_start, quote.period_end = schedule._around(
        mandate.plan.period_unit, mandate.plan.period_count, anchor, moment
    )
    if mandate.end != 0:
        quote.period_end = min(quote.period_end, mandate.end)
    quote.amount = mandate.plan.amount
    if word & packing.HAS_PRICE != 0:
        quote.amount = prices._price(quote.amount, mandate_id, word, quote.period_start)
    if metered:
        quote.obstacle = mandates.METERED
        charged: uint256 = prices.periods[mandate_id]
        # A month's index can fall by one when a pause moves the schedule; that is no fresh period.
        if charged & packing.LOW_64 >= quote.period:
            quote.amount = unsafe_sub(
                quote.amount, min(quote.amount, charged >> packing.AMOUNT_SHIFT)
            )
    else:
        if charges == 0:
            quote.amount = mandate.plan.first_amount
        if quote.amount > self._lifetime_left(mandate.lifetime_cap, word):
            quote = empty(ISubscription.Quote)
            quote.obstacle = mandates.OVER
            return quote
        if status == packing.FAILING and block.timestamp < unsafe_sub(
            (word >> packing.UNTIL_SHIFT) & packing.TIME_MASK,
            (word >> packing.OFFSET_SHIFT) & packing.LENGTH_MASK,
        ):
            quote.obstacle = mandates.BEFORE_RETRY
    if moment > block.timestamp:
        quote.obstacle = mandates.NOT_DUE
    return quote


@internal
@pure
def _lifetime_left(lifetime_cap: uint256, word: uint256) -> uint256:
    most: uint256 = packing.LARGEST_AMOUNT
    if lifetime_cap != 0:
        most = min(most, lifetime_cap)
    return unsafe_sub(most, word >> packing.TOTAL_SHIFT)
