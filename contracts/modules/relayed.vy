# pragma version 0.4.3
"""
@title Relayed
@license MIT
@notice A person's signed word, handed in by somebody else before its deadline.
"""

from . import eip712_domain
from . import signatures

uses: eip712_domain


@internal
@view
def _check(
    signer: address,
    struct_hash: bytes32,
    deadline: uint256,
    signature: Bytes[signatures.LONGEST],
):
    assert block.timestamp < deadline, "relayed: signature expired"
    digest: bytes32 = eip712_domain._digest(struct_hash)
    assert signatures._is_signed_by(signer, digest, signature), "relayed: bad signature"
