# pragma version 0.4.3
"""
@title Schedule
@license MIT
@notice Periods one after another from an anchor: period k is [anchor + k periods, anchor + (k + 1) periods). Periods of
        months end on the anchor's day of the month, or on the last day of a month that is too short for it.
"""

from . import calendar

SECONDS: constant(uint256) = 0
MONTHS: constant(uint256) = 1


@internal
@pure
def _start(unit: uint256, count: uint256, anchor: uint256, index: uint256) -> uint256:
    """
    @return When a period starts, which is when the one before it ends
    """
    if unit == SECONDS:
        return unsafe_add(anchor, unsafe_mul(count, index))
    return calendar._later(anchor, unsafe_mul(count, index))


@internal
@pure
def _around(
    unit: uint256, count: uint256, anchor: uint256, moment: uint256
) -> (uint256, uint256, uint256):
    """
    @return The period that holds a moment, which is not before the anchor; its start and its end
    """
    if unit == MONTHS:
        return calendar._around(anchor, count, moment)
    index: uint256 = unsafe_sub(moment, anchor) // count
    start: uint256 = unsafe_add(anchor, unsafe_mul(count, index))
    return index, start, unsafe_add(start, count)
