"""Who works on what: errands are taken for a while in one short statement, so that no two keepers do the same.

A keeper that dies with an errand loses nothing: the lease runs out, or the same key takes it up again at once. While a
transaction is on its way the lease is longer, and its keeper renews it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.keeper.backoff import pause_after
from backend.tables.keeping import KeeperErrand

WORK_SECONDS = 60
"""Longer than looking, simulating and signing takes."""
ON_THE_WAY_SECONDS = 900
"""How long a dead keeper's transaction keeps others from doing the same."""
RENEW_SECONDS = ON_THE_WAY_SECONDS // 4
FORGET_AFTER_SECONDS = 86_400
_LONGEST_REFUSAL = 300


class LeaseLost(Exception):
    """Somebody else took the errand meanwhile: nothing was written."""


def free(holder: str, now: int) -> ColumnElement[bool]:
    """Errands that this keeper may take: nobody's, run out, or its own from before it died; and not backing off."""
    own = and_(col(KeeperErrand.holder) == holder, col(KeeperErrand.transaction_id).is_(None))
    return and_(or_(col(KeeperErrand.leased_until) <= now, own), col(KeeperErrand.next_attempt_at) <= now)


async def take(
    connection: AsyncConnection, chain_id: int, holder: str, subjects: Sequence[str], now: int
) -> frozenset[str]:
    """Leases those of the subjects that are free; any number of keepers may ask for the same ones at once."""
    into = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    rows = [{"chain_id": chain_id, "subject": one, **_FRESH} for one in sorted(subjects)]
    await connection.execute(into(KeeperErrand).values(rows).on_conflict_do_nothing())
    chosen = (
        select(col(KeeperErrand.subject))
        .where(col(KeeperErrand.chain_id) == chain_id, col(KeeperErrand.subject).in_(subjects), free(holder, now))
        .with_for_update(skip_locked=True)
        .cte("chosen")
    )
    taken = await connection.execute(
        update(KeeperErrand)
        .where(col(KeeperErrand.chain_id) == chain_id, col(KeeperErrand.subject).in_(select(chosen.c.subject)))
        .values(holder=holder, leased_until=now + WORK_SECONDS, transaction_id=None)
        .returning(col(KeeperErrand.subject))
    )
    return frozenset(taken.scalars())


async def put_back(connection: AsyncConnection, chain_id: int, holder: str, subjects: Collection[str]) -> None:
    """Gives errands back untouched: anybody may take them at once."""
    await connection.execute(_own(chain_id, holder, subjects).values(holder=None, leased_until=0))


async def refuse(
    connection: AsyncConnection, chain_id: int, holder: str, subject: str, refusal: str, now: int, first: int
) -> int:
    """Leaves an errand alone for a while, longer each time, and says how long. `first`: seconds after one failure."""
    where = col(KeeperErrand.chain_id) == chain_id, col(KeeperErrand.subject) == subject
    failures = (await connection.execute(select(col(KeeperErrand.failures)).where(*where))).scalar() or 0
    pause = pause_after(failures + 1, first)
    await connection.execute(
        _own(chain_id, holder, [subject]).values(
            holder=None,
            leased_until=0,
            failures=failures + 1,
            next_attempt_at=now + pause,
            refusal=refusal[:_LONGEST_REFUSAL],
        )
    )
    return pause


async def send_off(
    connection: AsyncConnection, chain_id: int, holder: str, subjects: Collection[str], transaction_id: str, now: int
) -> None:
    """Ties errands to the transaction that does them. Raises LeaseLost if one of them is another keeper's by now."""
    tied = await connection.execute(
        _own(chain_id, holder, subjects).values(transaction_id=transaction_id, leased_until=now + ON_THE_WAY_SECONDS)
    )
    if tied.rowcount != len(subjects):
        raise LeaseLost("Another keeper took an errand over; its transaction is not made twice.")


async def renew(connection: AsyncConnection, chain_id: int, holder: str, now: int) -> None:
    """Keeps the errands of this keeper's transactions from running out."""
    await connection.execute(
        update(KeeperErrand)
        .where(
            col(KeeperErrand.chain_id) == chain_id,
            col(KeeperErrand.holder) == holder,
            col(KeeperErrand.transaction_id).is_not(None),
        )
        .values(leased_until=now + ON_THE_WAY_SECONDS)
    )


async def finish(connection: AsyncConnection, transaction_id: str) -> None:
    """Forgets the errands of a transaction: what is due from now on is due anew."""
    await connection.execute(delete(KeeperErrand).where(col(KeeperErrand.transaction_id) == transaction_id))


async def retry_later(connection: AsyncConnection, transaction_id: str, refusal: str, now: int, first: int) -> None:
    """The transaction did not do them: they may be looked at again after a first pause."""
    await connection.execute(
        update(KeeperErrand)
        .where(col(KeeperErrand.transaction_id) == transaction_id)
        .values(
            holder=None,
            leased_until=0,
            transaction_id=None,
            failures=col(KeeperErrand.failures) + 1,
            next_attempt_at=now + first,
            refusal=refusal,
        )
    )


async def forget_old(connection: AsyncConnection, chain_id: int, now: int) -> None:
    """Removes what has not been due for a day, such as what strangers did instead."""
    await connection.execute(
        delete(KeeperErrand).where(
            col(KeeperErrand.chain_id) == chain_id,
            col(KeeperErrand.transaction_id).is_(None),
            col(KeeperErrand.leased_until) <= now,
            col(KeeperErrand.next_attempt_at) < now - FORGET_AFTER_SECONDS,
        )
    )


def _own(chain_id: int, holder: str, subjects: Collection[str]) -> Any:
    return update(KeeperErrand).where(
        col(KeeperErrand.chain_id) == chain_id,
        col(KeeperErrand.subject).in_(sorted(subjects)),
        col(KeeperErrand.holder) == holder,
        col(KeeperErrand.transaction_id).is_(None),
    )


_FRESH = {"leased_until": 0, "next_attempt_at": 0, "failures": 0}
