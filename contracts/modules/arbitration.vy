# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Arbitration
@license MIT
@notice Who decides when the parties do not agree, and what happens if nobody does: a dispute always ends.
@dev An acceptance may name the depositor or leave it open (zero): then it is for whoever funds these terms.
"""

from ..interfaces import IEscrow
from . import deal_payout
from . import deals
from . import eip712_domain
from . import packing
from . import refusal
from . import relayed

uses: deal_payout
uses: deals
uses: eip712_domain
uses: relayed

LONGEST_SIGNATURE: constant(uint256) = 2_048
WHOLE_BPS: constant(uint256) = 10_000
ACCEPT_TYPE_HASH: constant(bytes32) = keccak256("AcceptArbitration(bytes32 deal_id)")
DISPUTE_TYPE_HASH: constant(bytes32) = keccak256("Dispute(bytes32 deal_id,address by,uint256 deadline)")
RESOLVE_TYPE_HASH: constant(bytes32) = keccak256(
    "Resolve(bytes32 deal_id,uint256 to_beneficiary,uint256 arbiter_fee,uint256 deadline)"
)


@external
def accept_arbitration(deal: IEscrow.Deal):
    """
    @notice Take the arbiter's part in a deal that is not funded yet.
    @param deal Terms; the caller is their arbiter, their depositor may be zero: whoever funds them
    """
    if msg.sender != deal.arbiter:
        refusal._because("escrow: not the arbiter")
    deal_id: bytes32 = deals._id(deal)
    if deals.words[deal_id] != packing.OFFERED:
        refusal._because("escrow: too late to accept")

    deals.words[deal_id] = packing.ACCEPTED
    log IEscrow.ArbitrationAccepted(deal_id=deal_id, arbiter=msg.sender, beneficiary=deal.beneficiary)


@external
def decline_arbitration(deal: IEscrow.Deal):
    """
    @notice Refuse the arbiter's part for good, or take an acceptance back, as long as the deal is not funded. Declining
            terms without a depositor refuses everybody whom no acceptance names.
    """
    if msg.sender != deal.arbiter:
        refusal._because("escrow: not the arbiter")
    deal_id: bytes32 = deals._id(deal)
    if deals.words[deal_id] > packing.ACCEPTED:
        refusal._because("escrow: too late to decline")

    deals.words[deal_id] = packing.DECLINED
    log IEscrow.ArbitrationDeclined(deal_id=deal_id, arbiter=msg.sender, beneficiary=deal.beneficiary)


@external
def dispute(deal: IEscrow.Deal):
    """
    @notice Freeze what is held until the arbiter rules, both parties settle, or the time for a ruling is over.
    @param deal Terms; the caller is their depositor, during the inspection, or their beneficiary, before delivery
    """
    self._dispute(deal, deals._id(deal), msg.sender)


@external
def dispute_by_signature(
    deal: IEscrow.Deal, by: address, deadline: uint256, signature: Bytes[LONGEST_SIGNATURE]
):
    """
    @notice Dispute for a party, with its signature of Dispute; anyone may send it.
    @param deadline The signature counts strictly before this time
    """
    deal_id: bytes32 = deals._id(deal)
    struct_hash: bytes32 = keccak256(abi_encode(DISPUTE_TYPE_HASH, deal_id, by, deadline))
    relayed._check(by, struct_hash, deadline, signature)
    self._dispute(deal, deal_id, by)


@external
def resolve(deal: IEscrow.Deal, to_beneficiary: uint256, arbiter_fee: uint256):
    """
    @notice Decide a dispute.
    @param deal Terms; the caller is their arbiter
    @param to_beneficiary Smallest units, before the protocol's fee; the rest less `arbiter_fee` goes to the depositor
    @param arbiter_fee At most the signed share of what is held
    """
    if msg.sender != deal.arbiter:
        refusal._because("escrow: not the arbiter")
    self._resolve(deal, deals._id(deal), to_beneficiary, arbiter_fee)


@external
def resolve_by_signature(
    deal: IEscrow.Deal,
    to_beneficiary: uint256,
    arbiter_fee: uint256,
    deadline: uint256,
    signature: Bytes[LONGEST_SIGNATURE],
):
    """
    @notice Decide for the arbiter, with the arbiter's signature of Resolve; anyone may send it.
    @param deadline The signature counts strictly before this time
    """
    deal_id: bytes32 = deals._id(deal)
    struct_hash: bytes32 = keccak256(
        abi_encode(RESOLVE_TYPE_HASH, deal_id, to_beneficiary, arbiter_fee, deadline)
    )
    relayed._check(deal.arbiter, struct_hash, deadline, signature)
    self._resolve(deal, deal_id, to_beneficiary, arbiter_fee)


@external
def resolve_by_timeout(deal: IEscrow.Deal):
    """
    @notice Split what is held as the terms say for an arbiter's silence; anyone may, once the time for a ruling is over.
    """
    deal_id: bytes32 = deals._id(deal)
    word: uint256 = self._disputed(deal_id)
    if block.timestamp < packing._since(word) + deal.dispute_period:
        refusal._because("escrow: dispute not over")
    to_beneficiary: uint256 = packing._held(word) * deal.on_timeout_bps // WHOLE_BPS
    deal_payout._split(deal, deal_id, word, to_beneficiary, 0, deal_payout.TIMED_OUT)


@internal
@view
def _check_accepted(
    deal: IEscrow.Deal, deal_id: bytes32, word: uint256, acceptance: Bytes[LONGEST_SIGNATURE]
):
    """
    @notice That the arbiter took its part: on-chain, or by a signature of AcceptArbitration handed in with the funding.
    """
    if word == packing.ACCEPTED:
        return
    offered: IEscrow.Deal = deal
    offered.depositor = empty(address)
    open_id: bytes32 = deals._id(offered)
    open_word: uint256 = deals.words[open_id]
    if open_word == packing.ACCEPTED:
        return
    digest: bytes32 = eip712_domain._digest(keccak256(abi_encode(ACCEPT_TYPE_HASH, deal_id)))
    if relayed._is_good(deal.arbiter, digest, acceptance):
        return
    if open_word == packing.DECLINED:
        refusal._because("escrow: arbiter declined")
    digest = eip712_domain._digest(keccak256(abi_encode(ACCEPT_TYPE_HASH, open_id)))
    if not relayed._is_good(deal.arbiter, digest, acceptance):
        refusal._because("escrow: arbiter has not accepted")


@internal
def _dispute(deal: IEscrow.Deal, deal_id: bytes32, by: address):
    word: uint256 = deals.words[deal_id]
    deals._check_open(word)
    if word & packing.STATUS_MASK == packing.DELIVERED:
        if by != deal.depositor:
            refusal._because("escrow: not the depositor")
        if block.timestamp >= packing._since(word) + deal.inspection_period:
            refusal._because("escrow: inspection over")
    else:
        if by != deal.beneficiary:
            refusal._because("escrow: not the beneficiary")
        if block.timestamp >= deal.delivery_until:
            refusal._because("escrow: delivery time over")

    disputed: uint256 = deals._with_status(word, packing.DISPUTED)
    deals.words[deal_id] = disputed
    log IEscrow.DealDisputed(
        deal_id=deal_id,
        depositor=deal.depositor,
        beneficiary=deal.beneficiary,
        step=packing._step(disputed),
        by=by,
        dispute_until=block.timestamp + deal.dispute_period,
    )


@internal
@view
def _disputed(deal_id: bytes32) -> uint256:
    word: uint256 = deals.words[deal_id]
    if word & packing.STATUS_MASK != packing.DISPUTED:
        refusal._because("escrow: deal not disputed")
    return word


@internal
def _resolve(deal: IEscrow.Deal, deal_id: bytes32, to_beneficiary: uint256, arbiter_fee: uint256):
    word: uint256 = self._disputed(deal_id)
    held: uint256 = packing._held(word)
    if block.timestamp >= packing._since(word) + deal.dispute_period:
        refusal._because("escrow: time to rule is over")
    if arbiter_fee > held * deal.arbiter_fee_bps // WHOLE_BPS:
        refusal._because("escrow: fee above the signed one")
    if to_beneficiary > held - arbiter_fee:
        refusal._because("escrow: split above the rest")
    deal_payout._split(deal, deal_id, word, to_beneficiary, arbiter_fee, deal_payout.RULED)
