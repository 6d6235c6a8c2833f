"""From what a merchant asks of an escrow to a deal without a depositor: the defaults, and the contract's bounds."""

from __future__ import annotations

from dataclasses import dataclass

from backend.checkout.acceptance import Acceptance
from backend.checkout.deal import DAY, LARGEST_AMOUNT, LONGEST_DELIVERY, NO_CODE, NOBODY, Deal
from backend.checkout.invoice import draw_salt
from backend.checkout.session_terms import Terms, TermsError, valid_until_of
from backend.tables.merchants_own import PaymentSession

DELIVERY_PERIOD = 14 * DAY
INSPECTION_PERIOD = 3 * DAY
DISPUTE_PERIOD = 14 * DAY


@dataclass(frozen=True, slots=True)
class EscrowTerms:
    """What a merchant asks of an escrow; None where the default is meant. `delivery_period`: seconds counted from the
    session's `valid_until`, so that they are whole whenever it is paid; `delivery_until`: unix seconds instead."""

    arbiter: str | None = None
    delivery_period: int | None = None
    delivery_until: int | None = None
    inspection_period: int = INSPECTION_PERIOD
    dispute_period: int = DISPUTE_PERIOD
    arbiter_fee_bps: int = 0
    on_timeout_bps: int = 0
    claim_code: bool = False


def new_deal(terms: Terms, escrow: EscrowTerms, acceptance: Acceptance, now: int) -> tuple[Deal, int]:
    """The deal of these terms with a salt of its own and nobody as its depositor, and until when it is offered.

    `max_fee_bps` is the Escrow's immutable cap. Raises TermsError."""
    if acceptance.escrow is None:
        raise TermsError("escrow_unavailable", "escrow")
    if acceptance.token(terms.token) is None:
        raise TermsError("token_unknown", "token")
    if terms.amount > LARGEST_AMOUNT:
        raise TermsError("escrow_amount_too_large", "amount")
    for given, name in ((terms.reference, "reference"), (terms.refund_until, "refund_until")):
        if given is not None:
            raise TermsError("term_not_of_escrow", name)
    _check_arbiter(terms, escrow, acceptance.escrow)
    valid_until = valid_until_of(terms, now)
    deal = Deal(
        depositor=NOBODY,
        beneficiary=terms.merchant,
        arbiter=escrow.arbiter or NOBODY,
        token=terms.token,
        amount=terms.amount,
        max_fee_bps=acceptance.escrow_fee_cap_bps,
        delivery_until=_delivery_until(escrow, valid_until, now),
        inspection_period=escrow.inspection_period,
        claim_hash=NO_CODE,
        arbiter_fee_bps=escrow.arbiter_fee_bps,
        dispute_period=escrow.dispute_period,
        on_timeout_bps=escrow.on_timeout_bps,
        salt=draw_salt(),
    )
    return deal, valid_until


def deal_of(session: PaymentSession) -> Deal:
    """The deal that a stored session offers to whoever funds it. Only of a session with an escrow."""
    assert session.delivery_until is not None and session.inspection_period is not None
    assert session.dispute_period is not None
    return Deal(
        depositor=NOBODY,
        beneficiary=session.merchant,
        arbiter=session.arbiter or NOBODY,
        token=session.token,
        amount=session.amount,
        max_fee_bps=session.max_fee_bps,
        delivery_until=session.delivery_until,
        inspection_period=session.inspection_period,
        claim_hash=NO_CODE,
        arbiter_fee_bps=session.arbiter_fee_bps or 0,
        dispute_period=session.dispute_period,
        on_timeout_bps=session.on_timeout_bps or 0,
        salt=session.salt,
    )


def check_depositor(session: PaymentSession, depositor: str, escrow: str) -> None:
    """That the Escrow would take these terms from this account (lower-case address). Raises TermsError."""
    if session.payer not in (None, depositor):
        raise TermsError("depositor_refused", "depositor")
    if depositor in (session.merchant, session.arbiter, escrow):
        raise TermsError("depositor_refused", "depositor")


def _check_arbiter(terms: Terms, escrow: EscrowTerms, contract: str) -> None:
    if escrow.arbiter is None:
        if escrow.arbiter_fee_bps:
            raise TermsError("arbiter_missing", "escrow.arbiter_fee_bps")
        return
    if escrow.arbiter in (terms.merchant, terms.payer, contract):
        raise TermsError("arbiter_refused", "escrow.arbiter")
    if escrow.claim_code:
        raise TermsError("claim_code_with_arbiter", "escrow.claim_code")


def _delivery_until(escrow: EscrowTerms, valid_until: int, now: int) -> int:
    if escrow.delivery_until is not None and escrow.delivery_period is not None:
        raise TermsError("delivery_given_twice", "escrow.delivery_until")
    named = "escrow.delivery_until" if escrow.delivery_until is not None else "escrow.delivery_period"
    period = DELIVERY_PERIOD if escrow.delivery_period is None else escrow.delivery_period
    until = valid_until + period if escrow.delivery_until is None else escrow.delivery_until
    if until <= valid_until:
        raise TermsError("delivery_until_passed", named)
    if until - now > LONGEST_DELIVERY:
        raise TermsError("delivery_until_too_far", named)
    return until
