# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Deal payout
@license MIT
@notice How held money leaves: to the beneficiary less the fee, back to the depositor, or split among all and closed.
"""

from ..interfaces import IEscrow
from . import credits as owed
from . import deals
from . import eip712_domain
from . import fees
from . import packing
from . import refusal

uses: deals
uses: eip712_domain
uses: fees
uses: owed

# How a deal was split in the end, in its event.
SETTLED: constant(uint256) = 1
RULED: constant(uint256) = 2
TIMED_OUT: constant(uint256) = 3


@internal
def _release(deal: IEscrow.Deal, amount: uint256):
    """
    @dev One frame for all of it, since copies of the terms cost gas.
    """
    deal_id: bytes32 = eip712_domain._digest(keccak256(abi_encode(deals.TYPE_HASH, deal)))
    word: uint256 = deals.words[deal_id]
    deals._check_releasable(deal.delivery_until, word)
    part: uint256 = deals._part(word, amount)

    fee: uint256 = deals._fee(deal.amount, word, part)
    left: uint256 = deals._less(word, part)
    deals.words[deal_id] = left
    log IEscrow.DealReleased(
        deal_id=deal_id,
        depositor=deal.depositor,
        beneficiary=deal.beneficiary,
        step=packing._step(left),
        token=deal.token,
        amount=part,
        fee=fee,
        held=packing._held(left),
    )

    fees._add(deal.token, fee)
    owed._send_or_add(deal.token, deal.beneficiary, part - fee)


@internal
def _return(deal: IEscrow.Deal, amount: uint256, expired: bool):
    """
    @param expired Because the time for delivery is over, and not by the beneficiary's will
    """
    deal_id: bytes32 = eip712_domain._digest(keccak256(abi_encode(deals.TYPE_HASH, deal)))
    word: uint256 = deals.words[deal_id]
    deals._check_open(word)
    if expired:
        if word & packing.STATUS_MASK == packing.DELIVERED:
            refusal._because("escrow: delivered")
        if block.timestamp < deal.delivery_until:
            refusal._because("escrow: delivery time not over")
    part: uint256 = deals._part(word, amount)

    left: uint256 = deals._less(word, part) + (part << packing.RETURNED_SHIFT)
    deals.words[deal_id] = left
    log IEscrow.DealReturned(
        deal_id=deal_id,
        depositor=deal.depositor,
        beneficiary=deal.beneficiary,
        step=packing._step(left),
        token=deal.token,
        amount=part,
        held=packing._held(left),
    )

    owed._send_or_add(deal.token, deal.depositor, part)


@internal
def _split(
    deal: IEscrow.Deal,
    deal_id: bytes32,
    word: uint256,
    to_beneficiary: uint256,
    arbiter_fee: uint256,
    how: uint256,
):
    """
    @dev What the two shares leave is the depositor's, the odd unit included.
    """
    held: uint256 = packing._held(word)
    to_depositor: uint256 = held - to_beneficiary - arbiter_fee
    fee: uint256 = deals._fee(deal.amount, word, to_beneficiary)
    left: uint256 = deals._less(word, held) + (to_depositor << packing.RETURNED_SHIFT)
    deals.words[deal_id] = left
    log IEscrow.DealResolved(
        deal_id=deal_id,
        depositor=deal.depositor,
        beneficiary=deal.beneficiary,
        step=packing._step(left),
        how=how,
        token=deal.token,
        to_beneficiary=to_beneficiary,
        fee=fee,
        to_depositor=to_depositor,
        arbiter_fee=arbiter_fee,
    )

    fees._add(deal.token, fee)
    owed._send_or_add(deal.token, deal.beneficiary, to_beneficiary - fee)
    owed._send_or_add(deal.token, deal.depositor, to_depositor)
    owed._send_or_add(deal.token, deal.arbiter, arbiter_fee)
