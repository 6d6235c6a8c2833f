"""What owners of a wallet sign, as EIP-712 sees it, and how approvals are packed; written from the terms, not from the
contract.
"""

import re

from eth_account import Account
from eth_account.messages import _hash_eip191_message, encode_typed_data

NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
ZERO = "0x" + "00" * 20
SENTINEL = "0x" + "00" * 19 + "01"
NO_MEMO = b"\0" * 32
MEMO = b"rent of may".ljust(32, b"\0")
NEVER = 2**256 - 1
FOREVER = 2**40
DAY = 86_400
MAGIC, NO_MAGIC = bytes.fromhex("1626ba7e"), bytes.fromhex("ffffffff")
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141

TYPES = {
    "Payment": "address token,address to,uint256 amount,bytes32 memo",
    "Call": "address to,uint256 value,bytes data",
    "Limit": "address spender,address token,uint256 amount,uint256 window",
    "Slot": "uint256 lane,uint256 nonce,uint256 not_before,uint256 deadline",
    "Configuration": (
        "address[] add,address[] remove,uint256 threshold,uint256 call_threshold,uint256 delay,Limit[] limits"
    ),
    "Payments": "Payment[] payments,Slot slot,uint256 epoch",
    "Calls": "Call[] calls,Slot slot,uint256 epoch",
    "ConfigurationChange": "Configuration configuration,Slot slot,uint256 epoch",
    "WalletMessage": "bytes32 digest,uint256 epoch",
    "AcceptOwnership": "address owner,uint256 deadline",
    "Veto": "bytes32 proposal,uint256 deadline",
    "Spend": "Payment payment,uint256 number,uint256 deadline",
}


def fields(kind):
    """The fields of a message as eth_account wants them."""
    return [dict(zip(("type", "name"), field.split(), strict=True)) for field in TYPES[kind].split(",")]


def named_in(kind):
    """A kind and every kind that it is made of."""
    inner = {name for field in fields(kind) if (name := re.sub(r"\[\]$", "", field["type"])) in TYPES}
    return {kind}.union(*(named_in(name) for name in inner))


def digest(domain, kind, message):
    """What is signed, and for a proposal its hash."""
    signable = encode_typed_data(domain, {name: fields(name) for name in named_in(kind)}, message)
    return bytes(_hash_eip191_message(signable))


def struct(kind, *values):
    """A message of a kind from its values in their order; contracts and accounts are taken for their addresses."""
    names = [field["name"] for field in fields(kind)]
    return {name: getattr(value, "address", value) for name, value in zip(names, values, strict=True)}


def words(message):
    """The same as a contract's verb takes it: tuples all the way down."""
    if isinstance(message, dict):
        return tuple(words(value) for value in message.values())
    if isinstance(message, list):
        return [words(value) for value in message]
    return message


def signature(signer, digest):
    """65 bytes of a key."""
    return bytes(Account.unsafe_sign_hash(digest, signer.private_key).signature)


def high_s(signed):
    """The other signature of the same key over the same digest, with s in the upper half."""
    s = ORDER - int.from_bytes(signed[32:64], "big")
    return signed[:32] + s.to_bytes(32, "big") + bytes([55 - signed[64]])


def address_word(owner):
    return bytes(12) + bytes.fromhex(str(getattr(owner, "address", owner))[2:])


def by_key(signer, digest):
    """An owner's approval off-chain."""
    return signer.address, signature(signer, digest)


def on_chain(owner):
    """That of an owner who confirmed on-chain, or who sends it."""
    return owner.address, address_word(owner) + bytes(32) + b"\1"


def by_wallet(owner, signed):
    """That of an owner who is a contract."""
    return owner.address, address_word(owner) + len(signed).to_bytes(32, "big") + b"\0" + signed


def packed(*approvals):
    """One after another in ascending order of the owners' addresses."""
    return b"".join(entry for _, entry in sorted(approvals, key=lambda approval: int(approval[0], 16)))


def other_value(value):
    """Another value of the same type."""
    if isinstance(value, int):
        return value + 1
    if isinstance(value, bytes):
        return bytes([value[0] ^ 1]) + value[1:] if value else b"\1"
    return "0x" + "1f" * 20


def mutations(message, path=""):
    """The message with each of its fields changed, one at a time, whatever the depth; and with each list a piece
    shorter.
    """
    if isinstance(message, dict):
        for name, value in message.items():
            for at, changed in mutations(value, f"{path}.{name}"):
                yield at, message | {name: changed}
    elif isinstance(message, list):
        for index, value in enumerate(message):
            yield f"{path}[{index}]", message[:index] + message[index + 1 :]
            for at, changed in mutations(value, f"{path}[{index}]"):
                yield at, [*message[:index], changed, *message[index + 1 :]]
    else:
        yield path, other_value(message)
