"""Which verbs of the Escrow are open on a deal, to whom and until when: from its terms and its state alone.

The contract's boundaries: allowed until T is allowed strictly before T, what takes its place from T on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

By = Literal["depositor", "beneficiary", "arbiter", "both", "anyone"]
Verb = Literal[
    "decline_arbitration",
    "release",
    "claim",
    "return_funds",
    "reclaim",
    "mark_delivered",
    "release_after_inspection",
    "dispute",
    "resolve",
    "resolve_by_timeout",
    "settle",
]
NO_CODE = "0x" + "00" * 32


class Standing(Protocol):
    """What windows follow from. Times: unix seconds."""

    @property
    def status(self) -> str: ...
    @property
    def arbiter(self) -> str | None: ...
    @property
    def delivery_until(self) -> int | None: ...
    @property
    def inspection_until(self) -> int | None: ...
    @property
    def dispute_until(self) -> int | None: ...
    @property
    def claim_hash(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Window:
    """A verb that `by` may call from `opens_at` on (None: already) and strictly before `closes_at` (None: no end but
    another verb's)."""

    verb: Verb
    by: By
    opens_at: int | None = None
    closes_at: int | None = None

    def is_open(self, at: int) -> bool:
        """Whether the verb can be called in a block of this second."""
        return (self.opens_at is None or at >= self.opens_at) and (self.closes_at is None or at < self.closes_at)


def windows(deal: Standing) -> list[Window]:
    """Every verb that can still be called without another one before it; none of a deal that is over."""
    if deal.status == "accepted":
        return [Window("decline_arbitration", "arbiter")]
    if deal.status == "funded":
        return list(_funded(deal))
    if deal.status == "delivered":
        return list(_delivered(deal))
    if deal.status == "disputed":
        return list(_disputed(deal))
    return []


def _funded(deal: Standing) -> Iterator[Window]:
    end = deal.delivery_until
    yield Window("release", "depositor", closes_at=end)
    if _has_code(deal):
        yield Window("claim", "anyone", closes_at=end)
    yield Window("mark_delivered", "beneficiary", closes_at=end)
    yield Window("dispute", "beneficiary", closes_at=end)
    yield Window("reclaim", "anyone", opens_at=end)
    yield Window("return_funds", "beneficiary")
    yield Window("settle", "both")


def _delivered(deal: Standing) -> Iterator[Window]:
    end = deal.inspection_until
    yield Window("release", "depositor")
    if _has_code(deal):
        yield Window("claim", "anyone")
    yield Window("dispute", "depositor", closes_at=end)
    yield Window("release_after_inspection", "anyone", opens_at=end)
    yield Window("return_funds", "beneficiary")
    yield Window("settle", "both")


def _disputed(deal: Standing) -> Iterator[Window]:
    end = deal.dispute_until
    if deal.arbiter is not None:
        yield Window("resolve", "arbiter", closes_at=end)
    yield Window("resolve_by_timeout", "anyone", opens_at=end)
    yield Window("settle", "both")


def _has_code(deal: Standing) -> bool:
    return deal.claim_hash not in (None, NO_CODE)
