"""`/v1/deposits`: what came of plain sends to the deposit addresses of the merchant's invoices."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from backend.web.access import Asking
from backend.web.context import Here
from backend.web.documented import KEYED, READING, WITH_QUERY, problems
from backend.web.mirrored_objects import deposit_json
from backend.web.reading.chain_position import read_followed
from backend.web.reading.deposits import deposits_of_merchant
from backend.web.routes.cursors import place_cursor, place_of
from backend.web.shapes.deposits import DepositList
from backend.web.shapes.fields import AddressIn, Strict
from backend.web.shapes.paging import Limit

router = APIRouter(prefix="/v1/deposits", tags=["deposits"])


class DepositQuery(Strict):
    """Which deposits, and which part of the list."""

    limit: Limit = 20
    cursor: str | None = None
    token: AddressIn | None = None


@router.get(
    "",
    response_model=DepositList,
    responses=problems(
        *(*KEYED, *READING, *WITH_QUERY, "cursor_malformed"),
        *("address_malformed", "address_checksum_wrong", "address_zero"),
    ),
)
async def list_deposits(query: Annotated[DepositQuery, Query()], caller: Asking, context: Here) -> dict[str, Any]:
    """What was collected for the merchant's invoices and what went back, per address and token, newest first.

    Money that lies on an address and that nobody has moved yet is not here: the chain has no event of it."""
    async with context.look() as connection:
        found = await deposits_of_merchant(
            connection,
            caller.account_id,
            chain_id=context.acceptance.chain_id,
            merchant=caller.merchant,
            token=query.token,
            before=place_of(query.cursor),
            limit=query.limit + 1,
        )
        followed = await read_followed(connection, context.acceptance.chain_id)
    shown = found[: query.limit]
    last = shown[-1].deposit if len(found) > query.limit else None
    return {"items": [deposit_json(deposit, followed) for deposit in shown], "next_cursor": place_cursor(last)}
