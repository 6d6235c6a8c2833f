"""`/v1/deals`: what the Escrow holds and held, where the merchant is to be paid or has paid."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import Field

from backend.web.access import Asking
from backend.web.context import Here
from backend.web.documented import KEYED, READING, WITH_QUERY, problems
from backend.web.mirrored_objects import deal_json
from backend.web.problems import Problem
from backend.web.reading.chain_position import read_followed
from backend.web.reading.deals import Role, WantedDeals, deal_of_party, deals_of_party
from backend.web.routes.cursors import place_cursor, place_of
from backend.web.shapes.deals import DealList, DealStatus, FoundDealObject
from backend.web.shapes.fields import WORD, AddressIn, Strict
from backend.web.shapes.paging import Limit

router = APIRouter(prefix="/v1/deals", tags=["deals"])


class DealQuery(Strict):
    """Which deals, and which part of the list."""

    limit: Limit = 20
    cursor: str | None = None
    role: Role = Field(default="beneficiary", description="Deals that pay you, or deals that you funded.")
    status: DealStatus | None = None
    token: AddressIn | None = None


@router.get(
    "",
    response_model=DealList,
    responses=problems(
        *(*KEYED, *READING, *WITH_QUERY, "cursor_malformed"),
        *("address_malformed", "address_checksum_wrong", "address_zero"),
    ),
)
async def list_deals(query: Annotated[DealQuery, Query()], caller: Asking, context: Here) -> dict[str, Any]:
    """The merchant's deals, newest first.

    Anybody can fund a deal that names you: deliver only on one with a `session`, which has your own terms."""
    async with context.look() as connection:
        found = await deals_of_party(
            connection,
            caller.account_id,
            chain_id=context.acceptance.chain_id,
            party=caller.merchant,
            wanted=WantedDeals(query.role, query.status, query.token),
            before=place_of(query.cursor),
            limit=query.limit + 1,
        )
        followed = await read_followed(connection, context.acceptance.chain_id)
    shown = found[: query.limit]
    last = shown[-1].deal if len(found) > query.limit else None
    return {"items": [deal_json(deal, followed) for deal in shown], "next_cursor": place_cursor(last)}


@router.get("/{deal_id}", response_model=FoundDealObject, responses=problems(*KEYED, *READING, "deal_unknown"))
async def read_deal(
    deal_id: Annotated[str, Path(description="0x and 64 hexadecimal digits.")], caller: Asking, context: Here
) -> dict[str, Any]:
    """One deal by its id, if the merchant is its beneficiary or its depositor."""
    if not WORD.fullmatch(deal_id):
        raise Problem("deal_unknown")
    async with context.look() as connection:
        found = await deal_of_party(
            connection,
            caller.account_id,
            chain_id=context.acceptance.chain_id,
            party=caller.merchant,
            deal_id=deal_id.lower(),
        )
        followed = await read_followed(connection, context.acceptance.chain_id)
    if found is None:
        raise Problem("deal_unknown")
    return deal_json(found, followed)
