"""A mandate of the Subscription: its identity under EIP-712, what a wallet signs, and what it sends.

The mandate's digest, in which the plan stands whole, is the mandate's id; the plan's own digest is the plan's id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from backend.checkout import eip712
from backend.checkout.eip712 import Fields, Signed

NAME, VERSION = "Counterfoil Subscription", "1"
CHARGES_ALLOWED = 12
"""For how many charges a subscriber is asked to allow the token where the mandate itself has no bound."""

PLAN_FIELDS: Fields = (
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
BOUND_FIELDS: Fields = (
    ("start", "uint256"),
    ("end", "uint256"),
    ("max_charges", "uint256"),
    ("lifetime_cap", "uint256"),
    ("salt", "bytes32"),
)
MANDATE_FIELDS: Fields = (("subscriber", "address"), ("plan", "Plan"), *BOUND_FIELDS)
PLAN_NAMES = tuple(name for name, _ in PLAN_FIELDS)
PLAN_TUPLE = f"({','.join(kind for _, kind in PLAN_FIELDS)})"
MANDATE_TUPLE = f"(address,{PLAN_TUPLE},{','.join(kind for _, kind in BOUND_FIELDS)})"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a merchant offers. Addresses and words: lower-case 0x hex; amounts: smallest units of `token`; times:
    seconds; `period_unit`: 0 seconds, 1 calendar months."""

    merchant: str
    payout: str
    token: str
    amount: int
    first_amount: int
    period_unit: int
    period_count: int
    trial: int
    metered: bool
    tip: int
    max_fee_bps: int
    grace: int
    retry_gap: int
    price_notice: int
    pause_limit: int
    reference: str

    def values(self) -> tuple[Any, ...]:
        """The terms as the ABI encoder wants them, in the struct's order."""
        return eip712.abi_values(PLAN_FIELDS, asdict(self))


@dataclass(frozen=True, slots=True)
class Mandate:
    """One plan's terms and the subscriber's bounds. `start`: unix seconds; zero in `end`, `max_charges` or
    `lifetime_cap`: without that bound."""

    subscriber: str
    plan: Plan
    start: int
    end: int
    max_charges: int
    lifetime_cap: int
    salt: str

    def values(self) -> tuple[Any, ...]:
        """The struct as the ABI encoder wants it."""
        return (self.subscriber, self.plan.values(), *eip712.abi_values(BOUND_FIELDS, _bounds(self)))


def subscription_domain(chain_id: int, contract: str) -> Signed:
    """Where mandates count: one Subscription (lower-case address) on one chain."""
    return Signed(NAME, VERSION, chain_id, contract)


def plan_id(plan: Plan, domain: Signed) -> str:
    """The same value as the Subscription's `plan_id(plan)` on that chain, as lower-case 0x hex."""
    return eip712.digest(domain, "Plan", PLAN_FIELDS, plan.values())


def mandate_id(mandate: Mandate, domain: Signed) -> str:
    """The same value as the Subscription's `mandate_id(mandate)` on that chain, as lower-case 0x hex."""
    plan_type = eip712.type_hash("Plan", PLAN_FIELDS)
    kinds = [kind for _, kind in PLAN_FIELDS]
    plan_hash = keccak(encode(["bytes32", *kinds], [plan_type, *mandate.plan.values()]))
    subscriber, _, *bounds = mandate.values()
    words = [_mandate_type_hash(), subscriber, plan_hash, *bounds]
    struct = keccak(encode(["bytes32", "address", "bytes32", *(kind for _, kind in BOUND_FIELDS)], words))
    return "0x" + keccak(b"\x19\x01" + eip712.separator(domain) + struct).hex()


def typed_data(mandate: Mandate, domain: Signed) -> dict[str, Any]:
    """The mandate as wallets show and sign it; the signature is what `subscribe_by_signature` takes."""
    plan = eip712.document(domain, "Plan", PLAN_FIELDS, asdict(mandate.plan))
    own: Fields = (("subscriber", "address"), *BOUND_FIELDS)
    shown = eip712.document(domain, "Mandate", own, {"subscriber": mandate.subscriber, **_bounds(mandate)})
    listed = [{"name": name, "type": kind} for name, kind in MANDATE_FIELDS]
    return {
        **shown,
        "types": {**plan["types"], "Mandate": listed},
        "message": {**shown["message"], "plan": plan["message"]},
    }


def allowance_for(plan: Plan, charges: int) -> int:
    """What so many charges take in all, the first one among them. A metered plan takes that at most."""
    return plan.first_amount + (charges - 1) * plan.amount


def subscribe(mandate: Mandate) -> str:
    """`subscribe(mandate)` of the Subscription."""
    return _call("subscribe", mandate)


def cancel(mandate: Mandate) -> str:
    """`cancel(mandate)`: the subscriber ends it for good."""
    return _call("cancel", mandate)


def pause(mandate: Mandate) -> str:
    """`pause(mandate)`: nothing is charged until it goes on."""
    return _call("pause", mandate)


def resume(mandate: Mandate) -> str:
    """`resume(mandate)`: goes on."""
    return _call("resume", mandate)


def accept_price(mandate: Mandate, amount: int, effective_at: int) -> str:
    """`accept_price(mandate, amount, effective_at)`: exactly what was proposed last."""
    return _call("accept_price", mandate, ("uint256", amount), ("uint256", effective_at))


def _mandate_type_hash() -> bytes:
    named = (("Mandate", MANDATE_FIELDS), ("Plan", PLAN_FIELDS))
    return keccak(text="".join(f"{name}({','.join(f'{k} {f}' for f, k in fields)})" for name, fields in named))


def _bounds(mandate: Mandate) -> dict[str, Any]:
    return {name: getattr(mandate, name) for name, _ in BOUND_FIELDS}


def _call(name: str, mandate: Mandate, *more: tuple[str, Any]) -> str:
    kinds: Sequence[str] = [MANDATE_TUPLE, *(kind for kind, _ in more)]
    selector = keccak(text=f"{name}({','.join(kinds)})")[:4]
    return "0x" + (selector + encode(kinds, [mandate.values(), *(value for _, value in more)])).hex()
