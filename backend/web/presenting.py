"""From rows to public shapes."""

from __future__ import annotations

from typing import Any, cast

from backend.checkout import calldata, links
from backend.checkout.acceptance import Token, exact_text
from backend.checkout.invoice import Invoice, typed_data
from backend.checkout.session_terms import invoice_of
from backend.checkout.standing import Certainty, SessionStatus, session_status
from backend.tables.merchants_own import PaymentSession
from backend.tables.mirrored import Payment
from backend.web.context import Context
from backend.web.reading.chain_position import Followed
from backend.web.reading.payments import FoundPayment
from backend.web.shapes.checkout import AllowanceRead, CheckoutState, MerchantNote
from backend.web.shapes.payments import Transaction
from backend.web.shapes.sessions import Call, Links, SessionObject, TokenObject
from backend.webhooks.payment_object import Certainty as UpTo
from backend.webhooks.payment_object import SessionMention, payment_object


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


def payment_json(found: FoundPayment, followed: Followed) -> dict[str, Any]:
    """A payment in public: built by the very function that builds it for notices."""
    session = None if found.session_id is None else SessionMention(found.session_id, found.metadata)
    up_to = UpTo(followed.confirmed, followed.final)
    # The table's row has the attributes of the projection's row, whose module this layer may not know.
    return payment_object(cast(Any, found.payment), up_to, session)


def session_object(
    context: Context, session: PaymentSession, payment: Payment | None, followed: Followed
) -> SessionObject:
    """A session for its merchant."""
    invoice, token = invoice_of(session), _token(context, session.token)
    return SessionObject(
        id=session.id,
        status=standing(session, payment, followed),
        certainty=_paid_certainty(payment, followed),
        payment_id=session.payment_id,
        chain_id=session.chain_id,
        gateway=context.acceptance.gateway,
        merchant=session.merchant,
        payer=session.payer,
        token=session.token,
        amount=session.amount,
        amount_text=exact_text(session.amount, token.decimals),
        max_fee_bps=session.max_fee_bps,
        valid_until=session.valid_until,
        refund_until=session.refund_until,
        reference=session.reference,
        description=session.description,
        success_url=session.success_url,
        metadata=session.merchant_metadata,
        created_at=session.created_at,
        transaction=_transaction(payment),
        checkout_url=checkout_url(context, session.id),
        qr=checkout_url(context, session.id),
        links=_links(context, invoice, session.signature, token),
        typed_data=typed_data(invoice, context.acceptance.domain),
        signature=session.signature,
        calls=_calls(context, invoice, session.signature, token),
    )


def checkout_state(
    context: Context, session: PaymentSession, payment: Payment | None, followed: Followed, name: str
) -> CheckoutState:
    """A session for its customer."""
    invoice, token = invoice_of(session), _token(context, session.token)
    gateway = context.acceptance.gateway
    before, after = calldata.allowance_around_owner(gateway)
    paid_block = None if payment is None else payment.paid_block
    return CheckoutState(
        session_id=session.id,
        payment_id=session.payment_id,
        status=standing(session, payment, followed),
        certainty=_paid_certainty(payment, followed),
        confirmations=0 if paid_block is None else followed.confirmations(paid_block),
        confirmations_needed=context.acceptance.confirmations,
        transaction_hash=None if payment is None else payment.paid_transaction,
        valid_until=session.valid_until,
        now=context.now(),
        network=context.acceptance.network,
        chain_id=session.chain_id,
        gateway=gateway,
        merchant=MerchantNote(name=name, address=session.merchant),
        payer=session.payer,
        token=token_object(token),
        amount=session.amount,
        amount_text=exact_text(session.amount, token.decimals),
        description=session.description,
        success_url=session.success_url,
        checkout_url=checkout_url(context, session.id),
        qr=checkout_url(context, session.id),
        links=_links(context, invoice, session.signature, token),
        calls=_calls(context, invoice, session.signature, token),
        allowance=None if token.native else AllowanceRead(to=token.address, data=before + "{owner}" + after),
    )


def standing(session: PaymentSession, payment: Payment | None, followed: Followed) -> SessionStatus:
    """What the session is by now."""
    status = None if payment is None else payment.status
    paid = _paid_certainty(payment, followed)
    return session_status(status, paid, valid_until=session.valid_until, followed_until=followed.until)


def checkout_url(context: Context, session_id: str) -> str:
    """The page on which a customer pays this session; also what its QR code says, because every phone opens it."""
    return f"{context.origin}/checkout/{session_id}"


def _paid_certainty(payment: Payment | None, followed: Followed) -> Certainty | None:
    return None if payment is None or payment.paid_block is None else followed.certainty(payment.paid_block)


def _transaction(payment: Payment | None) -> Transaction | None:
    if payment is None or payment.paid_block is None:
        return None
    return Transaction(
        hash=str(payment.paid_transaction),
        block_number=payment.paid_block,
        block_hash=str(payment.paid_block_hash),
        log_index=int(payment.paid_log_index or 0),
    )


def _links(context: Context, invoice: Invoice, signature: str, token: Token) -> Links:
    domain = context.acceptance.domain
    approve = None if token.native else links.approve_link(token.address, invoice.amount, domain)
    return Links(approve=approve, pay=links.pay_link(invoice, signature, domain, native=token.native))


def _calls(context: Context, invoice: Invoice, signature: str, token: Token) -> list[Call]:
    gateway = context.acceptance.gateway
    value = invoice.amount if token.native else 0
    pay = Call(purpose="pay", to=gateway, data=calldata.pay(invoice, signature), value=value)
    if token.native:
        return [pay]
    approve = calldata.approve(gateway, invoice.amount)
    return [Call(purpose="approve", to=token.address, data=approve, value=0), pay]


def _token(context: Context, address: str) -> Token:
    # A token that was taken off the list after the session was made has no known decimals any more: whole units.
    return context.acceptance.token(address) or Token("?", "Unlisted token", 0, address)
