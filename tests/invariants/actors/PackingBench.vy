# pragma version 0.4.3
"""
@title Packing bench
@license MIT
@notice The packing module within reach of a test: each function packs facts into a word or takes a word apart.
"""

from contracts.modules import packing
from contracts.modules import payments

initializes: payments


@external
@pure
def merchant(
    payout: address, number: uint256, own_fee_bps: uint256, flags: uint256
) -> (uint256, address, uint256, uint256, uint256):
    word: uint256 = packing._merchant(payout, number, own_fee_bps, flags)
    return word, packing._address(word), packing._number(word), packing._own_fee(word), packing._flags(word)


@external
@pure
def with_payout(word: uint256, payout: address) -> (address, uint256, uint256, uint256):
    changed: uint256 = packing._with_payout(word, payout)
    return packing._address(changed), packing._number(changed), packing._own_fee(changed), packing._flags(changed)


@external
@pure
def next_number(word: uint256) -> uint256:
    return packing._number(word + packing.ONE_NUMBER)


@external
@pure
def proposal(payout: address, effective_at: uint256) -> (address, uint256):
    word: uint256 = packing._proposal(payout, effective_at)
    return packing._address(word), packing._effective_at(word)


@external
@pure
def policy(fee_receiver: address, fee_bps: uint256, paused: bool) -> (address, uint256, bool, bool):
    """
    @return The facts taken apart, and whether the mask that `pay` uses in place says "paused"
    """
    word: uint256 = packing._policy(fee_receiver, fee_bps, paused)
    return packing._address(word), packing._fee_bps(word), packing._paused(word), word & packing.PAUSED_MASK != 0


@external
def refunds(payer: address, paid_at: uint256, totals: DynArray[uint256, 8]) -> DynArray[uint256, 8]:
    """
    @notice Write one running total of refunds after another into a paid word, as the gateway does.
    @return Each total as it is read back
    """
    payment_id: bytes32 = keccak256("bench")
    payments.words[payment_id] = (convert(payer, uint256) << packing.ADDRESS_SHIFT) | (
        paid_at << packing.PAID_AT_SHIFT
    )
    read: DynArray[uint256, 8] = []
    for total: uint256 in totals:
        payments._write_refunded(payment_id, payments.words[payment_id], total)
        word: uint256 = payments.words[payment_id]
        assert packing._address(word) == payer and packing._paid_at(word) == paid_at, "bench: neighbours changed"
        read.append(payments._refunded(payment_id, word))
    return read
