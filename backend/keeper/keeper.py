"""The keeper's loop: look, look after what is on its way, do what is due. Killed anywhere, it sends nothing twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.chain.sending import Gate, Outlet
from backend.chain.trouble import NodeTrouble
from backend.keeper import leases
from backend.keeper.dispatch import Dispatch
from backend.keeper.looking import View, look, read_standing
from backend.keeper.price import Price, asked
from backend.keeper.saying import Sayings
from backend.keeper.signer import Signer
from backend.keeper.taking import Taking
from backend.keeper.terms import Terms, in_coins, in_gwei
from backend.keeper.watching import Watch
from backend.keeper.working import MOST_OPEN, MOST_WAITING, Work, Worked
from backend.tables.session import DatabaseTrouble, connected

LONGEST_PAUSE = 30.0
TIDY_SECONDS = 3_600
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Done:
    """What one step came to. `waiting`: transactions that are not over; `problems`: what holds the keeper back, each
    in one sentence."""

    waiting: int = 0
    sent: int = 0
    refused: int = 0
    problems: tuple[str, ...] = ()


class Keeper:
    """The keeper of one key; any number may share a database. `clock` gives unix seconds."""

    def __init__(
        self, engine: AsyncEngine, outlet: Outlet, signer: Signer, terms: Terms, clock: Callable[[], float]
    ) -> None:
        self._engine = engine
        self._outlet = outlet
        self._sender = signer.address
        self._terms = terms
        self._clock = clock
        self._sayings = Sayings()
        self._tidied_at = 0.0
        dispatch = Dispatch(engine, outlet, signer, terms.chain_id, clock)
        self._watch = Watch(engine, outlet, dispatch, terms, signer.address, clock, self._sayings)
        taking = Taking(engine, outlet, terms, signer.address)
        self._work = Work(engine, outlet, dispatch, taking, terms, signer.address, clock, self._sayings)

    async def follow(self, stop: asyncio.Event) -> None:
        """Steps until `stop` is set. Trouble is said once and waited out."""
        pause = self._terms.poll_seconds
        log.info("keeper_began", keeper=self._sender)
        while not stop.is_set():
            done = await self.step()
            if done.sent or done.refused:
                continue
            silent = self._sayings.stands("node", "database")
            pause = min(LONGEST_PAUSE, max(pause, 0.1) * 2) if silent else self._terms.poll_seconds
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)

    async def step(self) -> Done:
        """One round. Trouble with node or database is in the answer."""
        try:
            waiting, worked = await self._round()
        except NodeTrouble as trouble:
            return self._held_back("node", str(trouble))
        except DatabaseTrouble as trouble:
            return self._held_back("database", str(trouble))
        except DBAPIError as problem:
            return self._held_back("database", f"The database refused ({problem.orig}): the step is tried again.")
        except leases.LeaseLost as lost:
            log.info("keeper_outrun", reason=str(lost))
            return Done(problems=self._sayings.problems)
        self._sayings.over("node")
        self._sayings.over("database")
        return Done(waiting, worked.sent, worked.refused, self._sayings.problems)

    def _held_back(self, of: str, problem: str) -> Done:
        self._sayings.trouble(of, problem)
        return Done(problems=self._sayings.problems)

    async def _round(self) -> tuple[int, Worked]:
        await self._tidy()
        standing = await read_standing(self._engine, self._terms.chain_id)

        async def question(gate: Gate) -> View:
            return await look(gate, self._sender, standing)

        view = await self._outlet.ask(question)
        opened = await self._watch.look_after(view)
        price = self._price(view)
        waiting = [one for one in opened if one.waits]
        if price is None or len(waiting) >= MOST_WAITING or len(opened) >= MOST_OPEN:
            return len(opened), Worked()
        worked = await self._work.do(view, price, waiting)
        return len(opened) + worked.sent, worked

    def _price(self, view: View) -> Price | None:
        """What a transaction would offer now; None when nothing new may be sent, which is said."""
        price = asked(view.head.base_fee, view.priority, self._terms.cap)
        now = in_gwei(view.head.base_fee + view.priority)
        reasons = {
            "tables": view.trouble,
            "price": None
            if price is not None
            else f"Gas costs {now} gwei, above {in_gwei(self._terms.cap)}: raise COUNTERFOIL_KEEPER_MAX_GWEI, or wait.",
            "balance": None
            if view.balance > self._terms.floor
            else f"{self._sender} has {in_coins(view.balance)} coins, not above the floor of "
            f"{in_coins(self._terms.floor)}: send it some, or lower COUNTERFOIL_KEEPER_FLOOR.",
        }
        for of, problem in reasons.items():
            if problem is None:
                self._sayings.over(of)
            else:
                self._sayings.trouble(of, problem)
        return price if all(problem is None for problem in reasons.values()) else None

    async def _tidy(self) -> None:
        now = self._clock()
        if now - self._tidied_at >= TIDY_SECONDS:
            async with connected(self._engine) as connection:
                await leases.forget_old(connection, self._terms.chain_id, int(now))
            self._tidied_at = now
