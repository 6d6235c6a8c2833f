"""From a parcel to a transaction on its way: signed and committed first, sent after that, and replaced the same way.

A crash between the two leaves a transaction that is known and is sent again as it is: nothing is ever signed twice."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.chain.sending import Outlet
from backend.chain.trouble import NodeTrouble
from backend.keeper import leases, ledger
from backend.keeper.errand import Parcel
from backend.keeper.leases import LeaseLost
from backend.keeper.ledger import Open, Signed
from backend.keeper.price import Price
from backend.keeper.signer import Signer
from backend.tables.session import connected

log = structlog.get_logger(__name__)
EMPTY = "take_nonce"


class Dispatch:
    """Sends for one key. `clock` gives unix seconds."""

    def __init__(
        self, engine: AsyncEngine, outlet: Outlet, signer: Signer, chain_id: int, clock: Callable[[], float]
    ) -> None:
        self._engine = engine
        self._outlet = outlet
        self._signer = signer
        self._chain_id = chain_id
        self._clock = clock
        self._refused: dict[str, str] = {}
        self._sent_at: dict[str, int] = {}

    async def post(self, parcel: Parcel, price: Price, count: int) -> None:
        """Signs, commits and sends. `count`: of this key's transactions in the chain. Raises LeaseLost."""
        call = parcel.verb, parcel.to, parcel.data, parcel.gas
        now, sender = int(self._clock()), self._signer.address
        try:
            async with connected(self._engine) as connection:
                nonce = await ledger.next_nonce(connection, self._chain_id, sender, count)
                signed = self._signer.sign(nonce, parcel.to, parcel.data, parcel.gas, price, now)
                id = await ledger.write_down(connection, self._chain_id, sender, nonce, call, signed)
                await leases.send_off(connection, self._chain_id, sender, parcel.subjects, id, now)
        except IntegrityError:
            raise LeaseLost("Another process with the same key took the nonce.") from None
        await self.hand_over(signed)
        log.info("keeper_sent", verb=parcel.verb, subjects=parcel.subjects, nonce=nonce, transaction=signed.hash)

    async def fill(self, nonce: int, gas: int, price: Price) -> None:
        """Takes a nonce that nothing else will ever take, so that those after it can go. Raises LeaseLost."""
        signed = self._signer.sign_empty(nonce, gas, price, int(self._clock()))
        call = EMPTY, self._signer.address, "0x", gas
        try:
            async with connected(self._engine) as connection:
                await ledger.write_down(connection, self._chain_id, self._signer.address, nonce, call, signed)
        except IntegrityError:
            raise LeaseLost("Another process with the same key took the nonce.") from None
        await self.hand_over(signed)
        log.warning("keeper_filled_a_gap", nonce=nonce, transaction=signed.hash)

    async def replace(self, one: Open, price: Price, empty_gas: int | None = None) -> None:
        """Another version at a higher price: the same call, or with `empty_gas` one that only takes the nonce."""
        now = int(self._clock())
        if empty_gas is None:
            signed = self._signer.sign(one.nonce, one.to, one.data, one.gas, price, now)
        else:
            signed = self._signer.sign_empty(one.nonce, empty_gas, price, now)
        try:
            async with connected(self._engine) as connection:
                await ledger.add_version(connection, one.id, len(one.versions) + 1, signed)
        except IntegrityError:
            raise LeaseLost("Another process with the same key replaced it.") from None
        await self.hand_over(signed)
        told = "keeper_replaced" if empty_gas is None else "keeper_withdrew"
        log.info(told, verb=one.verb, nonce=one.nonce, transaction=signed.hash, max_fee=price.max_fee)

    def sent_at(self, signed: Signed) -> int | None:
        """When this process sent it last; None if it never did."""
        return self._sent_at.get(signed.hash)

    def forget(self, one: Open) -> None:
        """It is over, or a reorg undid it: nothing is known of its versions from now on."""
        for hash in one.hashes:
            self._sent_at.pop(hash, None)
            self._refused.pop(hash, None)

    async def hand_over(self, signed: Signed) -> None:
        """Sends what is committed, for the first time or again. Trouble is not the end of it: it is sent again."""
        self._sent_at[signed.hash] = int(self._clock())
        try:
            await self._outlet.send(signed.raw)
        except NodeTrouble as trouble:
            if self._refused.get(signed.hash) != str(trouble):
                log.warning("keeper_not_taken", transaction=signed.hash, problem=str(trouble))
            self._refused[signed.hash] = str(trouble)
        else:
            self._refused.pop(signed.hash, None)
