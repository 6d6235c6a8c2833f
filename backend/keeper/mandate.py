"""A mandate with its plan's terms, as the Subscription wants them in every call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

PLAN_FIELDS = (
    ("merchant", "address"),
    ("payout", "address"),
    ("token", "address"),
    ("amount", "uint256"),
    ("first_amount", "uint256"),
    ("period_unit", "uint256"),
    ("period_count", "uint256"),
    ("trial", "uint256"),
    ("metered", "bool"),
    ("tip", "uint256"),
    ("max_fee_bps", "uint256"),
    ("grace", "uint256"),
    ("retry_gap", "uint256"),
    ("price_notice", "uint256"),
    ("pause_limit", "uint256"),
    ("reference", "bytes32"),
)
PLAN_NAMES = tuple(name for name, _ in PLAN_FIELDS)
PLAN_TUPLE = f"({','.join(kind for _, kind in PLAN_FIELDS)})"
MANDATE_TUPLE = f"(address,{PLAN_TUPLE},uint256,uint256,uint256,uint256,bytes32)"


@dataclass(frozen=True, slots=True)
class Mandate:
    """`plan`: its values in the struct's order, as the ABI encoder wants them; `failing`: a charge failed before;
    zero in `end`, `max_charges` or `lifetime_cap`: without that bound."""

    id: str
    subscriber: str
    plan: tuple[Any, ...]
    start: int
    end: int
    max_charges: int
    lifetime_cap: int
    salt: str
    failing: bool = False

    def values(self) -> tuple[Any, ...]:
        """The struct as the ABI encoder wants it."""
        bounds = self.start, self.end, self.max_charges, self.lifetime_cap
        return (self.subscriber, self.plan, *bounds, bytes.fromhex(self.salt[2:]))


def mandate_of(row: Mapping[str, Any]) -> Mandate:
    """A mandate by its own columns and its plan's, which are named `plan_…`."""
    plan = [row[f"plan_{name}"] for name in PLAN_NAMES]
    return Mandate(
        id=row["mandate_id"],
        subscriber=row["subscriber"],
        plan=(*plan[:-1], bytes.fromhex(plan[-1][2:])),
        start=row["start"],
        end=row["end"],
        max_charges=row["max_charges"],
        lifetime_cap=row["lifetime_cap"],
        salt=row["salt"],
        failing=row["status"] == "failing",
    )


def charge_many(mandates: Sequence[Mandate]) -> str:
    """`charge_many(mandates)` of the Subscription."""
    kind = f"{MANDATE_TUPLE}[]"
    selector = keccak(text=f"charge_many({kind})")[:4]
    return "0x" + (selector + encode([kind], [[one.values() for one in mandates]])).hex()
