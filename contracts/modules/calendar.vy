# pragma version 0.4.3
"""
@title Calendar
@license MIT
@notice Months of the Gregorian calendar in UTC, with integers: a moment some months later, and the months between two.
@dev Years begin on 1 March, so that the leap day is the last of its year, and are counted from the year 0; days are
     counted from 1 March of the year 0. Sums do not overflow below the year 10,000, which packed times never reach.
@custom:source Howard Hinnant, chrono-Compatible Low-Level Date Algorithms
"""

DAY: constant(uint256) = 86_400
# From 1 March of the year 0 to 1 January 1970.
UNIX_EPOCH: constant(uint256) = 719_468
# Of 400 years, after which the calendar repeats itself.
DAYS_OF_AN_ERA: constant(uint256) = 146_097


@internal
@pure
def _first_day(month: uint256) -> uint256:
    """
    @return The day on which a month begins, counted from March of the year 0
    """
    year: uint256 = month // 12
    return unsafe_add(
        unsafe_sub(
            unsafe_add(unsafe_mul(year, 365), unsafe_add(year // 4, year // 400)),
            year // 100,
        ),
        unsafe_add(unsafe_mul(month % 12, 153), 2) // 5,
    )


@internal
@pure
def _month_of(day: uint256) -> uint256:
    """
    @return The month that a day is in
    """
    rest: uint256 = day % DAYS_OF_AN_ERA
    year: uint256 = (
        unsafe_sub(
            unsafe_add(unsafe_sub(rest, rest // 1_460), rest // 36_524), rest // 146_096
        )
        // 365
    )
    rest = unsafe_sub(
        rest, unsafe_sub(unsafe_add(unsafe_mul(year, 365), year // 4), year // 100)
    )
    year = unsafe_add(unsafe_mul(day // DAYS_OF_AN_ERA, 400), year)
    return unsafe_add(unsafe_mul(year, 12), unsafe_add(unsafe_mul(rest, 5), 2) // 153)


@internal
@pure
def _later(anchor: uint256, months: uint256) -> uint256:
    """
    @return The moment some months after an anchor: the same day and time of day, or the month's last day if it is shorter
    """
    day: uint256 = unsafe_add(anchor // DAY, UNIX_EPOCH)
    month: uint256 = self._month_of(day)
    return self._on(unsafe_sub(day, self._first_day(month)), unsafe_add(month, months), anchor % DAY)


@internal
@pure
def _on(day_of_month: uint256, month: uint256, time_of_day: uint256) -> uint256:
    first: uint256 = self._first_day(month)
    last: uint256 = unsafe_sub(self._first_day(unsafe_add(month, 1)), 1)
    day: uint256 = min(unsafe_add(first, day_of_month), last)
    return unsafe_add(unsafe_mul(unsafe_sub(day, UNIX_EPOCH), DAY), time_of_day)


@internal
@pure
def _between(anchor: uint256, moment: uint256) -> uint256:
    """
    @return Whole months from an anchor until a moment that is not before it
    """
    day: uint256 = unsafe_add(anchor // DAY, UNIX_EPOCH)
    month: uint256 = self._month_of(day)
    reached: uint256 = self._month_of(unsafe_add(moment // DAY, UNIX_EPOCH))
    if self._on(unsafe_sub(day, self._first_day(month)), reached, anchor % DAY) > moment:
        reached = unsafe_sub(reached, 1)
    return unsafe_sub(reached, month)
