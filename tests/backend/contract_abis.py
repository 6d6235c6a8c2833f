"""The contracts' ABIs written down by hand, as far as the mirror reads them, with an encoder that is not ours."""

from __future__ import annotations

from typing import Any

from eth_abi import encode
from eth_utils import keccak
from eth_utils.abi import collapse_if_tuple

from tests.backend.event_signatures import (
    LIMIT_STATE,
    OF_A_WALLET,
    OF_THE_FACTORY,
    OF_THE_SUBSCRIPTION,
    STRUCTS,
)

OF_SEVERAL = """
CreditIncreased(address indexed receiver, address indexed token, uint256 number, uint256 amount, uint256 balance)
CreditWithdrawn(address indexed receiver, address indexed token, uint256 number, address to, uint256 amount, \
uint256 balance)
SignatureSpent(address indexed signer, bytes32 indexed digest)
FeeChanged(uint256 fee_bps)
FeeReceiverChanged(address fee_receiver)
PausedChanged(bool paused)
AdminTransferStarted(address indexed admin, address indexed pending_admin)
AdminTransferred(address indexed previous_admin, address indexed admin)
"""
OF_THE_GATEWAY = """
MerchantRegistered(address indexed merchant, address payout, address invoice_signer)
InvoiceSignerChanged(address indexed merchant, address invoice_signer)
PayoutChangeProposed(address indexed merchant, address payout, uint256 effective_at)
PayoutChangeCancelled(address indexed merchant, address payout)
MerchantFeeChanged(address indexed merchant, uint256 fee_bps)
SplitsApproved(address indexed merchant, bytes32 indexed splits_hash, bool approved)
PaymentRequested(bytes32 indexed payment_id, address indexed merchant, address indexed payer, uint256 number, \
address token, uint256 amount, uint256 max_fee_bps, uint256 valid_until, uint256 refund_until, bytes32 splits_hash, \
bytes32 reference, bytes32 salt)
PaymentCompleted(bytes32 indexed payment_id, address indexed merchant, address indexed payer, uint256 number, \
address token, uint256 amount, uint256 fee, address payout, bytes32 reference)
PaymentCancelled(bytes32 indexed payment_id, address indexed merchant, uint256 number)
PaymentRefunded(bytes32 indexed payment_id, address indexed merchant, address indexed payer, uint256 number, \
address token, uint256 amount, uint256 refunded)
SplitPaid(bytes32 indexed payment_id, address indexed merchant, address indexed receiver, uint256 number, \
address token, uint256 amount)
"""
OF_THE_ESCROW = """
FeesCollected(address indexed fee_receiver, address indexed token, uint256 number, uint256 amount)
ArbitrationAccepted(bytes32 indexed deal_id, address indexed arbiter, address indexed beneficiary)
ArbitrationDeclined(bytes32 indexed deal_id, address indexed arbiter, address indexed beneficiary)
DealFunded(bytes32 indexed deal_id, address indexed depositor, address indexed beneficiary, uint256 number, \
address arbiter, address token, uint256 amount, uint256 fee_bps, uint256 max_fee_bps, uint256 delivery_until, \
uint256 inspection_period, bytes32 claim_hash, uint256 arbiter_fee_bps, uint256 dispute_period, \
uint256 on_timeout_bps, bytes32 salt)
DealReleased(bytes32 indexed deal_id, address indexed depositor, address indexed beneficiary, uint256 step, \
address token, uint256 amount, uint256 fee, uint256 held)
DealReturned(bytes32 indexed deal_id, address indexed depositor, address indexed beneficiary, uint256 step, \
address token, uint256 amount, uint256 held)
DeliveryMarked(bytes32 indexed deal_id, address indexed depositor, address indexed beneficiary, uint256 step, \
bytes32 proof, uint256 inspection_until)
DealDisputed(bytes32 indexed deal_id, address indexed depositor, address indexed beneficiary, uint256 step, \
address by, uint256 dispute_until)
DealResolved(bytes32 indexed deal_id, address indexed depositor, address indexed beneficiary, uint256 step, \
uint256 how, address token, uint256 to_beneficiary, uint256 fee, uint256 to_depositor, uint256 arbiter_fee)
"""
OF_DEPOSIT_ADDRESSES = """
DepositCollected(bytes32 indexed payment_id, address indexed merchant, address indexed refund_to, uint256 number, \
address deposit, address token, uint256 amount, uint256 excess)
DepositReturned(bytes32 indexed payment_id, address indexed merchant, address indexed to, uint256 number, \
address deposit, address token, uint256 amount)
SignatureSpent(address indexed signer, bytes32 indexed digest)
"""
MERCHANT_TERMS = (
    "bool registered, address payout, address invoice_signer, address proposed_payout, uint256 payout_effective_at, "
    "uint256 fee_bps, uint256 number"
)
DEAL_STATE = "uint256 status, uint256 held, uint256 returned, uint256 since, uint256 step, uint256 fee_bps"


