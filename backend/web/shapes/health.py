"""What the processes say about themselves."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from backend.web.shapes.fields import TimeText


class MirrorHealth(BaseModel):
    """How far the chain is followed. Null where nothing was observed yet."""

    network: str
    chain_id: int
    head: int | None = Field(description="The node's newest block.")
    position: int | None = Field(description="The last block whose events are in the tables.")
    confirmed: int | None
    final: int | None
    lag_blocks: int | None
    lag_seconds: int | None
    observed_at: TimeText | None
    problem: str | None = Field(description="What holds the mirror back, in a sentence.")


class Health(BaseModel):
    """`ok`, or `degraded` with the sentence that says why. The process lives either way."""

    status: Literal["ok", "degraded"]
    problem: str | None
    mirror: MirrorHealth


class Ready(BaseModel):
    """This process can answer with what the chain says."""

    ready: Literal[True] = True
