# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Requests
@license MIT
@notice Invoices issued on-chain by their merchant, for all to read.
"""

from ..interfaces import IPaymentGateway
from . import invoices
from . import merchants
from . import packing
from . import payments
from . import payout
from . import policy
from . import refusal
from . import settlement

uses: invoices
uses: merchants
uses: payments
uses: policy


@external
def request_payment(invoice: IPaymentGateway.Invoice):
    """
    @notice Issue an invoice on-chain: its terms are announced, and it can then be paid without a signature.
    @param invoice Terms; the caller is their merchant
    """
    if packing._paused(policy.word):
        refusal._because("policy: paused")
    if msg.sender != invoice.merchant:
        refusal._because("gateway: not the merchant")
    if block.timestamp >= invoice.valid_until:
        refusal._because("gateway: invoice expired")
    if unsafe_sub(invoice.amount, 1) >= settlement.LARGEST_AMOUNT:
        refusal._because("gateway: amount out of range")
    if invoice.token != payout.NATIVE and not invoice.token.is_contract:
        refusal._because("gateway: token has no code")
    payment_id: bytes32 = invoices._id(invoice)
    word: uint256 = payments.words[payment_id]
    payments._check_unsettled(word)
    if word != packing.UNKNOWN:
        refusal._because("gateway: already requested")

    payments.words[payment_id] = packing.REQUESTED
    log IPaymentGateway.PaymentRequested(
        payment_id=payment_id,
        merchant=invoice.merchant,
        payer=invoice.payer,
        number=merchants._next_number(invoice.merchant),
        token=invoice.token,
        amount=invoice.amount,
        max_fee_bps=invoice.max_fee_bps,
        valid_until=invoice.valid_until,
        refund_until=invoice.refund_until,
        splits_hash=invoice.splits_hash,
        reference=invoice.reference,
        salt=invoice.salt,
    )
