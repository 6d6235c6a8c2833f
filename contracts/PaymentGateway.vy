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
from contracts.modules import merchants
from contracts.modules import packing
from contracts.modules import payout
from contracts.modules import policy
from contracts.modules import signatures

implements: IPaymentGateway

initializes: admin_rights
initializes: owed
initializes: eip712_domain
initializes: policy[admin := admin_rights]
initializes: merchants[admin := admin_rights, policy := policy]

exports: (
    admin_rights.admin,
    admin_rights.pending_admin,
    admin_rights.transfer_admin,
    admin_rights.accept_admin,
    owed.credit,
    owed.credits,
    owed.credit_nonce,
    eip712_domain.eip712Domain,
    merchants.register_merchant,
    merchants.set_payout,
    merchants.cancel_payout_change,
    merchants.set_invoice_signer,
    merchants.set_merchant_fee,
    merchants.merchant,
    merchants.payout_delay,
    policy.set_fee,
    policy.set_fee_receiver,
    policy.set_paused,
    policy.fee_terms,
)

INVOICE_TYPE_HASH: constant(bytes32) = keccak256(
    "Invoice(address merchant,address payer,address token,uint256 amount,uint256 max_fee_bps,uint256 valid_until,uint256 refund_until,bytes32 splits_hash,bytes32 reference,bytes32 salt)"
)
CANCEL_TYPE_HASH: constant(bytes32) = keccak256("CancelPayment(bytes32 payment_id,uint256 deadline)")
WITHDRAW_TYPE_HASH: constant(bytes32) = keccak256(
    "WithdrawCredit(address receiver,address token,address to,uint256 nonce,uint256 deadline)"
)

STATUS_NONE: constant(uint256) = 0
STATUS_REQUESTED: constant(uint256) = 1
STATUS_PAID: constant(uint256) = 2
STATUS_CANCELLED: constant(uint256) = 3

payments: HashMap[bytes32, uint256]
large_refunds: HashMap[bytes32, uint256]


