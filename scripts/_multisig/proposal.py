"""A proposal of a MultiSig as a JSON file that its owners pass around: the content, and what each of them signed.

Numbers are decimal text, since some readers of JSON round them; addresses are checksummed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from eth_utils.address import is_checksum_address

from scripts._deployment import Refused
from scripts._deployment.written import write_json

FORMAT = "counterfoil-proposal/1"
Kind = Literal["payments", "calls", "configuration"]
SLOT = ("lane", "nonce", "not_before", "deadline")
SHAPES: Mapping[str, Mapping[str, str]] = {
    "payments": {"token": "address", "to": "address", "amount": "uint256", "memo": "bytes32"},
    "calls": {"to": "address", "value": "uint256", "data": "bytes"},
    "limits": {"spender": "address", "token": "address", "amount": "uint256", "window": "uint256"},
}
CONFIGURATION: Mapping[str, str] = {
    "add": "address[]",
    "remove": "address[]",
    "threshold": "uint256",
    "call_threshold": "uint256",
    "delay": "uint256",
}
LARGEST = 2**256 - 1
LONGEST_DATA = 2_048
MOST = {"payments": 16, "calls": 8, "limits": 8}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What owners approve. `content`: a list of payments or of calls, or a configuration, as the file has it.
    `signatures`: by owner (checksummed), 0x hex: 65 bytes of a key, or what a wallet answers for under ERC-1271."""

    chain_id: int
    wallet: str
    kind: Kind
    content: Any
    slot: Mapping[str, int]
    epoch: int
    signatures: Mapping[str, str] = field(default_factory=dict)

    def signed_by(self, owner: str, signature: str) -> Proposal:
        """The same proposal with one signature more."""
        return replace(self, signatures={**self.signatures, owner: signature})

    def says_the_same(self, other: Proposal) -> bool:
        """Whether both are the same words, whoever signed them."""
        return replace(self, signatures={}) == replace(other, signatures={})


def read_proposal(path: Path) -> Proposal:
    """The proposal in a file. Raises Refused, naming what is wrong in it."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise Refused(f"{path} cannot be read as JSON ({problem}): ask for the file again.") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise Refused(f"{path} is not a proposal of the format {FORMAT}: make one with `ape run multisig`.")
    try:
        return _proposal(found)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise Refused(f"{path} is not a right proposal ({problem}): ask for the file again, do not edit it.") from None


def write_proposal(path: Path, proposal: Proposal) -> None:
    """Writes the file, entirely or not at all."""
    write_json(
        path,
        {
            "format": FORMAT,
            "chain_id": str(proposal.chain_id),
            "wallet": proposal.wallet,
            "kind": proposal.kind,
            proposal.kind: proposal.content,
            "slot": {name: str(proposal.slot[name]) for name in SLOT},
            "epoch": str(proposal.epoch),
            "signatures": dict(sorted(proposal.signatures.items())),
        },
    )


def _proposal(found: Mapping[str, Any]) -> Proposal:
    kind = found["kind"]
    if kind not in ("payments", "calls", "configuration"):
        raise ValueError(f"kind is {kind!r}")
    expected = {"format", "chain_id", "wallet", "kind", kind, "slot", "epoch", "signatures"}
    if set(found) != expected:
        # What a person does not see in words must not be in what is signed.
        raise ValueError(f"unexpected or missing: {', '.join(sorted(set(found) ^ expected))}")
    content = found[kind]
    if kind == "configuration":
        _check_fields("configuration", {**CONFIGURATION, "limits": "list"}, content)
        _check_list("limits", content["limits"])
    else:
        _check_list(kind, content)
    _check_fields("slot", dict.fromkeys(SLOT, "uint256"), found["slot"])
    for owner, signature in found["signatures"].items():
        _check("signatures", "address", owner)
        bytes.fromhex(signature.removeprefix("0x"))
    _check("wallet", "address", found["wallet"])
    for name in ("chain_id", "epoch"):
        _check(name, "uint256", found[name])
    return Proposal(
        chain_id=int(found["chain_id"]),
        wallet=found["wallet"],
        kind=kind,
        content=content,
        slot={name: int(found["slot"][name]) for name in SLOT},
        epoch=int(found["epoch"]),
        signatures=dict(found["signatures"]),
    )


def _check_list(kind: str, entries: list[Mapping[str, Any]]) -> None:
    if not isinstance(entries, list) or len(entries) > MOST[kind]:
        raise ValueError(f"{kind} is not a list of at most {MOST[kind]}")
    for entry in entries:
        _check_fields(kind, SHAPES[kind], entry)


def _check_fields(what: str, shape: Mapping[str, str], entry: Mapping[str, Any]) -> None:
    if set(entry) != set(shape):
        raise ValueError(f"{what} has unexpected or lacks fields: {', '.join(sorted(set(entry) ^ set(shape)))}")
    for name, type_ in shape.items():
        if type_ == "address[]":
            for one in entry[name]:
                _check(name, "address", one)
        elif type_ != "list":
            _check(name, type_, entry[name])


def _check(name: str, type_: str, value: str) -> None:
    if type_ == "address" and not is_checksum_address(value):
        raise ValueError(f"{name} {value} has not a right EIP-55 checksum")
    if type_ == "uint256" and not (value.isascii() and value.isdigit() and int(value) <= LARGEST):
        raise ValueError(f"{name} is {value!r}, not a whole number")
    if type_ == "bytes32" and len(bytes.fromhex(value.removeprefix("0x"))) != 32:
        raise ValueError(f"{name} is not 32 bytes")
    if type_ == "bytes" and len(bytes.fromhex(value.removeprefix("0x"))) > LONGEST_DATA:
        raise ValueError(f"{name} is longer than {LONGEST_DATA} bytes")
