"""What a deployed contract must answer, asked right after its deployment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from web3 import Web3

from scripts._deployment.terms import Terms

VERSION = "1.0.0"
DOMAIN_VERSION = "1"

Expected = tuple[str, Any]


def differences(
    contract: str, node: Web3, address: str, abi: Any, terms: Terms, addresses: Mapping[str, str]
) -> Iterator[str]:
    """Reads a deployed contract back and tells what differs, one "what is, what should be" each.

    A blueprint has nothing to be asked: that it is the right one, `ape run verify` shows."""
    if contract == "DepositAddress":
        return
    own = to_checksum_address(address)
    calls = node.eth.contract(address=own, abi=abi).functions
    for view, expected in _expected(contract, node, own, terms, addresses):
        found = calls[view]().call()
        found = list(found) if isinstance(found, tuple) else found
        if found != expected:
            yield f"{view}() answers {found!r} instead of {expected!r}"


def _expected(contract: str, node: Web3, own: str, terms: Terms, addresses: Mapping[str, str]) -> Iterator[Expected]:
    yield "version", VERSION
    if contract == "MultiSigFactory":
        yield "implementation", addresses["MultiSig"]
        return
    domain = [b"\x0f", f"Counterfoil {contract}", DOMAIN_VERSION, node.eth.chain_id, own, bytes(32), []]
    yield "eip712Domain", domain
    if contract == "MultiSig":
        # Nobody owns the implementation itself, and nobody ever can.
        yield "owners", []
        return
    if contract == "DepositAddresses":
        # The first contract that another creates has nonce 1 (EIP-161).
        made = keccak(b"\xd6\x94" + bytes.fromhex(own[2:]) + b"\x01")[12:]
        yield "origin", [addresses["PaymentGateway"], to_checksum_address(made), 0]
        return
    yield "admin", terms.admin
    yield "fee_terms", [terms.fee_bps, terms.fee_cap_bps, terms.fee_receiver, False]
    yield "sanctions_list", terms.sanctions_list
    if contract == "PaymentGateway":
        yield "payout_delay", terms.payout_delay
