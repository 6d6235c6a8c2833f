"""`/v1/payment_sessions`: ask for a payment, and see what became of it."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from sqlalchemy import insert, select
from sqlmodel import col

from backend.accounts.identifiers import new_id
from backend.accounts.keys import Caller
from backend.checkout.invoice import ANYONE, Invoice, payment_id
from backend.checkout.session_terms import Terms, TermsError, new_invoice
from backend.checkout.signing import sign_invoice
from backend.tables.merchants_own import PaymentSession
from backend.tables.mirrored import Merchant
from backend.web.access import Asking
from backend.web.context import Context, Here
from backend.web.documented import KEYED, READING, WITH_BODY, WITH_QUERY, problems
from backend.web.presenting import session_object
from backend.web.problems import Problem
from backend.web.reading.chain_position import Followed, read_followed
from backend.web.reading.sessions import session_of_account, sessions_of_account
from backend.web.shapes.fields import Strict, checksummed
from backend.web.shapes.paging import Limit
from backend.web.shapes.sessions import SessionList, SessionObject, SessionRequest

router = APIRouter(prefix="/v1/payment_sessions", tags=["payment sessions"])

CREATE_PROBLEMS = (
    *("merchant_unregistered", "invoice_signer_differs", "token_unknown"),
    *("amount_malformed", "amount_too_large", "address_malformed", "address_checksum_wrong", "address_zero"),
    *("time_malformed", "valid_until_passed", "valid_until_too_far", "refund_until_passed", "refund_until_too_far"),
    *("reference_malformed", "text_malformed", "metadata_too_large", "success_url_refused"),
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

    Nothing is written on-chain. The session can be paid by its customer before `valid_until`, once."""
    invoice = _invoice(asked, caller, context)
    await _check_registered(context, caller)
    session = _signed(asked, caller, context, invoice)
    async with context.write() as connection:
        await connection.execute(insert(PaymentSession), session.model_dump())
    return session_object(context, session, None, Followed())


@router.get("", responses=problems(*KEYED, *READING, *WITH_QUERY, "cursor_malformed"))
async def list_payment_sessions(query: Annotated[SessionQuery, Query()], caller: Asking, context: Here) -> SessionList:
    """The account's sessions, newest first."""
    before = None if query.cursor is None else _cursor(query.cursor)
    async with context.look() as connection:
        found = await sessions_of_account(connection, caller.account_id, before=before, limit=query.limit + 1)
        followed = await read_followed(connection, context.acceptance.chain_id)
    shown = found[: query.limit]
    last = shown[-1][0] if len(found) > query.limit else None
    return SessionList(
        items=[session_object(context, session, payment, followed) for session, payment in shown],
        next_cursor=None if last is None else f"{last.created_at}-{last.id}",
    )


@router.get("/{session_id}", responses=problems(*KEYED, *READING, "session_unknown"))
async def read_payment_session(session_id: SessionId, caller: Asking, context: Here) -> SessionObject:
    """One session, with what the chain shows of its payment."""
    if not SESSION_ID.fullmatch(session_id):
        raise Problem("session_unknown")
    async with context.look() as connection:
        found = await session_of_account(connection, caller.account_id, session_id)
        followed = await read_followed(connection, context.acceptance.chain_id)
    if found is None:
        raise Problem("session_unknown")
    return session_object(context, *found, followed)


def _invoice(asked: SessionRequest, caller: Caller, context: Context) -> Invoice:
    chosen: dict[str, Any] = {
        name: getattr(asked, name) for name in ("token", "amount", "payer", "reference", "valid_until", "refund_until")
    }
    try:
        return new_invoice(Terms(merchant=caller.merchant, **chosen), context.acceptance, context.now())
    except TermsError as error:
        raise Problem(error.code, param=error.param) from None


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


def _signed(asked: SessionRequest, caller: Caller, context: Context, invoice: Invoice) -> PaymentSession:
    domain = context.acceptance.domain
    return PaymentSession(
        id=new_id("ps"),
        account_id=caller.account_id,
        chain_id=context.acceptance.chain_id,
        payment_id=payment_id(invoice, domain),
        merchant=invoice.merchant,
        payer=None if invoice.payer == ANYONE else invoice.payer,
        token=invoice.token,
        amount=invoice.amount,
        max_fee_bps=invoice.max_fee_bps,
        valid_until=invoice.valid_until,
        refund_until=invoice.refund_until,
        reference=invoice.reference,
        salt=invoice.salt,
        signature=sign_invoice(context.signers.of(caller.account_id), invoice, domain),
        description=asked.description,
        success_url=asked.success_url,
        merchant_metadata=asked.metadata,
        created_at=context.now(),
    )


def _cursor(text: str) -> tuple[int, str]:
    if not re.fullmatch(r"[0-9]{1,15}-ps_[0-9A-Za-z]{22}", text, re.ASCII):
        raise Problem("cursor_malformed", param="cursor")
    second, _, session_id = text.partition("-")
    return int(second), session_id
