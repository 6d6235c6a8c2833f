"""Which notices news calls for, what each says, and under which id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from backend.events.any_contract import ContractEvent, CreditEvent, CreditIncreased, CreditWithdrawn
from backend.events.deposit_addresses import DepositReturned
from backend.events.escrow import (
    DealDisputed,
    DealFunded,
    DealReleased,
    DealResolved,
    DealReturned,
    DeliveryMarked,
)
from backend.events.payment_gateway import PaymentCancelled, PaymentCompleted, PaymentRefunded
from backend.projections.rows import AnyRow, CreditRow, DealRow, DepositRow, PaymentRow
from backend.webhooks.around import Around
from backend.webhooks.audience import Audience
from backend.webhooks.changes import change
from backend.webhooks.credit_object import credit_object
from backend.webhooks.deal_object import deal_object
from backend.webhooks.deposit_object import deposit_object
from backend.webhooks.notation import Certainty, SessionMention
from backend.webhooks.payment_object import payment_object
from backend.webhooks.told import Ear, Told, digest

WHEN_SEEN: dict[type[ContractEvent], str] = {PaymentCompleted: "payment.seen", DealFunded: "deal.seen"}
WHEN_CONFIRMED: dict[type[ContractEvent], str] = {
    PaymentCompleted: "payment.completed",
    PaymentCancelled: "payment.cancelled",
    PaymentRefunded: "payment.refunded",
    DealFunded: "deal.funded",
    DeliveryMarked: "deal.delivered",
    DealDisputed: "deal.disputed",
    DealReleased: "deal.released",
    DealReturned: "deal.returned",
    DealResolved: "deal.resolved",
    CreditIncreased: "credit.increased",
    CreditWithdrawn: "credit.withdrawn",
    DepositReturned: "deposit.returned",
}
TOLD_OF = tuple(WHEN_CONFIRMED)


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
        (telling, WHEN_CONFIRMED[type(telling.event)])
        for telling in desk.news.confirmed
        if type(telling.event) in WHEN_CONFIRMED
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
        data = _object(desk, telling.row or _nothing_left(telling.undone), session)
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
    certainty = desk.news.certainty
    match row:
        case PaymentRow():
            return payment_object(row, certainty, session, desk.around.how(row.payment_id))
        case DealRow():
            return deal_object(row, certainty, session)
        case DepositRow():
            return deposit_object(row, certainty, session)
        case CreditRow():
            return credit_object(row, certainty)
    raise AssertionError(f"nobody is told of {type(row).__name__}")


def _nothing_left(row: AnyRow | None) -> AnyRow:
    """The row of an event that was the only one, after it was undone."""
    match row:
        case PaymentRow():
            gone = {name: None for name in ("fee", "payout", "paid_at")}
            return replace(row, status="reverted", refunded=0, **gone, **_nowhere("paid"))
        case DealRow():
            names = ("outcome", "proof", "inspection_until", "disputed_by", "dispute_until", "funded_at")
            nothing = dict.fromkeys(("held", "released", "returned", "fees", "arbiter_fee", "step"), 0)
            return replace(row, status="reverted", **dict.fromkeys(names), **nothing, **_nowhere("funded"))
        case CreditRow():
            return replace(row, balance=0)
        case DepositRow():
            return replace(row, collected=0, returned=0)
    raise AssertionError("an undone event has a row before or after")


def _nowhere(happened: str) -> dict[str, None]:
    return {f"{happened}_{name}": None for name in ("block", "block_hash", "transaction", "log_index")}
