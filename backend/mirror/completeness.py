"""Notices when a node hides logs: the contracts number their events from 1 without holes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from backend.chain.records import Record
from backend.chain.source import Source
from backend.chain.trouble import NodeRefuses
from backend.events.any_contract import ContractEvent
from backend.events.escrow import DealEvent
from backend.events.wallets import WalletCreated
from backend.mirror.counters import Counters
from backend.mirror.gap import Gap
from backend.mirror.load import Loaded
from backend.mirror.terms import Terms
from backend.mirror.views import Views
from backend.mirror.whole import check_whole
from backend.tables.session import connected


@dataclass(frozen=True, slots=True)
class Grown:
    """The last numbers of the counters that grew, those of them that can grow no more, and those that may have grown
    unseen since their wallet was made."""

    last: dict[str, int]
    ended: frozenset[str]
    begun: frozenset[str]


class Completeness:
    """Checks what was loaded before it is written: no hole in any counter, and none at the counters' ends."""

    def __init__(self, engine: AsyncEngine, terms: Terms, records: Sequence[Record]) -> None:
        self._engine = engine
        self._counters = Counters(terms.chain_id, terms.start)
        self._views = Views(records)
        self._unproven: set[str] = set()

    def forget(self) -> None:
        """The tables may differ from what was last seen of them."""
        self._counters.forget()

    def keep(self, grown: Grown, loaded: Loaded) -> None:
        """What `check` returned is committed."""
        self._counters.keep(grown.last)
        if loaded.by_range:
            self._unproven |= grown.last.keys() | grown.begun
            self._unproven -= grown.ended

    async def check(self, source: Source, gap: Gap, loaded: Loaded, events: Sequence[ContractEvent]) -> Grown:
        """The counters' last numbers once `events` are stored. Raises Hole, NodeTrouble."""
        check_whole(events)
        async with connected(self._engine, reads=True) as connection:
            last = await self._counters.check(connection, events)
        ended = frozenset(event.subject for event in events if isinstance(event, DealEvent) and event.closes)
        made = [event.wallet for event in events if isinstance(event, WalletCreated)]
        begun = frozenset(f"{kind}:{wallet}:0" for wallet in made for kind in ("lane", "changes"))
        grown = Grown(last, ended, begun)
        if loaded.by_range and loaded.end.number == gap.final_number:
            await self._check_ends(source, loaded.end.number, grown)
        return grown

    async def _check_ends(self, source: Source, block_number: int, grown: Grown) -> None:
        # Ranges come without receipts, and a hidden last log leaves no hole: so the contracts are asked once for
        # how far they have counted. Blocks in the head are proven by their receipts instead.
        named = (self._unproven | grown.last.keys() | grown.begun) - grown.ended
        counters = sorted({*self._views.of_contracts, *filter(self._views.has, named)})
        if not counters:
            return
        try:
            counted = await self._views.numbers(source, counters, block_number)
        except NodeRefuses:
            return  # a node without that block's state cannot be asked
        async with connected(self._engine, reads=True) as connection:
            known = await self._counters.of(connection, counters) | grown.last
            for counter, claimed in zip(counters, counted, strict=True):
                if claimed > known[counter]:
                    raise await self._counters.hole_after(connection, counter, known[counter], claimed)
        self._unproven.clear()
