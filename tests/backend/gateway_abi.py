"""The gateway's ABI written down by hand, as far as the mirror reads it, with an encoder that is not ours."""

from __future__ import annotations

from typing import Any

from eth_abi import encode
from eth_utils import keccak

EVENTS = """
MerchantRegistered(address indexed merchant, address payout, address invoice_signer)
InvoiceSignerChanged(address indexed merchant, address invoice_signer)
PayoutChangeProposed(address indexed merchant, address payout, uint256 effective_at)
PayoutChangeCancelled(address indexed merchant, address payout)
PaymentRequested(bytes32 indexed payment_id, address indexed merchant, address indexed payer, uint256 number, \
address token, uint256 amount, uint256 max_fee_bps, uint256 valid_until, uint256 refund_until, bytes32 splits_hash, \
bytes32 reference, bytes32 salt)
PaymentCompleted(bytes32 indexed payment_id, address indexed merchant, address indexed payer, uint256 number, \
address token, uint256 amount, uint256 fee, address payout, bytes32 reference)
PaymentCancelled(bytes32 indexed payment_id, address indexed merchant, uint256 number)
PaymentRefunded(bytes32 indexed payment_id, address indexed merchant, address indexed payer, uint256 number, \
address token, uint256 amount, uint256 refunded)
CreditIncreased(address indexed receiver, address indexed token, uint256 amount, uint256 balance)
CreditWithdrawn(address indexed receiver, address indexed token, address to, uint256 amount, uint256 balance)
FeeChanged(uint256 fee_bps)
FeeReceiverChanged(address fee_receiver)
MerchantFeeChanged(address indexed merchant, uint256 fee_bps)
PausedChanged(bool paused)
AdminTransferStarted(address indexed admin, address indexed pending_admin)
AdminTransferred(address indexed previous_admin, address indexed admin)
"""
TERMS = "bool registered, address payout, address invoice_signer, address proposed_payout, uint256 payout_effective_at"


def _fields(text: str) -> list[dict[str, Any]]:
    parts = [part.split() for part in text.split(",")]
    return [{"type": p[0], "name": p[-1], "indexed": len(p) == 3} for p in parts]


def _event(line: str) -> dict[str, Any]:
    name, _, inputs = line.rstrip(")").partition("(")
    return {"type": "event", "name": name, "anonymous": False, "inputs": _fields(inputs)}


MERCHANT_VIEW = {
    "type": "function",
    "name": "merchant",
    "stateMutability": "view",
    "inputs": [{"name": "merchant", "type": "address"}],
    "outputs": [{"name": "", "type": "tuple", "components": _fields(f"{TERMS}, uint256 fee_bps, uint256 number")}],
}
ABI: list[dict[str, Any]] = [*map(_event, EVENTS.strip().split("\n")), MERCHANT_VIEW]
BY_NAME = {entry["name"]: entry for entry in ABI if entry["type"] == "event"}


def topic(name: str) -> str:
    types = ",".join(field["type"] for field in BY_NAME[name]["inputs"])
    return "0x" + keccak(text=f"{name}({types})").hex()


TOPICS = {name: topic(name) for name in BY_NAME}


def encoded(name: str, values: dict[str, Any]) -> tuple[list[str], str]:
    """Topics and data of an event as a node gives them. bytes32 values are 0x hex text."""
    inputs = BY_NAME[name]["inputs"]
    assert {field["name"] for field in inputs} == set(values), name
    topics = [TOPICS[name]] + [_words([f], values) for f in inputs if f["indexed"]]
    return topics, _words([f for f in inputs if not f["indexed"]], values)


def _words(fields: list[dict[str, Any]], values: dict[str, Any]) -> str:
    given = [values[field["name"]] for field in fields]
    raw = [bytes.fromhex(v[2:]) if f["type"] == "bytes32" else v for f, v in zip(fields, given, strict=True)]
    return "0x" + encode([field["type"] for field in fields], raw).hex()
