"""Deals and the words people sign about them, as EIP-712 sees them; written from the terms, not from the contract."""

from hashlib import sha256

from eth_account import Account
from eth_account.messages import _hash_eip191_message, encode_typed_data

NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
ZERO = "0x" + "00" * 20
NO_HASH = b"\0" * 32
ALL = 2**256 - 1
DAY = 86_400
# An odd number of units, so that halves and fees leave something over.
AMOUNT = 1_000_000_001
FEE_BPS = 50
FEE_CAP_BPS = 100
FEE = AMOUNT * FEE_BPS // 10_000
CODE = b"4711-0815"
CLAIM_HASH = sha256(CODE).digest()
NONE, ACCEPTED, DECLINED, FUNDED, DELIVERED, DISPUTED, CLOSED = range(7)
SETTLED, RULED, TIMED_OUT = 1, 2, 3
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141

TYPES = {
    "Deal": (
        "address depositor,address beneficiary,address arbiter,address token,uint256 amount,uint256 max_fee_bps,"
        "uint256 delivery_until,uint256 inspection_period,bytes32 claim_hash,uint256 arbiter_fee_bps,"
        "uint256 dispute_period,uint256 on_timeout_bps,bytes32 salt"
    ),
    "AcceptArbitration": "bytes32 deal_id",
    "ReleaseFunds": "bytes32 deal_id,uint256 amount,uint256 held,uint256 deadline",
    "ReturnFunds": "bytes32 deal_id,uint256 amount,uint256 held,uint256 deadline",
    "MarkDelivered": "bytes32 deal_id,bytes32 proof,uint256 deadline",
    "Dispute": "bytes32 deal_id,address by,uint256 deadline",
    "Resolve": "bytes32 deal_id,uint256 to_beneficiary,uint256 arbiter_fee,uint256 deadline",
    "Settle": "bytes32 deal_id,uint256 to_beneficiary,uint256 held,uint256 deadline",
    "WithdrawCredit": "address receiver,address token,address to,uint256 deadline",
}


def fields(kind):
    """The fields of a message as eth_account wants them."""
    return [dict(zip(("type", "name"), field.split(), strict=True)) for field in TYPES[kind].split(",")]


def typed(domain, kind, message):
    return encode_typed_data(domain, {kind: fields(kind)}, message)


def digest(domain, kind, message):
    """What is signed, and for a Deal its id."""
    return bytes(_hash_eip191_message(typed(domain, kind, message)))


def signature(signer, domain, kind, message):
    """65 bytes of a key."""
    return bytes(Account.sign_message(typed(domain, kind, message), signer.private_key).signature)


def compact(signed):
    """EIP-2098."""
    vs = int.from_bytes(signed[32:64], "big") | ((signed[64] - 27) << 255)
    return signed[:32] + vs.to_bytes(32, "big")


def high_s(signed):
    """The other signature of the same key over the same digest, with s in the upper half."""
    s = ORDER - int.from_bytes(signed[32:64], "big")
    return signed[:32] + s.to_bytes(32, "big") + bytes([55 - signed[64]])


def other_value(value):
    """Another value of the same type."""
    if isinstance(value, int):
        return value + 1
    if isinstance(value, bytes):
        return bytes([value[0] ^ 1]) + value[1:]
    return "0x" + "1f" * 20
