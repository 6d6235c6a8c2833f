"""From rows to public shapes: what a session in escrow shows, and what a plain send to a session takes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from backend.checkout import calldata, deal_terms
from backend.checkout.acceptance import NATIVE_COIN, Token, exact_text
from backend.checkout.deal import Deal, acceptance_typed_data, deal_id, typed_data
from backend.checkout.deposit import NOBODY, deposit_address
from backend.checkout.links import transfer_link
from backend.checkout.session_terms import invoice_of
from backend.tables import mirrored
from backend.tables.merchants_own import PaymentSession
from backend.web.context import Context
from backend.web.deal_windows import NO_CODE, windows
from backend.web.reading.sessions import Found
from backend.web.shapes.checkout import DealCall, DealTerms, FundingObject
from backend.web.shapes.sessions import (
    Call,
    CustomerDeposit,
    DealNote,
    DepositObject,
    EscrowObject,
    SessionDeposit,
)

# What the checkout page offers a depositor to do with a deal; the rest is the merchant's or the arbiter's.
OFFERED = {
    "release": calldata.release,
    "dispute": calldata.dispute,
    "reclaim": calldata.reclaim,
    "resolve_by_timeout": calldata.resolve_by_timeout,
}


def escrow_object(context: Context, found: Found) -> EscrowObject | None:
    """What the Escrow holds a session's money by; None for a session without one."""
    session, contract = found.session, context.acceptance.escrow
    if session.open_id is None or contract is None:
        return None
    return EscrowObject(
        contract=contract,
        open_id=session.open_id,
        arbiter=session.arbiter,
        arbiter_acceptance=arbiter_acceptance(found),
        delivery_until=session.delivery_until or 0,
        inspection_period=session.inspection_period or 0,
        dispute_period=session.dispute_period or 0,
        arbiter_fee_bps=session.arbiter_fee_bps or 0,
        on_timeout_bps=session.on_timeout_bps or 0,
        claim_code=session.claim_code,
        deal=None if found.deal is None else _note(found.deal),
        further_deals=[deal.deal_id for deal in found.deals[1:]],
    )


def arbiter_acceptance(found: Found) -> Any:
    """Whether the arbiter takes its part: `none` without one, `awaited`, `signed`, `accepted`, `declined`."""
    if found.session.arbiter is None:
        return "none"
    if found.arbiter_said is not None:
        return found.arbiter_said
    return "awaited" if found.session.arbiter_acceptance is None else "signed"


def acceptance_document(context: Context, session: PaymentSession) -> dict[str, Any] | None:
    """What the arbiter of a session signs to take its part; None without one."""
    if session.open_id is None or session.arbiter is None or context.acceptance.escrow is None:
        return None
    return acceptance_typed_data(session.open_id, context.acceptance.escrow_domain)


def deal_calls(context: Context, found: Found) -> list[DealCall]:
    """What the depositor of a session's deal can send by now or later, with the windows for it."""
    row, contract = found.deal, context.acceptance.escrow
    if row is None or contract is None:
        return []
    deal = deal_terms.deal_of(found.session).of(str(row.depositor), row.claim_hash or NO_CODE)
    return [
        DealCall(
            purpose=window.verb,  # type: ignore[arg-type]
            to=contract,
            data=OFFERED[window.verb](deal),
            value=0,
            anyone=window.by == "anyone",
            opens_at=window.opens_at,
            closes_at=window.closes_at,
        )
        for window in windows(row)
        if window.verb in OFFERED and window.by in ("depositor", "anyone")
    ]


def funding_object(context: Context, session: PaymentSession, deal: Deal) -> FundingObject:
    """A deal with its depositor, and the calls that fund it. Only where there is an Escrow."""
    contract, domain = context.acceptance.escrow, context.acceptance.escrow_domain
    assert contract is not None
    native = deal.token == NATIVE_COIN
    data = calldata.fund(deal, session.arbiter_acceptance or "0x")
    fund = Call(purpose="fund", to=contract, data=data, value=deal.amount if native else 0)
    approve = Call(purpose="approve", to=deal.token, data=calldata.approve(contract, deal.amount), value=0)
    return FundingObject(
        deal_id=deal_id(deal, domain),
        deal=DealTerms(**asdict(deal)),
        typed_data=typed_data(deal, domain),
        calls=[fund] if native else [approve, fund],
    )


def deposit_object(context: Context, session: PaymentSession, token: Token, refund_to: str | None) -> DepositObject:
    """Where a plain send pays a session, and money goes back to `refund_to`. Only where deposit addresses are."""
    contract, invoice, back = context.acceptance.deposits, invoice_of(session), refund_to or NOBODY
    assert contract is not None and session.payment_id is not None
    address = deposit_address(contract, session.payment_id, back)
    link = transfer_link(session.token, session.amount, address, session.chain_id)
    collect = calldata.collect(invoice, session.signature or "0x", back)
    return DepositObject(
        contract=contract,
        refund_to=refund_to,
        address=address,
        token=session.token,
        amount=session.amount,
        amount_text=exact_text(session.amount, token.decimals),
        valid_until=session.valid_until,
        link=link,
        qr=link,
        calls=[
            Call(purpose="collect", to=contract, data=collect, value=0),
            Call(
                purpose="return_deposit",
                to=contract,
                data=calldata.return_deposit(invoice, back, session.token),
                value=0,
            ),
        ],
    )


def session_deposit(context: Context, session: PaymentSession, token: Token) -> SessionDeposit:
    """The same for the merchant, with the addresses that customers were shown."""
    own, contract = deposit_object(context, session, token, session.refund_to), str(context.acceptance.deposits)
    customers = [
        CustomerDeposit(
            refund_to=None if back == NOBODY else back,
            address=deposit_address(contract, str(session.payment_id), back),
        )
        for back in session.refunds_asked
        if back != (session.refund_to or NOBODY)
    ]
    return SessionDeposit(**dict(own), customers=customers)


def _note(deal: mirrored.Deal) -> DealNote:
    return DealNote(
        deal_id=deal.deal_id,
        depositor=str(deal.depositor),
        claim_hash=None if deal.claim_hash in (None, NO_CODE) else deal.claim_hash,
        status=deal.status,  # type: ignore[arg-type]
        outcome=deal.outcome,
        held=deal.held,
        released=deal.released,
        returned=deal.returned,
        arbiter_fee=deal.arbiter_fee,
        inspection_until=deal.inspection_until,
        dispute_until=deal.dispute_until,
    )
