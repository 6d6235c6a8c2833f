"""A deal of the Escrow and its identity under EIP-712. The digest that the depositor could sign is the deal's id.

What a merchant offers is a deal without a depositor: its id, with the claim hash left open too, is the open id, by
which a funded deal is found again whoever funded it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from backend.checkout import eip712
from backend.checkout.eip712 import Fields, Signed

NAME, VERSION = "Counterfoil Escrow", "1"
NOBODY = "0x" + "00" * 20
NO_CODE = "0x" + "00" * 32
WHOLE_BPS = 10_000
LARGEST_AMOUNT = 2**96 - 1
DAY = 86_400
LONGEST_DELIVERY = 1_827 * DAY
LONGEST_PERIOD = 366 * DAY

DEAL_FIELDS: Fields = (
    ("depositor", "address"),
    ("beneficiary", "address"),
    ("arbiter", "address"),
    ("token", "address"),
    ("amount", "uint256"),
    ("max_fee_bps", "uint256"),
    ("delivery_until", "uint256"),
    ("inspection_period", "uint256"),
    ("claim_hash", "bytes32"),
    ("arbiter_fee_bps", "uint256"),
    ("dispute_period", "uint256"),
    ("on_timeout_bps", "uint256"),
    ("salt", "bytes32"),
)
DEAL_TUPLE = f"({','.join(kind for _, kind in DEAL_FIELDS)})"
ACCEPT_FIELDS: Fields = (("deal_id", "bytes32"),)


@dataclass(frozen=True, slots=True)
class Deal:
    """The thirteen terms. Addresses and words: lower-case 0x hex; `amount`: smallest units of `token`;
    `delivery_until`: unix seconds; periods: seconds; `arbiter` zero: the parties alone; `claim_hash`: SHA-256 of the
    claim code, or zero; `on_timeout_bps`: the beneficiary's share of a disputed deal on which nobody rules."""

    depositor: str
    beneficiary: str
    arbiter: str
    token: str
    amount: int
    max_fee_bps: int
    delivery_until: int
    inspection_period: int
    claim_hash: str
    arbiter_fee_bps: int
    dispute_period: int
    on_timeout_bps: int
    salt: str

    def values(self) -> tuple[Any, ...]:
        """The terms as the ABI encoder wants them, in the struct's order."""
        return eip712.abi_values(DEAL_FIELDS, asdict(self))

    def of(self, depositor: str, claim_hash: str = NO_CODE) -> Deal:
        """The same terms for one depositor, with the hash of a claim code."""
        return replace(self, depositor=depositor, claim_hash=claim_hash)


def escrow_domain(chain_id: int, escrow: str) -> Signed:
    """Where deals count: one Escrow (lower-case address) on one chain."""
    return Signed(NAME, VERSION, chain_id, escrow)


def deal_id(deal: Deal, domain: Signed) -> str:
    """The same value as the Escrow's `deal_id(deal)` on that chain, as lower-case 0x hex."""
    return eip712.digest(domain, "Deal", DEAL_FIELDS, deal.values())


def open_id(deal: Deal, domain: Signed) -> str:
    """The id of the terms that are the same whoever funds them: depositor and claim hash zero."""
    return deal_id(deal.of(NOBODY), domain)


def typed_data(deal: Deal, domain: Signed) -> dict[str, Any]:
    """The deal as wallets show and sign it; the signature is what `fund_by_signature` takes."""
    return eip712.document(domain, "Deal", DEAL_FIELDS, asdict(deal))


def acceptance_digest(of_deal: str, domain: Signed) -> bytes:
    """What an arbiter signs to take its part: AcceptArbitration over a deal's id, here an open one."""
    return bytes.fromhex(eip712.digest(domain, "AcceptArbitration", ACCEPT_FIELDS, [bytes.fromhex(of_deal[2:])])[2:])


def acceptance_typed_data(of_deal: str, domain: Signed) -> dict[str, Any]:
    """The same as a wallet shows it."""
    return eip712.document(domain, "AcceptArbitration", ACCEPT_FIELDS, {"deal_id": of_deal})
