# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Refunds
@license MIT
@notice Money that a merchant returns to whoever paid, of one payment at most what was paid.
"""

from ..interfaces import IPaymentGateway
from . import credits as owed
from . import eip712_domain
from . import intake
from . import invoices
from . import merchants
from . import packing
from . import payments
from . import payout
from . import refusal
from . import relayed

uses: eip712_domain
uses: invoices
uses: merchants
uses: owed
uses: payments
uses: relayed

REFUND_TYPE_HASH: constant(bytes32) = keccak256(
    "RefundPayment(bytes32 payment_id,uint256 amount,uint256 refunded,uint256 deadline)"
)
LONGEST_SIGNATURE: constant(uint256) = 2_048


@external
@payable
def refund_payment(invoice: IPaymentGateway.Invoice, amount: uint256):
    """
    @notice Return a part or all of a payment, from the caller, who is the merchant, to whoever paid.
    @param amount Smallest units of the invoice's token; all refunds together at most what was paid
    """
    if msg.sender != invoice.merchant:
        refusal._because("gateway: not the merchant")
    payer: address = self._record(invoice, amount)

    if invoice.token == payout.NATIVE:
        if msg.value != amount:
            refusal._because("gateway: wrong native value")
        owed._push_native_or_add(payer, amount)
    else:
        if msg.value != 0:
            refusal._because("gateway: wrong native value")
        if payer == msg.sender:
            refusal._because("gateway: merchant is the payer")
        intake._take(invoice.token, msg.sender, payer, amount)


@external
def refund_payment_by_signature(
    invoice: IPaymentGateway.Invoice,
    amount: uint256,
    deadline: uint256,
    signature: Bytes[LONGEST_SIGNATURE],
):
    """
    @notice Refund from the merchant's allowance, with the merchant's signature of RefundPayment, which names what was
            refunded before it and so counts once; anyone may send it. Tokens only.
    @param deadline The signature counts strictly before this time
    """
    if invoice.token == payout.NATIVE:
        refusal._because("gateway: coins need the merchant")
    payment_id: bytes32 = invoices._id(invoice)
    word: uint256 = payments.words[payment_id]
    if not packing._is_paid(word):
        refusal._because("gateway: invoice not paid")
    refunded: uint256 = payments._refunded(payment_id, word)
    struct_hash: bytes32 = keccak256(
        abi_encode(REFUND_TYPE_HASH, payment_id, amount, refunded, deadline)
    )
    relayed._check(invoice.merchant, struct_hash, deadline, signature)
    payer: address = self._record(invoice, amount)

    if payer == invoice.merchant:
        refusal._because("gateway: merchant is the payer")
    intake._take(invoice.token, invoice.merchant, payer, amount)


@internal
def _record(invoice: IPaymentGateway.Invoice, amount: uint256) -> address:
    """
    @return Who paid, and is paid back
    """
    if amount == 0:
        refusal._because("gateway: amount is zero")
    if block.timestamp >= invoice.refund_until:
        refusal._because("gateway: refund window closed")
    # In place and not by a call, which would copy the terms once more.
    payment_id: bytes32 = eip712_domain._digest(keccak256(abi_encode(invoices.TYPE_HASH, invoice)))
    word: uint256 = payments.words[payment_id]
    payer: address = packing._address(word)
    if payer == empty(address):
        refusal._because("gateway: invoice not paid")
    refunded: uint256 = payments._refunded(payment_id, word)
    if amount > unsafe_sub(invoice.amount, refunded):
        refusal._because("gateway: refunds above payment")

    refunded = unsafe_add(refunded, amount)
    payments._write_refunded(payment_id, word, refunded)
    log IPaymentGateway.PaymentRefunded(
        payment_id=payment_id,
        merchant=invoice.merchant,
        payer=payer,
        number=merchants._next_number(invoice.merchant),
        token=invoice.token,
        amount=amount,
        refunded=refunded,
    )
    return payer
