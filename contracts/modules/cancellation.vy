# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Cancellation
@license MIT
@notice Invoices that their merchant takes back before anybody paid them.
"""

from ..interfaces import IPaymentGateway
from . import invoices
from . import merchants
from . import packing
from . import payments
from . import refusal
from . import relayed

uses: invoices
uses: merchants
uses: payments
uses: relayed

CANCEL_TYPE_HASH: constant(bytes32) = keccak256("CancelPayment(bytes32 payment_id,uint256 deadline)")


@external
def cancel_payment(invoice: IPaymentGateway.Invoice):
    """
    @notice Make an invoice that was not paid unpayable for ever.
    @param invoice Terms; the caller is their merchant
    """
    if msg.sender != invoice.merchant:
        refusal._because("gateway: not the merchant")
    self._cancel(invoice.merchant, invoices._id(invoice))


@external
def cancel_payment_by_signature(
    invoice: IPaymentGateway.Invoice, deadline: uint256, signature: Bytes[2048]
):
    """
    @notice Cancel for the merchant, with the merchant's signature of CancelPayment; anyone may send it.
    @param deadline The signature counts strictly before this time
    """
    payment_id: bytes32 = invoices._id(invoice)
    struct_hash: bytes32 = keccak256(abi_encode(CANCEL_TYPE_HASH, payment_id, deadline))
    relayed._check(invoice.merchant, struct_hash, deadline, signature)
    self._cancel(invoice.merchant, payment_id)


@internal
def _cancel(merchant: address, payment_id: bytes32):
    payments._check_unsettled(payments.words[payment_id])

    payments.words[payment_id] = packing.CANCELLED
    log IPaymentGateway.PaymentCancelled(
        payment_id=payment_id, merchant=merchant, number=merchants._next_number(merchant)
    )
