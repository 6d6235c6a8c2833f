"""The last number in each counter of the contracts: a merchant's payment events or those of its subscriptions, a
contract's credits, deals, deposits or wallets, a wallet's executions and limited payments, and the steps of one deal or
execution. Counters are named as events name them; steps by the subject of their events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.events.any_contract import ContractEvent
from backend.mirror.stored import select_among
from backend.mirror.trouble import Hole
from backend.tables.mirrored import ChainEvent

REMEMBERED = 100_000
STEPS = ("deal:", "proposal:")
"""What the subject of whoever counts steps begins with."""
WORDS = {
    "merchant": "merchant",
    "credits": "the credits of",
    "deals": "the deals of",
    "deposits": "the deposits of",
    "deal": "deal",
    "subscription": "the subscriptions of merchant",
    "wallets": "the wallets of",
    "lane": "the executions in lane",
    "changes": "the changes of the wallet in lane",
    "limit": "the payments within limit",
    "proposal": "proposal",
}
ASKING = "asking again, add a second node to COUNTERFOIL_RPC_URLS if this stays."


class Counters:
    """What is stored of each counter. Forget it whenever the tables may differ from what it was told."""

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

    async def check(self, connection: AsyncConnection, events: Sequence[ContractEvent]) -> dict[str, int]:
        """The last numbers once `events`, all new and in order, are stored. Raises Hole."""
        counted = numbers(events)
        grown = await self.of(connection, {counter for counter, _ in counted})
        for counter, number in counted:
            last = grown[counter]
            if number != last + 1:
                raise Hole(
                    f"The node keeps logs back: number {number} of {_words(counter)} follows number {last}; {ASKING}",
                    await self._block_of(connection, counter, last, events),
                )
            grown[counter] = number
        return grown

    async def of(self, connection: AsyncConnection, counters: Iterable[str]) -> dict[str, int]:
        """The last stored numbers of `counters`, 0 for those without events."""
        wanted = set(counters)
        unknown = wanted - self._last.keys()
        found = {counter: self._last[counter] for counter in wanted - unknown} | dict.fromkeys(unknown, 0)
        steps = sorted(counter for counter in unknown if counter.startswith(STEPS))
        rest = sorted(unknown.difference(steps))
        for names, kind, number in ((steps, "subject", "step"), (rest, "counter", "number")):
            if names:
                sql = f"select {kind}, max({number}) from chain_events where {number} is not null and chain_id = "  # noqa: S608
                tail = f" group by {kind}"
                rows = await select_among(connection, sql, self._chain_id, f" and {kind}", names, tail)
                found.update((name, last) for name, last in rows)
        return found

    async def hole_after(self, connection: AsyncConnection, counter: str, number: int, claimed: int) -> Hole:
        """The hole that shows when the contract itself counts up to `claimed`."""
        return Hole(
            f"The node keeps logs back: the contract has counted {claimed} events of {_words(counter)}, the mirror"
            f" {number}; {ASKING}",
            await self._block_of(connection, counter, number, ()),
        )

    async def _block_of(
        self, connection: AsyncConnection, counter: str, number: int, events: Sequence[ContractEvent]
    ) -> int:
        for event in events:
            if (counter, number) in numbers([event]):
                return event.log.block_number
        steps = counter.startswith(STEPS)
        query = select(col(ChainEvent.block_number)).where(
            col(ChainEvent.chain_id) == self._chain_id,
            col(ChainEvent.subject if steps else ChainEvent.counter) == counter,
            col(ChainEvent.step if steps else ChainEvent.number) == number,
        )
        found = (await connection.execute(query)).scalar()
        return self._start if found is None else int(found)


def numbers(events: Iterable[ContractEvent]) -> list[tuple[str, int]]:
    """Every number that `events` have, in order, with its counter."""
    found = []
    for event in events:
        counted = event.counted
        if counted is not None:
            found.append(counted)
        step = event.stepped
        if step is not None:
            found.append((event.subject, step))
    return found


def _words(counter: str) -> str:
    kind, _, of = counter.partition(":")
    return f"{WORDS[kind]} {of}"
