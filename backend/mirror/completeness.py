"""Notices when a node hides logs: the contract numbers each merchant's payment events from 1 without holes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from eth_utils.crypto import keccak
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import col

from backend.chain.source import Source
from backend.chain.trouble import NodeRefuses
from backend.events.payment_gateway import GatewayEvent, PaymentEvent
from backend.mirror.gap import Gap
from backend.mirror.load import Loaded
from backend.mirror.stored import select_among
from backend.mirror.terms import Terms
from backend.mirror.trouble import Hole
from backend.tables.mirrored import ChainEvent
from backend.tables.session import connected

REMEMBERED = 100_000


class Numbers:
    """The last number of each merchant. Forget it whenever the tables may differ from what it was told."""

    def __init__(self, chain_id: int, start: int) -> None:
        self._chain_id = chain_id
        self._start = start
        self._last: dict[str, int] = {}

    def forget(self) -> None:
        """After a reorg, a crash or a step that did not commit."""
        self._last.clear()

    def keep(self, grown: dict[str, int]) -> None:
        """Remembers what `check` returned, once it is committed."""
        if len(self._last) > REMEMBERED:
            self._last.clear()
        self._last.update(grown)

    async def check(self, connection: AsyncConnection, events: Iterable[GatewayEvent]) -> dict[str, int]:
        """The last numbers once `events`, all new and in order, are stored. Raises Hole."""
        numbered = [(event.merchant, event.number) for event in events if isinstance(event, PaymentEvent)]
        grown = await self._known(connection, {merchant for merchant, _ in numbered})
        for merchant, number in numbered:
            if number != grown[merchant] + 1:
                raise Hole(
                    f"The node keeps logs back: merchant {merchant} has event number {number} after"
                    f" {grown[merchant]}; asking again, add a second node to COUNTERFOIL_RPC_URLS if this stays.",
                    await self._block_of(connection, merchant, grown[merchant]),
                )
            grown[merchant] = number
        return grown

    async def of(self, connection: AsyncConnection, merchants: Iterable[str]) -> dict[str, int]:
        """The last stored numbers of `merchants`, 0 for those without events."""
        return await self._known(connection, set(merchants))

    async def hole_after(self, connection: AsyncConnection, merchant: str, number: int, claimed: int) -> Hole:
        """The hole that shows when the contract itself counts up to `claimed`."""
        return Hole(
            f"The node keeps logs back: the contract has counted {claimed} events of merchant {merchant}, the mirror"
            f" {number}; asking again, add a second node to COUNTERFOIL_RPC_URLS if this stays.",
            await self._block_of(connection, merchant, number),
        )

    async def _known(self, connection: AsyncConnection, merchants: set[str]) -> dict[str, int]:
        unknown = sorted(merchants - self._last.keys())
        found = dict.fromkeys(unknown, 0)
        if unknown:
            sql = "select merchant, max(number) from chain_events where number is not null and chain_id = "
            for merchant, number in await select_among(
                connection, sql, self._chain_id, " and merchant", unknown, " group by merchant"
            ):
                found[merchant] = number
        return found | {merchant: self._last[merchant] for merchant in merchants & self._last.keys()}

    async def _block_of(self, connection: AsyncConnection, merchant: str, number: int) -> int:
        query = select(col(ChainEvent.block_number)).where(
            col(ChainEvent.chain_id) == self._chain_id,
            col(ChainEvent.merchant) == merchant,
            col(ChainEvent.number) == number,
        )
        found = (await connection.execute(query)).scalar()
        return self._start if found is None else int(found)


class Completeness:
    """Checks what was loaded before it is written: no hole in any merchant's numbers, and none at their end."""

    def __init__(self, engine: AsyncEngine, terms: Terms, abi: Iterable[dict[str, Any]]) -> None:
        self._engine = engine
        self._numbers = Numbers(terms.chain_id, terms.start)
        self._view = MerchantView.of(abi)
        self._unproven: set[str] = set()

    def forget(self) -> None:
        """The tables may differ from what was last seen of them."""
        self._numbers.forget()

    def keep(self, grown: dict[str, int], loaded: Loaded) -> None:
        """What `check` returned is committed."""
        self._numbers.keep(grown)
        if loaded.by_range:
            self._unproven.update(grown)

    async def check(self, source: Source, gap: Gap, loaded: Loaded, events: Sequence[GatewayEvent]) -> dict[str, int]:
        """The merchants' last numbers once `events` are stored. Raises Hole, NodeTrouble."""
        async with connected(self._engine, reads=True) as connection:
            grown = await self._numbers.check(connection, events)
        if loaded.by_range and loaded.end.number == gap.final_number:
            await self._check_ends(source, loaded.end.number, grown)
        return grown

    async def _check_ends(self, source: Source, block_number: int, grown: dict[str, int]) -> None:
        # Ranges come without receipts, and a hidden last log leaves no hole: so the contract is asked once for
        # how far it has counted. Blocks in the head are proven by their receipts instead.
        merchants = sorted(self._unproven | grown.keys())
        if self._view is None or not merchants:
            return
        try:
            counted = await self._view.numbers(source, merchants, block_number)
        except NodeRefuses:
            return  # a node without that block's state cannot be asked
        async with connected(self._engine, reads=True) as connection:
            known = await self._numbers.of(connection, merchants) | grown
            for merchant, claimed in zip(merchants, counted, strict=True):
                if claimed > known[merchant]:
                    raise await self._numbers.hole_after(connection, merchant, known[merchant], claimed)
        self._unproven.clear()


class MerchantView:
    """The contract's own view `merchant(address)`, of which the field `number` is read."""

    def __init__(self, selector: str, place: int) -> None:
        self._selector = selector
        self._place = place

    @classmethod
    def of(cls, abi: Iterable[dict[str, Any]]) -> MerchantView | None:
        """The view as the ABI has it, or None if it has none."""
        for entry in abi:
            if entry.get("type") == "function" and entry["name"] == "merchant":
                names = [field["name"] for field in entry["outputs"][0].get("components", [])]
                return cls(_selector(entry), names.index("number")) if "number" in names else None
        return None

    async def numbers(self, source: Source, merchants: Sequence[str], block_number: int) -> list[int]:
        """What the contract has counted for each of `merchants` as of a block. Raises NodeTrouble."""
        calls = [f"{self._selector}{merchant[2:]:0>64}" for merchant in merchants]
        start = 2 + 64 * self._place
        return [int(word[start : start + 64] or "0", 16) for word in await source.call(calls, block_number)]


def _selector(entry: dict[str, Any]) -> str:
    types = ",".join(field["type"] for field in entry["inputs"])
    return "0x" + keccak(text=f"{entry['name']}({types})")[:4].hex()
