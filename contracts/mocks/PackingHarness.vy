# pragma version 0.4.3
"""
@title Packing harness
@license MIT
@notice Every packed word, put together and taken apart, within reach of a test.
"""

from contracts.modules import packing


@external
@pure
def merchant(payout: address, number: uint256, own_fee_bps: uint256, flags: uint256) -> uint256:
    return packing._merchant(payout, number, own_fee_bps, flags)


@external
@pure
def with_payout(word: uint256, payout: address) -> uint256:
    return packing._with_payout(word, payout)


@external
@pure
def of_merchant(word: uint256) -> (address, uint256, uint256, uint256):
    return packing._address(word), packing._number(word), packing._own_fee(word), packing._flags(word)


@external
@pure
def proposal(payout: address, effective_at: uint256) -> uint256:
    return packing._proposal(payout, effective_at)


@external
@pure
def of_proposal(word: uint256) -> (address, uint256):
    return packing._address(word), packing._effective_at(word)


@external
@pure
def policy(
    fee_receiver: address, number: uint256, fee_bps: uint256, paused: bool, has_list: bool
) -> uint256:
    return packing._policy(fee_receiver, number, fee_bps, paused, has_list)


@external
@pure
def of_policy(word: uint256) -> (address, uint256, uint256, bool, bool):
    """
    @return The facts, and at last whether the hot path must look at a guard
    """
    return (
        packing._address(word),
        packing._deal_number(word),
        packing._fee_bps(word),
        packing._paused(word),
        word & packing.GUARDED_MASK != 0,
    )


@external
@pure
def of_payment(word: uint256) -> (bool, address, uint256, uint256):
    return (
        packing._is_paid(word),
        packing._address(word),
        packing._paid_at(word),
        word & packing.REFUNDED_ELSEWHERE,
    )


@external
@pure
def deal(
    held: uint256, returned: uint256, since: uint256, step: uint256, fee_bps: uint256, status: uint256
) -> uint256:
    return packing._deal(held, returned, since, step, fee_bps, status)


@external
@pure
def of_deal(word: uint256) -> (uint256, uint256, uint256, uint256, uint256, uint256):
    return (
        packing._held(word),
        packing._returned(word),
        packing._since(word),
        packing._step(word),
        packing._deal_fee_bps(word),
        packing._status(word),
    )
