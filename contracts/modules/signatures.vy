# pragma version 0.4.3
"""
@title Signatures
@license MIT
@notice Whether a person (a key, or a contract that answers ERC-1271) signed a digest.
@dev ECDSA is tried first, so that an account whose code was set by EIP-7702 still signs with its key.
@custom:source EIP-2 (low s), EIP-2098 (64 bytes), ERC-1271
"""

LONGEST: constant(uint256) = 2_048
MAGIC: constant(bytes32) = 0x1626ba7e00000000000000000000000000000000000000000000000000000000
HALF_ORDER: constant(uint256) = 57_896_044_618_658_097_711_785_492_504_343_953_926_418_782_139_537_452_191_302_581_570_759_080_747_168
LOW_255: constant(uint256) = 2**255 - 1
# Enough for a passkey checked without a precompile; a wallet that burns more only loses its own signature.
WALLET_GAS: constant(uint256) = 500_000


@internal
@view
def _is_signed_by(signer: address, digest: bytes32, signature: Bytes[LONGEST]) -> bool:
    if signer == empty(address):
        return False
    if self._recover(digest, signature) == signer:
        return True
    return self._is_accepted_by(signer, digest, signature)


@internal
@view
def _recover(digest: bytes32, signature: Bytes[LONGEST]) -> address:
    """
    @return The key's address; zero when the bytes are no low-s ECDSA signature of 64 or 65 bytes.
    """
    length: uint256 = len(signature)
    if length != 65 and length != 64:
        return empty(address)

    r: uint256 = convert(extract32(signature, 0), uint256)
    s: uint256 = convert(extract32(signature, 32), uint256)
    v: uint256 = 0
    if length == 65:
        v = convert(slice(signature, 64, 1), uint256)
    else:
        v = 27 + (s >> 255)
        s = s & LOW_255

    if s > HALF_ORDER:
        return empty(address)
    return ecrecover(digest, v, r, s)


@internal
@view
def _is_accepted_by(wallet: address, digest: bytes32, signature: Bytes[LONGEST]) -> bool:
    if not wallet.is_contract:
        return False

    success: bool = False
    answer: Bytes[32] = b""
    success, answer = raw_call(
        wallet,
        abi_encode(digest, signature, method_id=method_id("isValidSignature(bytes32,bytes)")),
        max_outsize=32,
        gas=WALLET_GAS,
        is_static_call=True,
        revert_on_failure=False,
    )
    return success and len(answer) == 32 and convert(answer, bytes32) == MAGIC
