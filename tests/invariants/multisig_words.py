"""A wallet's terms and what its owners sign, made from EIP-712 itself and not from the contract."""

from functools import lru_cache
from typing import NamedTuple

from eth_abi import encode
from eth_utils import keccak
from seals import Domain, struct, typed_digest


class Payment(NamedTuple):
    token: str
    to: str
    amount: int
    memo: bytes


class Call(NamedTuple):
    to: str
    value: int
    data: bytes


class Limit(NamedTuple):
    spender: str
    token: str
    amount: int
    window: int


class Slot(NamedTuple):
    lane: int
    nonce: int
    not_before: int
    deadline: int


class Configuration(NamedTuple):
    """What the wallet becomes."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    threshold: int = 1
    call_threshold: int = 1
    delay: int = 0
    limits: tuple[Limit, ...] = ()


class WalletDomain(Domain):
    """Where what owners sign counts: one chain, one wallet."""

    name = "Counterfoil MultiSig"


PAYMENT = "Payment(address token,address to,uint256 amount,bytes32 memo)"
CALL = "Call(address to,uint256 value,bytes data)"
LIMIT = "Limit(address spender,address token,uint256 amount,uint256 window)"
SLOT = "Slot(uint256 lane,uint256 nonce,uint256 not_before,uint256 deadline)"
CONFIGURATION = (
    "Configuration(address[] add,address[] remove,uint256 threshold,uint256 call_threshold,uint256 delay,"
    "Limit[] limits)"
)
# Referenced types stand behind the first in the order of the alphabet.
PAYMENTS_TYPE = f"Payments(Payment[] payments,Slot slot,uint256 epoch){PAYMENT}{SLOT}"
CALLS_TYPE = f"Calls(Call[] calls,Slot slot,uint256 epoch){CALL}{SLOT}"
CHANGE_TYPE = f"ConfigurationChange(Configuration configuration,Slot slot,uint256 epoch){CONFIGURATION}{LIMIT}{SLOT}"
SPEND_TYPE = f"Spend(Payment payment,uint256 number,uint256 deadline){PAYMENT}"
ACCEPT_TYPE = "AcceptOwnership(address owner,uint256 deadline)"
VETO_TYPE = "Veto(bytes32 proposal,uint256 deadline)"
MESSAGE_TYPE = "WalletMessage(bytes32 digest,uint256 epoch)"
KINDS = {"payments": PAYMENTS_TYPE, "calls": CALLS_TYPE, "configuration": CHANGE_TYPE}


def words(type_text: str, kinds: list[str], values: list) -> bytes:
    return keccak(encode(["bytes32", *kinds], [keccak(text=type_text), *values]))


def hash_payment(payment: Payment) -> bytes:
    return keccak(struct(PAYMENT, payment))


def hash_call(call: Call) -> bytes:
    return words(CALL, ["address", "uint256", "bytes32"], [call.to, call.value, keccak(call.data)])


def hash_list(hashes: list[bytes]) -> bytes:
    return keccak(b"".join(hashes))


def hash_addresses(addresses: tuple[str, ...]) -> bytes:
    return hash_list([encode(["address"], [each]) for each in addresses])


def hash_configuration(change: Configuration) -> bytes:
    return words(
        CONFIGURATION + LIMIT,
        ["bytes32", "bytes32", "uint256", "uint256", "uint256", "bytes32"],
        [
            *(hash_addresses(change.add), hash_addresses(change.remove)),
            *(change.threshold, change.call_threshold, change.delay),
            hash_list([keccak(struct(LIMIT, limit)) for limit in change.limits]),
        ],
    )


def content_hash(kind: str, content: tuple) -> bytes:
    if kind == "configuration":
        return hash_configuration(Configuration(*content))
    each = hash_payment if kind == "payments" else hash_call
    return hash_list([each(part) for part in content])


@lru_cache(maxsize=20_000)
def proposal(kind: str, content: tuple, slot: Slot, epoch: int, domain: WalletDomain) -> bytes:
    """The digest that owners sign, or confirm on the chain."""
    values = [content_hash(kind, content), keccak(struct(SLOT, slot)), epoch]
    hashed = encode(["bytes32", "bytes32", "bytes32", "uint256"], [keccak(text=KINDS[kind]), *values])
    return typed_digest(domain, hashed)


def message(digest: bytes, epoch: int, domain: WalletDomain) -> bytes:
    return typed_digest(domain, struct(MESSAGE_TYPE, (digest, epoch)))


def acceptance(owner: str, deadline: int, domain: WalletDomain) -> bytes:
    return typed_digest(domain, struct(ACCEPT_TYPE, (owner, deadline)))


def objection(proposal_hash: bytes, deadline: int, domain: WalletDomain) -> bytes:
    return typed_digest(domain, struct(VETO_TYPE, (proposal_hash, deadline)))


def spending(payment: Payment, number: int, deadline: int, domain: WalletDomain) -> bytes:
    values = [keccak(text=SPEND_TYPE), hash_payment(payment), number, deadline]
    return typed_digest(domain, encode(["bytes32", "bytes32", "uint256", "uint256"], values))
