"""Which notices news calls for, what each says, and under which id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from backend.events.any_contract import ContractEvent, CreditEvent
from backend.projections.rows import AnyRow, DealRow
from backend.webhooks.around import Around
from backend.webhooks.audience import Audience
from backend.webhooks.changes import change
from backend.webhooks.kinds import WHEN_CONFIRMED, WHEN_SEEN, is_told
from backend.webhooks.notation import Certainty, SessionMention
from backend.webhooks.objects import nothing_left, object_of
from backend.webhooks.told import Ear, Told, digest


@dataclass(frozen=True, slots=True)
class Telling:
    """An event, and its row as it stood right after it. For an undone event: the row that is left, or None, and the
    row as it was."""

    event: ContractEvent
    row: AnyRow | None
    undone: AnyRow | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What one step of the mirror changed: events undone by a reorg, seen in the head, and confirmed by depth."""

    chain_id: int
    certainty: Certainty
    undone: Sequence[Telling] = ()
    seen: Sequence[Telling] = ()
    confirmed: Sequence[Telling] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice without its place in the account's sequence. `data`: the object it speaks of."""

    id: str
    type: str
    account: str
    event: ContractEvent
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything at hand when notices are drafted."""

    news: News
    audience: Audience
    told: Told
    around: Around


def drafts(desk: Desk) -> list[Draft]:
    """Every notice that the news calls for and that was not written before: what was undone first, then in order."""
    called_for = [(telling, WHEN_SEEN[type(telling.event)]) for telling in desk.news.seen if _seen(telling)]
    called_for += [
        (telling, WHEN_CONFIRMED[type(telling.event)]) for telling in desk.news.confirmed if is_told(telling.event)
    ]
    # Stable: an event's `payment.seen` stays before its `payment.completed`.
    called_for.sort(key=lambda pair: (pair[0].event.log.block_number, pair[0].event.log.log_index))
    taken_back = [draft for telling in desk.news.undone for draft in _reverted(desk, telling)]
    return taken_back + [draft for telling, kind in called_for for draft in _told(desk, telling, kind)]


def _seen(telling: Telling) -> bool:
    return type(telling.event) in WHEN_SEEN


def _told(desk: Desk, telling: Telling, kind: str) -> Iterator[Draft]:
    for account in desk.audience.of(telling.event):
        id = _id(desk, telling.event, kind, account)
        if telling.row is not None and desk.told.add(id):
            data = _object(desk, telling.row, _session(desk, account, telling.row)) | change(telling.event)
            yield Draft(id, kind, account, telling.event, data)


def _reverted(desk: Desk, telling: Telling) -> Iterator[Draft]:
    log = telling.event.log
    # Whoever was told, not whoever would be told now: a payout may have been undone with the credit.
    for ear, last in desk.told.of(log.block_hash, log.log_index):
        account = ear.account
        kind = last.type.partition(".")[0] + ".reverted"
        id = _id(desk, telling.event, kind, account)
        desk.told.add(id)
        desk.told.undo(ear)
        undone = {"event_id": last.id, "type": last.type, "block_number": log.block_number}
        session = _session(desk, account, telling.row, telling.undone)
        data = _object(desk, telling.row or nothing_left(telling.undone), session)
        yield Draft(id, kind, account, telling.event, data | {"reverted": undone | {"block_hash": log.block_hash}})


def _id(desk: Desk, event: ContractEvent, kind: str, account: str) -> str:
    log = event.log
    generation = desk.told.generation(Ear(account, log.block_hash, log.log_index))
    # Only a credit's receiver can be the payout of several merchants.
    several = (account,) if isinstance(event, CreditEvent) else ()
    return digest(desk.news.chain_id, log.block_hash, log.log_index, kind, *several, generation)


def _session(desk: Desk, account: str, *rows: AnyRow | None) -> SessionMention | None:
    """The account's session of a row, or of the row as it was: an undone deal does not know its terms any more."""
    ids = [row.open_id if isinstance(row, DealRow) else getattr(row, "payment_id", None) for row in rows]
    return next((found for id in ids if (found := desk.around.session(id, account)) is not None), None)


def _object(desk: Desk, row: AnyRow, session: SessionMention | None) -> dict[str, Any]:
    return object_of(row, desk.news.certainty, session, desk.around)
