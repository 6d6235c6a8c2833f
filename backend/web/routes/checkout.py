"""`/checkout/{session_id}`: what the checkout page shows and asks; for anyone who has the address."""

from __future__ import annotations

from fastapi import APIRouter

from backend.checkout.deal import NOBODY
from backend.checkout.deal_terms import check_depositor, deal_of
from backend.checkout.session_terms import TermsError, refund_target
from backend.web.context import Context, Here
from backend.web.documented import READING, WITH_BODY, problems
from backend.web.presenting import checkout_state, standing, token_of
from backend.web.presenting_escrow import arbiter_acceptance, deposit_object, funding_object
from backend.web.problems import Problem
from backend.web.reading.chain_position import Followed, read_followed
from backend.web.reading.sessions import Found, remember_refund, session_for_customer
from backend.web.routes.sessions import SESSION_ID, SessionId
from backend.web.shapes.checkout import CheckoutState, DepositAsked, FundingObject, FundingRequest
from backend.web.shapes.sessions import DepositObject

router = APIRouter(prefix="/checkout", tags=["checkout"])
ANY_SESSION = (*READING, "session_unknown")
ADDRESSES = ("address_malformed", "address_checksum_wrong", "address_zero")


async def read_session(session_id: str, context: Context) -> tuple[Found, Followed, str]:
    """A session, how far its chain is followed, its merchant's name. Raises Problem session_unknown."""
    if not SESSION_ID.fullmatch(session_id):
        raise Problem("session_unknown")
    async with context.look() as connection:
        found = await session_for_customer(connection, session_id)
        followed = await read_followed(connection, context.acceptance.chain_id)
    if found is None:
        raise Problem("session_unknown")
    return found[0], followed, found[1]


async def read_state(session_id: str, context: Here) -> CheckoutState:
    """The session as its customer sees it. Raises Problem session_unknown."""
    return checkout_state(context, *await read_session(session_id, context))


async def deposit_of(session_id: str, context: Context, refund_to: str | None) -> DepositObject:
    """Where a plain send pays the session, when money goes back to `refund_to` (lower case). Raises Problem."""
    found, _, _ = await read_session(session_id, context)
    session = found.session
    if not session.takes_deposits:
        raise Problem("deposit_not_offered")
    if context.acceptance.deposits is None:
        raise Problem("deposit_unavailable")
    try:
        target = refund_target(refund_to, session.payer, session.token, context.acceptance)
    except TermsError as error:
        raise Problem(error.code, param=error.param) from None
    return deposit_object(context, session, token_of(context, session), target)


@router.get("/{session_id}/state", responses=problems(*ANY_SESSION))
async def read_checkout_state(session_id: SessionId, context: Here) -> CheckoutState:
    """Everything a page needs to show the session and to have it paid; no key needed, the id is the secret."""
    return await read_state(session_id, context)


@router.post(
    "/{session_id}/funding",
    responses=problems(
        *(*ANY_SESSION, *WITH_BODY, *ADDRESSES, "escrow_not_offered", "escrow_unavailable", "session_over"),
        *("arbiter_has_not_accepted", "depositor_refused", "claim_hash_wrong"),
    ),
)
async def create_funding(session_id: SessionId, asked: FundingRequest, context: Here) -> FundingObject:
    """The deal that this depositor can fund, and the calls to do it with. Nothing is stored: asked again, it is the
    same deal."""
    found, followed, _ = await read_session(session_id, context)
    _check_fundable(found, followed, context)
    session = found.session
    if (asked.claim_hash is not None) != session.claim_code or (asked.claim_hash or "1").strip("0x") == "":
        raise Problem("claim_hash_wrong", param="claim_hash")
    try:
        check_depositor(session, asked.depositor, str(context.acceptance.escrow))
    except TermsError as error:
        raise Problem(error.code, param=error.param) from None
    deal = deal_of(session)
    return funding_object(context, session, deal.of(asked.depositor, asked.claim_hash or deal.claim_hash))


@router.post(
    "/{session_id}/deposit",
    responses=problems(
        *(*ANY_SESSION, *WITH_BODY, *ADDRESSES, "deposit_not_offered", "deposit_unavailable", "refund_to_refused"),
        "deposit_addresses_too_many",
    ),
)
async def create_deposit_address(session_id: SessionId, asked: DepositAsked, context: Here) -> DepositObject:
    """Where to send the money from an exchange or another wallet. The address follows from the session and `refund_to`,
    and whoever knows both can collect; hence the merchant's session lists it from now on."""
    shown = await deposit_of(session_id, context, asked.refund_to)
    if shown.valid_until > context.now():
        async with context.write() as connection:
            if not await remember_refund(connection, session_id, shown.refund_to or NOBODY):
                raise Problem("deposit_addresses_too_many")
    return shown


def _check_fundable(found: Found, followed: Followed, context: Context) -> None:
    if found.session.open_id is None:
        raise Problem("escrow_not_offered")
    if context.acceptance.escrow is None:
        raise Problem("escrow_unavailable")
    if standing(found, followed) != "open" or context.now() >= found.session.valid_until:
        raise Problem("session_over")
    said = arbiter_acceptance(found)
    if said in ("awaited", "declined"):
        raise Problem("arbiter_has_not_accepted", detail=f"The arbiter's word is {said}.")
