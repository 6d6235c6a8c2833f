# pragma version 0.4.3
# pragma nonreentrancy on
"""
@title Wallet words
@license MIT
@notice A person's signed word to a wallet, handed in by somebody else before its deadline; whoever signed one can take it
        back until it is used. Approvals of proposals are no such words: their nonce and epoch end them.
"""

from . import refusal
from . import signatures
from . import wallet_domain

spent: HashMap[address, HashMap[bytes32, bool]]


event SignatureSpent:
    signer: indexed(address)
    digest: indexed(bytes32)


@external
def revoke_signature(digest: bytes32):
    """
    @notice Make a signed word of the caller's count no more, before anybody hands it in.
    @param digest Its EIP-712 digest under this wallet's domain
    """
    if self.spent[msg.sender][digest]:
        refusal._because("multisig: signature is spent")

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
def _use(
    signer: address,
    struct_hash: bytes32,
    deadline: uint256,
    signature: Bytes[signatures.LONGEST],
):
    if block.timestamp >= deadline:
        refusal._because("multisig: signature expired")
    digest: bytes32 = wallet_domain._digest(struct_hash)
    if self.spent[signer][digest]:
        refusal._because("multisig: signature is spent")
    if not signatures._is_signed_by(signer, digest, signature):
        refusal._because("multisig: bad signature")

    self._spend(signer, digest)


@internal
def _spend(signer: address, digest: bytes32):
    self.spent[signer][digest] = True
    log SignatureSpent(signer=signer, digest=digest)
