"""Whose logs are read: the contracts of the deployment records, and those that were found on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

ADDRESSES_AT_ONCE = 500


@dataclass(frozen=True)
class Watched:
    """The contracts of one chain whose logs are read: by address, the first topics of its events. `found`: addresses
    found on the way, whose events all have the `found_topics`."""

    chain_id: int
    topics: Mapping[str, tuple[str, ...]]
    found_topics: tuple[str, ...] = ()
    found: frozenset[str] = frozenset()

    def with_found(self, addresses: Iterable[str]) -> Watched:
        """These contracts, and more that were found."""
        more = self.found.union(addresses)
        return self if more == self.found else replace(self, found=more)

    def only_found(self, addresses: Iterable[str]) -> Watched:
        """Nothing but these addresses among those that were found."""
        return replace(self, topics={}, found=frozenset(addresses))

    @cached_property
    def addresses(self) -> frozenset[str]:
        """All whose logs are read."""
        return self.found.union(self.topics)

    @cached_property
    def first_topics(self) -> frozenset[str]:
        """What any of their events may begin with."""
        known = frozenset(topic for topics in self.topics.values() for topic in topics)
        return known.union(self.found_topics) if self.found else known

    @cached_property
    def filters(self) -> tuple[dict[str, Any], ...]:
        """What `eth_getLogs` is asked for, in as many questions as the addresses need."""
        addresses, topics = sorted(self.addresses), [sorted(self.first_topics)]
        starts = range(0, len(addresses), ADDRESSES_AT_ONCE)
        return tuple({"address": addresses[start : start + ADDRESSES_AT_ONCE], "topics": topics} for start in starts)
