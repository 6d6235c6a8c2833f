# pragma version 0.4.3
"""
@title Calendar harness
@license MIT
@notice Months and periods within reach of a test.
"""

from contracts.modules import calendar
from contracts.modules import schedule


@external
@pure
def later(anchor: uint256, months: uint256) -> uint256:
    return calendar._later(anchor, months)


@external
@pure
def start(unit: uint256, count: uint256, anchor: uint256, index: uint256) -> uint256:
    return schedule._start(unit, count, anchor, index)


@external
@pure
def around(
    unit: uint256, count: uint256, anchor: uint256, moment: uint256
) -> (uint256, uint256, uint256):
    return schedule._around(unit, count, anchor, moment)
