# pragma version 0.4.3
"""
@title Calendar bench
@license MIT
@notice What the contracts' calendar says, many questions at a time.
"""

from contracts.modules import schedule

MOST: constant(uint256) = 128


@external
@pure
def starts(unit: uint256, count: uint256, anchor: uint256, indexes: DynArray[uint256, MOST]) -> DynArray[uint256, MOST]:
    """
    @return When each of these periods starts
    """
    answers: DynArray[uint256, MOST] = []
    for index: uint256 in indexes:
        answers.append(schedule._start(unit, count, anchor, index))
    return answers


@external
@pure
def around(unit: uint256, count: uint256, anchor: uint256, moment: uint256) -> (uint256, uint256, uint256):
    """
    @return The period that holds a moment, its start and its end
    """
    return schedule._around(unit, count, anchor, moment)
