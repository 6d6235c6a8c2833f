"""Does what is due: takes errands, asks the chain about each, and sends those that would succeed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.chain.sending import Gate, Outlet
from backend.keeper import leases
from backend.keeper.charges import rehearse_charges
from backend.keeper.dispatch import Dispatch
from backend.keeper.errand import Errand, Parcel
from backend.keeper.ledger import Open
from backend.keeper.looking import View
from backend.keeper.price import Price
from backend.keeper.rehearsal import rehearse
from backend.keeper.saying import Sayings
from backend.keeper.taking import Taking
from backend.keeper.terms import Terms, in_coins
from backend.tables.session import connected

MOST_WAITING = 16
"""Transactions of one key that wait for a block: nodes take about so many of one account."""
MOST_OPEN = 256
"""Those that are not over, the ones in blocks that are not believed yet included."""
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Worked:
    """How many transactions were sent, and how many errands the chain would refuse."""

    sent: int = 0
    refused: int = 0


class Work:
    """One keeper's work on what the tables say is due."""

    def __init__(
        self,
        engine: AsyncEngine,
        outlet: Outlet,
        dispatch: Dispatch,
        taking: Taking,
        terms: Terms,
        sender: str,
        clock: Callable[[], float],
        sayings: Sayings,
    ) -> None:
        self._engine = engine
        self._outlet = outlet
        self._dispatch = dispatch
        self._taking = taking
        self._terms = terms
        self._sender = sender
        self._clock = clock
        self._sayings = sayings

    async def do(self, view: View, price: Price, waiting: Sequence[Open]) -> Worked:
        """One round of it. What is not sent is given back, whatever happens. Raises NodeTrouble, LeaseLost."""
        errands = await self._taking.take(view, int(self._clock()))
        left = {errand.subject for errand in errands}
        if not errands:
            return Worked()
        sent = 0
        try:
            parcels, refused = await self._outlet.ask(lambda gate: self._ask(gate, errands, view))
            await self._refuse(refused)
            left -= refused.keys()
            purse = view.balance - self._terms.floor - sum(one.may_cost for one in waiting)
            for parcel in parcels[: MOST_WAITING - len(waiting)]:
                purse -= parcel.gas * price.max_fee
                if not self._affords(purse, view):
                    break
                left -= set(parcel.subjects)
                sent += await self._post(parcel, price, view)
            return Worked(sent, len(refused))
        finally:
            await self._put_back(left)

    async def _post(self, parcel: Parcel, price: Price, view: View) -> int:
        try:
            await self._dispatch.post(parcel, price, view.count)
        except leases.LeaseLost as lost:
            # Nothing was written: whoever was faster does it, or it is due again when that lease runs out.
            log.info("keeper_outrun", subjects=parcel.subjects, reason=str(lost))
            return 0
        self._sayings.over("purse")
        return 1

    async def _ask(self, gate: Gate, errands: Sequence[Errand], view: View) -> tuple[list[Parcel], dict[str, str]]:
        charges = [errand for errand in errands if errand.mandate is not None]
        others = [errand for errand in errands if errand.mandate is None]
        batches, refused = await rehearse_charges(gate, self._sender, charges, view.head.number)
        parcels, more = await rehearse(gate, self._sender, others)
        return [*batches, *parcels], {**refused, **more}

    async def _refuse(self, refused: Mapping[str, str]) -> None:
        now, chain_id, first = int(self._clock()), self._terms.chain_id, self._terms.first_pause
        if not refused:
            return
        async with connected(self._engine) as connection:
            for subject, refusal in sorted(refused.items()):
                pause = await leases.refuse(connection, chain_id, self._sender, subject, refusal, now, first)
                log.info("keeper_leaves", subject=subject, refusal=refusal, seconds=pause)

    async def _put_back(self, subjects: set[str]) -> None:
        if subjects:
            async with connected(self._engine) as connection:
                await leases.put_back(connection, self._terms.chain_id, self._sender, subjects)

    def _affords(self, purse: int, view: View) -> bool:
        if purse >= 0:
            return True
        problem = f"{self._sender} has {in_coins(view.balance)} coins, too few for the next transaction above the floor"
        self._sayings.trouble("purse", f"{problem}: send it some, or lower COUNTERFOIL_KEEPER_FLOOR.")
        return False
