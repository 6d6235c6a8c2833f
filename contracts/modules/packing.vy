# pragma version 0.4.3
"""
@title Packing
@license MIT
@notice Every storage word that the contracts pack by hand: the one place that names its shifts and masks.
@dev payment   payer 160 | paid_at 40 | refunded 56. Payer zero: the rest is a status (UNKNOWN, REQUESTED, CANCELLED).
     merchant  payout 160 | number 48 | own fee in bps 16 | flags 32
     proposal  payout 160 | effective_at 96
     policy    fee receiver 160 | fee in bps 88 | paused 8
     The hot path of `pay` uses the shifts in place, since each call would cost it some fifty gas.
"""

# A payment word without a payer.
UNKNOWN: constant(uint256) = 0
REQUESTED: constant(uint256) = 1
CANCELLED: constant(uint256) = 3

# `refunded` holding this value says: the total is too large for 56 bits and is kept in a mapping of its own.
REFUNDED_ELSEWHERE: constant(uint256) = 2**56 - 1

REGISTERED: constant(uint256) = 1
HAS_OWN_FEE: constant(uint256) = 2
PAYOUT_CHANGES: constant(uint256) = 4
# Either of the two above: the merchant's terms are not simply everybody's.
NOT_PLAIN: constant(uint256) = 6

ADDRESS_SHIFT: constant(uint256) = 96
PAID_AT_SHIFT: constant(uint256) = 56
PAID_AT_MASK: constant(uint256) = 2**40 - 1
NUMBER_SHIFT: constant(uint256) = 48
NUMBER_MASK: constant(uint256) = 2**48 - 1
ONE_NUMBER: constant(uint256) = 2**48
OWN_FEE_SHIFT: constant(uint256) = 32
OWN_FEE_MASK: constant(uint256) = 2**16 - 1
FLAGS_MASK: constant(uint256) = 2**32 - 1
LOW_96: constant(uint256) = 2**96 - 1
FEE_SHIFT: constant(uint256) = 8
FEE_MASK: constant(uint256) = 2**88 - 1
PAUSED_MASK: constant(uint256) = 2**8 - 1


@internal
@pure
def _address(word: uint256) -> address:
    return convert(word >> ADDRESS_SHIFT, address)


@internal
@pure
def _is_paid(word: uint256) -> bool:
    return word >> ADDRESS_SHIFT != 0


@internal
@pure
def _paid_at(word: uint256) -> uint256:
    return (word >> PAID_AT_SHIFT) & PAID_AT_MASK


@internal
@pure
def _merchant(payout: address, number: uint256, own_fee_bps: uint256, flags: uint256) -> uint256:
    return (
        (convert(payout, uint256) << ADDRESS_SHIFT)
        | (number << NUMBER_SHIFT)
        | (own_fee_bps << OWN_FEE_SHIFT)
        | flags
    )


@internal
@pure
def _number(word: uint256) -> uint256:
    return (word >> NUMBER_SHIFT) & NUMBER_MASK


@internal
@pure
def _own_fee(word: uint256) -> uint256:
    return (word >> OWN_FEE_SHIFT) & OWN_FEE_MASK


@internal
@pure
def _flags(word: uint256) -> uint256:
    return word & FLAGS_MASK


@internal
@pure
def _with_payout(word: uint256, payout: address) -> uint256:
    return (word & LOW_96) | (convert(payout, uint256) << ADDRESS_SHIFT)


@internal
@pure
def _proposal(payout: address, effective_at: uint256) -> uint256:
    return (convert(payout, uint256) << ADDRESS_SHIFT) | effective_at


@internal
@pure
def _effective_at(word: uint256) -> uint256:
    return word & LOW_96


@internal
@pure
def _policy(fee_receiver: address, fee_bps: uint256, paused: bool) -> uint256:
    return (
        (convert(fee_receiver, uint256) << ADDRESS_SHIFT)
        | (fee_bps << FEE_SHIFT)
        | convert(paused, uint256)
    )


@internal
@pure
def _fee_bps(word: uint256) -> uint256:
    return (word >> FEE_SHIFT) & FEE_MASK


@internal
@pure
def _paused(word: uint256) -> bool:
    return word & PAUSED_MASK != 0
