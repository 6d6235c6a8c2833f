"""Recognises how providers say that a range of blocks is too large for one `eth_getLogs`.

Two kinds need different answers. A limit of blocks (a span) holds from now on. A limit of logs or bytes (a density)
holds for this range only: split it now and grow again."""

from __future__ import annotations

import re

from backend.chain.trouble import RangeRefused

NUMBER = r"([0-9][0-9,._]*k?)"
SUGGESTED = re.compile(r"block range[^\[]*\[\s*(0x[0-9a-f]+)\s*,\s*(0x[0-9a-f]+)\s*\]")
SPANS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"up to an? {NUMBER} block range",
        rf"limited to (?:an? )?{NUMBER} blocks?",
        rf"block range too large.*max(?:imum)?:? {NUMBER}",
        rf"max(?:imum)? block range:? {NUMBER}",
        rf"max(?:imum)? range:? {NUMBER}",
        rf"blocks distance:? {NUMBER}",
        rf"maximum is set to {NUMBER}",
        rf"maximum allowed number of requested blocks is {NUMBER}",
        rf"range allowed for your plan \([0-9,]+ > {NUMBER}\)",
        rf"at most {NUMBER} blocks?",
        rf"max block range {NUMBER}",
        rf"maximum allowed is {NUMBER} blocks?",
        rf"block range (?:exceeds|greater than) {NUMBER}",
        rf"block range is too wide \(maximum {NUMBER}\)",
        rf"smaller than size {NUMBER}",
        rf"max is (?:[0-9]+k?/)*{NUMBER} blocks?",
        rf"ranges over {NUMBER} blocks?",
    )
)
SPANS_UNNAMED = re.compile(
    r"block range is too wide|block range limit exceeded|block range too large|range (?:is )?too large"
    r"|range threshold exceeded|range is too wide|too many blocks"
)
DENSITIES = re.compile(
    r"query returned more than|exceeds? max results|response size|response (?:is )?too (?:large|big)"
    r"|logs matched by query exceeds|query timeout|exceeded max allowed|too many (?:logs|results)"
    r"|more than [0-9,]+ (?:results|logs)|query exceeds"
)


def recognise(text: str, asked: int) -> RangeRefused | None:
    """The refusal that `text` is, if it is one; `asked` is how many blocks were asked for.

    A span named by the node counts only if it is smaller than what it has just refused."""
    said = text.lower()
    suggested = SUGGESTED.search(said)
    if suggested:
        span = int(suggested[2], 16) - int(suggested[1], 16) + 1
        return RangeRefused(text, span if 0 < span < asked else None, lasting=False)
    for pattern in SPANS:
        if named := pattern.search(said):
            span = _number(named[1])
            return RangeRefused(text, min(span, asked - 1) if span > 0 else None, lasting=True)
    if SPANS_UNNAMED.search(said):
        return RangeRefused(text, None, lasting=True)
    if DENSITIES.search(said):
        return RangeRefused(text, None, lasting=False)
    return None


def _number(text: str) -> int:
    digits = re.sub(r"[,._]", "", text)
    return int(digits[:-1]) * 1000 if digits.endswith("k") else int(digits)
