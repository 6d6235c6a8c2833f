"""The invoice and its identity under EIP-712. The digest that the merchant's signer signs is the payment id."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from typing import Any

from backend.checkout import eip712
from backend.checkout.eip712 import Signed

DOMAIN_NAME = "Counterfoil PaymentGateway"
DOMAIN_VERSION = "1"
ANYONE = "0x" + "00" * 20
NO_BYTES32 = "0x" + "00" * 32

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

    @property
    def signed(self) -> Signed:
        """The same with the contract's name and version, which every signature is under."""
        return Signed(DOMAIN_NAME, DOMAIN_VERSION, self.chain_id, self.gateway)


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
        return eip712.abi_values(INVOICE_FIELDS, asdict(self))


def draw_salt() -> str:
    """64 random bits and 24 zero bytes, as 0x hex: enough to set invoices of equal terms apart, and every zero byte
    saves the payer 12 gas of calldata (EIP-2028)."""
    return "0x" + secrets.token_hex(8) + "00" * 24


def payment_id(invoice: Invoice, domain: Domain) -> str:
    """keccak256(0x1901 ‖ domain separator ‖ hash of the struct) of EIP-712, as lower-case 0x hex.

    The same value as the gateway's `payment_id(invoice)` on that chain."""
    return eip712.digest(domain.signed, "Invoice", INVOICE_FIELDS, invoice.values())


def domain_separator(domain: Domain) -> bytes:
    """The 32-byte hash of the gateway's EIP-712 domain on a chain."""
    return eip712.separator(domain.signed)


def typed_data(invoice: Invoice, domain: Domain) -> dict[str, Any]:
    """The document that wallets show and sign (`eth_signTypedData_v4`). Numbers are decimal text, so that no reader
    rounds them; addresses are checksummed."""
    return eip712.document(domain.signed, "Invoice", INVOICE_FIELDS, asdict(invoice))
