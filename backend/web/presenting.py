"""From rows to public shapes."""

from __future__ import annotations

from typing import Any

from backend.checkout import calldata, links
from backend.checkout.acceptance import Token, exact_text
from backend.checkout.invoice import typed_data
from backend.checkout.session_terms import invoice_of
from backend.checkout.standing import Certainty, SessionStatus, held_status, session_status
from backend.tables.merchants_own import PaymentSession
from backend.web.context import Context
from backend.web.presenting_escrow import acceptance_document, deal_calls, escrow_object, session_deposit
from backend.web.reading.chain_position import Followed
from backend.web.reading.sessions import Found
from backend.web.shapes.checkout import AllowanceRead, CheckoutState, DepositOffer, MerchantNote
from backend.web.shapes.payments import Transaction
from backend.web.shapes.sessions import Call, Links, SessionObject, TokenObject


def token_object(token: Token) -> TokenObject:
    """A token in public."""
    return TokenObject(
        address=token.address,
        symbol=token.symbol,
        name=token.name,
        decimals=token.decimals,
        native=token.native,
        standards=list(token.standards),
    )


def session_object(context: Context, found: Found, followed: Followed) -> SessionObject:
    """A session for its merchant."""
    session, token = found.session, token_of(context, found.session)
    document = None if session.payment_id is None else typed_data(invoice_of(session), context.acceptance.domain)
    return SessionObject(
        **_for_both(context, found, followed),
        id=session.id,
        merchant=session.merchant,
        token=session.token,
        max_fee_bps=session.max_fee_bps,
        refund_until=session.refund_until,
        reference=session.reference,
        metadata=session.merchant_metadata,
        created_at=session.created_at,
        transaction=_entered(found),
        typed_data=document,
        signature=session.signature,
        acceptance_typed_data=acceptance_document(context, session),
        deposit=session_deposit(context, session, token) if _takes_deposits(context, session) else None,
    )


def checkout_state(context: Context, found: Found, followed: Followed, name: str) -> CheckoutState:
    """A session for its customer."""
    session, token = found.session, token_of(context, found.session)
    entered = _entered(found)
    return CheckoutState(
        **_for_both(context, found, followed),
        session_id=session.id,
        confirmations=0 if entered is None else followed.confirmations(entered.block_number),
        confirmations_needed=context.acceptance.confirmations,
        transaction_hash=None if entered is None else entered.hash,
        now=context.now(),
        network=context.acceptance.network,
        merchant=MerchantNote(name=name, address=session.merchant),
        token=token_object(token),
        allowance=_allowance(context, session, token),
        deal_calls=deal_calls(context, found),
        deposit=DepositOffer(refund_to=session.refund_to) if _takes_deposits(context, session) else None,
    )


def _for_both(context: Context, found: Found, followed: Followed) -> dict[str, Any]:
    session, token = found.session, token_of(context, found.session)
    return {
        "status": standing(found, followed),
        "certainty": _certainty(found, followed),
        "payment_id": session.payment_id,
        "chain_id": session.chain_id,
        "gateway": context.acceptance.gateway,
        "payer": session.payer,
        "amount": session.amount,
        "amount_text": exact_text(session.amount, token.decimals),
        "valid_until": session.valid_until,
        "description": session.description,
        "success_url": session.success_url,
        "checkout_url": checkout_url(context, session.id),
        "qr": checkout_url(context, session.id),
        "links": _links(context, session, token),
        "calls": _calls(context, session, token),
        "escrow": escrow_object(context, found),
    }


def _takes_deposits(context: Context, session: PaymentSession) -> bool:
    return session.takes_deposits and context.acceptance.deposits is not None


def standing(found: Found, followed: Followed) -> SessionStatus:
    """What the session is by now."""
    until = {"valid_until": found.session.valid_until, "followed_until": followed.until}
    certain = _certainty(found, followed)
    if found.session.open_id is None:
        return session_status(None if found.payment is None else found.payment.status, certain, **until)
    deal = found.deal
    if deal is None:
        return held_status(None, None, 0, 0, **until)
    closed = followed.certainty(deal.block_number) if deal.status == "closed" else None
    return held_status(certain, closed, deal.returned, deal.released, **until)


def checkout_url(context: Context, session_id: str) -> str:
    """The page on which a customer pays this session; also what its QR code says, because every phone opens it."""
    return f"{context.origin}/checkout/{session_id}"


def token_of(context: Context, session: PaymentSession) -> Token:
    """The token of a session. One that was taken off the list after the session was made has no known decimals any
    more: whole units."""
    return context.acceptance.token(session.token) or Token("?", "Unlisted token", 0, session.token)


def _certainty(found: Found, followed: Followed) -> Certainty | None:
    entered = _entered(found)
    return None if entered is None else followed.certainty(entered.block_number)


def _entered(found: Found) -> Transaction | None:
    """How the money came in: the payment's transaction, or the funding one of the deal."""
    payment, deal = found.payment, found.deal
    if deal is not None and deal.funded_block is not None:
        where = (deal.funded_transaction, deal.funded_block, deal.funded_block_hash, deal.funded_log_index)
    elif payment is not None and payment.paid_block is not None:
        where = (payment.paid_transaction, payment.paid_block, payment.paid_block_hash, payment.paid_log_index)
    else:
        return None
    return Transaction(
        hash=str(where[0]), block_number=where[1], block_hash=str(where[2]), log_index=int(where[3] or 0)
    )


def _links(context: Context, session: PaymentSession, token: Token) -> Links | None:
    if session.signature is None:
        return None
    domain, invoice = context.acceptance.domain, invoice_of(session)
    approve = None if token.native else links.approve_link(token.address, invoice.amount, domain)
    return Links(approve=approve, pay=links.pay_link(invoice, session.signature, domain, native=token.native))


def _calls(context: Context, session: PaymentSession, token: Token) -> list[Call]:
    if session.signature is None:
        return []
    gateway, data = context.acceptance.gateway, calldata.pay(invoice_of(session), session.signature)
    pay = Call(purpose="pay", to=gateway, data=data, value=session.amount if token.native else 0)
    if token.native:
        return [pay]
    approve = calldata.approve(gateway, session.amount)
    return [Call(purpose="approve", to=token.address, data=approve, value=0), pay]


def _allowance(context: Context, session: PaymentSession, token: Token) -> AllowanceRead | None:
    taker = context.acceptance.gateway if session.open_id is None else context.acceptance.escrow
    if token.native or taker is None:
        return None
    before, after = calldata.allowance_around_owner(taker)
    return AllowanceRead(to=token.address, data=before + "{owner}" + after)
