"""What the mirror last observed of its node: for health answers only, never part of the mirrored truth."""

from __future__ import annotations

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel


class NodeObservation(SQLModel, table=True):
    """The node's head as last seen, and the problem that holds the mirror back, if any (one sentence)."""

    __tablename__ = "node_observations"

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    network: str
    contract: str
    head_number: int | None = Field(default=None, sa_type=BigInteger)
    head_timestamp: int | None = Field(default=None, sa_type=BigInteger)
    observed_at: int = Field(sa_type=BigInteger)
    problem: str | None = None
