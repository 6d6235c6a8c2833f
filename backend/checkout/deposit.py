"""Deposit addresses, computed without a node: where a plain send pays an invoice.

A deposit address is a minimal proxy (ERC-1167) which DepositAddresses puts at a CREATE2 address (EIP-1014) when it
collects. Its salt commits to the payment id and to where money goes back, so the address is known before anything is
there, and nobody can put anything else there."""

from __future__ import annotations

from eth_abi.abi import encode
from eth_utils.crypto import keccak

NOBODY = "0x" + "00" * 20
# ERC-1167 as Vyper writes it: what stands before and after the implementation's address in the init code.
BEFORE = bytes.fromhex("602d3d8160093d39f3363d3d373d3d3d363d73")
AFTER = bytes.fromhex("5af43d82803e903d91602b57fd5bf3")
# RLP of [address, 1]: a list of 22 bytes, a text of 20, and the number.
LIST_OF_22, TEXT_OF_20, FIRST_NONCE = b"\xd6", b"\x94", b"\x01"


def implementation(deposits: str) -> str:
    """The code behind every deposit address of a DepositAddresses contract (lower-case address): the first contract
    that it created, in its constructor. A contract's nonce begins at 1 (EIP-161), and the address of what it creates is
    the hash of its own and its nonce."""
    rlp = LIST_OF_22 + TEXT_OF_20 + bytes.fromhex(deposits[2:]) + FIRST_NONCE
    return "0x" + keccak(rlp)[12:].hex()


def deposit_address(deposits: str, payment_id: str, refund_to: str = NOBODY) -> str:
    """Where plain sends pay the invoice of this id, lower case. `refund_to`: where money goes back that cannot pay it;
    zero: to the merchant. The same value as `deposit_address(payment_id, refund_to)` of that contract."""
    salt = keccak(encode(["bytes32", "address"], [bytes.fromhex(payment_id[2:]), refund_to]))
    code = BEFORE + bytes.fromhex(implementation(deposits)[2:]) + AFTER
    return "0x" + keccak(b"\xff" + bytes.fromhex(deposits[2:]) + salt + keccak(code))[12:].hex()
