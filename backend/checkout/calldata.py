"""What wallets send, encoded once here so that a page needs no ABI encoder. Amounts are smallest units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from backend.checkout.deal import DEAL_TUPLE, Deal
from backend.checkout.invoice import INVOICE_TYPES, Invoice

INVOICE_TUPLE = f"({','.join(INVOICE_TYPES)})"
ALL = 2**256 - 1
"""Instead of an amount of a deal: all that is held."""


def pay(invoice: Invoice, signature: str) -> str:
    """`pay(invoice, signature)` of the gateway. `signature`: 0x hex, or `0x` for an invoice requested on-chain."""
    return _call("pay", [INVOICE_TUPLE, "bytes"], [invoice.values(), bytes.fromhex(signature[2:])])


def approve(spender: str, amount: int) -> str:
    """`approve(spender, amount)` of ERC-20."""
    return _call("approve", ["address", "uint256"], [spender, amount])


def allowance_around_owner(spender: str) -> tuple[str, str]:
    """`allowance(owner, spender)` of ERC-20 around the owner's 32-byte word, which only the payer's wallet knows:
    what comes before it (with 0x) and what comes after it."""
    return "0x" + _selector("allowance", ["address", "address"]), encode(["address"], [spender]).hex()


def fund(deal: Deal, acceptance: str) -> str:
    """`fund(deal, acceptance)` of the Escrow. `acceptance`: the arbiter's signature as 0x hex, or `0x` without one."""
    return _call("fund", [DEAL_TUPLE, "bytes"], [deal.values(), bytes.fromhex(acceptance[2:])])


def release(deal: Deal, amount: int = ALL) -> str:
    """`release(deal, amount)` of the Escrow: the depositor lets the beneficiary have it."""
    return _call("release", [DEAL_TUPLE, "uint256"], [deal.values(), amount])


def dispute(deal: Deal) -> str:
    """`dispute(deal)` of the Escrow."""
    return _call("dispute", [DEAL_TUPLE], [deal.values()])


def reclaim(deal: Deal) -> str:
    """`reclaim(deal)` of the Escrow: anyone may, once the time for delivery is over and nothing was delivered."""
    return _call("reclaim", [DEAL_TUPLE], [deal.values()])


def resolve_by_timeout(deal: Deal) -> str:
    """`resolve_by_timeout(deal)` of the Escrow: anyone may, once the time for a ruling is over."""
    return _call("resolve_by_timeout", [DEAL_TUPLE], [deal.values()])


def collect(invoice: Invoice, signature: str, refund_to: str) -> str:
    """`collect(invoice, [], signature, refund_to)` of DepositAddresses: pays the invoice with what lies there."""
    kinds = [INVOICE_TUPLE, "(address,uint256)[]", "bytes", "address"]
    return _call("collect", kinds, [invoice.values(), [], bytes.fromhex(signature[2:]), refund_to])


def return_deposit(invoice: Invoice, refund_to: str, token: str) -> str:
    """`return_deposit(invoice, refund_to, token)` of DepositAddresses: sends back what cannot pay the invoice."""
    return _call("return_deposit", [INVOICE_TUPLE, "address", "address"], [invoice.values(), refund_to, token])


def _call(name: str, kinds: Sequence[str], values: Sequence[Any]) -> str:
    return "0x" + _selector(name, kinds) + encode(kinds, values).hex()


def _selector(name: str, kinds: Sequence[str]) -> str:
    return keccak(text=f"{name}({','.join(kinds)})")[:4].hex()
