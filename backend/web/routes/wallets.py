"""`/v1/wallets`: MultiSig wallets as the chain shows them to everybody: owners, limits, proposals, payments."""

from __future__ import annotations

from typing import Annotated, Any, cast

from fastapi import APIRouter, Path, Query
from pydantic_core import PydanticCustomError
from sqlalchemy.ext.asyncio import AsyncConnection

from backend.web.access import Asking
from backend.web.context import Context, Here
from backend.web.documented import KEYED, READING, WITH_QUERY, problems
from backend.web.problems import Problem
from backend.web.reading.chain_position import Followed, read_followed
from backend.web.reading.wallets import FoundProposal, FoundWallet, payments_of, proposals_of, read_wallet
from backend.web.routes.cursors import log_cursor, place_cursor, place_of
from backend.web.shapes.fields import WORD, Strict, read_address
from backend.web.shapes.paging import Limit
from backend.web.shapes.wallets import (
    FoundProposalObject,
    FoundWalletObject,
    ProposalList,
    ProposalStatus,
    WalletPaymentList,
)
from backend.webhooks.mandate_object import soon
from backend.webhooks.notation import Certainty, address_text, rfc3339, units
from backend.webhooks.wallet_objects import proposal_object, wallet_object

router = APIRouter(prefix="/v1/wallets", tags=["wallets"])
WalletAddress = Annotated[str, Path(description="The wallet's address.")]


class ProposalQuery(Strict):
    """Which proposals, and which part of the list."""

    limit: Limit = 20
    cursor: str | None = None
    status: ProposalStatus | None = None


class PaymentsQuery(Strict):
    """Which part of the list."""

    limit: Limit = 20
    cursor: str | None = None


@router.get("/{address}", response_model=FoundWalletObject, responses=problems(*KEYED, *READING, "wallet_unknown"))
async def read_one_wallet(address: WalletAddress, caller: Asking, context: Here) -> dict[str, Any]:
    """A wallet's terms, its owners, who has accepted to become one, and what spenders may send alone."""
    async with context.look() as connection:
        found = await _wallet(connection, context, address)
        followed = await read_followed(connection, context.acceptance.chain_id)
    limits = [
        {
            "spender": address_text(limit.spender),
            "token": address_text(limit.token),
            **{name: units(getattr(limit, name)) for name in ("amount", "window", "spent")},
            "window_end": soon(limit.window_end or None),
            "number": limit.number,
        }
        for limit in found.limits
        if limit.amount
    ]
    told = wallet_object(cast(Any, found.wallet), _up_to(followed))
    people = {"owners": found.owners, "accepted": found.accepted}
    return (
        told | {name: [address_text(one) for one in several] for name, several in people.items()} | {"limits": limits}
    )


@router.get(
    "/{address}/proposals",
    response_model=ProposalList,
    responses=problems(*KEYED, *READING, *WITH_QUERY, "cursor_malformed", "wallet_unknown"),
)
async def list_proposals(
    address: WalletAddress, query: Annotated[ProposalQuery, Query()], caller: Asking, context: Here
) -> dict[str, Any]:
    """Proposals put on the chain or executed, newest first. One that only goes from hand to hand is not here."""
    chain_id = context.acceptance.chain_id
    async with context.look() as connection:
        wallet = await _wallet(connection, context, address)
        found = await proposals_of(
            connection,
            chain_id=chain_id,
            wallet=wallet.wallet.wallet,
            status=query.status,
            proposal=None,
            before=place_of(query.cursor),
            limit=query.limit + 1,
        )
        followed = await read_followed(connection, chain_id)
    shown = found[: query.limit]
    last = shown[-1].proposal if len(found) > query.limit else None
    return {"items": [_proposal(one, followed) for one in shown], "next_cursor": place_cursor(last)}


@router.get(
    "/{address}/proposals/{proposal}",
    response_model=FoundProposalObject,
    responses=problems(*KEYED, *READING, "wallet_unknown", "proposal_unknown"),
)
async def read_proposal(
    address: WalletAddress,
    proposal: Annotated[str, Path(description="Its hash.")],
    caller: Asking,
    context: Here,
) -> dict[str, Any]:
    """One proposal, with the owners who confirmed it on chain."""
    if not WORD.fullmatch(proposal):
        raise Problem("proposal_unknown")
    chain_id = context.acceptance.chain_id
    async with context.look() as connection:
        wallet = await _wallet(connection, context, address)
        found = await proposals_of(
            connection,
            chain_id=chain_id,
            wallet=wallet.wallet.wallet,
            status=None,
            proposal=proposal.lower(),
            before=None,
            limit=1,
        )
        followed = await read_followed(connection, chain_id)
    if not found:
        raise Problem("proposal_unknown")
    return _proposal(found[0], followed)


@router.get(
    "/{address}/payments",
    response_model=WalletPaymentList,
    responses=problems(*KEYED, *READING, *WITH_QUERY, "cursor_malformed", "wallet_unknown"),
)
async def list_wallet_payments(
    address: WalletAddress, query: Annotated[PaymentsQuery, Query()], caller: Asking, context: Here
) -> dict[str, Any]:
    """Money that left the wallet by its payments, newest first. What its calls moved is not here."""
    chain_id = context.acceptance.chain_id
    async with context.look() as connection:
        wallet = (await _wallet(connection, context, address)).wallet.wallet
        before = place_of(query.cursor)
        found = await payments_of(connection, chain_id=chain_id, wallet=wallet, before=before, limit=query.limit + 1)
        followed = await read_followed(connection, chain_id)
    shown = found[: query.limit]
    items = [
        {
            **{name: getattr(one, name) for name in ("chain_id", "memo", "proposal", "transaction_hash")},
            **{name: getattr(one, name) for name in ("block_number", "log_index")},
            **{name: address_text(getattr(one, name)) for name in ("wallet", "token", "to", "spender")},
            "amount": units(one.amount),
            "certainty": followed.certainty(one.block_number),
            "paid_at": rfc3339(one.paid_at),
        }
        for one in shown
    ]
    return {"items": items, "next_cursor": log_cursor(shown[-1] if len(found) > query.limit else None)}


async def _wallet(connection: AsyncConnection, context: Context, address: str) -> FoundWallet:
    try:
        found = await read_wallet(connection, context.acceptance.chain_id, read_address(address))
    except PydanticCustomError:
        found = None
    if found is None:
        raise Problem("wallet_unknown")
    return found


def _proposal(found: FoundProposal, followed: Followed) -> dict[str, Any]:
    confirmed = [address_text(owner) for owner in found.confirmed_by]
    return proposal_object(cast(Any, found.proposal), _up_to(followed)) | {"confirmed_by": confirmed}


def _up_to(followed: Followed) -> Certainty:
    return Certainty(followed.confirmed, followed.final)
