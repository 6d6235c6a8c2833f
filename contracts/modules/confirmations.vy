# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Confirmations
@license MIT
@notice Whether enough owners approve of a digest: by signature, by ERC-1271, on-chain beforehand, or by sending it.
@dev Approvals are entries of 65 bytes (r, s, v) in strictly ascending order of their owners, one after another. v 27 or 28:
     ECDSA, low s. v 1: r is an owner that confirmed, or sends. v 0: r is an owner, and s the length of its signature,
     whose bytes follow at once.
"""

from ..interfaces import IMultiSig
from . import ownership
from . import refusal
from . import signatures
from . import wallet_packing

uses: ownership

LONGEST: constant(uint256) = 6_144
ENTRY: constant(uint256) = 65
MOST_ENTRIES: constant(uint256) = 33
WORDS: constant(uint256) = 64
# What a tally says instead of a count.
NOT_ASCENDING: constant(uint256) = 2**8
BAD: constant(uint256) = 2**9

# One more than the epoch in which an owner confirmed a digest: in no other it counts.
confirmed: HashMap[bytes32, HashMap[address, uint256]]


@external
def confirm(proposal: bytes32):
    """
    @notice Approve of a digest on-chain: a proposal's, or a message's. Counts as a signature does, with any others.
    """
    ownership._check_owner(msg.sender)
    if not self._confirm(proposal):
        refusal._because("multisig: already confirmed")


@external
def revoke_confirmation(proposal: bytes32):
    """
    @notice Take the caller's approval of a digest back. Does nothing about a signature of the same owner's.
    """
    ownership._check_owner(msg.sender)
    if not self._is_confirmed(proposal, msg.sender):
        refusal._because("multisig: not confirmed")

    self.confirmed[proposal][msg.sender] = 0
    log IMultiSig.ConfirmationRevoked(proposal=proposal, owner=msg.sender)


@external
@view
@reentrant
def is_confirmed(proposal: bytes32, owner: address) -> bool:
    """
    @notice Whether an owner's confirmation of a digest counts now.
    """
    return self._is_confirmed(proposal, owner)


@internal
def _confirm(proposal: bytes32) -> bool:
    """
    @return Whether the sender had not confirmed before
    """
    if self._is_confirmed(proposal, msg.sender):
        return False

    self.confirmed[proposal][msg.sender] = wallet_packing._epoch(ownership.word) + 1
    log IMultiSig.Confirmed(proposal=proposal, owner=msg.sender)
    return True


@internal
def _propose(proposal: bytes32):
    """
    @notice That the sender may propose; its own confirmation comes with it.
    """
    ownership._check_owner(msg.sender)
    fresh: bool = self._confirm(proposal)


@internal
@view
def _is_confirmed(proposal: bytes32, owner: address) -> bool:
    return self.confirmed[proposal][owner] == wallet_packing._epoch(ownership.word) + 1


@internal
@view
def _check(digest: bytes32, needed: uint256, approvals: Bytes[LONGEST]):
    count: uint256 = self._tally(digest, msg.sender, approvals)
    if count == NOT_ASCENDING:
        raise "multisig: approvals not ascending"
    if count == BAD:
        refusal._because("multisig: bad approval")
    if count < needed:
        refusal._because("multisig: too few approvals")


@internal
@view
def _tally(digest: bytes32, sender: address, approvals: Bytes[LONGEST]) -> uint256:
    """
    @param sender Counts where it is named; the zero address where the caller only asks
    @return How many owners approve; BAD or NOT_ASCENDING when a single entry is. Never reverts
    """
    length: uint256 = len(approvals)
    count: uint256 = 0
    last: uint256 = 0
    end: uint256 = 0
    for _: uint256 in range(MOST_ENTRIES):
        if end == length:
            return count
        start: uint256 = end
        end = unsafe_add(start, ENTRY)
        if end > length:
            return BAD
        r: uint256 = extract32(approvals, start, output_type=uint256)
        s: uint256 = extract32(approvals, unsafe_add(start, 32), output_type=uint256)
        v: uint256 = extract32(approvals, unsafe_add(start, 33), output_type=uint256) & 255
        owner: uint256 = r
        if v > 26:
            if s > signatures.HALF_ORDER:
                return BAD
            owner = convert(
                ecrecover(digest, v, convert(r, bytes32), convert(s, bytes32)), uint256
            )
        elif r >> 160 != 0:
            return BAD
        if owner <= last:
            return NOT_ASCENDING if owner != 0 else BAD
        last = owner
        if ownership.next[convert(owner, address)] == empty(address):
            return BAD
        if v == 0:
            start = end
            end = unsafe_add(start, min(s, length))
            if s > signatures.LONGEST or end > length:
                return BAD
            # The signature in words, the last one of them filled up with zeros.
            words: uint256[WORDS] = empty(uint256[WORDS])
            for i: uint256 in range(WORDS):
                if start == end:
                    break
                rest: uint256 = min(32, unsafe_sub(end, start))
                start = unsafe_add(start, rest)
                words[i] = extract32(approvals, start - 32, output_type=uint256) << 8 * (32 - rest)
            success: bool = False
            answer: Bytes[32] = b""
            success, answer = raw_call(
                convert(owner, address),
                abi_encode(
                    digest,
                    convert(64, uint256),
                    s,
                    words,
                    method_id=method_id("isValidSignature(bytes32,bytes)"),
                ),
                max_outsize=32,
                gas=signatures.WALLET_GAS,
                is_static_call=True,
                revert_on_failure=False,
            )
            if not success or not signatures._is_magic(answer):
                return BAD
        elif v < 27:
            if v != 1 or s != 0:
                return BAD
            if sender != convert(owner, address) and not self._is_confirmed(
                digest, convert(owner, address)
            ):
                return BAD
        count = unsafe_add(count, 1)
    return BAD
