# pragma version 0.4.3
"""
@title Packing bench
@license MIT
@notice The packing module within reach of a test: each function packs facts into a word or takes a word apart.
"""

from contracts.modules import deals
from contracts.modules import eip712_domain
from contracts.modules import packing
from contracts.modules import payments

initializes: eip712_domain
initializes: deals[eip712_domain := eip712_domain]
initializes: payments


@deploy
def __init__():
    eip712_domain.__init__("Packing bench", "1")


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
def policy(
    fee_receiver: address, number: uint256, fee_bps: uint256, paused: bool, has_list: bool
) -> (address, uint256, uint256, bool, bool, uint256):
    """
    @return The facts taken apart, whether the mask that `pay` uses in place says "guarded", and the number of the next
            deal if one is counted
    """
    word: uint256 = packing._policy(fee_receiver, number, fee_bps, paused, has_list)
    return (
        packing._address(word),
        packing._deal_number(word),
        packing._fee_bps(word),
        packing._paused(word),
        word & packing.GUARDED_MASK != 0,
        packing._deal_number(word + packing.ONE_DEAL),
    )


@external
@pure
def deal(
    held: uint256, returned: uint256, since: uint256, step: uint256, fee_bps: uint256, status: uint256
) -> (uint256, uint256, uint256, uint256, uint256, uint256, uint256):
    word: uint256 = packing._deal(held, returned, since, step, fee_bps, status)
    return (
        word,
        packing._held(word),
        packing._returned(word),
        packing._since(word),
        packing._step(word),
        packing._deal_fee_bps(word),
        packing._status(word),
    )


@external
@view
def moved(word: uint256, less: uint256, status: uint256) -> (uint256, uint256):
    """
    @return A deal's word holding less, and the word in another status since now, both one step on
    """
    return deals._less(word, less), deals._with_status(word, status)


@external
@pure
def facts(word: uint256) -> (uint256, uint256, uint256, uint256, uint256, uint256):
    return (
        packing._held(word),
        packing._returned(word),
        packing._since(word),
        packing._step(word),
        packing._deal_fee_bps(word),
        packing._status(word),
    )


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
