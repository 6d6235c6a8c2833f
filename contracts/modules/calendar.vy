# pragma version 0.4.3
"""
@title Calendar
@license MIT
@notice Months of the Gregorian calendar in UTC, with integers: a moment some months later, and the months around a moment.
@dev Years begin on 1 March, so that the leap day is the last of its year. Days and months are counted from 1 March of the
     year 0. Nothing overflows below the year 10,000, which packed times never reach.
@custom:source Neri and Schneider, Euclidean affine functions and their application to calendar algorithms (2022)
"""

DAY: constant(uint256) = 86_400
# From 1 March of the year 0 to 1 January 1970.
UNIX_EPOCH: constant(uint256) = 719_468
DAYS_OF_400_YEARS: constant(uint256) = 146_097
# The shortest February has no day after its 28th; days of a month are counted from zero.
ALWAYS_THERE: constant(uint256) = 28


@internal
@pure
def _date(moment: uint256) -> uint256:
    """
    @return The month that a moment is in, times 32, and its day of the month
    """
    # Quarters of days, so that centuries and years come out whole.
    rest: uint256 = unsafe_add(unsafe_mul(unsafe_add(moment // DAY, UNIX_EPOCH), 4), 3)
    century: uint256 = rest // DAYS_OF_400_YEARS
    rest = unsafe_mul((rest % DAYS_OF_400_YEARS) | 3, 2_939_745)
    year: uint256 = unsafe_add(unsafe_mul(century, 100), rest >> 32)
    # Days since 1 March, as an affine function of the months: 2,141 / 65,536 of a month each.
    rest = unsafe_add(unsafe_mul((rest & (2**32 - 1)) // 11_758_980, 2_141), 197_913)
    return unsafe_add(
        unsafe_mul(unsafe_add(unsafe_mul(year, 12), unsafe_sub(rest >> 16, 3)), 32),
        (rest & (2**16 - 1)) // 2_141,
    )


@internal
@pure
def _first_day(month: uint256) -> uint256:
    """
    @return The day on which a month begins
    """
    year: uint256 = month // 12
    century: uint256 = year // 100
    return unsafe_add(
        unsafe_add(unsafe_sub(unsafe_mul(year, 1_461) >> 2, century), century >> 2),
        unsafe_add(unsafe_mul(month % 12, 979), 18) >> 5,
    )


@internal
@pure
def _at(month: uint256, day: uint256, time: uint256) -> uint256:
    """
    @return The moment on a day of a month, or on its last day if it is shorter
    """
    reached: uint256 = unsafe_add(self._first_day(month), day)
    if day >= ALWAYS_THERE:
        reached = min(reached, unsafe_sub(self._first_day(unsafe_add(month, 1)), 1))
    return unsafe_add(unsafe_mul(unsafe_sub(reached, UNIX_EPOCH), DAY), time)


@internal
@pure
def _later(anchor: uint256, months: uint256) -> uint256:
    """
    @return The moment some months after an anchor: the same day and time of day, or the month's last day if it is shorter
    """
    date: uint256 = self._date(anchor)
    return self._at(unsafe_add(date >> 5, months), date & 31, anchor % DAY)


@internal
@pure
def _around(anchor: uint256, count: uint256, moment: uint256) -> (uint256, uint256, uint256):
    """
    @param count Months of each period
    @param moment Not before the anchor
    @return Which period from the anchor on holds the moment, its start and its end
    """
    date: uint256 = self._date(anchor)
    month: uint256 = date >> 5
    day: uint256 = date & 31
    time: uint256 = anchor % DAY
    months: uint256 = unsafe_sub(self._date(moment) >> 5, month)
    start: uint256 = self._at(unsafe_add(month, months), day, time)
    if start > moment:
        months = unsafe_sub(months, 1)
    index: uint256 = months // count
    month = unsafe_add(month, unsafe_mul(index, count))
    if start > moment or count != 1:
        start = self._at(month, day, time)
    return index, start, self._at(unsafe_add(month, count), day, time)
