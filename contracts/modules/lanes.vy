# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Lanes
@license MIT
@notice Each lane counts its own proposals, so that one which waits stops no other. Changes of the wallet are counted apart
        from payments and calls: whoever may only pay could otherwise void a change that waits by using its nonce up.
@dev The nonce of lane 0, which most wallets never leave, is in the word of the wallet's terms, read and written anyway.
"""

from ..interfaces import IMultiSig
from . import ownership
from . import refusal
from . import wallet_packing

uses: ownership

SLOT_TYPE_HASH: constant(bytes32) = keccak256(
    "Slot(uint256 lane,uint256 nonce,uint256 not_before,uint256 deadline)"
)

nonces: HashMap[uint256, uint256]
changes: HashMap[uint256, uint256]


@external
@view
@reentrant
def next_nonce(lane: uint256) -> uint256:
    """
    @return The nonce of the payments or calls that can be executed next in a lane
    """
    if lane == 0:
        return wallet_packing._nonce(ownership.word)
    return self.nonces[lane]


@external
@view
@reentrant
def next_change(lane: uint256) -> uint256:
    """
    @return The nonce of the change of the wallet that can be executed next in a lane
    """
    return self.changes[lane]


@internal
@pure
def _hash(slot: IMultiSig.Slot) -> bytes32:
    return keccak256(abi_encode(SLOT_TYPE_HASH, slot))


@internal
@view
def _enter(slot: IMultiSig.Slot, word: uint256) -> bytes32:
    """
    @notice That it is the slot's turn, and its time.
    @return The slot's hash
    """
    self._check_time(slot)
    nonce: uint256 = word & wallet_packing.NONCE_MASK
    if slot.lane != 0:
        nonce = self.nonces[slot.lane]
    if slot.nonce != nonce:
        refusal._because("multisig: wrong nonce")
    return keccak256(abi_encode(SLOT_TYPE_HASH, slot))


@internal
@view
def _enter_change(slot: IMultiSig.Slot) -> bytes32:
    """
    @dev As `_enter`, for a change of the wallet.
    """
    self._check_time(slot)
    if slot.nonce != self.changes[slot.lane]:
        refusal._because("multisig: wrong nonce")
    return keccak256(abi_encode(SLOT_TYPE_HASH, slot))


@internal
@view
def _check_time(slot: IMultiSig.Slot):
    if block.timestamp < slot.not_before:
        refusal._because("multisig: too early")
    if block.timestamp >= slot.deadline:
        refusal._because("multisig: proposal expired")


@internal
def _use(lane: uint256, nonce: uint256, word: uint256):
    if lane == 0:
        ownership.word = unsafe_add(word, 1)
    else:
        self.nonces[lane] = nonce + 1
