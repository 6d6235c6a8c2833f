# pragma version 0.4.3
"""
@title Mandate packing harness
@license MIT
@notice A mandate's word, put together and taken apart by the named shifts, within reach of a test.
"""

from contracts.modules import mandate_packing as packing


@external
@pure
def mandate(
    total: uint256,
    charges: uint256,
    paid_until: uint256,
    until: uint256,
    offset: uint256,
    moved: uint256,
    fee_bps: uint256,
    attempts: uint256,
    flags: uint256,
    status: uint256,
) -> uint256:
    return (
        (total << packing.TOTAL_SHIFT)
        | (charges << packing.CHARGES_SHIFT)
        | (paid_until << packing.PAID_UNTIL_SHIFT)
        | (until << packing.UNTIL_SHIFT)
        | (offset << packing.OFFSET_SHIFT)
        | (moved << packing.SHIFT_SHIFT)
        | (fee_bps << packing.FEE_SHIFT)
        | (attempts << packing.ATTEMPTS_SHIFT)
        | (flags << 3)
        | status
    )


@external
@pure
def of_mandate(word: uint256) -> uint256[10]:
    return [
        word >> packing.TOTAL_SHIFT,
        (word >> packing.CHARGES_SHIFT) & packing.CHARGES_MASK,
        (word >> packing.PAID_UNTIL_SHIFT) & packing.TIME_MASK,
        (word >> packing.UNTIL_SHIFT) & packing.TIME_MASK,
        (word >> packing.OFFSET_SHIFT) & packing.LENGTH_MASK,
        (word >> packing.SHIFT_SHIFT) & packing.LENGTH_MASK,
        (word >> packing.FEE_SHIFT) & packing.FEE_MASK,
        (word >> packing.ATTEMPTS_SHIFT) & packing.ATTEMPTS_MASK,
        (word & packing.FLAGS_MASK) >> 3,
        word & packing.STATUS_MASK,
    ]


@external
@pure
def with_paid_until(word: uint256, paid_until: uint256) -> uint256:
    return packing._with_paid_until(word, paid_until)


@external
@pure
def waiting(word: uint256, until: uint256, offset: uint256, status: uint256) -> uint256:
    return packing._waiting(word, until, offset, status)


@external
@pure
def kept_by_a_charge(word: uint256) -> uint256:
    return word & packing.KEPT_BY_A_CHARGE


@external
@pure
def is_lasting(status: uint256) -> bool:
    return (packing.LASTING >> status) & 1 != 0
