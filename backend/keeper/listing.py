"""What is due, for people to read: what keepers ask of the tables, with nobody's leases in the way."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.keeper.errand import Errand
from backend.keeper.finding import Due
from backend.keeper.terms import Terms
from backend.tables.mirrored import Position

DAY = 86_400
MOST = 1_000
NOBODY = ""
FAR = 2**62
"""As the leases' clock: whatever a keeper has put off is shown all the same."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What can be sent by `until` (unix seconds), as far as the tables know; `cut`: there is more of it."""

    until: int
    errands: tuple[Errand, ...]
    cut: bool


async def list_due(connection: AsyncConnection, terms: Terms, days: int) -> Listing:
    """Charges, lapses and timeouts of deals, due within `days` of the time up to which the chain was followed. What
    lies on deposit addresses only a node can say."""
    followed = select(col(Position.block_timestamp)).where(col(Position.chain_id) == terms.chain_id)
    until = int((await connection.execute(followed)).scalar() or 0) + days * DAY
    due = Due(connection, terms, NOBODY, until, FAR)
    deals = [] if terms.contracts.escrow is None else await due.deals(MOST)
    charges = [] if terms.contracts.subscription is None else await due.charges(MOST)
    return Listing(until, tuple(deals + charges), MOST in (len(deals), len(charges)))
