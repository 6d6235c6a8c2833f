"""What a payer's wallet sends, encoded once here so that a page needs no ABI encoder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from backend.checkout.invoice import INVOICE_TYPES, Invoice

INVOICE_TUPLE = f"({','.join(INVOICE_TYPES)})"


def pay(invoice: Invoice, signature: str) -> str:
    """`pay(invoice, signature)` of the gateway. `signature`: 0x hex, or `0x` for an invoice requested on-chain."""
    return _call("pay", [INVOICE_TUPLE, "bytes"], [invoice.values(), bytes.fromhex(signature[2:])])


def approve(spender: str, amount: int) -> str:
    """`approve(spender, amount)` of ERC-20; `amount` in smallest units."""
    return _call("approve", ["address", "uint256"], [spender, amount])


def allowance_around_owner(spender: str) -> tuple[str, str]:
    """`allowance(owner, spender)` of ERC-20 around the owner's 32-byte word, which only the payer's wallet knows:
    what comes before it (with 0x) and what comes after it."""
    return "0x" + _selector("allowance", ["address", "address"]), encode(["address"], [spender]).hex()


def _call(name: str, kinds: Sequence[str], values: Sequence[Any]) -> str:
    return "0x" + _selector(name, kinds) + encode(kinds, values).hex()


def _selector(name: str, kinds: Sequence[str]) -> str:
    return keccak(text=f"{name}({','.join(kinds)})")[:4].hex()
