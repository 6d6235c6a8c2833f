# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title PaymentGateway
@license MIT
@notice Pays an invoice once, exactly, before it expires, from the payer straight to the merchant.
@dev An invoice's id is the EIP-712 digest of its terms, the very bytes that its merchant or the merchant's invoice
     signer signs. Ids are never deleted. Each verb checks, then writes and logs, then moves money. The doors by which
     money comes in are here; the other verbs live in the modules that are exported.
"""

from contracts.interfaces import IPaymentGateway
from contracts.modules import admin as admin_rights
from contracts.modules import cancellation
from contracts.modules import credits as owed
from contracts.modules import authorized
from contracts.modules import eip712_domain
from contracts.modules import intake
from contracts.modules import invoices
from contracts.modules import merchants
from contracts.modules import merchants_by_signature
from contracts.modules import packing
from contracts.modules import payments
from contracts.modules import payout
from contracts.modules import policy
from contracts.modules import refunds
from contracts.modules import refusal
from contracts.modules import relayed
from contracts.modules import requests
from contracts.modules import settlement
from contracts.modules import signatures
from contracts.modules import splits as shares

implements: IPaymentGateway

initializes: admin_rights
initializes: eip712_domain
initializes: payments
initializes: invoices[eip712_domain := eip712_domain]
initializes: relayed[eip712_domain := eip712_domain]
initializes: owed[relayed := relayed]
initializes: shares[relayed := relayed]
initializes: policy[admin := admin_rights]
initializes: merchants[admin := admin_rights, policy := policy]
initializes: merchants_by_signature[merchants := merchants, relayed := relayed]
initializes: requests[invoices := invoices, merchants := merchants, payments := payments, policy := policy]
initializes: cancellation[
    invoices := invoices, merchants := merchants, payments := payments, relayed := relayed
]
initializes: refunds[
    eip712_domain := eip712_domain,
    invoices := invoices,
    merchants := merchants,
    owed := owed,
    payments := payments,
    relayed := relayed,
]
initializes: settlement[
    eip712_domain := eip712_domain,
    invoices := invoices,
    merchants := merchants,
    owed := owed,
    payments := payments,
    policy := policy,
    shares := shares,
]
exports: (
    admin_rights.__interface__,
    cancellation.__interface__,
    eip712_domain.__interface__,
    invoices.__interface__,
    merchants.__interface__,
    merchants_by_signature.__interface__,
    owed.__interface__,
    payments.__interface__,
    policy.__interface__,
    refunds.__interface__,
    relayed.__interface__,
    requests.__interface__,
    shares.__interface__,
)


@deploy
def __init__(
    admin: address,
    fee_receiver: address,
    fee_bps: uint256,
    fee_cap_bps: uint256,
    payout_delay: uint256,
    sanctions_list: address,
):
    """
    @param admin Sets fees and pauses new money; nothing else
    @param fee_receiver Where fees arrive
    @param fee_bps Fee in basis points, at most `fee_cap_bps`
    @param fee_cap_bps Fixed for ever, at most 100
    @param payout_delay Seconds before a new payout address counts, at most 30 days
    @param sanctions_list Asked `isSanctioned(address)` about every payer, fixed for ever; zero: nobody is asked
    """
    eip712_domain.__init__("Counterfoil PaymentGateway", "1")
    admin_rights.__init__(admin)
    policy.__init__(fee_receiver, fee_bps, fee_cap_bps, sanctions_list)
    merchants.__init__(payout_delay)


@external
@payable
def pay(invoice: IPaymentGateway.Invoice, signature: Bytes[2048]):
    """
    @notice Pay an invoice in full, from the caller's allowance or with the native coin sent along.
    @param invoice Terms, without shares; payer zero lets anyone pay
    @param signature The merchant's or its invoice signer's over the payment id; empty if the payment was requested
    """
    assert invoice.splits_hash == empty(bytes32), "gateway: invoice has splits"
    if len(signature) == 65:
        settlement._settle(
            invoice,
            msg.sender,
            extract32(signature, 33, output_type=uint256) & 255,
            extract32(signature, 0),
            extract32(signature, 32),
            True,
        )
        return
    if len(signature) == 64:
        settlement._settle(
            invoice,
            msg.sender,
            signatures._compact_v(extract32(signature, 32)),
            extract32(signature, 0),
            signatures._compact_s(extract32(signature, 32)),
            True,
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
    assert issued, "gateway: not issued by merchant"
    settlement._settle(
        invoice, msg.sender, settlement.ISSUED, empty(bytes32), empty(bytes32), True
    )


@external
@payable
def pay_split(
    invoice: IPaymentGateway.Invoice, splits: DynArray[IPaymentGateway.Split, 8], signature: Bytes[2048]
):
    """
    @notice Pay an invoice that is shared among several receivers, from the caller's allowance or with the native coin.
    @param splits The shares behind the invoice's `splits_hash`; what they leave after the fee goes to the merchant
    @param signature The merchant's over the payment id, or its invoice signer's if the shares were approved
    """
    self._pay_through(invoice, splits, signature, msg.sender)


@external
@payable
def pay_for(
    invoice: IPaymentGateway.Invoice,
    splits: DynArray[IPaymentGateway.Split, 8],
    signature: Bytes[2048],
    payer: address,
):
    """
    @notice Pay with the caller's money for somebody else, who becomes the payer of record: refunds go there.
    @param splits The shares behind the invoice's `splits_hash`; empty without
    @param payer Must be the invoice's payer if it names one
    """
    self._check_payer(payer)
    if policy.word & packing.GUARDED_MASK != 0:
        policy._check_open(policy.word, msg.sender)
    self._pay_through(invoice, splits, signature, payer)


@external
def pay_with_permit(
    invoice: IPaymentGateway.Invoice,
    splits: DynArray[IPaymentGateway.Split, 8],
    signature: Bytes[2048],
    permit: IPaymentGateway.Permit,
):
    """
    @notice Pay from an allowance that the caller's ERC-2612 permit gives in the same transaction. A permit that
            somebody has submitted before is no failure: the allowance decides.
    @param splits The shares behind the invoice's `splits_hash`; empty without
    @param permit Its amount and deadline as signed by the caller for this contract
    """
    authorized._use_permit(invoice.token, msg.sender, permit)
    self._pay_through(invoice, splits, signature, msg.sender)


@external
def pay_with_authorization(
    invoice: IPaymentGateway.Invoice,
    splits: DynArray[IPaymentGateway.Split, 8],
    signature: Bytes[2048],
    payer: address,
    authorization: IPaymentGateway.Authorization,
):
    """
    @notice Pay with the payer's ERC-3009 authorization, whose nonce is the payment id: one signature is the payer's
            word for the terms and the money; anyone may send it.
    @param payer Who signed the authorization of `receiveWithAuthorization` to this contract
    @param authorization Its times and signature; 65 bytes of a key, or a wallet's where the token takes those
    """
    self._check_payer(payer)
    settlement._check_shared(invoice, splits, signature)
    settlement._settle(
        invoice, payer, settlement.ISSUED, empty(bytes32), empty(bytes32), False
    )

    authorized._take_authorized(
        invoice.token, payer, invoice.amount, invoices._id(invoice), authorization
    )
    settlement._distribute(invoice, splits)


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
def _check_payer(payer: address):
    """
    @notice That a payer who is named by somebody else can be the payer of record.
    """
    if payer == empty(address) or payer == self:
        refusal._because("gateway: bad payer")


@internal
@payable
def _pay_through(
    invoice: IPaymentGateway.Invoice,
    splits: DynArray[IPaymentGateway.Split, 8],
    signature: Bytes[2048],
    payer: address,
):
    direct: bool = len(splits) == 0
    settlement._check_shared(invoice, splits, signature)
    settlement._settle(
        invoice, payer, settlement.ISSUED, empty(bytes32), empty(bytes32), direct
    )

    if direct:
        return
    if invoice.token == payout.NATIVE:
        assert msg.value == invoice.amount, "gateway: wrong native value"
    else:
        assert msg.value == 0, "gateway: wrong native value"
        intake._take(invoice.token, msg.sender, self, invoice.amount)
    settlement._distribute(invoice, splits)
