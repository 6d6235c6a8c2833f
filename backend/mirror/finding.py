"""Wallets are contracts found on the way: whatever the factory logs to have created is watched from that block on."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.chain.block import Log
from backend.chain.records import FACTORY
from backend.chain.watched import Watched
from backend.events.decode import Decoder
from backend.events.wallets import WalletCreated
from backend.mirror.terms import Terms
from backend.tables.wallets import Wallet

Found = dict[str, int]
"""By address, the block it was created in."""


class Finding:
    """Knows a creation when it sees one."""

    def __init__(self, decoder: Decoder, terms: Terms) -> None:
        self._decoder = decoder
        self._factories = frozenset(one.address for one in terms.contracts if one.name == FACTORY)

    def new(self, logs: Iterable[Log], watched: Watched) -> Found:
        """The wallets that `logs` create and that are not watched yet. Raises EventUnknown, LogMalformed."""
        if not self._factories:
            return {}
        events = (self._decoder.decode(log) for log in logs if log.address in self._factories)
        return {
            event.wallet: event.log.block_number
            for event in events
            if isinstance(event, WalletCreated) and event.wallet not in watched.found
        }


async def load_found(connection: AsyncConnection, chain_id: int) -> list[str]:
    """The wallets of a chain that are in the tables."""
    query = select(col(Wallet.wallet)).where(col(Wallet.chain_id) == chain_id)
    return list((await connection.execute(query)).scalars())
