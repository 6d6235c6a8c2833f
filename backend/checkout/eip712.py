"""Typed data of EIP-712: domains, type hashes, digests, and the document that wallets show. Knows no type of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eth_abi.abi import encode
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

Fields = tuple[tuple[str, str], ...]
"""Names of a struct's fields with their ABI types, in order."""

DOMAIN_FIELDS: Fields = (
    ("name", "string"),
    ("version", "string"),
    ("chainId", "uint256"),
    ("verifyingContract", "address"),
)


@dataclass(frozen=True, slots=True)
class Signed:
    """Where a signature counts: one contract (lower-case address) of a name and version, on one chain."""

    name: str
    version: str
    chain_id: int
    contract: str


def separator(domain: Signed) -> bytes:
    """The 32-byte hash of the domain."""
    names = [keccak(text=domain.name), keccak(text=domain.version)]
    words = [type_hash("EIP712Domain", DOMAIN_FIELDS), *names, domain.chain_id, domain.contract]
    return keccak(encode(["bytes32", "bytes32", "bytes32", "uint256", "address"], words))


def digest(domain: Signed, struct: str, fields: Fields, values: Sequence[Any]) -> str:
    """keccak256(0x1901 ‖ domain separator ‖ hash of the struct), as lower-case 0x hex. `values`: as the ABI encoder
    wants them, in the order of `fields`, which are of static types."""
    words = [type_hash(struct, fields), *values]
    struct_hash = keccak(encode(["bytes32", *(kind for _, kind in fields)], words))
    return "0x" + keccak(b"\x19\x01" + separator(domain) + struct_hash).hex()


def document(domain: Signed, struct: str, fields: Fields, message: Mapping[str, Any]) -> dict[str, Any]:
    """What wallets show and sign (`eth_signTypedData_v4`). Numbers are decimal text, so that no reader rounds them;
    addresses are checksummed."""
    return {
        "types": {"EIP712Domain": _listed(DOMAIN_FIELDS), struct: _listed(fields)},
        "primaryType": struct,
        "domain": {
            "name": domain.name,
            "version": domain.version,
            "chainId": domain.chain_id,
            "verifyingContract": to_checksum_address(domain.contract),
        },
        "message": {name: _shown(kind, message[name]) for name, kind in fields},
    }


def type_hash(struct: str, fields: Fields) -> bytes:
    """The hash of a struct's type as EIP-712 writes it."""
    return keccak(text=f"{struct}({','.join(f'{kind} {field}' for field, kind in fields)})")


def abi_values(fields: Fields, given: Mapping[str, Any]) -> tuple[Any, ...]:
    """Fields as the ABI encoder wants them: addresses as text, words as 32 bytes, in the struct's order."""
    return tuple(bytes.fromhex(given[name][2:]) if kind == "bytes32" else given[name] for name, kind in fields)


def _listed(fields: Fields) -> list[dict[str, str]]:
    return [{"name": name, "type": kind} for name, kind in fields]


def _shown(kind: str, value: Any) -> str | bool:
    if kind == "bool":
        return bool(value)
    return to_checksum_address(value) if kind == "address" else str(value)
