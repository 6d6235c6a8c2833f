# pragma version 0.4.3
"""
@title Packing
@license MIT
@notice Every storage word that the contracts pack by hand: the one place that names its shifts and masks.
@dev payment   payer 160 | paid_at 40 | refunded 56. Payer zero: the rest is a status (UNKNOWN, REQUESTED, CANCELLED).
     merchant  payout 160 | number 48 | own fee in bps 16 | flags 32
     proposal  payout 160 | effective_at 96
     policy    fee receiver 160 | number 72 | fee in bps 16 | guards 8. The number counts an Escrow's deals.
     deal      held 96 | returned 96 | since 36 | step 18 | fee in bps 7 | status 3
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
FEE_MASK: constant(uint256) = 2**16 - 1
PAUSED_MASK: constant(uint256) = 1
# Paused, or there is a sanctions list to ask.
GUARDED_MASK: constant(uint256) = 3
DEAL_NUMBER_SHIFT: constant(uint256) = 24
DEAL_NUMBER_MASK: constant(uint256) = 2**72 - 1
ONE_DEAL: constant(uint256) = 2**24

# The last three bits of a deal's word.
OFFERED: constant(uint256) = 0
ACCEPTED: constant(uint256) = 1
DECLINED: constant(uint256) = 2
FUNDED: constant(uint256) = 3
DELIVERED: constant(uint256) = 4
DISPUTED: constant(uint256) = 5
CLOSED: constant(uint256) = 6
STATUS_MASK: constant(uint256) = 2**3 - 1
DEAL_FEE_SHIFT: constant(uint256) = 3
DEAL_FEE_MASK: constant(uint256) = 2**7 - 1
STEP_SHIFT: constant(uint256) = 10
STEP_MASK: constant(uint256) = 2**18 - 1
SINCE_SHIFT: constant(uint256) = 28
SINCE_MASK: constant(uint256) = 2**36 - 1
RETURNED_SHIFT: constant(uint256) = 64
RETURNED_MASK: constant(uint256) = 2**96 - 1
HELD_SHIFT: constant(uint256) = 160


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
def _policy(
    fee_receiver: address, number: uint256, fee_bps: uint256, paused: bool, has_list: bool
) -> uint256:
    return (
        (convert(fee_receiver, uint256) << ADDRESS_SHIFT)
        | (number << DEAL_NUMBER_SHIFT)
        | (fee_bps << FEE_SHIFT)
        | (convert(has_list, uint256) << 1)
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


@internal
@pure
def _deal_number(word: uint256) -> uint256:
    return (word >> DEAL_NUMBER_SHIFT) & DEAL_NUMBER_MASK


@internal
@pure
def _deal(
    held: uint256, returned: uint256, since: uint256, step: uint256, fee_bps: uint256, status: uint256
) -> uint256:
    return (
        (held << HELD_SHIFT)
        | (returned << RETURNED_SHIFT)
        | (since << SINCE_SHIFT)
        | (step << STEP_SHIFT)
        | (fee_bps << DEAL_FEE_SHIFT)
        | status
    )


@internal
@pure
def _held(word: uint256) -> uint256:
    return word >> HELD_SHIFT


@internal
@pure
def _returned(word: uint256) -> uint256:
    return (word >> RETURNED_SHIFT) & RETURNED_MASK


@internal
@pure
def _since(word: uint256) -> uint256:
    return (word >> SINCE_SHIFT) & SINCE_MASK


@internal
@pure
def _step(word: uint256) -> uint256:
    return (word >> STEP_SHIFT) & STEP_MASK


@internal
@pure
def _deal_fee_bps(word: uint256) -> uint256:
    return (word >> DEAL_FEE_SHIFT) & DEAL_FEE_MASK


@internal
@pure
def _status(word: uint256) -> uint256:
    return word & STATUS_MASK
