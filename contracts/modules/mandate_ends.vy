# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Mandate ends
@license MIT
@notice Either party takes back a mandate, for good: these terms are never charged again, nor opened if they never were. A
        fixed plan's paid time stays; and what is left of a period the merchant can give back.
"""

from ..interfaces import ISubscription
from . import mandate_packing as packing
from . import mandates
from . import parties
from . import prices
from . import pulls
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
    parties._check(msg.sender, mandate.plan.merchant)
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
    if by != mandate.subscriber:
        parties._check(by, mandate.plan.merchant)
    mandate_id: bytes32 = mandates._id(mandate)
    word: uint256 = mandates.words[mandate_id]
    status: uint256 = word & packing.STATUS_MASK
    if status > packing.PAUSED:
        mandates._refuse(mandates.OVER)

    paid_until: uint256 = (word >> packing.PAID_UNTIL_SHIFT) & packing.TIME_MASK
    if word & packing.METERED != 0:
        paid_until = min(paid_until, block.timestamp)
    # Of an open mandate it is kept when it starts; anything else that it waited for is over.
    if status != packing.OPEN:
        word = packing._waiting(word, 0, 0, status)
    mandates.words[mandate_id] = packing._with_paid_until(
        word ^ status ^ packing.CANCELLED, paid_until
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
    period_word: uint256 = prices.periods[mandate_id]
    paid_until: uint256 = (word >> packing.PAID_UNTIL_SHIFT) & packing.TIME_MASK
    metered: bool = word & packing.METERED != 0
    amount: uint256 = period_word >> packing.AMOUNT_SHIFT
    if word & packing.TRACKED == 0:
        amount = prices._last_charge(mandate.plan.amount, mandate.plan.first_amount, word)
    moment: uint256 = unsafe_sub(paid_until, 1)
    refunded: uint256 = word & packing.REFUNDED
    if metered:
        moment = block.timestamp
        refunded = period_word & packing.REFUNDED_PERIOD
    period: uint256 = 0
    start: uint256 = 0
    end: uint256 = 0
    if (word >> packing.CHARGES_SHIFT) & packing.CHARGES_MASK != 0:
        period, start, end = schedule._around(
            mandate.plan.period_unit,
            mandate.plan.period_count,
            unsafe_add(
                unsafe_add(mandate.start, mandate.plan.trial),
                (word >> packing.SHIFT_SHIFT) & packing.LENGTH_MASK,
            ),
            moment,
        )
        end = min(end, paid_until)
        moment = max(block.timestamp, start)
    if (
        moment >= end
        or refunded != 0
        or word & packing.STATUS_MASK == packing.PAUSED
        or (metered and period > period_word & packing.LOW_64)
    ):
        amount = 0
    else:
        amount = unsafe_mul(amount, unsafe_sub(end, moment)) // unsafe_sub(end, start)
    if amount == 0:
        refusal._because("subscription: nothing to refund")

    mandates.words[mandate_id] = word | packing.REFUNDED
    prices.periods[mandate_id] = period_word | packing.REFUNDED_PERIOD
    log ISubscription.PeriodRefunded(
        mandate_id=mandate_id,
        merchant=mandate.plan.merchant,
        subscriber=mandate.subscriber,
        number=sellers._next(mandate.plan.merchant),
        token=mandate.plan.token,
        amount=amount,
        period=period,
    )

    if not pulls._take(mandate.plan.token, mandate.plan.merchant, mandate.subscriber, amount):
        refusal._because("subscription: refund refused")
