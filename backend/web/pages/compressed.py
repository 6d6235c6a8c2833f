"""Text as small as the browser takes it: on a train, a page waits for every kilobyte."""

from __future__ import annotations

import gzip
from functools import lru_cache
from typing import TypeVar

from fastapi import Request, Response

Sent = TypeVar("Sent", bound=Response)


def packed(request: Request, response: Sent) -> Sent:
    """The response, gzipped if the browser takes that (RFC 9110, section 12.5.3)."""
    response.headers["Vary"] = "Accept-Encoding"
    if _takes_gzip(request.headers.get("accept-encoding", "")):
        response.body = _gzipped(bytes(response.body))
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(response.body))
    return response


def _takes_gzip(accepted: str) -> bool:
    offers = (offer.partition(";") for offer in accepted.replace(" ", "").split(","))
    return any(name == "gzip" and weight not in ("q=0", "q=0.0") for name, _, weight in offers)


@lru_cache(maxsize=64)
def _gzipped(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)
