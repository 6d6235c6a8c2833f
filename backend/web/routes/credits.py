"""`/v1/credits`: what contracts owe to the merchant because a payout did not arrive."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Query

from backend.tables.mirrored import Credit
from backend.web.access import Asking
from backend.web.context import Here
from backend.web.documented import KEYED, READING, WITH_QUERY, problems
from backend.web.mirrored_objects import credit_json
from backend.web.problems import Problem
from backend.web.reading.chain_position import read_followed
from backend.web.reading.credits import Place, credits_of_receivers, receivers_of
from backend.web.shapes.credits import CreditList
from backend.web.shapes.fields import AddressIn, Strict
from backend.web.shapes.paging import Limit

router = APIRouter(prefix="/v1/credits", tags=["credits"])
CURSOR = re.compile(r"(0x[0-9a-f]{40})-(0x[0-9a-f]{40})-(0x[0-9a-f]{40})")


class CreditQuery(Strict):
    """Which credits, and which part of the list."""

    limit: Limit = 20
    cursor: str | None = None
    token: AddressIn | None = None


@router.get(
    "",
    response_model=CreditList,
    responses=problems(
        *(*KEYED, *READING, *WITH_QUERY, "cursor_malformed"),
        *("address_malformed", "address_checksum_wrong", "address_zero"),
    ),
)
async def list_credits(query: Annotated[CreditQuery, Query()], caller: Asking, context: Here) -> dict[str, Any]:
    """What is owed to the merchant's address, its payout and a proposed payout, and not fetched yet."""
    chain_id = context.acceptance.chain_id
    after = _place(query.cursor)
    async with context.look() as connection:
        found = await credits_of_receivers(
            connection,
            chain_id=chain_id,
            receivers=await receivers_of(connection, chain_id, caller.merchant),
            token=query.token,
            after=after,
            limit=query.limit + 1,
        )
        followed = await read_followed(connection, chain_id)
    shown = found[: query.limit]
    last = shown[-1] if len(found) > query.limit else None
    return {"items": [credit_json(credit, followed) for credit in shown], "next_cursor": _cursor(last)}


def _cursor(last: Credit | None) -> str | None:
    return None if last is None else f"{last.receiver}-{last.token}-{last.contract}"


def _place(cursor: str | None) -> Place | None:
    if cursor is None:
        return None
    parts = CURSOR.fullmatch(cursor)
    if parts is None:
        raise Problem("cursor_malformed", param="cursor")
    receiver, token, contract = parts.groups()
    return receiver, token, contract
