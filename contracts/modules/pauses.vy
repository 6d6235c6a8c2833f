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
from . import parties
from . import refusal
from . import schedule
from . import sellers

uses: mandates
uses: sellers

PAUSE_TYPE_HASH: constant(bytes32) = keccak256("PauseMandate(bytes32 mandate_id,uint256 deadline)")
RESUME_TYPE_HASH: constant(bytes32) = keccak256("ResumeMandate(bytes32 mandate_id,uint256 deadline)")


event Paused:
    mandate_id: indexed(bytes32)
    merchant: indexed(address)
    subscriber: indexed(address)
    number: uint256
    paused_until: uint256


# `shift`: seconds by which the schedule is moved in all.
event Resumed:
    mandate_id: indexed(bytes32)
    merchant: indexed(address)
    subscriber: indexed(address)
    number: uint256
    shift: uint256
    paid_until: uint256


@external
def pause(mandate: ISubscription.Mandate):
    """
    @notice Stop charges and periods from now on.
    @param mandate Terms; the caller is their subscriber
    """
    parties._check(msg.sender, mandate.subscriber)
    self._pause(mandate)


@external
def pause_by_signature(mandate: ISubscription.Mandate, deadline: uint256, signature: Bytes[2048]):
    """
    @notice Pause for the subscriber, with the subscriber's signature of PauseMandate; anyone may send it, once.
    @param deadline The signature counts strictly before this time
    """
    mandates._use_word(mandate, mandate.subscriber, PAUSE_TYPE_HASH, deadline, signature)
    self._pause(mandate)


@external
def resume(mandate: ISubscription.Mandate):
    """
    @notice Go on with a paused mandate; once the pause has ended by itself, anyone may say so.
    @param mandate Terms; the caller is their subscriber
    """
    self._resume(mandate, msg.sender)


@external
def resume_by_signature(mandate: ISubscription.Mandate, deadline: uint256, signature: Bytes[2048]):
    """
    @notice Resume for the subscriber, with the subscriber's signature of ResumeMandate; anyone may send it, once.
    @param deadline The signature counts strictly before this time
    """
    mandates._use_word(mandate, mandate.subscriber, RESUME_TYPE_HASH, deadline, signature)
    self._resume(mandate, mandate.subscriber)


@internal
def _pause(mandate: ISubscription.Mandate):
    mandate_id: bytes32 = mandates._id(mandate)
    word: uint256 = mandates._live(mandate_id)
    shifted: uint256 = (word >> packing.SHIFT_SHIFT) & packing.LENGTH_MASK
    left: uint256 = unsafe_sub(mandate.plan.pause_limit, shifted)
    if (
        left == 0
        or word & packing.STATUS_MASK != packing.OPEN
        or unsafe_sub(mandate.end, 1) < block.timestamp
        or block.timestamp < unsafe_add(unsafe_add(mandate.start, mandate.plan.trial), shifted)
    ):
        self._refuse()

    paused_until: uint256 = unsafe_add(block.timestamp, left)
    mandates.words[mandate_id] = packing._waiting(word, paused_until, left, packing.PAUSED)
    log Paused(
        mandate_id=mandate_id,
        merchant=mandate.plan.merchant,
        subscriber=mandate.subscriber,
        number=sellers._next(mandate.plan.merchant),
        paused_until=paused_until,
    )


@internal
def _resume(mandate: ISubscription.Mandate, by: address):
    mandate_id: bytes32 = mandates._id(mandate)
    word: uint256 = mandates.words[mandate_id]
    if word & packing.STATUS_MASK != packing.PAUSED:
        self._refuse()
    if block.timestamp < (word >> packing.UNTIL_SHIFT) & packing.TIME_MASK:
        parties._check(by, mandate.subscriber)

    word = self._resumed(mandate, word)
    mandates.words[mandate_id] = word
    self._log_resumed(mandate, mandate_id, word)


@internal
def _log_resumed(mandate: ISubscription.Mandate, mandate_id: bytes32, word: uint256):
    log Resumed(
        mandate_id=mandate_id,
        merchant=mandate.plan.merchant,
        subscriber=mandate.subscriber,
        number=sellers._next(mandate.plan.merchant),
        shift=(word >> packing.SHIFT_SHIFT) & packing.LENGTH_MASK,
        paid_until=(word >> packing.PAID_UNTIL_SHIFT) & packing.TIME_MASK,
    )


@internal
@pure
def _refuse():
    refusal._because("subscription: no pause now")


@internal
@view
def _resumed(mandate: ISubscription.Mandate, word: uint256) -> uint256:
    """
    @dev As many periods are paid for as before the pause, and their end is where the moved schedule has it. Nothing wraps:
         times and lengths are of one word, which bounds them.
    """
    until: uint256 = (word >> packing.UNTIL_SHIFT) & packing.TIME_MASK
    length: uint256 = unsafe_sub(
        unsafe_add(min(block.timestamp, until), (word >> packing.OFFSET_SHIFT) & packing.LENGTH_MASK),
        until,
    )
    resumed: uint256 = unsafe_add(
        packing._waiting(word, 0, 0, packing.OPEN), length << packing.SHIFT_SHIFT
    )
    if word & packing.METERED != 0:
        return resumed
    unit: uint256 = mandate.plan.period_unit
    count: uint256 = mandate.plan.period_count
    anchor: uint256 = unsafe_add(
        unsafe_add(mandate.start, mandate.plan.trial),
        (word >> packing.SHIFT_SHIFT) & packing.LENGTH_MASK,
    )
    paid_until: uint256 = (word >> packing.PAID_UNTIL_SHIFT) & packing.TIME_MASK
    periods: uint256 = 0
    if paid_until > anchor:
        periods = unsafe_add(
            schedule._around(unit, count, anchor, unsafe_sub(paid_until, 1))[0], 1
        )
    paid_until = schedule._start(unit, count, unsafe_add(anchor, length), periods)
    if mandate.end != 0:
        paid_until = min(paid_until, mandate.end)
    return packing._with_paid_until(resumed, paid_until)
