# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Settlement
@license MIT
@notice How an invoice becomes paid, by whichever door its money comes, and where the money then goes.
@dev `_settle` is below every door. It works on words, in place: it is the hot path of `pay` (decision 0103).
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
from . import policy
from . import signatures
from . import splits as shares

uses: eip712_domain
uses: invoices
uses: merchants
uses: owed
uses: payments
uses: policy
uses: shares

# In the place of v, where no byte can be: the caller has already established that the merchant issued the invoice.
ISSUED: constant(uint256) = 512
# Of any token; leaves room to multiply by basis points.
LARGEST_AMOUNT: constant(uint256) = 2**240


@internal
@payable
def _settle(
    invoice: IPaymentGateway.Invoice, payer: address, v: uint256, r: bytes32, s: bytes32, direct: bool
):
    """
    @notice All that must hold for an invoice to be paid now, the record that it is, and, where `direct`, the caller's
            money straight to the merchant and the fee receiver.
    @dev Returns nothing: results would be laid above the caller's buffers, and memory costs gas by its height.
    """
    policy_word: uint256 = policy.word
    if policy_word & packing.GUARDED_MASK != 0:
        policy._check_open(policy_word, payer)
    assert invoice.payer == empty(address) or invoice.payer == payer, "gateway: not the payer"
    assert block.timestamp < invoice.valid_until, "gateway: invoice expired"
    assert unsafe_sub(invoice.amount, 1) < LARGEST_AMOUNT, "gateway: amount out of range"
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
        (convert(payer, uint256) << packing.ADDRESS_SHIFT) | (block.timestamp << packing.PAID_AT_SHIFT)
    )
    word = unsafe_add(word, packing.ONE_NUMBER)
    merchants.words[invoice.merchant] = word
    fee = unsafe_mul(invoice.amount, fee) // policy.WHOLE_BPS
    receiver: address = convert(word >> packing.ADDRESS_SHIFT, address)
    log IPaymentGateway.PaymentCompleted(
        payment_id=payment_id,
        merchant=invoice.merchant,
        payer=payer,
        number=(word >> packing.NUMBER_SHIFT) & packing.NUMBER_MASK,
        token=invoice.token,
        amount=invoice.amount,
        fee=fee,
        payout=receiver,
        reference=invoice.reference,
    )
    if not direct:
        return

    fee_receiver: address = convert(policy_word >> packing.ADDRESS_SHIFT, address)
    if invoice.token == payout.NATIVE:
        assert msg.value == invoice.amount, "gateway: wrong native value"
        owed._push_native_or_add(receiver, invoice.amount - fee)
        if fee != 0:
            owed._push_native_or_add(fee_receiver, fee)
        return
    assert msg.value == 0, "gateway: wrong native value"
    assert receiver != msg.sender, "gateway: payer is the payout"
    if not intake._take_with_fee(
        invoice.token, receiver, unsafe_sub(invoice.amount, fee), fee_receiver, fee
    ):
        # A fee receiver whom the token refuses must not stop the merchant's sale.
        intake._take(invoice.token, msg.sender, self, fee)
        owed._add(fee_receiver, invoice.token, fee)


@internal
@view
def _check_issued(
    merchant: address, payment_id: bytes32, key: address, v: uint256, r: bytes32, s: bytes32
):
    signer: address = merchants.signers[merchant]
    if key == empty(address) or key != signer:
        accepted: bool = signatures._is_accepted_by(merchant, signer, payment_id, v, r, s)
        assert accepted, "gateway: not issued by merchant"


@internal
@view
def _check_shared(
    invoice: IPaymentGateway.Invoice,
    splits: DynArray[IPaymentGateway.Split, shares.MOST],
    signature: Bytes[signatures.LONGEST],
):
    """
    @notice That the merchant issued the invoice, and that its shares are the merchant's own word.
    """
    shares._check(invoice.splits_hash, splits)
    payment_id: bytes32 = invoices._id(invoice)
    if payments.words[payment_id] == packing.UNKNOWN and not signatures._is_signed_by(
        invoice.merchant, payment_id, signature
    ):
        by_signer: bool = signatures._is_signed_by(
            merchants.signers[invoice.merchant], payment_id, signature
        )
        assert by_signer, "gateway: not issued by merchant"
        # An invoice signer directs no money.
        assert (
            len(splits) == 0 or shares.approved[invoice.merchant][invoice.splits_hash]
        ), "gateway: splits not approved"


@internal
def _distribute(
    invoice: IPaymentGateway.Invoice, splits: DynArray[IPaymentGateway.Split, shares.MOST]
):
    """
    @notice Pay everybody out of what the contract has taken in for an invoice that was just settled; whoever refuses is
            credited. Nothing can have changed the terms since: every verb is locked.
    """
    word: uint256 = merchants.words[invoice.merchant]
    fee: uint256 = invoice.amount * merchants._fee_bps(word, policy.word) // policy.WHOLE_BPS
    net: uint256 = invoice.amount - fee
    rest: uint256 = net
    payment_id: bytes32 = invoices._id(invoice)
    for split: IPaymentGateway.Split in splits:
        share: uint256 = net * split.bps // policy.WHOLE_BPS
        rest -= share
        log IPaymentGateway.SplitPaid(
            payment_id=payment_id,
            merchant=invoice.merchant,
            receiver=split.receiver,
            number=merchants._next_number(invoice.merchant),
            token=invoice.token,
            amount=share,
        )

    owed._push_or_add(invoice.token, packing._address(word), rest)
    owed._push_or_add(invoice.token, packing._address(policy.word), fee)
    for split: IPaymentGateway.Split in splits:
        owed._push_or_add(invoice.token, split.receiver, net * split.bps // policy.WHOLE_BPS)
