"""How far the chain has been followed, as every answer about certainty needs it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.checkout.standing import Certainty, certainty
from backend.tables.mirrored import Position
from backend.tables.observed import NodeObservation


@dataclass(frozen=True, slots=True)
class Followed:
    """The mirror's position beside the node's head. Numbers are -1 and times 0 before anything was followed."""

    position: int = -1
    position_time: int = 0
    confirmed: int = -1
    final: int = -1
    head: int | None = None
    head_time: int | None = None
    observed_at: int | None = None
    problem: str | None = None

    def certainty(self, block_number: int) -> Certainty:
        """How certain a fact of this block is."""
        return certainty(block_number, confirmed_number=self.confirmed, final_number=self.final)

    def confirmations(self, block_number: int) -> int:
        """Blocks from this one up to the position, both counted; 0 when it is not followed yet."""
        return max(0, self.position - block_number + 1)

    @property
    def until(self) -> int:
        """The unix second up to which nothing on the chain is unread: the last block's, or that of the last look at
        the head when the head is what was followed."""
        caught_up = self.head is not None and self.observed_at is not None and self.position >= self.head
        return max(self.position_time, self.observed_at or 0) if caught_up else self.position_time

    @property
    def lag_blocks(self) -> int | None:
        """Blocks of the head not followed yet; None before the head was seen."""
        return None if self.head is None else max(0, self.head - max(self.position, 0))

    @property
    def lag_seconds(self) -> int | None:
        """Seconds of chain time between the position and the head; None before both were seen."""
        if self.head_time is None or self.position < 0:
            return None
        return 0 if not self.lag_blocks else max(0, self.head_time - self.position_time)


async def read_followed(connection: AsyncConnection, chain_id: int) -> Followed:
    """The position and the last look at the head of a chain."""
    p, n = Position, NodeObservation
    at = (
        await connection.execute(
            select(col(p.block_number), col(p.block_timestamp), col(p.confirmed_number), col(p.final_number)).where(
                col(p.chain_id) == chain_id
            )
        )
    ).one_or_none()
    seen = (
        await connection.execute(
            select(col(n.head_number), col(n.head_timestamp), col(n.observed_at), col(n.problem)).where(
                col(n.chain_id) == chain_id
            )
        )
    ).one_or_none()
    return Followed(*(at or (-1, 0, -1, -1)), *(seen or (None, None, None, None)))
