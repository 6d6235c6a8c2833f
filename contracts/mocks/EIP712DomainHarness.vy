# pragma version 0.4.3
"""
@title EIP-712 domain harness
@license MIT
@notice The domain of any name and version, and its digests, within reach of a test.
"""

from contracts.modules import eip712_domain

initializes: eip712_domain
exports: eip712_domain.__interface__


@deploy
def __init__(name: String[50], version: String[20]):
    eip712_domain.__init__(name, version)


@external
@view
def digest(struct_hash: bytes32) -> bytes32:
    return eip712_domain._digest(struct_hash)
