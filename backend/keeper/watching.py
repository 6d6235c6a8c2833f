"""Looks after what is on its way: into a block, out of it again by a reorg, stuck, withdrawn, over."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from backend.chain.sending import Call, Outlet, Receipt
from backend.keeper import leases, ledger
from backend.keeper.dispatch import EMPTY, Dispatch
from backend.keeper.ledger import Open
from backend.keeper.looking import View
from backend.keeper.price import asked, raised
from backend.keeper.rehearsal import reverts, with_spare
from backend.keeper.saying import Sayings
from backend.keeper.terms import Terms
from backend.tables.session import connected

log = structlog.get_logger(__name__)
RESEND_SECONDS = 15
LONGEST_GAP = 16
DEEPEST = 64
"""Blocks below the head whose state every node still has."""


class Watch:
    """Over the transactions of one key."""

    def __init__(
        self,
        engine: AsyncEngine,
        outlet: Outlet,
        dispatch: Dispatch,
        terms: Terms,
        sender: str,
        clock: Callable[[], float],
        sayings: Sayings,
    ) -> None:
        self._engine = engine
        self._outlet = outlet
        self._dispatch = dispatch
        self._terms = terms
        self._sender = sender
        self._clock = clock
        self._sayings = sayings
        self._renewed_at = 0

    async def look_after(self, view: View) -> list[Open]:
        """One look at all that is not over; returns what still waits or may still be undone. Raises NodeTrouble."""
        opened = await self.opened()
        if not opened:
            return []
        await self._renew()
        hashes = [hash for one in opened for hash in one.hashes]
        receipts = {one.transaction_hash: one for one in await self._outlet.ask(lambda gate: gate.receipts(hashes))}
        waiting = []
        for one in opened:
            found = [receipts[hash] for hash in one.hashes if hash in receipts]
            if found:
                await self._included(one, found[0], view)
            elif one.nonce < view.count:
                await self._used_otherwise(one, view)
            else:
                waiting.append(one)
        await self._move(waiting, view)
        return await self.opened()

    async def opened(self) -> list[Open]:
        """This key's transactions that are not over, by nonce."""
        async with connected(self._engine, reads=True) as connection:
            return await ledger.open_ones(connection, self._terms.chain_id, self._sender)

    async def _renew(self) -> None:
        now = int(self._clock())
        if now - self._renewed_at >= leases.RENEW_SECONDS:
            async with connected(self._engine) as connection:
                await leases.renew(connection, self._terms.chain_id, self._sender, now)
            self._renewed_at = now

    async def _included(self, one: Open, receipt: Receipt, view: View) -> None:
        if one.included_hash != receipt.block_hash:
            async with connected(self._engine) as connection:
                await ledger.mark_included(connection, one.id, receipt.block_number, receipt.block_hash)
        deep = view.head.number - receipt.block_number + 1 >= self._terms.confirmations
        # Until the tables tell of it too, the errand would look as if it were still due.
        told = view.standing is not None and view.standing.number >= receipt.block_number
        if not (deep and told):
            return
        empty = any(version.empty and version.hash == receipt.transaction_hash for version in one.versions)
        outcome = "withdrawn" if empty else "done" if receipt.succeeded else "reverted"
        async with connected(self._engine) as connection:
            await ledger.mark_over(connection, one.id, outcome, receipt.cost)
            if outcome == "reverted":
                await self._retry(connection, one, "reverted on the chain: somebody else was faster")
            else:
                await leases.finish(connection, one.id)
        self._tell(one, outcome, receipt)

    async def _used_otherwise(self, one: Open, view: View) -> None:
        """Something else took its nonce; a reorg may still undo that, so the node is asked about a deeper block."""
        deep = max(view.head.number - min(self._terms.confirmations, DEEPEST) + 1, 0)
        if one.nonce >= await self._outlet.ask(lambda gate: gate.count(self._sender, deep)):
            return
        async with connected(self._engine) as connection:
            await ledger.mark_over(connection, one.id, "displaced", None)
            await self._retry(connection, one, "another transaction took the nonce")
        problem = "Another program sends with the keeper's key: give each a key of its own."
        log.warning("keeper_displaced", verb=one.verb, nonce=one.nonce, problem=problem)

    async def _retry(self, connection: AsyncConnection, one: Open, refusal: str) -> None:
        now, first = int(self._clock()), self._terms.first_pause
        await leases.retry_later(connection, one.id, refusal, now, first)

    async def _move(self, waiting: Sequence[Open], view: View) -> None:
        stuck = []
        for one in waiting:
            if one.included_block is not None:
                async with connected(self._engine) as connection:
                    await ledger.mark_waiting(connection, one.id)
                log.warning("keeper_undone", verb=one.verb, nonce=one.nonce, transaction=one.newest.hash)
                self._dispatch.forget(one)
            if not await self._moved(one, view):
                stuck.append(one)
        if stuck:
            waits = f"Nonce {stuck[0].nonce} waits at the highest price allowed"
            self._sayings.trouble("cap", f"{waits}: raise COUNTERFOIL_KEEPER_MAX_GWEI, or wait.")
        else:
            self._sayings.over("cap")
        await self._fill(waiting, view)

    async def _moved(self, one: Open, view: View) -> bool:
        """Sends it again, replaces it or withdraws it, whichever is its turn; False if it waits at the cap."""
        now, sent_at = int(self._clock()), self._dispatch.sent_at(one.newest)
        waits_long = now - one.newest.signed_at >= self._terms.stuck_seconds
        if not waits_long and now - (sent_at or 0) < RESEND_SECONDS:
            return True
        hopeless = await self._hopeless(one)
        if not hopeless and not waits_long:
            await self._dispatch.hand_over(one.newest)
            return True
        price = raised(one.newest.price, view.head.base_fee, view.priority, self._terms.cap)
        if price is not None:
            await self._dispatch.replace(one, price, await self._empty_gas() if hopeless or one.newest.empty else None)
            return True
        if not hopeless and now - (sent_at or 0) >= RESEND_SECONDS:
            await self._dispatch.hand_over(one.newest)
        return False

    async def _hopeless(self, one: Open) -> bool:
        """Whether nobody wants it any more, or it would revert by now."""
        if one.newest.empty or not one.wanted:
            return not one.newest.empty
        call = Call(self._sender, one.to, one.data, one.gas)
        return await self._outlet.ask(lambda gate: reverts(gate, call))

    async def _fill(self, waiting: Sequence[Open], view: View) -> None:
        # A reorg deeper than what was believed took away what came before these.
        price = asked(view.head.base_fee, view.priority, self._terms.cap)
        first = min((one.nonce for one in waiting), default=view.count)
        if view.trouble is not None or price is None or not view.count < first <= view.count + LONGEST_GAP:
            return
        known = {one.nonce for one in await self.opened()}
        for nonce in range(view.count, first):
            if nonce not in known:
                await self._dispatch.fill(nonce, await self._empty_gas(), price)

    async def _empty_gas(self) -> int:
        call = Call(self._sender, self._sender, "0x", 1_000_000)
        return with_spare(await self._outlet.ask(lambda gate: gate.gas(call)))

    def _tell(self, one: Open, outcome: str, receipt: Receipt) -> None:
        self._dispatch.forget(one)
        if one.verb == EMPTY:
            return
        facts = {"verb": one.verb, "nonce": one.nonce, "transaction": receipt.transaction_hash, "cost": receipt.cost}
        (log.warning if outcome == "reverted" else log.info)("keeper_over", outcome=outcome, **facts)
