"""`/v1/payments`: what the chain shows of a merchant's payments, also of those made without a session."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import Field

from backend.web.access import Asking
from backend.web.context import Here
from backend.web.documented import KEYED, READING, WITH_QUERY, problems
from backend.web.mirrored_objects import payment_json
from backend.web.problems import Problem
from backend.web.reading.chain_position import read_followed
from backend.web.reading.payments import Wanted, payment_of_merchant, payments_of_merchant
from backend.web.routes.cursors import place_cursor, place_of
from backend.web.shapes.fields import WORD, AddressIn, ReferenceIn, Strict, TimeIn
from backend.web.shapes.paging import Limit
from backend.web.shapes.payments import PaymentList, PaymentObject, PaymentStatus

router = APIRouter(prefix="/v1/payments", tags=["payments"])


class PaymentQuery(Strict):
    """Which payments, and which part of the list."""

    limit: Limit = 20
    cursor: str | None = None
    status: PaymentStatus | None = None
    token: AddressIn | None = None
    session: Annotated[str, Field(pattern=r"^ps_[0-9A-Za-z]{22}$")] | None = None
    reference: ReferenceIn | None = None
    created_from: TimeIn | None = Field(default=None, description="First seen on-chain at this time or later.")
    created_until: TimeIn | None = Field(default=None, description="First seen on-chain before this time.")


@router.get(
    "",
    response_model=PaymentList,
    responses=problems(
        *(*KEYED, *READING, *WITH_QUERY, "cursor_malformed", "reference_malformed", "time_malformed"),
        *("address_malformed", "address_checksum_wrong", "address_zero"),
    ),
)
async def list_payments(query: Annotated[PaymentQuery, Query()], caller: Asking, context: Here) -> dict[str, Any]:
    """The merchant's payments, newest first."""
    wanted = Wanted(query.status, query.token, query.session, query.reference, query.created_from, query.created_until)
    async with context.look() as connection:
        found = await payments_of_merchant(
            connection,
            caller.account_id,
            chain_id=context.acceptance.chain_id,
            merchant=caller.merchant,
            wanted=wanted,
            before=place_of(query.cursor),
            limit=query.limit + 1,
        )
        followed = await read_followed(connection, context.acceptance.chain_id)
    shown = found[: query.limit]
    last = shown[-1].payment if len(found) > query.limit else None
    return {
        "items": [payment_json(payment, followed) for payment in shown],
        "next_cursor": place_cursor(last),
    }


@router.get("/{payment_id}", response_model=PaymentObject, responses=problems(*KEYED, *READING, "payment_unknown"))
async def read_payment(
    payment_id: Annotated[str, Path(description="0x and 64 hexadecimal digits.")], caller: Asking, context: Here
) -> dict[str, Any]:
    """One payment by its id."""
    if not WORD.fullmatch(payment_id):
        raise Problem("payment_unknown")
    async with context.look() as connection:
        found = await payment_of_merchant(
            connection,
            caller.account_id,
            chain_id=context.acceptance.chain_id,
            merchant=caller.merchant,
            payment_id=payment_id.lower(),
        )
        followed = await read_followed(connection, context.acceptance.chain_id)
    if found is None:
        raise Problem("payment_unknown")
    return payment_json(found, followed)
