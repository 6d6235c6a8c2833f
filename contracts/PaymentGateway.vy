# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title PaymentGateway
@license MIT
@notice Pays an invoice once, exactly, before it expires, from the payer straight to the merchant.
@dev An invoice's id is the EIP-712 digest of its terms, the very bytes that its merchant or the merchant's invoice
     signer signs. Ids are never deleted. Each verb checks, then writes and logs, then moves money.
"""

from contracts.interfaces import IPaymentGateway
from contracts.modules import admin as admin_rights
from contracts.modules import credits as owed
from contracts.modules import eip712_domain
from contracts.modules import intake
from contracts.modules import invoices
from contracts.modules import merchants
from contracts.modules import packing
from contracts.modules import payments
from contracts.modules import payout
from contracts.modules import policy
from contracts.modules import relayed
from contracts.modules import signatures

implements: IPaymentGateway

initializes: admin_rights
initializes: eip712_domain
initializes: payments
initializes: invoices[eip712_domain := eip712_domain]
initializes: relayed[eip712_domain := eip712_domain]
initializes: owed[relayed := relayed]
initializes: policy[admin := admin_rights]
initializes: merchants[admin := admin_rights, policy := policy]

exports: (
    admin_rights.__interface__,
    eip712_domain.__interface__,
    invoices.__interface__,
    merchants.__interface__,
    owed.__interface__,
    payments.__interface__,
    policy.__interface__,
)

CANCEL_TYPE_HASH: constant(bytes32) = keccak256("CancelPayment(bytes32 payment_id,uint256 deadline)")
# Of any token; leaves room to multiply by basis points.
LARGEST_AMOUNT: constant(uint256) = 2**240
# In the place of v, where no byte can be: the caller has already established that the merchant issued the invoice.
ISSUED: constant(uint256) = 512


@deploy
def __init__(
    admin: address, fee_receiver: address, fee_bps: uint256, fee_cap_bps: uint256, payout_delay: uint256
):
    """
    @param admin Sets fees and pauses new money; nothing else
    @param fee_receiver Where fees arrive
    @param fee_bps Fee in basis points, at most `fee_cap_bps`
    @param fee_cap_bps Fixed for ever, at most 100
    @param payout_delay Seconds before a new payout address counts, at most 30 days
    """
    eip712_domain.__init__("Counterfoil PaymentGateway", "1")
    admin_rights.__init__(admin)
    policy.__init__(fee_receiver, fee_bps, fee_cap_bps)
    merchants.__init__(payout_delay)


@external
def request_payment(invoice: IPaymentGateway.Invoice):
    """
    @notice Issue an invoice on-chain: its terms are announced, and it can then be paid without a signature.
    @param invoice Terms; the caller is their merchant
    """
    assert not packing._paused(policy.word), "gateway: paused"
    assert msg.sender == invoice.merchant, "gateway: not the merchant"
    assert block.timestamp < invoice.valid_until, "gateway: invoice expired"
    assert unsafe_sub(invoice.amount, 1) < LARGEST_AMOUNT, "gateway: amount out of range"
    assert invoice.splits_hash == empty(bytes32), "gateway: invoice has splits"
    assert invoice.token == payout.NATIVE or invoice.token.is_contract, "gateway: token has no code"
    payment_id: bytes32 = invoices._id(invoice)
    word: uint256 = payments.words[payment_id]
    payments._check_unsettled(word)
    assert word == packing.UNKNOWN, "gateway: already requested"

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


@external
@payable
def pay(invoice: IPaymentGateway.Invoice, signature: Bytes[2048]):
    """
    @notice Pay an invoice in full, from the caller's allowance or with the native coin sent along.
    @param invoice Terms; payer zero lets anyone pay
    @param signature The merchant's or its invoice signer's over the payment id; empty if the payment was requested
    """
    if len(signature) == 65:
        self._complete(
            invoice,
            extract32(signature, 33, output_type=uint256) & 255,
            extract32(signature, 0),
            extract32(signature, 32),
        )
        return
    if len(signature) == 64:
        self._complete(
            invoice,
            signatures._compact_v(extract32(signature, 32)),
            extract32(signature, 0),
            signatures._compact_s(extract32(signature, 32)),
        )
        return

    # In place, for the frame's sake (see signatures): only wallets have signatures of other lengths.
    payment_id: bytes32 = invoices._id(invoice)
    issued: bool = payments.words[payment_id] != packing.UNKNOWN
    for wallet: address in [invoice.merchant, merchants.signers[invoice.merchant]]:
        if not issued:
            answer: Bytes[32] = b""
            issued, answer = raw_call(
                wallet,
                abi_encode(payment_id, signature, method_id=method_id("isValidSignature(bytes32,bytes)")),
                max_outsize=32,
                gas=signatures.WALLET_GAS,
                is_static_call=True,
                revert_on_failure=False,
            )
            issued = issued and signatures._is_magic(answer)
    assert issued, "gateway: not issued by the merchant"
    self._complete(invoice, ISSUED, empty(bytes32), empty(bytes32))


@external
def cancel_payment(invoice: IPaymentGateway.Invoice):
    """
    @notice Make an invoice that was not paid unpayable for ever.
    @param invoice Terms; the caller is their merchant
    """
    assert msg.sender == invoice.merchant, "gateway: not the merchant"
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


@external
@payable
def refund_payment(invoice: IPaymentGateway.Invoice, amount: uint256):
    """
    @notice Return a part or all of a payment, from the caller, who is the merchant, to whoever paid.
    @param amount Smallest units of the invoice's token; all refunds together at most what was paid
    """
    assert msg.sender == invoice.merchant, "gateway: not the merchant"
    assert amount != 0, "gateway: amount is zero"
    assert block.timestamp < invoice.refund_until, "gateway: refund window closed"
    payment_id: bytes32 = invoices._id(invoice)
    word: uint256 = payments.words[payment_id]
    payer: address = packing._address(word)
    assert payer != empty(address), "gateway: invoice not paid"
    refunded: uint256 = payments._refunded(payment_id, word)
    assert amount <= unsafe_sub(invoice.amount, refunded), "gateway: refunds above the payment"

    refunded = unsafe_add(refunded, amount)
    payments._write_refunded(payment_id, word, refunded)
    log IPaymentGateway.PaymentRefunded(
        payment_id=payment_id,
        merchant=msg.sender,
        payer=payer,
        number=merchants._next_number(msg.sender),
        token=invoice.token,
        amount=amount,
        refunded=refunded,
    )

    if invoice.token == payout.NATIVE:
        assert msg.value == amount, "gateway: wrong native value"
        owed._push_native_or_add(payer, amount)
    else:
        assert msg.value == 0, "gateway: wrong native value"
        assert payer != msg.sender, "gateway: merchant is the payer"
        intake._take(invoice.token, payer, amount)


@external
@pure
@reentrant
def version() -> String[5]:
    """
    @return The version of this contract's behaviour
    """
    return "1.0.0"


@internal
@payable
def _complete(invoice: IPaymentGateway.Invoice, v: uint256, r: bytes32, s: bytes32):
    policy_word: uint256 = policy.word
    assert policy_word & packing.PAUSED_MASK == 0, "gateway: paused"
    assert invoice.payer == empty(address) or invoice.payer == msg.sender, "gateway: not the payer"
    assert block.timestamp < invoice.valid_until, "gateway: invoice expired"
    assert unsafe_sub(invoice.amount, 1) < LARGEST_AMOUNT, "gateway: amount out of range"
    assert invoice.splits_hash == empty(bytes32), "gateway: invoice has splits"
    assert invoice.token == payout.NATIVE or invoice.token.is_contract, "gateway: token has no code"
    payment_id: bytes32 = eip712_domain._digest(keccak256(abi_encode(invoices.TYPE_HASH, invoice)))
    word: uint256 = payments.words[payment_id]
    if word != packing.UNKNOWN:
        payments._check_unsettled(word)
    elif v != ISSUED:
        key: address = empty(address)
        if convert(s, uint256) <= signatures.HALF_ORDER:
            key = ecrecover(payment_id, v & 255, r, s)
        if key != invoice.merchant:
            self._check_issued(invoice.merchant, payment_id, key, v, r, s)
    word = merchants.words[invoice.merchant]
    assert word != 0, "merchants: not registered"
    fee: uint256 = (policy_word >> packing.FEE_SHIFT) & packing.FEE_MASK
    if word & packing.NOT_PLAIN != 0:
        word = merchants._applied(invoice.merchant, word)
        fee = merchants._fee_bps(word, policy_word)
    assert fee <= invoice.max_fee_bps, "gateway: fee above signed cap"

    payments.words[payment_id] = (
        (convert(msg.sender, uint256) << packing.ADDRESS_SHIFT) | (block.timestamp << packing.PAID_AT_SHIFT)
    )
    word = unsafe_add(word, packing.ONE_NUMBER)
    merchants.words[invoice.merchant] = word
    fee = unsafe_mul(invoice.amount, fee) // policy.WHOLE_BPS
    receiver: address = convert(word >> packing.ADDRESS_SHIFT, address)
    log IPaymentGateway.PaymentCompleted(
        payment_id=payment_id,
        merchant=invoice.merchant,
        payer=msg.sender,
        number=(word >> packing.NUMBER_SHIFT) & packing.NUMBER_MASK,
        token=invoice.token,
        amount=invoice.amount,
        fee=fee,
        payout=receiver,
        reference=invoice.reference,
    )

    fee_receiver: address = convert(policy_word >> packing.ADDRESS_SHIFT, address)
    if invoice.token == payout.NATIVE:
        assert msg.value == invoice.amount, "gateway: wrong native value"
        owed._push_native_or_add(receiver, invoice.amount - fee)
        if fee != 0:
            owed._push_native_or_add(fee_receiver, fee)
        return
    assert msg.value == 0, "gateway: wrong native value"
    assert receiver != msg.sender, "gateway: payer is the payout"
    if not intake._take_with_fee(invoice.token, receiver, unsafe_sub(invoice.amount, fee), fee_receiver, fee):
        # A fee receiver whom the token refuses must not stop the merchant's sale.
        intake._take(invoice.token, self, fee)
        owed._add(fee_receiver, invoice.token, fee)


@internal
@view
def _check_issued(
    merchant: address, payment_id: bytes32, key: address, v: uint256, r: bytes32, s: bytes32
):
    signer: address = merchants.signers[merchant]
    if key == empty(address) or key != signer:
        accepted: bool = signatures._is_accepted_by(merchant, signer, payment_id, v, r, s)
        assert accepted, "gateway: not issued by the merchant"


@internal
def _cancel(merchant: address, payment_id: bytes32):
    payments._check_unsettled(payments.words[payment_id])

    payments.words[payment_id] = packing.CANCELLED
    log IPaymentGateway.PaymentCancelled(
        payment_id=payment_id, merchant=merchant, number=merchants._next_number(merchant)
    )
