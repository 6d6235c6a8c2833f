# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Call proposals
@license MIT
@notice Calls of other contracts, which no wallet can show in words, and which take the call threshold therefore.
"""

from ..interfaces import IMultiSig
from . import confirmations
from . import lanes
from . import ownership
from . import refusal
from . import wallet_domain
from . import wallet_packing

uses: confirmations
uses: lanes
uses: ownership

MOST: constant(uint256) = 8
CALL_TYPE_HASH: constant(bytes32) = keccak256("Call(address to,uint256 value,bytes data)")
TYPE_HASH: constant(bytes32) = keccak256(
    "Calls(Call[] calls,Slot slot,uint256 epoch)Call(address to,uint256 value,bytes data)Slot(uint256 lane,uint256 nonce,uint256 not_before,uint256 deadline)"
)


@external
def execute_calls(
    calls: DynArray[IMultiSig.Call, MOST],
    slot: IMultiSig.Slot,
    approvals: Bytes[confirmations.LONGEST],
):
    """
    @notice Make the calls that the call threshold approved of, all or nothing; anyone may hand them in. Without calls, only
            the nonce is used up.
    @param approvals Entries of 65 bytes, ascending by owner
    """
    word: uint256 = ownership.word
    slot_hash: bytes32 = lanes._enter(slot, word)
    proposal: bytes32 = self._hash(calls, slot_hash, word)
    confirmations._check(
        proposal, word, wallet_packing._call_threshold(word), len(approvals)
    )

    lanes._use(slot.lane, slot.nonce, word)
    if len(calls) == 0:
        log IMultiSig.NonceSkipped(proposal=proposal, lane=slot.lane, nonce=slot.nonce)
    for i: uint256 in range(len(calls), bound=MOST):
        if calls[i].to == self:
            refusal._because("multisig: call to itself")
        if len(calls[i].data) != 0 and not calls[i].to.is_contract:
            refusal._because("multisig: target has no code")
        log IMultiSig.CallMade(
            proposal=proposal,
            to=calls[i].to,
            lane=slot.lane,
            nonce=slot.nonce,
            index=i,
            count=len(calls),
            value=calls[i].value,
            data=calls[i].data,
        )

        raw_call(calls[i].to, calls[i].data, value=calls[i].value)


@external
def propose_calls(calls: DynArray[IMultiSig.Call, MOST], slot: IMultiSig.Slot):
    """
    @notice Tell the other owners the terms; counts as the proposer's confirmation.
    """
    word: uint256 = ownership.word
    slot_hash: bytes32 = lanes._hash(slot)
    proposal: bytes32 = self._hash(calls, slot_hash, word)
    confirmations._propose(proposal)
    log IMultiSig.CallsProposed(
        proposal=proposal,
        proposer=msg.sender,
        calls=calls,
        slot=slot,
        epoch=wallet_packing._epoch(word),
    )


@external
@view
@reentrant
def calls_hash(calls: DynArray[IMultiSig.Call, MOST], slot: IMultiSig.Slot) -> bytes32:
    """
    @notice The digest that owners sign or confirm, as long as no owner is removed.
    """
    slot_hash: bytes32 = lanes._hash(slot)
    return self._hash(calls, slot_hash, ownership.word)


@internal
@view
def _hash(calls: DynArray[IMultiSig.Call, MOST], slot_hash: bytes32, word: uint256) -> bytes32:
    hashes: DynArray[bytes32, MOST] = []
    for i: uint256 in range(len(calls), bound=MOST):
        hashes.append(
            keccak256(
                abi_encode(CALL_TYPE_HASH, calls[i].to, calls[i].value, keccak256(calls[i].data))
            )
        )
    return wallet_domain._digest(
        keccak256(
            abi_encode(
                TYPE_HASH,
                keccak256(slice(abi_encode(hashes), 64, 32 * len(hashes))),
                slot_hash,
                wallet_packing._epoch(word),
            )
        )
    )
