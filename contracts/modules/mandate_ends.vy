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
    self._cancel(mandate, msg.sender)


@external
def cancel_by_signature(
    mandate: ISubscription.Mandate, by: address, deadline: uint256, signature: Bytes[2048]
):
    """
    @notice Cancel for a party, with its signature of CancelMandate; anyone may send it.
    @param deadline The signature counts strictly before this time
    """
    mandates._use_word(mandate, by, CANCEL_TYPE_HASH, deadline, signature)
    self._cancel(mandate, by)


@external
def refund_period(mandate: ISubscription.Mandate):
    """
    @notice Give back what is left of the running period, by the second, from the caller's allowance to the subscriber; once a
            period, which from then on counts as not paid.
    @param mandate Terms; the caller is their merchant
    """
    mandates._check_merchant(mandate.plan.merchant)
    self._refund(mandate)


@external
def refund_period_by_signature(
    mandate: ISubscription.Mandate, deadline: uint256, signature: Bytes[2048]
):
    """
    @notice Refund for the merchant, with the merchant's signature of RefundPeriod; anyone may send it, once.
    @param deadline The signature counts strictly before this time
    """
    mandates._use_word(mandate, mandate.plan.merchant, REFUND_TYPE_HASH, deadline, signature)
    self._refund(mandate)


@internal
def _cancel(mandate: ISubscription.Mandate, by: address):
    if by != mandate.subscriber and by != mandate.plan.merchant:
        refusal._because("subscription: not a party")
    mandate_id: bytes32 = mandates._id(mandate)
    word: uint256 = mandates.words[mandate_id]
    if word & packing.STATUS_MASK > packing.PAUSED:
        mandates._refuse(mandates.OVER)

    until: uint256 = 0
    if word & packing.STATUS_MASK == packing.OPEN:
        until = (word >> packing.UNTIL_SHIFT) & packing.TIME_MASK
    paid_until: uint256 = (word >> packing.PAID_UNTIL_SHIFT) & packing.TIME_MASK
    if word & packing.METERED != 0:
        paid_until = min(paid_until, block.timestamp)
    mandates.words[mandate_id] = packing._with_paid_until(
        packing._waiting(word, until, 0, packing.CANCELLED), paid_until
    )
    log ISubscription.Cancelled(
        mandate_id=mandate_id,
        merchant=mandate.plan.merchant,
        subscriber=mandate.subscriber,
        number=sellers._next(mandate.plan.merchant),
        by=by,
        paid_until=paid_until,
    )


@internal
def _refund(mandate: ISubscription.Mandate):
    """
    @dev Of a fixed mandate, the period that ends when it is paid until; of a metered one, the period of its last charge if
         that is running. Products stay below 2**132.
    """
    mandate_id: bytes32 = mandates._id(mandate)
    word: uint256 = mandates.words[mandate_id]
    if word & packing.STATUS_MASK == packing.PAUSED:
        mandates._refuse(mandates.PAUSED)
    moment: uint256 = (word >> packing.PAID_UNTIL_SHIFT) & packing.TIME_MASK
    if (
        (word >> packing.CHARGES_SHIFT) & packing.CHARGES_MASK == 0
        or block.timestamp >= moment
        or word & packing.STATUS_MASK == packing.LAPSED
    ):
        refusal._because("subscription: nothing is paid")
    period_word: uint256 = prices.periods[mandate_id]
    charged: uint256 = period_word >> packing.AMOUNT_SHIFT
    if word & packing.TRACKED == 0:
        charged = prices._last_charge(mandate.plan.amount, mandate.plan.first_amount, word)
    refunded: uint256 = word & packing.REFUNDED
    moment = unsafe_sub(moment, 1)
    if word & packing.METERED != 0:
        refunded = period_word & packing.REFUNDED_PERIOD
        moment = block.timestamp
    if refunded != 0:
        refusal._because("subscription: refunded already")
    period: uint256 = 0
    start: uint256 = 0
    end: uint256 = 0
    period, start, end = schedule._around(
        mandate.plan.period_unit,
        mandate.plan.period_count,
        unsafe_add(
            unsafe_add(mandate.start, mandate.plan.trial),
            (word >> packing.SHIFT_SHIFT) & packing.LENGTH_MASK,
        ),
        moment,
    )
    if mandate.end != 0:
        end = min(end, mandate.end)
    if word & packing.METERED != 0 and period > period_word & packing.LOW_64:
        charged = 0
    charged = unsafe_mul(charged, unsafe_sub(end, max(block.timestamp, start))) // unsafe_sub(end, start)
    if charged == 0:
        refusal._because("subscription: nothing is paid")

    mandates.words[mandate_id] = word | packing.REFUNDED
    prices.periods[mandate_id] = period_word | packing.REFUNDED_PERIOD
    log ISubscription.PeriodRefunded(
        mandate_id=mandate_id,
        merchant=mandate.plan.merchant,
        subscriber=mandate.subscriber,
        number=sellers._next(mandate.plan.merchant),
        token=mandate.plan.token,
        amount=charged,
        period=period,
    )

    intake._take(mandate.plan.token, mandate.plan.merchant, mandate.subscriber, charged)