def _fields(text: str) -> list[dict[str, Any]]:
    parts = [part.split() for part in text.split(",") if part]
    return [_typed(p[0]) | {"name": p[-1] if len(p) > 1 else "", "indexed": len(p) == 3} for p in parts]


def _typed(text: str) -> dict[str, Any]:
    struct, brackets, _ = text.partition("[]")
    if struct in STRUCTS:
        return {"type": f"tuple{brackets}", "components": _plain(STRUCTS[struct])}
    return {"type": text}


def _events(*texts: str) -> list[dict[str, Any]]:
    lines = [line.rstrip(")").partition("(") for text in texts for line in text.strip().split("\n")]
    return [{"type": "event", "name": name, "anonymous": False, "inputs": _fields(rest)} for name, _, rest in lines]


def _view(name: str, inputs: str, outputs: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": "function",
        "name": name,
        "stateMutability": "view",
        "inputs": _plain(inputs),
        "outputs": outputs,
    }


def _plain(text: str) -> list[dict[str, Any]]:
    return [{key: value for key, value in field.items() if key != "indexed"} for field in _fields(text)]


def _struct(text: str) -> list[dict[str, Any]]:
    return [{"name": "", "type": "tuple", "components": _plain(text)}]


COUNT = _plain("uint256")
ABIS: dict[str, list[dict[str, Any]]] = {
    "PaymentGateway": [
        *_events(OF_SEVERAL, OF_THE_GATEWAY),
        _view("merchant", "address merchant", _struct(MERCHANT_TERMS)),
        _view("credit_number", "", COUNT),
    ],
    "DepositAddresses": [
        *_events(OF_DEPOSIT_ADDRESSES),
        _view("origin", "", _plain("address,address,uint256")),
    ],
    "Escrow": [
        *_events(OF_SEVERAL, OF_THE_ESCROW),
        _view("credit_number", "", COUNT),
        _view("deal_count", "", COUNT),
        _view("deal", "bytes32 deal_id", _struct(DEAL_STATE)),
    ],
    "Subscription": [
        *_events(OF_SEVERAL, OF_THE_SUBSCRIPTION),
        _view("credit_number", "", COUNT),
        _view("merchant_number", "address merchant", COUNT),
    ],
    "MultiSigFactory": [
        *_events(OF_THE_FACTORY),
        _view("wallet_count", "", COUNT),
    ],
    "MultiSig": [
        *_events(OF_A_WALLET),
        _view("next_nonce", "uint256 lane", COUNT),
        _view("limit", "address spender, address token", _struct(LIMIT_STATE)),
    ],
}
BY_NAME = {entry["name"]: entry for abi in ABIS.values() for entry in abi if entry["type"] == "event"}


def signature(entry: dict[str, Any]) -> bytes:
    """The hash by which an event or a function is named."""
    types = ",".join(collapse_if_tuple(field) for field in entry["inputs"])
    return keccak(text=f"{entry['name']}({types})")


SELECTORS = {
    "0x" + signature(entry)[:4].hex(): entry["name"]
    for abi in ABIS.values()
    for entry in abi
    if entry["type"] == "function"
}


def encoded(name: str, values: dict[str, Any]) -> tuple[list[str], str]:
    """Topics and data of an event as a node gives them. Bytes are 0x hex text, structs and lists tuples."""
    inputs = BY_NAME[name]["inputs"]
    assert {field["name"] for field in inputs} == set(values), name
    topics = ["0x" + signature(BY_NAME[name]).hex()] + [_words([f], values) for f in inputs if f["indexed"]]
    return topics, _words([f for f in inputs if not f["indexed"]], values)


def _words(fields: list[dict[str, Any]], values: dict[str, Any]) -> str:
    raw = [_raw(field, values[field["name"]]) for field in fields]
    return "0x" + encode([collapse_if_tuple(field) for field in fields], raw).hex()


def _raw(field: dict[str, Any], value: Any) -> Any:
    kind = field["type"]
    if kind.endswith("[]"):
        return [_raw({**field, "type": kind[:-2]}, one) for one in value]
    if kind == "tuple":
        return tuple(_raw(one, part) for one, part in zip(field["components"], value, strict=True))
    return bytes.fromhex(value[2:]) if kind.startswith("bytes") else value
