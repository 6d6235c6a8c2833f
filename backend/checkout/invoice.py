"""The invoice and its identity under EIP-712. The digest that the merchant's signer signs is the payment id."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from eth_abi.abi import encode
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

DOMAIN_NAME = "Counterfoil PaymentGateway"
DOMAIN_VERSION = "1"
ANYONE = "0x" + "00" * 20
NO_BYTES32 = "0x" + "00" * 32

DOMAIN_FIELDS = (("name", "string"), ("version", "string"), ("chainId", "uint256"), ("verifyingContract", "address"))
INVOICE_FIELDS = (
    ("merchant", "address"),
    ("payer", "address"),
    ("token", "address"),
    ("amount", "uint256"),
    ("max_fee_bps", "uint256"),
    ("valid_until", "uint256"),
    ("refund_until", "uint256"),
    ("splits_hash", "bytes32"),
    ("reference", "bytes32"),
    ("salt", "bytes32"),
)
INVOICE_TYPES = [kind for _, kind in INVOICE_FIELDS]


@dataclass(frozen=True, slots=True)
class Domain:
    """Where invoices count (EIP-712): one gateway (lower-case address) on one chain."""

    chain_id: int
    gateway: str


@dataclass(frozen=True, slots=True)
class Invoice:
    """What a merchant asks for. Addresses and 32-byte words: lower-case 0x hex; `amount`: smallest units of `token`;
    times: unix seconds; `payer`: the zero address lets anyone pay; `salt` sets equal invoices apart."""

    merchant: str
    payer: str
    token: str
    amount: int
    max_fee_bps: int
    valid_until: int
    refund_until: int
    splits_hash: str
    reference: str
    salt: str

    def values(self) -> tuple[Any, ...]:
        """The fields as the ABI encoder wants them: addresses as text, words as 32 bytes, in the struct's order."""
        return tuple(
            bytes.fromhex(getattr(self, name)[2:]) if kind == "bytes32" else getattr(self, name)
            for name, kind in INVOICE_FIELDS
        )


def draw_salt() -> str:
    """64 random bits and 24 zero bytes, as 0x hex: enough to set invoices of equal terms apart, and every zero byte
    saves the payer 12 gas of calldata (EIP-2028)."""
    return "0x" + secrets.token_hex(8) + "00" * 24


def payment_id(invoice: Invoice, domain: Domain) -> str:
    """keccak256(0x1901 ‖ domain separator ‖ hash of the struct) of EIP-712, as lower-case 0x hex.

    The same value as the gateway's `payment_id(invoice)` on that chain."""
    preimage = b"\x19\x01" + domain_separator(domain) + _struct_hash(invoice)
    return "0x" + keccak(preimage).hex()


def domain_separator(domain: Domain) -> bytes:
    """The 32-byte hash of the gateway's EIP-712 domain on a chain."""
    names = [keccak(text=DOMAIN_NAME), keccak(text=DOMAIN_VERSION)]
    words = [_type_hash("EIP712Domain", DOMAIN_FIELDS), *names, domain.chain_id, domain.gateway]
    return keccak(encode(["bytes32", "bytes32", "bytes32", "uint256", "address"], words))


def typed_data(invoice: Invoice, domain: Domain) -> dict[str, Any]:
    """The document that wallets show and sign (`eth_signTypedData_v4`). Numbers are decimal text, so that no reader
    rounds them; addresses are checksummed."""
    return {
        "types": {"EIP712Domain": _listed(DOMAIN_FIELDS), "Invoice": _listed(INVOICE_FIELDS)},
        "primaryType": "Invoice",
        "domain": {
            "name": DOMAIN_NAME,
            "version": DOMAIN_VERSION,
            "chainId": domain.chain_id,
            "verifyingContract": to_checksum_address(domain.gateway),
        },
        "message": {name: _shown(kind, getattr(invoice, name)) for name, kind in INVOICE_FIELDS},
    }


def _struct_hash(invoice: Invoice) -> bytes:
    words = [_type_hash("Invoice", INVOICE_FIELDS), *invoice.values()]
    return keccak(encode(["bytes32", *INVOICE_TYPES], words))


def _type_hash(name: str, fields: tuple[tuple[str, str], ...]) -> bytes:
    return keccak(text=f"{name}({','.join(f'{kind} {field}' for field, kind in fields)})")


def _listed(fields: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"name": name, "type": kind} for name, kind in fields]


def _shown(kind: str, value: Any) -> str:
    if kind == "address":
        return to_checksum_address(value)
    return str(value)
