# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Relayed
@license MIT
@notice A person's signed word, handed in by somebody else before its deadline. Words have no order: each is known by its
        EIP-712 digest, and whoever signed one can take it back until it is used.
"""

from . import eip712_domain
from . import refusal
from . import signatures

uses: eip712_domain

spent: HashMap[address, HashMap[bytes32, bool]]


event SignatureSpent:
    signer: indexed(address)
    digest: indexed(bytes32)


@external
def revoke_signature(digest: bytes32):
    """
    @notice Make a signed word of the caller's count no more, before anybody hands it in.
    @param digest Its EIP-712 digest under this contract's domain
    """
    if self.spent[msg.sender][digest]:
        refusal._because("relayed: signature already spent")

    self._spend(msg.sender, digest)


@external
@view
@reentrant
def is_signature_spent(signer: address, digest: bytes32) -> bool:
    """
    @notice Whether a signed word was revoked, or was used and may not be used again.
    """
    return self.spent[signer][digest]


@internal
@view
def _check(
    signer: address,
    struct_hash: bytes32,
    deadline: uint256,
    signature: Bytes[signatures.LONGEST],
) -> bytes32:
    """
    @dev Enough by itself where what was signed can happen only once by its own terms.
    @return The digest that was signed
    """
    if block.timestamp >= deadline:
        refusal._because("relayed: signature expired")
    digest: bytes32 = eip712_domain._digest(struct_hash)
    self._check_digest(signer, digest, signature)
    return digest


@internal
@view
def _check_digest(signer: address, digest: bytes32, signature: Bytes[signatures.LONGEST]):
    if self.spent[signer][digest]:
        refusal._because("relayed: signature already spent")
    if not signatures._is_signed_by(signer, digest, signature):
        refusal._because("relayed: bad signature")


@internal
@view
def _is_good(signer: address, digest: bytes32, signature: Bytes[signatures.LONGEST]) -> bool:
    return not self.spent[signer][digest] and signatures._is_signed_by(signer, digest, signature)


@internal
def _use(
    signer: address,
    struct_hash: bytes32,
    deadline: uint256,
    signature: Bytes[signatures.LONGEST],
):
    self._spend(signer, self._check(signer, struct_hash, deadline, signature))


@internal
def _spend(signer: address, digest: bytes32):
    self.spent[signer][digest] = True
    log SignatureSpent(signer=signer, digest=digest)
