# pragma version 0.4.3
"""
@title Signatures harness
@license MIT
@notice The signatures module within reach of a test.
"""

from contracts.modules import signatures


@external
@view
def is_signed_by(signer: address, digest: bytes32, signature: Bytes[signatures.LONGEST]) -> bool:
    return signatures._is_signed_by(signer, digest, signature)


@external
@view
def is_accepted_by(
    one: address, other: address, digest: bytes32, v: uint256, r: bytes32, s: bytes32
) -> bool:
    return signatures._is_accepted_by(one, other, digest, v, r, s)


@external
@view
def key(digest: bytes32, v: uint256, r: bytes32, s: bytes32) -> address:
    return signatures._key(digest, v, r, s)


@external
@pure
def compact_words(vs: bytes32) -> (uint256, bytes32):
    return signatures._compact_v(vs), signatures._compact_s(vs)
