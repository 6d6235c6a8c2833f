# pragma version 0.4.3
"""
@title Relayed harness
@license MIT
@notice The ways to look at a signed word, within reach of a test.
"""

from contracts.modules import eip712_domain
from contracts.modules import relayed
from contracts.modules import signatures

initializes: eip712_domain
initializes: relayed[eip712_domain := eip712_domain]
exports: relayed.__interface__


@deploy
def __init__():
    eip712_domain.__init__("Relayed harness", "1")


@external
@view
def check(
    signer: address, struct_hash: bytes32, deadline: uint256, signature: Bytes[signatures.LONGEST]
) -> bytes32:
    return relayed._check(signer, struct_hash, deadline, signature)


@external
@view
def check_digest(signer: address, digest: bytes32, signature: Bytes[signatures.LONGEST]):
    relayed._check_digest(signer, digest, signature)


@external
@view
def is_good(signer: address, digest: bytes32, signature: Bytes[signatures.LONGEST]) -> bool:
    return relayed._is_good(signer, digest, signature)


@external
def use(
    signer: address, struct_hash: bytes32, deadline: uint256, signature: Bytes[signatures.LONGEST]
):
    relayed._use(signer, struct_hash, deadline, signature)
