"""How long a keeper leaves alone what it could not do."""

from __future__ import annotations

FIRST_SECONDS = 30
LONGEST_SECONDS = 900
_DOUBLINGS = 10


def pause_after(failures: int, first: int = FIRST_SECONDS) -> int:
    """Seconds after the `failures`-th failure in a row: 30, 60, 120, … up to a quarter of an hour."""
    return int(min(LONGEST_SECONDS, first << min(max(failures - 1, 0), _DOUBLINGS)))
