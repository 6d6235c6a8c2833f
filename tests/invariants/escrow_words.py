"""Terms of deals, their ids, and every word that a person may sign about them, made from the EIPs and not from the
contract."""

from functools import cache, lru_cache
from typing import NamedTuple

from eth_abi import encode
from eth_utils import keccak
from papers import Authorization, Permit
from seals import NO_SEAL, Domain, Seal, struct

ALL = 2**256 - 1
DOMAIN_TYPE = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
TOKEN_DOMAIN_TYPE = "EIP712Domain(string name,uint256 chainId,address verifyingContract)"
DEAL_TYPE = (
    "Deal(address depositor,address beneficiary,address arbiter,address token,uint256 amount,uint256 max_fee_bps,"
    "uint256 delivery_until,uint256 inspection_period,bytes32 claim_hash,uint256 arbiter_fee_bps,"
    "uint256 dispute_period,uint256 on_timeout_bps,bytes32 salt)"
)
# A verb's word by its name here; every one but the acceptance ends with a deadline.
WORD_TYPES = {
    "accept": "AcceptArbitration(bytes32 deal_id)",
    "release": "ReleaseFunds(bytes32 deal_id,uint256 amount,uint256 held,uint256 deadline)",
    "return": "ReturnFunds(bytes32 deal_id,uint256 amount,uint256 held,uint256 deadline)",
    "deliver": "MarkDelivered(bytes32 deal_id,bytes32 proof,uint256 deadline)",
    "dispute": "Dispute(bytes32 deal_id,address by,uint256 deadline)",
    "resolve": "Resolve(bytes32 deal_id,uint256 to_beneficiary,uint256 arbiter_fee,uint256 deadline)",
    "settle": "Settle(bytes32 deal_id,uint256 to_beneficiary,uint256 held,uint256 deadline)",
    "withdraw": "WithdrawCredit(address receiver,address token,address to,uint256 deadline)",
}
PERMIT_TYPE = "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
RECEIVE_TYPE = (
    "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,"
    "bytes32 nonce)"
)


class Deal(NamedTuple):
    """Terms, in the order of their ABI."""

    depositor: str
    beneficiary: str
    arbiter: str
    token: str
    amount: int
    max_fee_bps: int
    delivery_until: int
    inspection_period: int
    claim_hash: bytes
    arbiter_fee_bps: int
    dispute_period: int
    on_timeout_bps: int
    salt: bytes


NO_PERMIT = Permit(0, 0, Seal(b"\0" * 65))
NO_AUTHORIZATION = Authorization(0, 0, NO_SEAL)


def typed(separator: bytes, inner: bytes) -> bytes:
    """EIP-712."""
    return keccak(b"\x19\x01" + separator + keccak(inner))


@cache
def escrow_separator(domain: Domain) -> bytes:
    names = keccak(text="Counterfoil Escrow"), keccak(text="1")
    kinds = ["bytes32", "bytes32", "bytes32", "uint256", "address"]
    return keccak(encode(kinds, [keccak(text=DOMAIN_TYPE), *names, *domain]))


@lru_cache(4_096)
def deal_id(deal: Deal, domain: Domain) -> bytes:
    return typed(escrow_separator(domain), struct(DEAL_TYPE, tuple(deal)))


def word(name: str, values: tuple, domain: Domain) -> bytes:
    """The digest that a person signs."""
    return typed(escrow_separator(domain), struct(WORD_TYPES[name], values))


@cache
def token_separator(domain: Domain) -> bytes:
    return keccak(
        encode(
            ["bytes32", "bytes32", "uint256", "address"],
            [keccak(text=TOKEN_DOMAIN_TYPE), keccak(text="Stage"), *domain],
        )
    )


def permit_digest(domain: Domain, values: tuple) -> bytes:
    """`domain` is the token's; values: owner, spender, amount, nonce, deadline."""
    return typed(token_separator(domain), struct(PERMIT_TYPE, values))


def receive_digest(domain: Domain, values: tuple) -> bytes:
    """`domain` is the token's; values: owner, receiver, amount, valid after, valid before, nonce."""
    return typed(token_separator(domain), struct(RECEIVE_TYPE, values))
