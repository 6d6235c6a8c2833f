from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from backend.webhooks.schedule import LONGEST_RETRY_AFTER, WAITS, next_wait, parse_retry_after

NOW = 1_800_000_000


@pytest.mark.parametrize("value", [None, "", "soon", "-5", "1.5", "٣", "Foo, 99 Bar 2026 99:99:99 GMT"])
def test_an_unreadable_retry_after_counts_as_none(value: str | None) -> None:
    assert parse_retry_after(value, NOW) is None


def test_retry_after_as_seconds_and_as_a_date() -> None:
    later = format_datetime(datetime.fromtimestamp(NOW + 90, tz=UTC), usegmt=True)
    earlier = format_datetime(datetime.fromtimestamp(NOW - 90, tz=UTC), usegmt=True)
    assert parse_retry_after(" 120 ", NOW) == 120
    assert parse_retry_after(later, NOW) == 90
    assert parse_retry_after(earlier, NOW) == 0
    assert parse_retry_after("9" * 400, NOW) is not None


def test_retry_after_lengthens_the_wait_but_not_for_ever() -> None:
    assert next_wait(1, 60, 0.5) == 60
    assert next_wait(1, 10**9, 0.5) == LONGEST_RETRY_AFTER
    assert next_wait(2, 1, 0.5) == 300


def test_after_the_last_attempt_there_is_no_next() -> None:
    assert next_wait(len(WAITS) - 1, None, 0.5) is not None
    assert next_wait(len(WAITS), 5, 0.5) is None


def test_waits_are_spread_by_a_fifth() -> None:
    assert next_wait(2, None, 0.0) == 240
    assert next_wait(2, None, 0.999999) == 360


def test_the_published_table() -> None:
    assert [next_wait(attempts, None, 0.5) for attempts in range(1, 11)] == [
        5,
        5 * 60,
        30 * 60,
        2 * 3600,
        5 * 3600,
        10 * 3600,
        14 * 3600,
        20 * 3600,
        24 * 3600,
        None,
    ]
