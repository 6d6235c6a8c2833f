# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Deal parts
@license MIT
@notice What the two parties do with held money by their own will: release it, send it back, and mark delivery; each also
        by signature. A signed part names what was held before it, and so counts once.
"""

from ..interfaces import IEscrow
from . import deal_payout
from . import deals
from . import packing
from . import refusal
from . import relayed

uses: deal_payout
uses: deals
uses: relayed

LONGEST_SIGNATURE: constant(uint256) = 2_048
RELEASE_TYPE_HASH: constant(bytes32) = keccak256(
    "ReleaseFunds(bytes32 deal_id,uint256 amount,uint256 held,uint256 deadline)"
)
RETURN_TYPE_HASH: constant(bytes32) = keccak256(
    "ReturnFunds(bytes32 deal_id,uint256 amount,uint256 held,uint256 deadline)"
)
DELIVERED_TYPE_HASH: constant(bytes32) = keccak256(
    "MarkDelivered(bytes32 deal_id,bytes32 proof,uint256 deadline)"
)


@external
def release(deal: IEscrow.Deal, amount: uint256):
    """
    @notice Give the beneficiary a part or all of what is held, as often as wanted.
    @param deal Terms; the caller is their depositor
    @param amount Smallest units of the deal's token, of which the deal's fee is kept; the largest number means all
    """
    if msg.sender != deal.depositor:
        refusal._because("escrow: not the depositor")
    deal_payout._release(deal, amount)


@external
def release_by_signature(
    deal: IEscrow.Deal, amount: uint256, deadline: uint256, signature: Bytes[LONGEST_SIGNATURE]
):
    """
    @notice Release for the depositor, with the depositor's signature of ReleaseFunds; anyone may send it.
    @param deadline The signature counts strictly before this time
    """
    self._check_part(RELEASE_TYPE_HASH, deal.depositor, deals._id(deal), amount, deadline, signature)
    deal_payout._release(deal, amount)


@external
def return_funds(deal: IEscrow.Deal, amount: uint256):
    """
    @notice Send a part or all of what is held back to the depositor, without a fee.
    @param deal Terms; the caller is their beneficiary
    @param amount Smallest units of the deal's token; the largest number means all
    """
    if msg.sender != deal.beneficiary:
        refusal._because("escrow: not the beneficiary")
    deal_payout._return(deal, amount, False)


@external
def return_funds_by_signature(
    deal: IEscrow.Deal, amount: uint256, deadline: uint256, signature: Bytes[LONGEST_SIGNATURE]
):
    """
    @notice Return for the beneficiary, with the beneficiary's signature of ReturnFunds; anyone may send it.
    @param deadline The signature counts strictly before this time
    """
    self._check_part(RETURN_TYPE_HASH, deal.beneficiary, deals._id(deal), amount, deadline, signature)
    deal_payout._return(deal, amount, False)


@external
def reclaim(deal: IEscrow.Deal):
    """
    @notice Send all that is held back to the depositor once the time for delivery is over and nothing was delivered;
            anyone may.
    """
    deal_payout._return(deal, deals.ALL, True)


@external
def mark_delivered(deal: IEscrow.Deal, proof: bytes32):
    """
    @notice Say that the goods are there: the inspection begins, and after it anyone may trigger the release.
    @param deal Terms; the caller is their beneficiary
    @param proof A hash of whatever shows the delivery
    """
    if msg.sender != deal.beneficiary:
        refusal._because("escrow: not the beneficiary")
    self._mark(deal, deals._id(deal), proof)


@external
def mark_delivered_by_signature(
    deal: IEscrow.Deal, proof: bytes32, deadline: uint256, signature: Bytes[LONGEST_SIGNATURE]
):
    """
    @notice Mark the delivery for the beneficiary, with the beneficiary's signature of MarkDelivered; anyone may send it.
    @param deadline The signature counts strictly before this time
    """
    deal_id: bytes32 = deals._id(deal)
    struct_hash: bytes32 = keccak256(abi_encode(DELIVERED_TYPE_HASH, deal_id, proof, deadline))
    relayed._check(deal.beneficiary, struct_hash, deadline, signature)
    self._mark(deal, deal_id, proof)


@external
def claim(deal: IEscrow.Deal, code: Bytes[64]):
    """
    @notice Release all that is held by showing the claim code; whoever shows it, the beneficiary is paid.
    @param code Its SHA-256 is in the terms
    """
    if deal.claim_hash == empty(bytes32):
        refusal._because("escrow: no claim code")
    if sha256(code) != deal.claim_hash:
        refusal._because("escrow: wrong claim code")
    deal_payout._release(deal, deals.ALL)


@external
def release_after_inspection(deal: IEscrow.Deal):
    """
    @notice Release all that is held once the inspection is over and nobody disputed; anyone may.
    """
    word: uint256 = deals.words[deals._id(deal)]
    deals._check_open(word)
    if word & packing.STATUS_MASK != packing.DELIVERED:
        refusal._because("escrow: not delivered")
    if block.timestamp < packing._since(word) + deal.inspection_period:
        refusal._because("escrow: inspection not over")
    deal_payout._release(deal, deals.ALL)


@internal
@view
def _check_part(
    type_hash: bytes32,
    signer: address,
    deal_id: bytes32,
    amount: uint256,
    deadline: uint256,
    signature: Bytes[LONGEST_SIGNATURE],
):
    held: uint256 = packing._held(deals.words[deal_id])
    struct_hash: bytes32 = keccak256(abi_encode(type_hash, deal_id, amount, held, deadline))
    relayed._check(signer, struct_hash, deadline, signature)


@internal
def _mark(deal: IEscrow.Deal, deal_id: bytes32, proof: bytes32):
    word: uint256 = deals.words[deal_id]
    deals._check_releasable(deal.delivery_until, word)
    if word & packing.STATUS_MASK == packing.DELIVERED:
        refusal._because("escrow: already delivered")

    marked: uint256 = deals._with_status(word, packing.DELIVERED)
    deals.words[deal_id] = marked
    log IEscrow.DeliveryMarked(
        deal_id=deal_id,
        depositor=deal.depositor,
        beneficiary=deal.beneficiary,
        step=packing._step(marked),
        proof=proof,
        inspection_until=block.timestamp + deal.inspection_period,
    )
