"""Amounts as people type them, exactly: what is signed must be what was meant, to the last unit."""

from __future__ import annotations

import re

from scripts._deployment import Refused

WRITTEN = re.compile(r"(\d{1,78})(?:\.(\d{1,78}))?", re.ASCII)


def smallest_units(text: str, decimals: int, option: str, largest: int) -> int:
    """`12.50` of a token with so many decimals as an integer of its smallest units. Nothing is rounded. Raises Refused.

    >>> smallest_units("12.50", 6, "--pay", 10**9)
    12500000
    """
    written = WRITTEN.fullmatch(text)
    if written is None:
        raise Refused(f"{option} has the amount {text}: write it as 12.50.")
    places = (written[2] or "").rstrip("0")
    if len(places) > decimals:
        raise Refused(f"{option} has the amount {text}, finer than the token's {decimals} decimals: round it.")
    units = int(written[1] + places.ljust(decimals, "0"))
    if units > largest:
        raise Refused(f"{option} has the amount {text}, more than fits: give less.")
    return units
