# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Mandate ends
@license MIT
@notice Either party takes back a mandate, for good: these terms are never charged again, nor opened if they never were. A
        fixed plan's paid time stays; and what is left of a period the merchant can give back.
"""

from ..interfaces import ISubscription
from . import intake
from . import mandate_packing as packing
from . import mandates
from . import prices
from . import refusal
from . import schedule
from . import sellers

uses: mandates
uses: prices
uses: sellers

CANCEL_TYPE_HASH: constant(bytes32) = keccak256("CancelMandate(bytes32 mandate_id,uint256 deadline)")
REFUND_TYPE_HASH: constant(bytes32) = keccak256("RefundPeriod(bytes32 mandate_id,uint256 deadline)")


@external
def cancel(mandate: ISubscription.Mandate):
    """
    @notice End a mandate at once.
    @param mandate Terms; the caller is their subscriber or merchant
    """
    self._cancel(mandate, mandates._id(mandate), msg.sender)


@external
def cancel_by_signature(
    mandate: ISubscription.Mandate, by: address, deadline: uint256, signature: Bytes[2048]
):
    """
    @notice Cancel for a party, with its signature of CancelMandate; anyone may send it.
    @param deadline The signature counts strictly before this time
    """
    mandate_id: bytes32 = mandates._id(mandate)
    mandates._use_word(by, CANCEL_TYPE_HASH, mandate_id, deadline, signature)
    self._cancel(mandate, mandate_id, by)


@external
def refund_period(mandate: ISubscription.Mandate):
    """
    @notice Give back what is left of the running period, by the second, from the caller's allowance to the subscriber; once a
            period, which from then on counts as not paid.
    @param mandate Terms; the caller is their merchant
    """
    if msg.sender != mandate.plan.merchant:
        refusal._because("subscription: not the merchant")
    self._refund(mandate, mandates._id(mandate))


@external
def refund_period_by_signature(
    mandate: ISubscription.Mandate, deadline: uint256, signature: Bytes[2048]
):
    """
    @notice Refund for the merchant, with the merchant's signature of RefundPeriod; anyone may send it, once.
    @param deadline The signature counts strictly before this time
    """
    mandate_id: bytes32 = mandates._id(mandate)
    mandates._use_word(mandate.plan.merchant, REFUND_TYPE_HASH, mandate_id, deadline, signature)
    self._refund(mandate, mandate_id)


@internal
def _cancel(mandate: ISubscription.Mandate, mandate_id: bytes32, by: address):
    if by != mandate.subscriber and by != mandate.plan.merchant:
        refusal._because("subscription: not a party")
    word: uint256 = mandates.words[mandate_id]
    status: uint256 = word & packing.STATUS_MASK
    if status > packing.PAUSED:
        refusal._because("subscription: mandate is over")

    until: uint256 = 0
    if status == packing.OPEN:
        until = packing._until(word)
    if word & packing.METERED != 0:
        word = packing._with_paid_until(word, min(packing._paid_until(word), block.timestamp))
    word = packing._waiting(word, until, 0, packing.CANCELLED)
    mandates.words[mandate_id] = word
    log ISubscription.Cancelled(
        mandate_id=mandate_id,
        merchant=mandate.plan.merchant,
        subscriber=mandate.subscriber,
        number=sellers._next(mandate.plan.merchant),
        by=by,
        paid_until=packing._paid_until(word),
    )


@internal
def _refund(mandate: ISubscription.Mandate, mandate_id: bytes32):
    word: uint256 = mandates.words[mandate_id]
    status: uint256 = word & packing.STATUS_MASK
    if status == packing.PAUSED:
        refusal._because("subscription: mandate paused")
    period_word: uint256 = prices.periods[mandate_id]
    charged: uint256 = packing._amount(period_word)
    if word & packing.TRACKED == 0:
        charged = prices._last_charge(mandate, word)
    if (
        packing._charges(word) == 0
        or block.timestamp >= packing._paid_until(word)
        or status == packing.LAPSED
    ):
        refusal._because("subscription: nothing is paid")
    index: uint256 = 0
    left: uint256 = 0
    length: uint256 = 0
    index, left, length = self._running(mandate, word, packing._index(period_word))
    amount: uint256 = unsafe_mul(charged, left) // length
    if amount == 0:
        refusal._because("subscription: nothing is paid")
    if packing._is_refunded(period_word) or (
        word & packing.METERED == 0 and word & packing.REFUNDED != 0
    ):
        refusal._because("subscription: refunded already")

    mandates.words[mandate_id] = word | packing.REFUNDED
    if word & packing.METERED != 0:
        prices.periods[mandate_id] = period_word | packing.REFUNDED_PERIOD
    log ISubscription.PeriodRefunded(
        mandate_id=mandate_id,
        merchant=mandate.plan.merchant,
        subscriber=mandate.subscriber,
        number=sellers._next(mandate.plan.merchant),
        token=mandate.plan.token,
        amount=amount,
        period=index,
    )

    intake._take(mandate.plan.token, mandate.plan.merchant, mandate.subscriber, amount)


@internal
@view
def _running(
    mandate: ISubscription.Mandate, word: uint256, last: uint256
) -> (uint256, uint256, uint256):
    """
    @param last The period of the last charge of a metered mandate
    @return The period that is paid, its seconds from now on, and all of its seconds
    """
    unit: uint256 = mandate.plan.period_unit
    count: uint256 = mandate.plan.period_count
    anchor: uint256 = mandate.start + mandate.plan.trial + packing._shift(word)
    index: uint256 = last
    if word & packing.METERED == 0:
        index = schedule._index(unit, count, anchor, packing._paid_until(word) - 1)
    start: uint256 = schedule._start(unit, count, anchor, index)
    end: uint256 = schedule._start(unit, count, anchor, index + 1)
    if mandate.end != 0:
        end = min(end, mandate.end)
    return index, end - min(max(block.timestamp, start), end), end - start
