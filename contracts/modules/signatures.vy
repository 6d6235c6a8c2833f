# pragma version 0.4.3
"""
@title Signatures
@license MIT
@notice Whether a person (a key, or a contract that answers ERC-1271) signed a digest.
@dev ECDSA is tried first, so that an account whose code was set by EIP-7702 still signs with its key. Keys are checked
     in words and wallets of 64 or 65 bytes with a small frame, because Vyper lays a caller's memory above its
     callees': a frame of 2,048 bytes below the hot path would cost every payment hundreds of gas.
@custom:source EIP-2 (low s), EIP-2098 (64 bytes), ERC-1271
"""

LONGEST: constant(uint256) = 2_048
MAGIC: constant(bytes32) = 0x1626ba7e00000000000000000000000000000000000000000000000000000000
HALF_ORDER: constant(uint256) = (
    57896044618658097711785492504343953926418782139537452191302581570759080747168
)
LOW_255: constant(uint256) = 2**255 - 1
# Added to v when the signature had 64 bytes; the byte below it is v all the same.
COMPACT: constant(uint256) = 256
# Enough for a passkey checked without a precompile; a wallet that burns more only loses its own signature.
WALLET_GAS: constant(uint256) = 500_000


@internal
@view
def _is_signed_by(signer: address, digest: bytes32, signature: Bytes[LONGEST]) -> bool:
    if signer == empty(address):
        return False
    if len(signature) == 65 and self._key(
        digest,
        extract32(signature, 33, output_type=uint256) & 255,
        extract32(signature, 0),
        extract32(signature, 32),
    ) == signer:
        return True
    if len(signature) == 64 and self._key(
        digest,
        self._compact_v(extract32(signature, 32)),
        extract32(signature, 0),
        self._compact_s(extract32(signature, 32)),
    ) == signer:
        return True

    success: bool = False
    answer: Bytes[32] = b""
    success, answer = raw_call(
        signer,
        abi_encode(digest, signature, method_id=method_id("isValidSignature(bytes32,bytes)")),
        max_outsize=32,
        gas=WALLET_GAS,
        is_static_call=True,
        revert_on_failure=False,
    )
    return success and self._is_magic(answer)


@internal
@view
def _key(digest: bytes32, v: uint256, r: bytes32, s: bytes32) -> address:
    """
    @return The signing key's address; zero when the words are no low-s ECDSA signature.
    """
    if convert(s, uint256) > HALF_ORDER:
        return empty(address)
    return ecrecover(digest, v & 255, r, s)


@internal
@pure
def _compact_v(vs: bytes32) -> uint256:
    return COMPACT + 27 + (convert(vs, uint256) >> 255)


@internal
@pure
def _compact_s(vs: bytes32) -> bytes32:
    return convert(convert(vs, uint256) & LOW_255, bytes32)


@internal
@view
def _is_accepted_by(
    one: address, other: address, digest: bytes32, v: uint256, r: bytes32, s: bytes32
) -> bool:
    """
    @return Whether one of two wallets accepts the signature of 64 or 65 bytes that the words came from.
    """
    # The words of `bytes`: offset, length, content. A 65th byte stands alone in the last.
    length: uint256 = 65
    second: uint256 = convert(s, uint256)
    last: uint256 = v << 248
    if v & COMPACT != 0:
        length = 64
        second |= ((v & 1) ^ 1) << 255
        last = 0

    for wallet: address in [one, other]:
        success: bool = False
        answer: Bytes[32] = b""
        success, answer = raw_call(
            wallet,
            abi_encode(
                digest,
                convert(64, uint256),
                length,
                r,
                second,
                last,
                method_id=method_id("isValidSignature(bytes32,bytes)"),
            ),
            max_outsize=32,
            gas=WALLET_GAS,
            is_static_call=True,
            revert_on_failure=False,
        )
        if success and len(answer) == 32 and convert(answer, bytes32) == MAGIC:
            return True
    return False


@internal
@pure
def _is_magic(answer: Bytes[32]) -> bool:
    return len(answer) == 32 and convert(answer, bytes32) == MAGIC
