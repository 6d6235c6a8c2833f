"""A mandate with its plan's terms, as the Subscription wants them in every call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from backend.checkout.subscribing import MANDATE_TUPLE, PLAN_NAMES


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
