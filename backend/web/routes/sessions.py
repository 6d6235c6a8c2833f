"""`/v1/payment_sessions`: ask for a payment, and see what became of it."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy import insert, select, update
from sqlmodel import col

from backend.accounts.keys import Caller
from backend.checkout.deal import acceptance_digest
from backend.checkout.session_terms import TermsError
from backend.checkout.signing import is_signed_by
from backend.tables.merchants_own import PaymentSession
from backend.tables.mirrored import Merchant
from backend.web.access import Asking
from backend.web.context import Context, Here
from backend.web.documented import KEYED, READING, WITH_BODY, WITH_QUERY, problems
from backend.web.offering import offered
from backend.web.presenting import session_object
from backend.web.problems import Problem
from backend.web.reading.chain_position import Followed, read_followed
from backend.web.reading.sessions import Found, session_of_account, sessions_of_account
from backend.web.shapes.fields import Strict, checksummed
from backend.web.shapes.paging import Limit
from backend.web.shapes.sessions import AcceptanceRequest, SessionList, SessionObject, SessionRequest

router = APIRouter(prefix="/v1/payment_sessions", tags=["payment sessions"])

CREATE_PROBLEMS = (
    *("merchant_unregistered", "invoice_signer_differs", "token_unknown"),
    *("amount_malformed", "amount_too_large", "address_malformed", "address_checksum_wrong", "address_zero"),
    *("time_malformed", "valid_until_passed", "valid_until_too_far", "refund_until_passed", "refund_until_too_far"),
    *("reference_malformed", "text_malformed", "metadata_too_large", "success_url_refused"),
    *("escrow_unavailable", "deposit_unavailable", "escrow_and_deposit", "term_not_of_escrow", "arbiter_refused"),
    *("arbiter_missing", "claim_code_with_arbiter", "delivery_given_twice", "delivery_until_passed"),
    *("delivery_until_too_far", "escrow_amount_too_large", "refund_to_refused"),
)
SessionId = Annotated[str, Path(description="Such as `ps_…`.")]
SESSION_ID = re.compile(r"ps_[0-9A-Za-z]{22}")


class SessionQuery(Strict):
    """Which part of the list."""

    limit: Limit = 20
    cursor: str | None = None


@router.post("", status_code=201, responses=problems(*KEYED, *READING, *WITH_BODY, *CREATE_PROBLEMS))
async def create_payment_session(asked: SessionRequest, caller: Asking, context: Here) -> SessionObject:
    """Offers an invoice to a customer: signs its terms and returns the page and the calls to pay it with.

    Nothing is written on-chain. The session can be paid by its customer before `valid_until`, once. With `escrow` it
    offers a deal instead: the money is held by the Escrow until it is released, claimed or goes back."""
    try:
        session = offered(asked, caller, context)
    except TermsError as error:
        raise Problem(error.code, param=error.param) from None
    if session.signature is not None:
        await _check_registered(context, caller)
    async with context.write() as connection:
        await connection.execute(insert(PaymentSession), session.model_dump())
    return session_object(context, Found(session), Followed())


@router.get("", responses=problems(*KEYED, *READING, *WITH_QUERY, "cursor_malformed"))
async def list_payment_sessions(query: Annotated[SessionQuery, Query()], caller: Asking, context: Here) -> SessionList:
    """The account's sessions, newest first."""
    before = None if query.cursor is None else _cursor(query.cursor)
    async with context.look() as connection:
        found = await sessions_of_account(connection, caller.account_id, before=before, limit=query.limit + 1)
        followed = await read_followed(connection, context.acceptance.chain_id)
    shown = found[: query.limit]
    last = shown[-1].session if len(found) > query.limit else None
    return SessionList(
        items=[session_object(context, one, followed) for one in shown],
        next_cursor=None if last is None else f"{last.created_at}-{last.id}",
    )


@router.get("/{session_id}", responses=problems(*KEYED, *READING, "session_unknown"))
async def read_payment_session(session_id: SessionId, caller: Asking, context: Here) -> SessionObject:
    """One session, with what the chain shows of its payment."""
    return session_object(context, *await _read(session_id, caller, context))


@router.put(
    "/{session_id}/arbiter_acceptance",
    responses=problems(
        *KEYED, *READING, *WITH_BODY, "session_unknown", "escrow_not_offered", "arbiter_missing", "acceptance_refused"
    ),
)
async def put_arbiter_acceptance(
    session_id: SessionId, asked: AcceptanceRequest, caller: Asking, context: Here
) -> SessionObject:
    """Hands in the arbiter's signature, without which (or its word on-chain) nobody can fund the session."""
    found, followed = await _read(session_id, caller, context)
    session = found.session
    if session.open_id is None or context.acceptance.escrow is None:
        raise Problem("escrow_not_offered")
    if session.arbiter is None:
        raise Problem("arbiter_missing")
    digest = acceptance_digest(session.open_id, context.acceptance.escrow_domain)
    if not is_signed_by(session.arbiter, digest, asked.signature):
        raise Problem("acceptance_refused", param="signature")
    session.arbiter_acceptance = asked.signature
    async with context.write() as connection:
        ours = col(PaymentSession.id) == session.id
        await connection.execute(update(PaymentSession).where(ours).values(arbiter_acceptance=asked.signature))
    return session_object(context, found, followed)


async def _read(session_id: str, caller: Caller, context: Context) -> tuple[Found, Followed]:
    if not SESSION_ID.fullmatch(session_id):
        raise Problem("session_unknown")
    async with context.look() as connection:
        found = await session_of_account(connection, caller.account_id, session_id)
        followed = await read_followed(connection, context.acceptance.chain_id)
    if found is None:
        raise Problem("session_unknown")
    return found, followed


async def _check_registered(context: Context, caller: Caller) -> None:
    """An invoice that the gateway would refuse is not offered to anybody."""
    query = select(col(Merchant.invoice_signer)).where(
        col(Merchant.chain_id) == context.acceptance.chain_id, col(Merchant.merchant) == caller.merchant
    )
    async with context.look() as connection:
        row = (await connection.execute(query)).one_or_none()
    signer = context.signers.of(caller.account_id).public_key.to_checksum_address()
    if row is None:
        raise Problem(
            "merchant_unregistered",
            detail=f"{checksummed(caller.merchant)} is unknown to the gateway; its invoice signer here is {signer}.",
        )
    if row[0] != signer.lower():
        raise Problem("invoice_signer_differs", detail=f"The account's invoice signer is {signer}.")


def _cursor(text: str) -> tuple[int, str]:
    if not re.fullmatch(r"[0-9]{1,15}-ps_[0-9A-Za-z]{22}", text, re.ASCII):
        raise Problem("cursor_malformed", param="cursor")
    second, _, session_id = text.partition("-")
    return int(second), session_id
