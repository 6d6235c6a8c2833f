"""From what a merchant asks for to the session that is stored: an invoice, signed, or a deal for whoever funds it."""

from __future__ import annotations

from typing import Any

from backend.accounts.identifiers import new_id
from backend.accounts.keys import Caller
from backend.checkout.deal import NOBODY, open_id
from backend.checkout.deal_terms import EscrowTerms, new_deal
from backend.checkout.invoice import NO_BYTES32, payment_id
from backend.checkout.session_terms import Terms, TermsError, new_invoice, refund_target
from backend.checkout.signing import sign_invoice
from backend.tables.merchants_own import PaymentSession
from backend.web.context import Context
from backend.web.shapes.sessions import SessionRequest


def offered(asked: SessionRequest, caller: Caller, context: Context) -> PaymentSession:
    """The session of a request, not stored yet. Raises TermsError."""
    chosen: dict[str, Any] = {
        name: getattr(asked, name) for name in ("token", "amount", "payer", "reference", "valid_until", "refund_until")
    }
    terms = Terms(merchant=caller.merchant, **chosen)
    if asked.escrow is None:
        special = _invoiced(asked, terms, caller, context)
    elif asked.deposit is not None:
        raise TermsError("escrow_and_deposit", "deposit")
    else:
        special = _escrowed(EscrowTerms(**asked.escrow.model_dump()), terms, context)
    return PaymentSession(
        id=new_id("ps"),
        account_id=caller.account_id,
        chain_id=context.acceptance.chain_id,
        merchant=caller.merchant,
        payer=asked.payer,
        token=asked.token,
        amount=asked.amount,
        description=asked.description,
        success_url=asked.success_url,
        merchant_metadata=asked.metadata,
        created_at=context.now(),
        **special,
    )


def _invoiced(asked: SessionRequest, terms: Terms, caller: Caller, context: Context) -> dict[str, Any]:
    acceptance = context.acceptance
    invoice = new_invoice(terms, acceptance, context.now())
    refund_to = None
    if asked.deposit is not None:
        if acceptance.deposits is None:
            raise TermsError("deposit_unavailable", "deposit")
        refund_to = refund_target(asked.deposit.refund_to, terms.payer, terms.token, acceptance)
    return {
        "payment_id": payment_id(invoice, acceptance.domain),
        "max_fee_bps": invoice.max_fee_bps,
        "valid_until": invoice.valid_until,
        "refund_until": invoice.refund_until,
        "reference": invoice.reference,
        "salt": invoice.salt,
        "signature": sign_invoice(context.signers.of(caller.account_id), invoice, acceptance.domain),
        "takes_deposits": asked.deposit is not None,
        "refund_to": refund_to,
    }


def _escrowed(escrow: EscrowTerms, terms: Terms, context: Context) -> dict[str, Any]:
    deal, valid_until = new_deal(terms, escrow, context.acceptance, context.now())
    return {
        "open_id": open_id(deal, context.acceptance.escrow_domain),
        "max_fee_bps": deal.max_fee_bps,
        "valid_until": valid_until,
        "reference": NO_BYTES32,
        "salt": deal.salt,
        "arbiter": None if deal.arbiter == NOBODY else deal.arbiter,
        "delivery_until": deal.delivery_until,
        "inspection_period": deal.inspection_period,
        "dispute_period": deal.dispute_period,
        "arbiter_fee_bps": deal.arbiter_fee_bps,
        "on_timeout_bps": deal.on_timeout_bps,
        "claim_code": escrow.claim_code,
    }
