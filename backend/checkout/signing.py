"""Signatures as the contracts check them with `ecrecover`: the merchant's under an invoice, an arbiter's acceptance."""

from __future__ import annotations

from eth_keys.datatypes import PrivateKey, Signature
from eth_keys.exceptions import BadSignature
from eth_utils.exceptions import ValidationError

from backend.checkout.invoice import Domain, Invoice, payment_id

SIGNATURE_LENGTH = 65
HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0


def sign_invoice(key: PrivateKey, invoice: Invoice, domain: Domain) -> str:
    """65 bytes r ‖ s ‖ v as 0x hex, v 27 or 28, s in the lower half (EIP-2); deterministic (RFC 6979).

    Signs the EIP-712 digest, which is the payment id."""
    digest = bytes.fromhex(payment_id(invoice, domain)[2:])
    raw = key.sign_msg_hash(digest).to_bytes()
    return "0x" + raw[:64].hex() + f"{raw[64] + 27:02x}"


def is_signed_by(signer: str, digest: bytes, signature: str) -> bool:
    """Whether 65 bytes r ‖ s ‖ v (0x hex) are the signature of an account (lower-case address) under a digest, as our
    contracts check it: v 27 or 28, s in the lower half. Wallets that are contracts cannot be asked here: False."""
    raw = bytes.fromhex(signature[2:])
    if len(raw) != SIGNATURE_LENGTH or raw[64] not in (27, 28) or int.from_bytes(raw[32:64]) > HALF_ORDER:
        return False
    try:
        key = Signature(raw[:64] + bytes([raw[64] - 27])).recover_public_key_from_msg_hash(digest)
    except (BadSignature, ValidationError):
        return False
    return key.to_address() == signer
