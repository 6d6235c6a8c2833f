"""How providers refuse ranges, in their own words, and what is asked next."""

import pytest

from backend.chain.refusals import recognise
from backend.chain.span import FIRST, LOGS_AT_ONCE, Span
from backend.chain.trouble import NodeTrouble, RangeRefused

ASKED = 5_000
# What was said, how many blocks it allows if it says, and whether that holds from now on.
SAID = [
    ("Log response size exceeded. this block range should work: [0x100, 0x1ff]", 256, False),
    ("query exceeds limit, Try with this block range [0xa, 0x13].", 10, False),
    ("this block range should work: [0x1ff, 0x100]", None, False),
    ("You can make eth_getLogs requests with up to a 10 block range.", 10, True),
    ("eth_getLogs is limited to a 1,000 blocks range", 1000, True),
    ("eth_getLogs is limited to 1024 block", 1024, True),
    ("block range is too wide", None, True),
    ("query exceeds max results 20000, retry with a smaller range", None, False),
    ("maximum [from, to] blocks distance: 2000", 2000, True),
    ("requested too many blocks from 1 to 5001, maximum is set to 2048", 2048, True),
    ("eth_getLogs block range too large, range: 5000, max: 1000", 1000, True),
    ("exceed maximum block range: 4500", 4500, True),
    ("Max range: 800", 800, True),
    ("Maximum allowed number of requested blocks is 500", 500, True),
    ("exceeds the range allowed for your plan (5000 > 50)", 50, True),
    ("Block range limit exceeded.", None, True),
    ("please limit the query to at most 1000 blocks", 1000, True),
    ("maximum block range: 50000", 4999, True),
    ("query exceeds max block range 1000", 1000, True),
    ("block range too large", None, True),
    ("backend response too large", None, False),
    ("maximum allowed is 2000 blocks", 2000, True),
    ("block range exceeds 1000", 1000, True),
    ("block range greater than 100 max", 100, True),
    ("query must be smaller than size 1024", 1024, True),
    ("block range is too wide (maximum 1024)", 1024, True),
    ("max is 10k/1k blocks", 1000, True),
    ("exceed max block range: 4999", 4999, True),
    ("logs matched by query exceeds limit of 10000", None, False),
    ("query returned more than 10000 results", None, False),
    ("ranges over 2000 blocks are not supported on freetier", 2000, True),
    ("response size should not greater than 10000000 bytes", None, False),
    ("query timeout exceeded", None, False),
    ("exceeded max allowed logs", None, False),
    ("range threshold exceeded", None, True),
]


@pytest.mark.parametrize("text", ["no backend is currently healthy to serve traffic", "unauthorized", "limit reached"])
def test_other_refusals_are_not_about_ranges(text: str) -> None:
    assert recognise(text, ASKED) is None


@pytest.mark.parametrize(("text", "span", "lasting"), SAID)
def test_providers_are_understood(text: str, span: int | None, lasting: bool) -> None:
    refusal = recognise(f"https://node.example refuses eth_getLogs: {text}", ASKED)
    assert refusal is not None
    assert (refusal.span, refusal.lasting) == (span, lasting)


def test_a_span_limit_holds_for_good() -> None:
    span = Span(2000)
    span.refused(100, RangeRefused("no", 30, lasting=True))
    for _ in range(9):
        span.served(30, 1)
    assert span.last(1, 10**6) == 30


def test_a_density_limit_is_grown_out_of() -> None:
    span = Span(2000)
    span.refused(100, RangeRefused("no", None, lasting=False))
    assert span.last(1, 10**6) == 50
    span.served(50, 10)
    assert span.last(1, 10**6) == 100
    for _ in range(9):
        span.served(2000, 10)
    assert span.last(1, 10**6) == 2000


def test_dense_ranges_get_shorter_before_anyone_refuses() -> None:
    span = Span(2000)
    span.served(FIRST, 10 * LOGS_AT_ONCE)
    assert span.last(1, 10**6) == FIRST // 10


def test_a_single_refused_block_is_trouble() -> None:
    with pytest.raises(NodeTrouble, match="use another node"):
        Span(2000).refused(1, RangeRefused("no", None, lasting=False))
