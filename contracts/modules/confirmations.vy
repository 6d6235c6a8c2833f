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
# Where the offset of a verb's third argument is, if the second is a slot.
THIRD: constant(uint256) = 4 + 5 * 32
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
def _check(digest: bytes32, word: uint256, needed: uint256, length: uint256):
    """
    @dev For verbs that take approvals after a dynamic list and a slot.
    """
    # Behind the selector: the offset of a list, the four words of a slot, the offset of the approvals.
    start: uint256 = unsafe_add(convert(slice(msg.data, THIRD, 32), uint256), 36)
    count: uint256 = self._tally(digest, word, msg.sender, start, length)
    # One comparison for all that can be wrong: too few wraps around.
    if unsafe_sub(count, needed) >= MOST_ENTRIES:
        self._refuse(count)


@internal
@pure
def _refuse(count: uint256):
    if count == BAD:
        refusal._because("multisig: bad approval")
    if count == NOT_ASCENDING:
        raise "multisig: approvals not ascending"
    refusal._because("multisig: too few approvals")


@internal
@view
def _tally(
    digest: bytes32, word: uint256, sender: address, start: uint256, length: uint256
) -> uint256:
    """
    @dev Reads the approvals where the ABI has them, in the calldata of the verb, which Vyper has checked already: handed
         over in memory, their room alone would cost every payment some two thousand gas.
    @param word Of the wallet's terms; the owner in it needs no look into storage
    @param sender Counts where it is named; the zero address where the caller only asks
    @param start Where in the calldata the first of them is
    @param length How many bytes of them there are
    @return How many owners approve; BAD or NOT_ASCENDING when a single entry is. Never reverts
    """
    at: uint256 = start
    limit: uint256 = unsafe_add(start, length)
    last: address = empty(address)
    for count: uint256 in range(MOST_ENTRIES):
        if unsafe_add(at, ENTRY) > limit:
            if at == limit:
                return count
            return BAD
        entry: Bytes[ENTRY] = slice(msg.data, at, ENTRY)
        s: uint256 = extract32(entry, 32, output_type=uint256)
        v: uint256 = extract32(entry, 33, output_type=uint256) & 255
        at = unsafe_add(at, ENTRY)
        owner: address = empty(address)
        if v > 26:
            if s > signatures.HALF_ORDER:
                return BAD
            owner = ecrecover(digest, v, extract32(entry, 0), convert(s, bytes32))
        else:
            owner = self._unsigned(
                digest, sender, v, extract32(entry, 0, output_type=uint256), s, at, limit
            )
            if v == 0:
                at = unsafe_add(at, s)
        if convert(owner, uint256) <= convert(last, uint256):
            return NOT_ASCENDING if owner != empty(address) else BAD
        if convert(owner, uint256) != word >> wallet_packing.HEAD_SHIFT:
            if ownership.next[owner] == empty(address):
                return BAD
        last = owner
    return BAD


@internal
@view
def _unsigned(
    digest: bytes32, sender: address, v: uint256, r: uint256, s: uint256, at: uint256, limit: uint256
) -> address:
    """
    @return The owner whose approval is an entry without its key's signature; zero if it is none
    """
    if r >> 160 != 0:
        return empty(address)
    owner: address = convert(r, address)
    # Nobody else is asked anything.
    if ownership.next[owner] == empty(address):
        return empty(address)
    if v == 0:
        if s > min(signatures.LONGEST, unsafe_sub(limit, at)):
            return empty(address)
        if self._is_signed(owner, digest, at, unsafe_add(at, s)):
            return owner
    elif v == 1 and s == 0:
        if owner == sender or self._is_confirmed(digest, owner):
            return owner
    return empty(address)


@internal
@view
def _is_signed(owner: address, digest: bytes32, start: uint256, end: uint256) -> bool:
    """
    @return Whether a contract accepts the part of the calldata from `start` to `end` as its signature
    """
    # In words, the last one of them filled up with zeros.
    words: uint256[WORDS] = empty(uint256[WORDS])
    at: uint256 = start
    for i: uint256 in range(WORDS):
        if at == end:
            break
        rest: uint256 = min(32, unsafe_sub(end, at))
        at = unsafe_add(at, rest)
        words[i] = convert(slice(msg.data, at - 32, 32), uint256) << 8 * (32 - rest)
    success: bool = False
    answer: Bytes[32] = b""
    success, answer = raw_call(
        owner,
        abi_encode(
            digest,
            convert(64, uint256),
            unsafe_sub(end, start),
            words,
            method_id=method_id("isValidSignature(bytes32,bytes)"),
        ),
        max_outsize=32,
        gas=signatures.WALLET_GAS,
        is_static_call=True,
        revert_on_failure=False,
    )
    return success and signatures._is_magic(answer)
