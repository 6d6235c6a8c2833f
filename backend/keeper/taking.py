"""Takes what is due: charges, deals and deposits in turn, leased before anything is asked of the chain about them."""

from __future__ import annotations

from itertools import zip_longest

from sqlalchemy.ext.asyncio import AsyncEngine

from backend.chain.records import NATIVE_COIN
from backend.chain.sending import Outlet
from backend.keeper import leases
from backend.keeper.deposits import deposit_errand
from backend.keeper.errand import Errand
from backend.keeper.finding import Due
from backend.keeper.looking import View
from backend.keeper.terms import Terms
from backend.tables.session import connected

SINGLE = 16
CHARGES = 100
SESSIONS = 250
"""Of one look at deposit addresses; the next look goes on behind them."""
LOOK_SECONDS = 5
"""Between looks at the deposit addresses of all sessions."""


class Taking:
    """One keeper's way to errands."""

    def __init__(self, engine: AsyncEngine, outlet: Outlet, terms: Terms, holder: str) -> None:
        self._engine = engine
        self._outlet = outlet
        self._terms = terms
        self._holder = holder
        self._after = ""
        self._look_at = 0

    async def take(self, view: View, now: int) -> list[Errand]:
        """What is due, free, and from now on this keeper's. Raises NodeTrouble."""
        contracts = self._terms.contracts
        async with connected(self._engine, reads=True) as connection:
            due = Due(connection, self._terms, self._holder, view.head.timestamp, now)
            deals = [] if contracts.escrow is None else await due.deals(SINGLE)
            charges = [] if contracts.subscription is None else await due.charges(CHARGES)
        deposits = [] if contracts.deposits is None else await self._deposits(view, now)
        found = charges + [one for turn in zip_longest(deals, deposits) for one in turn if one is not None]
        if not found:
            return []
        async with connected(self._engine) as connection:
            subjects = [errand.subject for errand in found]
            mine = await leases.take(connection, self._terms.chain_id, self._holder, subjects, now)
        return [errand for errand in found if errand.subject in mine]

    async def _deposits(self, view: View, now: int) -> list[Errand]:
        if now < self._look_at or self._terms.contracts.deposits is None:
            return []
        async with connected(self._engine, reads=True) as connection:
            due = Due(connection, self._terms, self._holder, view.head.timestamp, now)
            sessions = await due.deposits(SESSIONS, self._after)
        whole = len(sessions) < SESSIONS
        self._after = "" if whole else sessions[-1][0]
        self._look_at = now + LOOK_SECONDS if whole else now
        places = [place for _, waiting in sessions for place in waiting.looked_at()]
        balances = await self._outlet.ask(lambda gate: gate.balances(places, NATIVE_COIN, view.head.number))
        held = {place: balance for place, balance in zip(places, balances, strict=True)}
        found = []
        for _, waiting in sessions:
            own = {address: held[token, address] for token, address in waiting.looked_at()}
            found.append(deposit_errand(waiting, self._terms.contracts.deposits, own, view.head.timestamp))
        return [errand for errand in found if errand is not None][:SINGLE]
