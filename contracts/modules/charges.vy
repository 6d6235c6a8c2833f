# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Charges
@license MIT
@notice How a period is charged: what is due, by anybody, or what was used, by the merchant. Money that cannot be had is
        recorded, not reverted; charged again while there is grace; and when that is over, the mandate lapses.
@dev The money moves within a call to the contract itself, so that all of it moves or none, and always with the same gas,
     so that nobody who sends a charge can starve it into a failure.
"""

from ..interfaces import ISubscription
from . import mandate_packing as packing
from . import mandates
from . import parties
from . import pauses
from . import policy
from . import prices
from . import pulls
from . import quotes
from . import refusal
from . import relayed
from . import sellers

uses: mandates
uses: pauses
uses: prices
uses: pulls
uses: quotes
uses: relayed
uses: sellers

MOST: constant(uint256) = 64
USAGE_TYPE_HASH: constant(bytes32) = keccak256(
    "ChargeUsage(bytes32 mandate_id,uint256 amount,uint256 total,uint256 deadline)"
)
# How a charge came about.
SENT: constant(uint256) = 0
FIRST: constant(uint256) = 1
USAGE: constant(uint256) = 2
# What became of it. NOT_TRIED is added to the reason why not.
CHARGED: constant(uint256) = 0
FAILED: constant(uint256) = 1
LAPSED: constant(uint256) = 2
NOT_TRIED: constant(uint256) = 10


@external
def charge(mandate: ISubscription.Mandate):
    """
    @notice Charge the running period if it is due; anyone may, and earns the plan's tip. Money that cannot be had is no
            revert but a record; from the end of the grace on, that the mandate has lapsed is written.
    """
    self._check_tried(self._charge(mandate, SENT, 0))


@external
def charge_many(mandates_: DynArray[ISubscription.Mandate, MOST]) -> DynArray[uint256, MOST]:
    """
    @notice Charge each mandate as `charge` does; nothing in one of them stops another.
    @return Of each: 0 charged, 1 failed and recorded, 2 lapsed, 10 + the obstacle that `quote` names if not tried
    """
    outcomes: DynArray[uint256, MOST] = []
    for mandate: ISubscription.Mandate in mandates_:
        outcomes.append(self._charge(mandate, SENT, 0))
    return outcomes


@external
def charge_usage(mandate: ISubscription.Mandate, amount: uint256):
    """
    @notice Charge what was used in the running period of a metered plan, as often as wanted up to its most.
    @param mandate Terms; the caller is their merchant
    @param amount Smallest units
    """
    parties._check(msg.sender, mandate.plan.merchant)
    self._charge_usage(mandate, amount)


@external
def charge_usage_by_signature(
    mandate: ISubscription.Mandate,
    amount: uint256,
    total: uint256,
    deadline: uint256,
    signature: Bytes[2048],
):
    """
    @notice Charge usage for the merchant, with the merchant's signature of ChargeUsage; anyone may send it, again if it failed.
    @param total All that was ever charged before, which makes the word count once
    @param deadline The signature counts strictly before this time
    """
    mandate_id: bytes32 = mandates._id(mandate)
    if total != mandates.words[mandate_id] >> packing.TOTAL_SHIFT:
        mandates._refuse_amount()
    struct_hash: bytes32 = keccak256(
        abi_encode(USAGE_TYPE_HASH, mandate_id, amount, total, deadline)
    )
    relayed._check(mandate.plan.merchant, struct_hash, deadline, signature)
    self._charge_usage(mandate, amount)


@internal
def _charge_usage(mandate: ISubscription.Mandate, amount: uint256):
    if not mandate.plan.metered:
        mandates._refuse(mandates.METERED)
    self._check_tried(self._charge(mandate, USAGE, amount))


@internal
@pure
def _check_tried(outcome: uint256):
    if outcome >= NOT_TRIED:
        mandates._refuse(unsafe_sub(outcome, NOT_TRIED))


@internal
def _charge(mandate: ISubscription.Mandate, how: uint256, asked: uint256) -> uint256:
    """
    @param asked Of usage; else what is due is charged
    @return What became of it
    """
    mandate_id: bytes32 = mandates._id(mandate)
    stored: uint256 = mandates.words[mandate_id]
    word: uint256 = stored
    # A pause that has ended by itself.
    if (
        word & packing.STATUS_MASK == packing.PAUSED
        and block.timestamp >= (word >> packing.UNTIL_SHIFT) & packing.TIME_MASK
    ):
        word = pauses._resumed(mandate, word)
    quote: ISubscription.Quote = quotes._quote(mandate, mandate_id, word)
    if quote.obstacle == mandates.WOULD_LAPSE:
        self._lapse(mandate, mandate_id, word)
        return LAPSED
    amount: uint256 = quote.amount
    if how == USAGE:
        amount = asked
        if quote.obstacle == mandates.METERED:
            quote.obstacle = 0
            mandates._check_amount(
                amount, min(quote.amount, quotes._lifetime_left(mandate.lifetime_cap, word))
            )
    elif quote.obstacle == mandates.BEFORE_RETRY and (
        msg.sender == mandate.subscriber or msg.sender == mandate.plan.merchant
    ):
        quote.obstacle = 0
    if quote.obstacle != 0:
        return unsafe_add(NOT_TRIED, quote.obstacle)
    if word != stored:
        pauses._log_resumed(mandate, mandate_id, word)
    fee: uint256 = (
        unsafe_mul(amount, (word >> packing.FEE_SHIFT) & packing.FEE_MASK) // policy.WHOLE_BPS
    )
    tip: uint256 = 0
    if how == SENT:
        tip = min(mandate.plan.tip, unsafe_sub(amount, fee))

    after: uint256 = unsafe_add(
        ((word >> packing.PAID_UNTIL_SHIFT) << packing.PAID_UNTIL_SHIFT)
        | (word & packing.KEPT_BY_A_CHARGE)
        | packing.OPEN,
        (amount << packing.TOTAL_SHIFT) | packing.ONE_CHARGE,
    )
    charges: uint256 = (after >> packing.CHARGES_SHIFT) & packing.CHARGES_MASK
    metered: bool = word & packing.METERED != 0
    if (
        charges == mandate.max_charges
        or charges == packing.CHARGES_MASK
        or (amount != 0 and after >> packing.TOTAL_SHIFT == mandate.lifetime_cap)
        or (quote.period_end == mandate.end and not metered)
    ):
        after = packing._with_paid_until(after ^ packing.OPEN ^ packing.FINISHED, quote.period_end)
    elif not metered:
        after = packing._with_paid_until(after, quote.period_end)
    mandates.words[mandate_id] = after
    period_word: uint256 = 0
    period_total: uint256 = amount
    if word & packing.TRACKED != 0:
        period_word = prices.periods[mandate_id]
        if metered and quote.period <= period_word & packing.LOW_64:
            period_total = unsafe_add(amount, period_word >> packing.AMOUNT_SHIFT)
            prices.periods[mandate_id] = unsafe_add(period_word, amount << packing.AMOUNT_SHIFT)
        else:
            prices.periods[mandate_id] = (amount << packing.AMOUNT_SHIFT) | quote.period
    number: uint256 = sellers._next(mandate.plan.merchant)
    reason: uint256 = 0
    if amount != 0:
        reason, tip = pulls._pull(
            mandate.plan.token, mandate.subscriber, mandate.plan.payout, amount, fee, tip
        )
    if reason == 0:
        log ISubscription.Charged(
            mandate_id=mandate_id,
            merchant=mandate.plan.merchant,
            subscriber=mandate.subscriber,
            number=number,
            token=mandate.plan.token,
            amount=amount,
            fee=fee,
            tip=tip,
            sender=msg.sender,
            period=quote.period,
            period_total=period_total,
            total=after >> packing.TOTAL_SHIFT,
            paid_until=(after >> packing.PAID_UNTIL_SHIFT) & packing.TIME_MASK,
            finished=after & packing.STATUS_MASK == packing.FINISHED,
        )
        return CHARGED

    if how == FIRST:
        refusal._because("subscription: first charge fails")
    if word & packing.TRACKED != 0:
        prices.periods[mandate_id] = period_word
    grace_until: uint256 = unsafe_add(block.timestamp, mandate.plan.grace)
    attempt: uint256 = 0
    if word & packing.STATUS_MASK == packing.FAILING:
        grace_until = (word >> packing.UNTIL_SHIFT) & packing.TIME_MASK
        attempt = (word >> packing.ATTEMPTS_SHIFT) & packing.ATTEMPTS_MASK
    # One more, but never more than fits.
    if attempt < packing.ATTEMPTS_MASK:
        attempt = unsafe_add(attempt, 1)
    retry_at: uint256 = min(unsafe_add(block.timestamp, mandate.plan.retry_gap), grace_until)
    after = packing._waiting(
        word, grace_until, unsafe_sub(grace_until, retry_at), packing.FAILING
    )
    after ^= (((after >> packing.ATTEMPTS_SHIFT) & packing.ATTEMPTS_MASK) ^ attempt) << packing.ATTEMPTS_SHIFT
    mandates.words[mandate_id] = after
    log ISubscription.ChargeFailed(
        mandate_id=mandate_id,
        merchant=mandate.plan.merchant,
        subscriber=mandate.subscriber,
        number=number,
        token=mandate.plan.token,
        amount=amount,
        period=quote.period,
        attempt=attempt,
        reason=reason,
        retry_at=retry_at,
        grace_until=grace_until,
    )
    if mandate.plan.grace == 0:
        self._lapse(mandate, mandate_id, after)
    return FAILED


@internal
def _lapse(mandate: ISubscription.Mandate, mandate_id: bytes32, word: uint256):
    mandates.words[mandate_id] = packing._waiting(word, 0, 0, packing.LAPSED)
    log ISubscription.Lapsed(
        mandate_id=mandate_id,
        merchant=mandate.plan.merchant,
        subscriber=mandate.subscriber,
        number=sellers._next(mandate.plan.merchant),
    )
