"""From what a merchant asks to an invoice: the defaults, and the bounds of time."""

from __future__ import annotations

from dataclasses import dataclass

from backend.checkout.acceptance import Acceptance
from backend.checkout.invoice import ANYONE, NO_BYTES32, Invoice, draw_salt
from backend.tables.merchants_own import PaymentSession

DAY = 86_400
VALID_FOR = 1_800
VALID_AT_MOST = 366 * DAY
REFUND_FOR = 180 * DAY
REFUND_AT_MOST = 3_653 * DAY


class TermsError(ValueError):
    """The terms cannot be offered. `code`: which rule is broken; `param`: the term that breaks it."""

    def __init__(self, code: str, param: str) -> None:
        super().__init__(f"{param}: {code}")
        self.code, self.param = code, param


@dataclass(frozen=True, slots=True)
class Terms:
    """What a merchant asks for; None where the default is meant. `amount`: smallest units; times: unix seconds."""

    merchant: str
    token: str
    amount: int
    payer: str | None = None
    reference: str | None = None
    valid_until: int | None = None
    refund_until: int | None = None


def new_invoice(terms: Terms, acceptance: Acceptance, now: int) -> Invoice:
    """The invoice of these terms with a salt of its own. Raises TermsError.

    `max_fee_bps` is the gateway's immutable cap: no later change of the fee can make a live invoice unpayable, and
    the merchant signs for no more than the gateway could ever take."""
    if acceptance.token(terms.token) is None:
        raise TermsError("token_unknown", "token")
    valid_until = valid_until_of(terms, now)
    refund_until = terms.refund_until if terms.refund_until is not None else valid_until + REFUND_FOR
    _check_refunds(valid_until, refund_until, now)
    return Invoice(
        merchant=terms.merchant,
        payer=terms.payer or ANYONE,
        token=terms.token,
        amount=terms.amount,
        max_fee_bps=acceptance.fee_cap_bps,
        valid_until=valid_until,
        refund_until=refund_until,
        splits_hash=NO_BYTES32,
        reference=terms.reference or NO_BYTES32,
        salt=draw_salt(),
    )


def valid_until_of(terms: Terms, now: int) -> int:
    """Until when the terms are offered, unix seconds. Raises TermsError."""
    valid_until = terms.valid_until if terms.valid_until is not None else now + VALID_FOR
    if valid_until <= now:
        raise TermsError("valid_until_passed", "valid_until")
    if valid_until > now + VALID_AT_MOST:
        raise TermsError("valid_until_too_far", "valid_until")
    return valid_until


def refund_target(refund_to: str | None, payer: str | None, token: str, acceptance: Acceptance) -> str | None:
    """Where a deposit address sends back what cannot pay the invoice; None: to the merchant. It becomes the payer of
    record, so that terms for one payer leave no choice. Raises TermsError for contracts that would lose the money."""
    target = refund_to or payer
    if target in (token, acceptance.gateway, acceptance.deposits) or (payer is not None and target != payer):
        raise TermsError("refund_to_refused", "refund_to")
    return target


def invoice_of(session: PaymentSession) -> Invoice:
    """The invoice that a stored session offers. Only of a session without an escrow."""
    assert session.refund_until is not None
    return Invoice(
        merchant=session.merchant,
        payer=session.payer or ANYONE,
        token=session.token,
        amount=session.amount,
        max_fee_bps=session.max_fee_bps,
        valid_until=session.valid_until,
        refund_until=session.refund_until,
        splits_hash=NO_BYTES32,
        reference=session.reference,
        salt=session.salt,
    )


def _check_refunds(valid_until: int, refund_until: int, now: int) -> None:
    if refund_until < valid_until:
        raise TermsError("refund_until_passed", "refund_until")
    if refund_until > now + REFUND_AT_MOST:
        raise TermsError("refund_until_too_far", "refund_until")
