"""Payment links of ERC-681: `ethereum:<contract>@<chain>/<function>?<parameters>`.

The parameters of a call are written under their ABI types, in order. `pay` takes a struct, which few wallets
encode: docs/decisions/0301-payment-links.md says which link serves whom. A wallet that knows only plain transfers
sends the value without the call, and the gateway refuses coins that come without one."""

from __future__ import annotations

from typing import Any

from eth_utils.address import to_checksum_address

from backend.checkout.acceptance import NATIVE_COIN
from backend.checkout.calldata import INVOICE_TUPLE
from backend.checkout.invoice import INVOICE_FIELDS, Domain, Invoice


def pay_link(invoice: Invoice, signature: str, domain: Domain, *, native: bool) -> str:
    """The call `pay(invoice, signature)`; with `value` (smallest units) when the chain's own coin is asked for."""
    struct = ",".join(_written(kind, getattr(invoice, name)) for name, kind in INVOICE_FIELDS)
    parameters = [f"{INVOICE_TUPLE}=({struct})", f"bytes={signature}"]
    if native:
        parameters.insert(0, f"value={invoice.amount}")
    return f"ethereum:{to_checksum_address(domain.gateway)}@{domain.chain_id}/pay?{'&'.join(parameters)}"


def approve_link(token: str, amount: int, domain: Domain) -> str:
    """The call `approve(gateway, amount)` on an ERC-20 token: the first of its two steps."""
    spender = to_checksum_address(domain.gateway)
    return f"ethereum:{to_checksum_address(token)}@{domain.chain_id}/approve?address={spender}&uint256={amount}"


def transfer_link(token: str, amount: int, deposit: str, chain_id: int) -> str:
    """The plain send as ERC-681 writes it, which is what most wallets read; `amount` in smallest units."""
    to = to_checksum_address(deposit)
    if token == NATIVE_COIN:
        return f"ethereum:{to}@{chain_id}?value={amount}"
    return f"ethereum:{to_checksum_address(token)}@{chain_id}/transfer?address={to}&uint256={amount}"


def _written(kind: str, value: Any) -> str:
    return to_checksum_address(value) if kind == "address" else str(value)
