"""Logs blooms: a header's proof that a block holds no log of some contract (Ethereum Yellow Paper, section 4.3.1)."""

from __future__ import annotations

from eth_utils.crypto import keccak


def bits(value: str) -> int:
    """The three bits that an address or topic (0x hex) sets in a bloom of 2048 bits."""
    digest = keccak(hexstr=value)
    return sum({1 << (int.from_bytes(digest[i : i + 2], "big") & 2047) for i in (0, 2, 4)})


def may_hold(bloom: int, value_bits: int) -> bool:
    """False proves absence; True proves nothing."""
    return bloom & value_bits == value_bits
