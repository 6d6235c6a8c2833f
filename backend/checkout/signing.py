"""The merchant's signature under an invoice, as the gateway checks it with `ecrecover`."""

from __future__ import annotations

from eth_keys.datatypes import PrivateKey

from backend.checkout.invoice import Domain, Invoice, payment_id


def sign_invoice(key: PrivateKey, invoice: Invoice, domain: Domain) -> str:
    """65 bytes r ‖ s ‖ v as 0x hex, v 27 or 28, s in the lower half (EIP-2); deterministic (RFC 6979).

    Signs the EIP-712 digest, which is the payment id."""
    digest = bytes.fromhex(payment_id(invoice, domain)[2:])
    raw = key.sign_msg_hash(digest).to_bytes()
    return "0x" + raw[:64].hex() + f"{raw[64] + 27:02x}"
