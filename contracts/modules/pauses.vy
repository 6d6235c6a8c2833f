# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Pauses
@license MIT
@notice A subscriber stops a mandate for a while. What was paused is added to the schedule: every period after it starts
        that much later, and what was paid for lasts that much longer. A pause ends by itself when the plan's limit of all
        pauses together is reached.
"""

from ..interfaces import ISubscription
from . import mandate_packing as packing
from . import mandates
from . import refusal
from . import schedule
from . import sellers

uses: mandates
uses: sellers

PAUSE_TYPE_HASH: constant(bytes32) = keccak256("PauseMandate(bytes32 mandate_id,uint256 deadline)")
RESUME_TYPE_HASH: constant(bytes32) = keccak256("ResumeMandate(bytes32 mandate_id,uint256 deadline)")


@external
def pause(mandate: ISubscription.Mandate):
    """
    @notice Stop charges and periods from now on.
    @param mandate Terms; the caller is their subscriber
    """
    if msg.sender != mandate.subscriber:
        refusal._because("subscription: not the subscriber")
    self._pause(mandate, mandates._id(mandate))


@external
def pause_by_signature(mandate: ISubscription.Mandate, deadline: uint256, signature: Bytes[2048]):
    """
    @notice Pause for the subscriber, with the subscriber's signature of PauseMandate; anyone may send it, once.
    @param deadline The signature counts strictly before this time
    """
    mandate_id: bytes32 = mandates._id(mandate)
    mandates._use_word(mandate.subscriber, PAUSE_TYPE_HASH, mandate_id, deadline, signature)
    self._pause(mandate, mandate_id)


@external
def resume(mandate: ISubscription.Mandate):
    """
    @notice Go on with a paused mandate; once the pause has ended by itself, anyone may say so.
    @param mandate Terms; the caller is their subscriber
    """
    mandate_id: bytes32 = mandates._id(mandate)
    if msg.sender != mandate.subscriber:
        word: uint256 = mandates.words[mandate_id]
        if block.timestamp < packing._until(word):
            refusal._because("subscription: not the subscriber")
    self._resume(mandate, mandate_id)


@external
def resume_by_signature(mandate: ISubscription.Mandate, deadline: uint256, signature: Bytes[2048]):
    """
    @notice Resume for the subscriber, with the subscriber's signature of ResumeMandate; anyone may send it, once.
    @param deadline The signature counts strictly before this time
    """
    mandate_id: bytes32 = mandates._id(mandate)
    mandates._use_word(mandate.subscriber, RESUME_TYPE_HASH, mandate_id, deadline, signature)
    self._resume(mandate, mandate_id)


@internal
def _pause(mandate: ISubscription.Mandate, mandate_id: bytes32):
    word: uint256 = mandates._live(mandate_id)
    if word & packing.STATUS_MASK != packing.OPEN:
        refusal._because("subscription: mandate not open")
    shifted: uint256 = packing._shift(word)
    if block.timestamp < mandate.start + mandate.plan.trial + shifted:
        refusal._because("subscription: not begun yet")
    if mandate.end != 0 and block.timestamp >= mandate.end:
        refusal._because("subscription: mandate is over")
    left: uint256 = mandate.plan.pause_limit - shifted
    if left == 0:
        refusal._because("subscription: no pause left")

    mandates.words[mandate_id] = packing._waiting(
        word, block.timestamp + left, left, packing.PAUSED
    )
    log ISubscription.Paused(
        mandate_id=mandate_id,
        merchant=mandate.plan.merchant,
        subscriber=mandate.subscriber,
        number=sellers._next(mandate.plan.merchant),
        paused_until=block.timestamp + left,
    )


@internal
def _resume(mandate: ISubscription.Mandate, mandate_id: bytes32):
    word: uint256 = mandates.words[mandate_id]
    if word & packing.STATUS_MASK != packing.PAUSED:
        refusal._because("subscription: mandate not paused")

    word = self._resumed(mandate, word)
    mandates.words[mandate_id] = word
    self._log_resumed(mandate, mandate_id, word)


@internal
def _log_resumed(mandate: ISubscription.Mandate, mandate_id: bytes32, word: uint256):
    log ISubscription.Resumed(
        mandate_id=mandate_id,
        merchant=mandate.plan.merchant,
        subscriber=mandate.subscriber,
        number=sellers._next(mandate.plan.merchant),
        shift=packing._shift(word),
        paid_until=packing._paid_until(word),
    )


@internal
@view
def _over(mandate: ISubscription.Mandate, word: uint256) -> uint256:
    """
    @return The word as it counts now: resumed, where a pause has ended by itself
    """
    if word & packing.STATUS_MASK == packing.PAUSED and block.timestamp >= packing._until(word):
        return self._resumed(mandate, word)
    return word


@internal
@view
def _resumed(mandate: ISubscription.Mandate, word: uint256) -> uint256:
    """
    @dev As many periods are paid for as before the pause, and their end is where the moved schedule has it.
    """
    until: uint256 = packing._until(word)
    paused_at: uint256 = until - packing._offset(word)
    length: uint256 = min(block.timestamp, until) - paused_at
    anchor: uint256 = mandate.start + mandate.plan.trial + packing._shift(word)
    paid_until: uint256 = packing._paid_until(word)
    if word & packing.METERED == 0:
        periods: uint256 = 0
        if paid_until > anchor:
            periods = 1 + schedule._index(
                mandate.plan.period_unit, mandate.plan.period_count, anchor, paid_until - 1
            )
        paid_until = schedule._start(
            mandate.plan.period_unit, mandate.plan.period_count, anchor + length, periods
        )
        if mandate.end != 0:
            paid_until = min(paid_until, mandate.end)
    return packing._with_paid_until(
        packing._waiting(word, 0, 0, packing.OPEN) + (length << packing.SHIFT_SHIFT), paid_until
    )
