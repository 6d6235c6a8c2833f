# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Splits
@license MIT
@notice Who shares a payment with its merchant. An invoice names its shares by their hash, and that hash counts only under
        the merchant's own word: the merchant's signature of the invoice, its request on-chain, or an approval here.
"""

from ..interfaces import IPaymentGateway
from . import refusal
from . import relayed

uses: relayed

MOST: constant(uint256) = 8
WHOLE_BPS: constant(uint256) = 10_000
APPROVE_TYPE_HASH: constant(bytes32) = keccak256(
    "ApproveSplits(address merchant,bytes32 splits_hash,bool approved,uint256 deadline)"
)
LONGEST_SIGNATURE: constant(uint256) = 2_048


approved: HashMap[address, HashMap[bytes32, bool]]


event SplitsApproved:
    merchant: indexed(address)
    splits_hash: indexed(bytes32)
    approved: bool


@external
def approve_splits(splits_hash: bytes32, approved: bool):
    """
    @notice Let the caller's invoice signer issue invoices with these shares, or no more.
    @param splits_hash As `splits_hash` gives it
    """
    self._approve(msg.sender, splits_hash, approved)


@external
def approve_splits_by_signature(
    merchant: address,
    splits_hash: bytes32,
    approved: bool,
    deadline: uint256,
    signature: Bytes[LONGEST_SIGNATURE],
):
    """
    @notice Approve for a merchant, with the merchant's signature of ApproveSplits; anyone may send it, once.
    @param deadline The signature counts strictly before this time
    """
    struct_hash: bytes32 = keccak256(
        abi_encode(APPROVE_TYPE_HASH, merchant, splits_hash, approved, deadline)
    )
    relayed._use(merchant, struct_hash, deadline, signature)
    self._approve(merchant, splits_hash, approved)


@external
@view
@reentrant
def are_splits_approved(merchant: address, splits_hash: bytes32) -> bool:
    """
    @notice Whether a merchant's invoice signer may issue invoices with these shares.
    """
    return self.approved[merchant][splits_hash]


@external
@pure
@reentrant
def splits_hash(splits: DynArray[IPaymentGateway.Split, MOST]) -> bytes32:
    """
    @notice The hash by which an invoice names its shares.
    @param splits Receivers, each with basis points of what is left after the fee
    """
    return self._hash(splits)


@internal
@pure
def _hash(splits: DynArray[IPaymentGateway.Split, MOST]) -> bytes32:
    return keccak256(abi_encode(splits))


@internal
@view
def _check(expected: bytes32, splits: DynArray[IPaymentGateway.Split, MOST]):
    """
    @dev Zero names no shares; any other hash must be that of valid ones.
    """
    if expected == empty(bytes32):
        if len(splits) != 0:
            refusal._because("splits: not in the invoice")
        return
    if self._hash(splits) != expected:
        refusal._because("splits: not those of the invoice")
    if len(splits) == 0:
        refusal._because("splits: none given")
    total: uint256 = 0
    for split: IPaymentGateway.Split in splits:
        if split.receiver == empty(address) or split.receiver == self:
            refusal._because("splits: bad receiver")
        if split.bps > WHOLE_BPS:
            refusal._because("splits: more than the whole")
        total += split.bps
    if total > WHOLE_BPS:
        refusal._because("splits: more than the whole")


@internal
def _approve(merchant: address, splits_hash: bytes32, approved: bool):
    if splits_hash == empty(bytes32):
        refusal._because("splits: hash is zero")

    self.approved[merchant][splits_hash] = approved
    log SplitsApproved(merchant=merchant, splits_hash=splits_hash, approved=approved)
