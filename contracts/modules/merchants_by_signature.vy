# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Merchants by signature
@license MIT
@notice What a merchant can do for itself, done by anyone with the merchant's signature. Each signature counts once,
        strictly before its deadline, and can be revoked until then.
"""

from . import merchants
from . import relayed

uses: merchants
uses: relayed

LONGEST_SIGNATURE: constant(uint256) = 2_048
REGISTER: constant(bytes32) = keccak256(
    "RegisterMerchant(address merchant,address payout,address invoice_signer,uint256 deadline)"
)
SET_PAYOUT: constant(bytes32) = keccak256(
    "SetPayout(address merchant,address payout,uint256 deadline)"
)
CANCEL_PAYOUT_CHANGE: constant(bytes32) = keccak256(
    "CancelPayoutChange(address merchant,address payout,uint256 deadline)"
)
SET_INVOICE_SIGNER: constant(bytes32) = keccak256(
    "SetInvoiceSigner(address merchant,address invoice_signer,uint256 deadline)"
)


@external
def register_merchant_by_signature(
    merchant: address,
    payout: address,
    invoice_signer: address,
    deadline: uint256,
    signature: Bytes[LONGEST_SIGNATURE],
):
    """
    @notice Register the signer of RegisterMerchant.
    @param deadline The signature counts strictly before this time
    """
    struct_hash: bytes32 = keccak256(
        abi_encode(REGISTER, merchant, payout, invoice_signer, deadline)
    )
    relayed._use(merchant, struct_hash, deadline, signature)
    merchants._register(merchant, payout, invoice_signer)


@external
def set_payout_by_signature(
    merchant: address, payout: address, deadline: uint256, signature: Bytes[LONGEST_SIGNATURE]
):
    """
    @notice Announce a new payout address of the signer of SetPayout.
    @param deadline The signature counts strictly before this time
    """
    self._use_address(SET_PAYOUT, merchant, payout, deadline, signature)
    merchants._set_payout(merchant, payout)


@external
def cancel_payout_change_by_signature(
    merchant: address, payout: address, deadline: uint256, signature: Bytes[LONGEST_SIGNATURE]
):
    """
    @notice Drop the announced payout address of the signer of CancelPayoutChange.
    @param payout The address that was announced
    @param deadline The signature counts strictly before this time
    """
    self._use_address(CANCEL_PAYOUT_CHANGE, merchant, payout, deadline, signature)
    merchants._check_proposed(merchant, payout)
    merchants._cancel_payout_change(merchant)


@external
def set_invoice_signer_by_signature(
    merchant: address,
    invoice_signer: address,
    deadline: uint256,
    signature: Bytes[LONGEST_SIGNATURE],
):
    """
    @notice Replace the invoice signer of the signer of SetInvoiceSigner.
    @param deadline The signature counts strictly before this time
    """
    self._use_address(SET_INVOICE_SIGNER, merchant, invoice_signer, deadline, signature)
    merchants._set_invoice_signer(merchant, invoice_signer)


@internal
def _use_address(
    type_hash: bytes32,
    merchant: address,
    chosen: address,
    deadline: uint256,
    signature: Bytes[LONGEST_SIGNATURE],
):
    struct_hash: bytes32 = keccak256(abi_encode(type_hash, merchant, chosen, deadline))
    relayed._use(merchant, struct_hash, deadline, signature)
