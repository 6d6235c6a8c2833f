"""When a delivery is tried again: the retry table of Standard Webhooks 1.0.0, spread a little, and `Retry-After`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from email.utils import parsedate_to_datetime

# Seconds before each attempt, counted from the one before it: 10 attempts over 75.6 hours.
WAITS = (0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
SPREAD = 0.2
LONGEST_RETRY_AFTER = 86_400
DISABLE_AFTER = 5 * 86_400

Clock = Callable[[], float]
"""Unix seconds now; injected, so that tests move time."""


def next_wait(attempts: int, retry_after: int | None, chance: float) -> int | None:
    """Seconds until the next attempt after `attempts` failed ones; None when the table is used up.

    `chance` in [0, 1) spreads the wait by ±20 %, so that receivers that failed together are not hit together.
    A receiver's `Retry-After` can lengthen the wait, never shorten it, and by no more than a day.
    """
    if attempts >= len(WAITS):
        return None
    spread = round(WAITS[attempts] * (1 + SPREAD * (2 * chance - 1)))
    return max(spread, min(retry_after or 0, LONGEST_RETRY_AFTER))


def parse_retry_after(value: str | None, now: float) -> int | None:
    """Seconds asked for by a `Retry-After` header (RFC 9110 §10.2.3: seconds or an HTTP date); None if unreadable."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return int(text[:10])
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    date = date if date.tzinfo is not None else date.replace(tzinfo=UTC)
    return max(0, round(date.timestamp() - now))
