"""Plans and mandates as JSON files. Numbers are decimal text, amounts in smallest units, addresses checksummed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from eth_account.messages import SignableMessage, encode_typed_data
from eth_utils.address import is_checksum_address

from backend.checkout import subscribing
from backend.checkout.eip712 import Signed
from backend.checkout.subscribing import BOUND_FIELDS, PLAN_FIELDS
from scripts._deployment import Refused
from scripts._deployment.written import write_json

Terms = TypeVar("Terms")

PLAN_FORMAT = "counterfoil-plan/1"
MANDATE_FORMAT = "counterfoil-mandate/1"
SECONDS, MONTHS = 0, 1
LARGEST = 2**256 - 1
PLAN: Mapping[str, str] = dict(PLAN_FIELDS)
BOUNDS: Mapping[str, str] = dict(BOUND_FIELDS)


@dataclass(frozen=True, slots=True)
class Place:
    """Where terms count: one Subscription (checksummed) on one chain."""

    chain_id: int
    contract: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan's terms by field, as its contract's interface names them."""

    place: Place
    terms: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Mandate:
    """A mandate's terms. `signature`: the subscriber's over the mandate, as 0x hex, or none."""

    plan: Plan
    subscriber: str
    bounds: Mapping[str, Any]
    signature: str | None = None


def write_plan(path: Path, plan: Plan) -> None:
    """Writes the file, entirely or not at all."""
    write_json(path, {"format": PLAN_FORMAT, **_placed(plan.place), "plan": _written(PLAN, plan.terms)})


def write_mandate(path: Path, mandate: Mandate) -> None:
    """Writes the file, entirely or not at all."""
    write_json(
        path,
        {
            "format": MANDATE_FORMAT,
            **_placed(mandate.plan.place),
            "subscriber": mandate.subscriber,
            "plan": _written(PLAN, mandate.plan.terms),
            **_written(BOUNDS, mandate.bounds),
            "signature": mandate.signature,
        },
    )


def read_plan(path: Path) -> Plan:
    """The plan in a file. Raises Refused, naming what is wrong in it."""
    return _read(path, PLAN_FORMAT, {"plan"}, _plan)


def read_mandate(path: Path) -> Mandate:
    """The mandate in a file. Raises Refused, naming what is wrong in it."""
    return _read(path, MANDATE_FORMAT, {"plan", "subscriber", "signature", *BOUNDS}, _mandate)


def signable(mandate: Mandate) -> SignableMessage:
    """What the subscriber signs (EIP-712): the very document that the subscribe page hands to a wallet."""
    return encode_typed_data(full_message=subscribing.typed_data(_stated(mandate), _domain(mandate)))


def mandate_id(mandate: Mandate) -> str:
    """The mandate's EIP-712 digest, as 0x hex: its name in the contract and its events."""
    return subscribing.mandate_id(_stated(mandate), _domain(mandate))


def _domain(mandate: Mandate) -> Signed:
    place = mandate.plan.place
    return subscribing.subscription_domain(place.chain_id, place.contract.lower())


def _stated(mandate: Mandate) -> subscribing.Mandate:
    plan = {name: _hexed(value) for name, value in mandate.plan.terms.items()}
    bounds = {name: _hexed(value) for name, value in mandate.bounds.items()}
    return subscribing.Mandate(subscriber=mandate.subscriber.lower(), plan=subscribing.Plan(**plan), **bounds)


def _hexed(value: Any) -> Any:
    if isinstance(value, bytes):
        return "0x" + value.hex()
    return value.lower() if isinstance(value, str) else value


def plan_words(plan: Plan) -> tuple[Any, ...]:
    """The plan as the contract's functions take it."""
    return tuple(plan.terms[name] for name in PLAN)


def mandate_words(mandate: Mandate) -> tuple[Any, ...]:
    """The mandate as the contract's functions take it."""
    return (mandate.subscriber, plan_words(mandate.plan), *(mandate.bounds[name] for name in BOUNDS))


def _placed(place: Place) -> dict[str, str]:
    return {"chain_id": str(place.chain_id), "contract": place.contract}


def _written(shape: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _shown(type_, values[name]) for name, type_ in shape.items()}


def _shown(type_: str, value: Any) -> Any:
    if type_ == "uint256":
        return str(value)
    return "0x" + value.hex() if type_ == "bytes32" else value


def _read(path: Path, format_: str, parts: set[str], made: Callable[[Mapping[str, Any]], Terms]) -> Terms:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise Refused(f"{path} cannot be read as JSON ({problem}): ask for the file again.") from None
    if not isinstance(found, dict) or found.get("format") != format_:
        raise Refused(f"{path} is not of the format {format_}: make one with `ape run subscription`.")
    try:
        wrong = set(found) ^ {"format", "chain_id", "contract", *parts}
        if wrong:
            raise ValueError(f"unexpected or missing: {', '.join(sorted(wrong))}")
        return made(found)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise Refused(f"{path} is not right ({problem}): ask for the file again, do not edit it.") from None


def _plan(found: Mapping[str, Any]) -> Plan:
    place = Place(_value("chain_id", "uint256", found["chain_id"]), _value("contract", "address", found["contract"]))
    return Plan(place, _values(PLAN, found["plan"]))


def _mandate(found: Mapping[str, Any]) -> Mandate:
    signature = found["signature"]
    if signature is not None:
        bytes.fromhex(signature.removeprefix("0x"))
    bounds = _values(BOUNDS, {name: found[name] for name in BOUNDS})
    return Mandate(_plan(found), _value("subscriber", "address", found["subscriber"]), bounds, signature)


def _values(shape: Mapping[str, str], found: Mapping[str, Any]) -> dict[str, Any]:
    if set(found) != set(shape):
        raise ValueError(f"unexpected or missing: {', '.join(sorted(set(found) ^ set(shape)))}")
    return {name: _value(name, type_, found[name]) for name, type_ in shape.items()}


def _value(name: str, type_: str, value: Any) -> Any:
    if type_ == "address" and is_checksum_address(value):
        return value
    if type_ == "bool" and isinstance(value, bool):
        return value
    if type_ == "uint256" and value.isascii() and value.isdigit() and int(value) <= LARGEST:
        return int(value)
    if type_ == "bytes32" and len(bytes.fromhex(value.removeprefix("0x"))) == 32:
        return bytes.fromhex(value.removeprefix("0x"))
    raise ValueError(f"{name} is {value!r}, not a right {type_}")
