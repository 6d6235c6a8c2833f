"""Documents a route's problems in OpenAPI, by status."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from backend.web.catalogue import CATALOGUE
from backend.web.problems import MEDIA_TYPE

EVERYWHERE = ("method_unknown", "internal_error")
READING = ("database_unavailable",)
KEYED = ("key_missing", "key_unknown")
WITH_BODY = ("body_malformed", "body_too_large", "body_not_object", "field_unknown", "field_missing", "field_malformed")
WITH_QUERY = ("field_unknown", "field_malformed")


def problems(*codes: str) -> dict[int | str, dict[str, Any]]:
    """`responses=` of a route that may answer these problems, besides those of every route."""
    by_status: dict[int, list[str]] = defaultdict(list)
    for code in dict.fromkeys((*codes, *EVERYWHERE)):
        by_status[CATALOGUE[code].status].append(code)
    return {status: _documented(found) for status, found in sorted(by_status.items())}


def _documented(codes: list[str]) -> dict[str, Any]:
    return {
        "description": "; ".join(f"`{code}`: {CATALOGUE[code].title}" for code in codes),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}},
    }
