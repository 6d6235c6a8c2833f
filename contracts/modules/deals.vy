# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Deals
@license MIT
@notice What became of each deal: one word per id, never deleted. The id is the EIP-712 digest of the terms.
@dev The word holds what is held and what went back; what was released follows from the amount in the terms.
"""

from ..interfaces import IEscrow
from . import eip712_domain
from . import packing
from . import refusal

uses: eip712_domain

TYPE_HASH: constant(bytes32) = keccak256(
    "Deal(address depositor,address beneficiary,address arbiter,address token,uint256 amount,uint256 max_fee_bps,uint256 delivery_until,uint256 inspection_period,bytes32 claim_hash,uint256 arbiter_fee_bps,uint256 dispute_period,uint256 on_timeout_bps,bytes32 salt)"
)
ONE_STEP: constant(uint256) = 2**10
# Parts can be moved until few steps are left, so that what ends a deal always finds one.
LAST_STEP_OF_A_PART: constant(uint256) = 2**18 - 16

# Instead of an amount: all that is held.
ALL: constant(uint256) = max_value(uint256)

words: HashMap[bytes32, uint256]


@external
@view
@reentrant
def deal_id(deal: IEscrow.Deal) -> bytes32:
    """
    @notice The id of a deal on this chain and contract: the digest that its depositor signs to fund it by signature.
    """
    return self._id(deal)


@external
@view
@reentrant
def deal(deal_id: bytes32) -> IEscrow.DealState:
    """
    @return status (0 none, 1 accepted and 2 declined by the arbiter, 3 funded, 4 delivered, 5 disputed, 6 closed), smallest
            units held and returned, since when it is delivered or disputed, its last event's step, its fee in bps
    """
    word: uint256 = self.words[deal_id]
    return IEscrow.DealState(
        status=packing._status(word),
        held=packing._held(word),
        returned=packing._returned(word),
        since=packing._since(word),
        step=packing._step(word),
        fee_bps=packing._deal_fee_bps(word),
    )


@internal
@view
def _id(deal: IEscrow.Deal) -> bytes32:
    return eip712_domain._digest(keccak256(abi_encode(TYPE_HASH, deal)))


@internal
@pure
def _check_open(word: uint256):
    """
    @notice That money may still go by the parties' own will: no dispute, and something held.
    """
    status: uint256 = word & packing.STATUS_MASK
    if status == packing.FUNDED or status == packing.DELIVERED:
        return
    if status == packing.DISPUTED:
        refusal._because("escrow: deal disputed")
    if status == packing.CLOSED:
        refusal._because("escrow: deal closed")
    refusal._because("escrow: deal not funded")


@internal
@view
def _check_releasable(delivery_until: uint256, word: uint256):
    """
    @notice That money may go to the beneficiary: until the second from which it can be reclaimed, or after delivery.
    """
    self._check_open(word)
    if word & packing.STATUS_MASK == packing.FUNDED and block.timestamp >= delivery_until:
        refusal._because("escrow: delivery time over")


@internal
@pure
def _part(word: uint256, amount: uint256) -> uint256:
    """
    @return The amount, which is of what is held; all of it if the largest number was given
    """
    held: uint256 = word >> packing.HELD_SHIFT
    if amount == ALL:
        return held
    if amount == 0:
        refusal._because("escrow: amount is zero")
    if amount > held:
        refusal._because("escrow: amount above the rest")
    if amount < held and packing._step(word) >= LAST_STEP_OF_A_PART:
        refusal._because("escrow: too many parts")
    return amount


@internal
@pure
def _less(word: uint256, amount: uint256) -> uint256:
    """
    @return The word one step on, holding less; closed when nothing is left
    """
    left: uint256 = word - (amount << packing.HELD_SHIFT) + ONE_STEP
    if left >> packing.HELD_SHIFT == 0:
        left = (left & ~packing.STATUS_MASK) | packing.CLOSED
    return left


@internal
@view
def _with_status(word: uint256, status: uint256) -> uint256:
    """
    @return The word one step on, in another status since now
    """
    kept: uint256 = word & ~((packing.SINCE_MASK << packing.SINCE_SHIFT) | packing.STATUS_MASK)
    return (kept | (block.timestamp << packing.SINCE_SHIFT) | status) + ONE_STEP


@internal
@pure
def _fee(total: uint256, word: uint256, amount: uint256) -> uint256:
    """
    @param total The deal's whole amount
    @return The fee of releasing `amount` now: rounded down over all that was ever released, so that no number of parts
            makes it less or more than that of one
    """
    bps: uint256 = packing._deal_fee_bps(word)
    released: uint256 = total - packing._held(word) - packing._returned(word)
    return (released + amount) * bps // 10_000 - released * bps // 10_000
