"""Each account's invoice signer: a key that can issue invoices for the merchant and do nothing else.

Derived, not stored: HKDF-SHA256 (RFC 5869) of COUNTERFOIL_SIGNER_SECRET with the account's id, so that a copy of
the database holds no key, and a lost database does not change the signer that the merchant registered on-chain."""

from __future__ import annotations

import hashlib
import hmac

from eth_keys.datatypes import PrivateKey

# The order of secp256k1's group (SEC 2, section 2.4.1): a private key is 1 to ORDER - 1.
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
SALT = b"counterfoil/invoice-signer/v1"
HASH_LENGTH = 32


class SignerError(Exception):
    """No usable signer key follows from the secret and this account id (a chance of 2**-128): open another account."""


def hkdf_sha256(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    """Extract-and-expand of RFC 5869, section 2, with SHA-256; `length` up to 8,160 bytes."""
    if not 0 < length <= 255 * HASH_LENGTH:
        raise ValueError(f"HKDF-SHA256 gives 1 to {255 * HASH_LENGTH} bytes, not {length}")
    extracted = hmac.digest(salt or bytes(HASH_LENGTH), secret, hashlib.sha256)
    block, output = b"", b""
    for counter in range(1, -(-length // HASH_LENGTH) + 1):
        block = hmac.digest(extracted, block + info + bytes([counter]), hashlib.sha256)
        output += block
    return output[:length]


def usable_key(candidate: bytes) -> PrivateKey:
    """The candidate as a key of secp256k1. Raises SignerError for zero and for the group's order or above."""
    if not 0 < int.from_bytes(candidate) < ORDER:
        raise SignerError(SignerError.__doc__)
    return PrivateKey(candidate)


def derive_signer(secret: bytes, account_id: str) -> PrivateKey:
    """The invoice signer key of an account. `secret`: 32 bytes. Raises SignerError."""
    return usable_key(hkdf_sha256(secret, salt=SALT, info=account_id.encode(), length=HASH_LENGTH))


class SignerKeys:
    """The invoice signers of one secret, derived once per account and kept in memory."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._known: dict[str, PrivateKey] = {}

    def of(self, account_id: str) -> PrivateKey:
        """The account's key. Raises SignerError."""
        if account_id not in self._known:
            self._known[account_id] = derive_signer(self._secret, account_id)
        return self._known[account_id]