@deploy
def __init__(
    admin: address,
    fee_receiver: address,
    fee_bps: uint256,
    fee_cap_bps: uint256,
    payout_delay: uint256,
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
    self._check_payable(invoice)
    payment_id: bytes32 = self._payment_id(invoice)
    word: uint256 = self._unsettled(payment_id)
    assert word == packing.UNKNOWN, "gateway: payment already requested"

    self.payments[payment_id] = packing.REQUESTED
    log IPaymentGateway.PaymentRequested(
        payment_id=payment_id,
        merchant=invoice.merchant,
        payer=invoice.payer,
        number=packing._number(merchants._next_number(invoice.merchant)),
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
    @param signature The merchant's or its invoice signer's over the payment id; unused if the payment was requested
    """
    policy_word: uint256 = policy.word
    assert not packing._paused(policy_word), "gateway: paused"
    assert invoice.payer == empty(address) or invoice.payer == msg.sender, "gateway: not the payer"
    self._check_payable(invoice)
    self._check_value(invoice.token, invoice.amount)
    payment_id: bytes32 = self._payment_id(invoice)
    if self._unsettled(payment_id) != packing.REQUESTED:
        assert self._is_issued(invoice.merchant, payment_id, signature), "gateway: not issued by the merchant"

    self.payments[payment_id] = packing._payment(msg.sender, block.timestamp, 0)
    merchant_word: uint256 = merchants._next_number(invoice.merchant)
    fee_bps: uint256 = merchants._fee_bps(merchant_word, packing._fee_bps(policy_word))
    assert fee_bps <= invoice.max_fee_bps, "gateway: fee above signed cap"
    fee: uint256 = self._fee(invoice.amount, fee_bps)
    receiver: address = packing._address(merchant_word)
    log IPaymentGateway.PaymentCompleted(
        payment_id=payment_id,
        merchant=invoice.merchant,
        payer=msg.sender,
        number=packing._number(merchant_word),
        token=invoice.token,
        amount=invoice.amount,
        fee=fee,
        payout=receiver,
        reference=invoice.reference,
    )

    self._settle(invoice.token, receiver, invoice.amount - fee, packing._address(policy_word), fee)


@external
def cancel_payment(invoice: IPaymentGateway.Invoice):
    """
    @notice Make an invoice that was not paid unpayable for ever.
    @param invoice Terms; the caller is their merchant
    """
    assert msg.sender == invoice.merchant, "gateway: not the merchant"
    self._cancel(invoice.merchant, self._payment_id(invoice))


@external
def cancel_payment_by_signature(
    invoice: IPaymentGateway.Invoice, deadline: uint256, signature: Bytes[2048]
):
    """
    @notice Cancel for the merchant, with the merchant's signature of CancelPayment; anyone may send it.
    @param deadline The signature counts strictly before this time
    """
    payment_id: bytes32 = self._payment_id(invoice)
    struct_hash: bytes32 = keccak256(abi_encode(CANCEL_TYPE_HASH, payment_id, deadline))
    self._check_signed(invoice.merchant, struct_hash, deadline, signature)
    self._cancel(invoice.merchant, payment_id)


@external
@payable
def refund_payment(invoice: IPaymentGateway.Invoice, amount: uint256):
    """
    @notice Return a part or all of a payment, from the caller, who is the merchant, to whoever paid.
    @param amount Smallest units of the invoice's token; all refunds together at most what was paid
    """
    assert msg.sender == invoice.merchant, "gateway: not the merchant"
    payment_id: bytes32 = self._payment_id(invoice)
    word: uint256 = self.payments[payment_id]
    assert packing._is_paid(word), "gateway: invoice not paid"
    assert block.timestamp < invoice.refund_until, "gateway: refund window closed"
    assert amount != 0, "gateway: amount is zero"
    refunded: uint256 = self._refunded(payment_id, word)
    assert amount <= invoice.amount - refunded, "gateway: refunds above the payment"
    self._check_value(invoice.token, amount)

    refunded += amount
    self._write_refunded(payment_id, word, refunded)
    payer: address = packing._address(word)
    log IPaymentGateway.PaymentRefunded(
        payment_id=payment_id,
        merchant=invoice.merchant,
        payer=payer,
        number=packing._number(merchants._next_number(invoice.merchant)),
        token=invoice.token,
        amount=amount,
        refunded=refunded,
    )

    if invoice.token == payout.NATIVE:
        self._pay_out(payer, amount)
    else:
        assert payer != msg.sender, "gateway: merchant is the payer"
        intake._take(invoice.token, msg.sender, payer, amount)


@external
def withdraw_credit(token: address, to: address):
    """
    @notice Take all that the contract owes to the caller in one token.
    @param token An ERC-20 token, or the native coin by its ERC-7528 address
    @param to Any address of the caller's choice
    """
    owed._withdraw(msg.sender, token, to)


@external
def withdraw_credit_by_signature(
    receiver: address, token: address, to: address, deadline: uint256, signature: Bytes[2048]
):
    """
    @notice Withdraw for a receiver, with the receiver's signature of WithdrawCredit; anyone may send it.
    @param deadline The signature counts strictly before this time
    """
    struct_hash: bytes32 = keccak256(
        abi_encode(WITHDRAW_TYPE_HASH, receiver, token, to, owed.nonces[receiver], deadline)
    )
    self._check_signed(receiver, struct_hash, deadline, signature)
    owed._withdraw(receiver, token, to)


@external
@view
@reentrant
def payment_id(invoice: IPaymentGateway.Invoice) -> bytes32:
    """
    @notice The id of an invoice on this chain and contract: the digest that its issuer signs.
    """
    return self._payment_id(invoice)


@external
@view
@reentrant
def payment(payment_id: bytes32) -> (uint256, address, uint256, uint256):
    """
    @return status (0 none, 1 requested, 2 paid, 3 cancelled), payer, time of payment, smallest units refunded so far
    """
    word: uint256 = self.payments[payment_id]
    if not packing._is_paid(word):
        return word, empty(address), 0, 0
    return (
        STATUS_PAID,
        packing._address(word),
        packing._paid_at(word),
        self._refunded(payment_id, word),
    )


@external
@view
@reentrant
def is_paid(payment_id: bytes32) -> bool:
    """
    @notice Whether an invoice was paid, for other contracts to build upon; refunds do not change it.
    """
    return packing._is_paid(self.payments[payment_id])


@external
@pure
@reentrant
def version() -> String[5]:
    """
    @return The version of this contract's behaviour
    """
    return "1.0.0"


@internal
@view
def _payment_id(invoice: IPaymentGateway.Invoice) -> bytes32:
    return eip712_domain._digest(keccak256(abi_encode(INVOICE_TYPE_HASH, invoice)))


@internal
@view
def _check_payable(invoice: IPaymentGateway.Invoice):
    assert block.timestamp < invoice.valid_until, "gateway: invoice expired"
    assert invoice.amount != 0, "gateway: amount is zero"
    assert invoice.splits_hash == empty(bytes32), "gateway: invoice has splits"
    assert invoice.token == payout.NATIVE or invoice.token.is_contract, "gateway: token has no code"


@internal
@payable
def _check_value(token: address, amount: uint256):
    expected: uint256 = amount if token == payout.NATIVE else 0
    assert msg.value == expected, "gateway: wrong native value"


@internal
@view
def _check_signed(
    signer: address, struct_hash: bytes32, deadline: uint256, signature: Bytes[2048]
):
    assert block.timestamp < deadline, "gateway: signature expired"
    digest: bytes32 = eip712_domain._digest(struct_hash)
    assert signatures._is_signed_by(signer, digest, signature), "gateway: bad signature"


@internal
@view
def _unsettled(payment_id: bytes32) -> uint256:
    word: uint256 = self.payments[payment_id]
    assert word != packing.CANCELLED, "gateway: invoice cancelled"
    assert not packing._is_paid(word), "gateway: invoice already paid"
    return word


@internal
@view
def _is_issued(merchant: address, payment_id: bytes32, signature: Bytes[2048]) -> bool:
    if signatures._is_signed_by(merchant, payment_id, signature):
        return True
    return signatures._is_signed_by(merchants.signers[merchant], payment_id, signature)


@internal
@pure
def _fee(amount: uint256, fee_bps: uint256) -> uint256:
    # Split so that no amount overflows; equal to amount * fee_bps // 10_000 in exact numbers.
    return (
        amount // policy.WHOLE_BPS * fee_bps
        + amount % policy.WHOLE_BPS * fee_bps // policy.WHOLE_BPS
    )


@internal
def _cancel(merchant: address, payment_id: bytes32):
    self._unsettled(payment_id)

    self.payments[payment_id] = packing.CANCELLED
    log IPaymentGateway.PaymentCancelled(
        payment_id=payment_id,
        merchant=merchant,
        number=packing._number(merchants._next_number(merchant)),
    )


@internal
@view
def _refunded(payment_id: bytes32, word: uint256) -> uint256:
    refunded: uint256 = packing._refunded(word)
    if refunded != packing.REFUNDED_ELSEWHERE:
        return refunded
    return self.large_refunds[payment_id]


@internal
def _write_refunded(payment_id: bytes32, word: uint256, refunded: uint256):
    if refunded >= packing.REFUNDED_ELSEWHERE:
        self.large_refunds[payment_id] = refunded
    self.payments[payment_id] = packing._with_refunded(
        word, min(refunded, packing.REFUNDED_ELSEWHERE)
    )


@internal
def _settle(token: address, receiver: address, net: uint256, fee_receiver: address, fee: uint256):
    if token == payout.NATIVE:
        self._pay_out(receiver, net)
        if fee != 0:
            self._pay_out(fee_receiver, fee)
        return

    assert receiver != msg.sender, "gateway: payer is the payout"
    intake._take(token, msg.sender, receiver, net)
    if fee == 0:
        return
    assert fee_receiver != msg.sender, "gateway: payer is the fee receiver"
    if not intake._try_take(token, msg.sender, fee_receiver, fee):
        # A fee receiver whom the token refuses must not stop the merchant's sale.
        intake._take(token, msg.sender, self, fee)
        owed._add(fee_receiver, token, fee)


@internal
def _pay_out(receiver: address, amount: uint256):
    if not payout._push_native(receiver, amount):
        owed._add(receiver, payout.NATIVE, amount)
