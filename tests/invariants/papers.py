"""What a payer signs for a token and not for the gateway: permits (ERC-2612) and authorizations (ERC-3009).

StageToken's digests are no EIP-712 ones: here it matters that the gateway hands every word on, to the token and nobody
else, and not how a token makes its digests."""

from dataclasses import dataclass

from eth_abi import encode
from eth_utils import keccak
from seals import Seal

PERMIT = ("address", "address", "address", "uint256", "uint256", "uint256")
AUTHORIZATION = ("address", "address", "address", "uint256", "uint256", "uint256", "bytes32")


def permit_digest(token: str, owner: str, spender: str, amount: int, deadline: int, nonce: int) -> bytes:
    return keccak(encode(PERMIT, [token, owner, spender, amount, deadline, nonce]))


def authorization_digest(
    token: str, owner: str, to: str, amount: int, valid_after: int, valid_before: int, nonce: bytes
) -> bytes:
    return keccak(encode(AUTHORIZATION, [token, owner, to, amount, valid_after, valid_before, nonce]))


@dataclass(frozen=True, slots=True)
class Permit:
    """amount and deadline as handed in; the seal, of 65 bytes, tells what was signed in truth."""

    amount: int
    deadline: int
    seal: Seal

    @property
    def raw(self) -> tuple:
        r, s, v = self.seal.raw[:32], self.seal.raw[32:64], self.seal.raw[64]
        return self.amount, self.deadline, v, r, s


@dataclass(frozen=True, slots=True)
class Authorization:
    """Its times as handed in; the seal tells what was signed in truth."""

    valid_after: int
    valid_before: int
    seal: Seal

    @property
    def raw(self) -> tuple:
        return self.valid_after, self.valid_before, self.seal.raw
