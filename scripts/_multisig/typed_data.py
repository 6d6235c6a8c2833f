"""What an owner signs: the proposal as typed data (EIP-712) under the wallet's own domain, and approvals packed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from eth_account import Account
from eth_account.messages import SignableMessage, encode_typed_data
from eth_keys.exceptions import BadSignature
from eth_utils.crypto import keccak
from eth_utils.exceptions import ValidationError

from scripts._multisig.proposal import CONFIGURATION, SHAPES, SLOT, Proposal

NAME = "Counterfoil MultiSig"
VERSION = "1"
DOMAIN = [
    {"name": "name", "type": "string"},
    {"name": "version", "type": "string"},
    {"name": "chainId", "type": "uint256"},
    {"name": "verifyingContract", "type": "address"},
]
PRIMARY = {"payments": "Payments", "calls": "Calls", "configuration": "ConfigurationChange"}
CONFIRMED = 1
BY_CONTRACT = 0
KEY_SIGNATURE = 65


def document(proposal: Proposal) -> dict[str, Any]:
    """What a wallet shows and signs (`eth_signTypedData_v4`)."""
    primary = PRIMARY[proposal.kind]
    return {
        "types": {"EIP712Domain": DOMAIN, **_types(proposal.kind)},
        "primaryType": primary,
        "domain": {
            "name": NAME,
            "version": VERSION,
            "chainId": proposal.chain_id,
            "verifyingContract": proposal.wallet,
        },
        "message": {
            proposal.kind: _values(proposal),
            "slot": {name: proposal.slot[name] for name in SLOT},
            "epoch": proposal.epoch,
        },
    }


def signable(proposal: Proposal) -> SignableMessage:
    """The document as accounts sign it."""
    return encode_typed_data(full_message=document(proposal))


def proposal_hash(proposal: Proposal) -> str:
    """The proposal's EIP-712 digest, as 0x hex: its name in the wallet and its events."""
    message = signable(proposal)
    return "0x" + keccak(b"\x19" + message.version + message.header + message.body).hex()


def packed(proposal: Proposal, signers: Iterable[str], confirmed: set[str]) -> bytes:
    """Approvals as the wallet reads them: owners ascending, each with its signature, or with its word on chain.
    `confirmed`: owners who confirmed there, or who send this."""
    entries = b""
    for owner in sorted({*signers, *confirmed}, key=str.lower):
        word = bytes.fromhex(owner[2:]).rjust(32, b"\0")
        if owner in confirmed:
            entries += word + bytes(32) + bytes([CONFIRMED])
            continue
        signature = bytes.fromhex(proposal.signatures[owner].removeprefix("0x"))
        if is_of_key(proposal, owner):
            entries += signature
        else:
            entries += word + len(signature).to_bytes(32, "big") + bytes([BY_CONTRACT]) + signature
    return entries


def is_of_key(proposal: Proposal, owner: str) -> bool:
    """Whether the owner's signature is one of the owner's own key; else it is for its contract to judge."""
    signature = bytes.fromhex(proposal.signatures[owner].removeprefix("0x"))
    if len(signature) != KEY_SIGNATURE:
        return False
    try:
        return bool(Account.recover_message(signable(proposal), signature=signature) == owner)
    except (BadSignature, ValidationError, ValueError):
        return False


def _types(kind: str) -> dict[str, list[dict[str, str]]]:
    element = {"payments": "Payment[]", "calls": "Call[]", "configuration": "Configuration"}[kind]
    types = {
        PRIMARY[kind]: _listed({kind: element, "slot": "Slot", "epoch": "uint256"}),
        "Slot": _listed(dict.fromkeys(SLOT, "uint256")),
    }
    if kind == "configuration":
        return types | {
            "Configuration": _listed({**CONFIGURATION, "limits": "Limit[]"}),
            "Limit": _listed(SHAPES["limits"]),
        }
    return types | {element[:-2]: _listed(SHAPES[kind])}


def _listed(shape: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "type": type_} for name, type_ in shape.items()]


def _values(proposal: Proposal) -> Any:
    if proposal.kind != "configuration":
        return [_entry(SHAPES[proposal.kind], one) for one in proposal.content]
    limits = [_entry(SHAPES["limits"], one) for one in proposal.content["limits"]]
    return {**_entry(CONFIGURATION, proposal.content), "limits": limits}


def _entry(shape: Mapping[str, str], entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(type_, entry[name]) for name, type_ in shape.items()}


def _value(type_: str, value: Any) -> Any:
    if type_ == "uint256":
        return int(value)
    return bytes.fromhex(value.removeprefix("0x")) if type_ in ("bytes", "bytes32") else value
