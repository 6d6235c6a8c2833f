"""Whether this process lives, and whether it can answer with what the chain says."""

from __future__ import annotations

from fastapi import APIRouter

from backend.tables.session import DatabaseTrouble, check_migrated
from backend.web.context import Context, Here
from backend.web.documented import problems
from backend.web.problems import Problem
from backend.web.reading.chain_position import Followed, read_followed
from backend.web.shapes.fields import rfc3339
from backend.web.shapes.health import Health, MirrorHealth, Ready

router = APIRouter(tags=["health"])

SILENT_AFTER = 30
LAG_SECONDS = 120
LAG_BLOCKS = 100


@router.get("/health", responses=problems())
async def read_health(context: Here) -> Health:
    """Always 200 while the process lives; `degraded` says what is wrong, and how far the mirror is."""
    followed, problem = await _observed(context)
    return Health(
        status="degraded" if problem else "ok",
        problem=problem,
        mirror=MirrorHealth(
            network=context.acceptance.network,
            chain_id=context.acceptance.chain_id,
            head=followed.head,
            position=_followed(followed.position),
            confirmed=_followed(followed.confirmed),
            final=_followed(followed.final),
            lag_blocks=followed.lag_blocks,
            lag_seconds=followed.lag_seconds,
            observed_at=rfc3339(followed.observed_at),
            problem=followed.problem,
        ),
    )


@router.get("/ready", responses=problems("not_ready"))
async def read_readiness(context: Here) -> Ready:
    """200 when the database is migrated and reachable and the mirror is at the head; 503 otherwise."""
    _, problem = await _observed(context)
    if problem:
        raise Problem("not_ready", detail=problem)
    return Ready()


async def _observed(context: Context) -> tuple[Followed, str | None]:
    try:
        await check_migrated(context.engine)
        async with context.look() as connection:
            followed = await read_followed(connection, context.acceptance.chain_id)
    except DatabaseTrouble as trouble:
        return Followed(), f"{type(trouble).__name__}: {_without_details(trouble)}"
    return followed, _holding_back(followed, context.now())


def _holding_back(followed: Followed, now: int) -> str | None:
    if followed.observed_at is None:
        return "The mirror has never run on this database: start `mirror` or `run`."
    silent = now - followed.observed_at
    if silent > SILENT_AFTER:
        return f"The mirror has been silent for {silent} seconds: look whether its process lives."
    if followed.problem:
        return followed.problem
    if followed.position < 0:
        return "The mirror has not followed a block yet."
    blocks, seconds = followed.lag_blocks or 0, followed.lag_seconds or 0
    if seconds > LAG_SECONDS or blocks > LAG_BLOCKS:
        return f"The mirror is {blocks} blocks and {seconds} seconds behind the head: it is catching up."
    return None


def _followed(number: int) -> int | None:
    return None if number < 0 else number


def _without_details(trouble: DatabaseTrouble) -> str:
    # The full sentence may name files and hosts; anybody can read this.
    return (type(trouble).__doc__ or "").split("\n", maxsplit=1)[0]
