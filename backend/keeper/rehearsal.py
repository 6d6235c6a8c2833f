"""Asks the chain what an errand would do before anything is spent on it. A refusal is that errand's own."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from backend.chain.sending import REVERTED, Call, Gate
from backend.chain.trouble import NodeRefuses
from backend.keeper.errand import Errand, Parcel

AT_ONCE = 8
SPARE_GAS = 20_000
REASON = re.compile(r"^.*? refuses \w+: (?:execution reverted:? ?)?(.*?)(?: ?0x[0-9a-f]*)?$", re.DOTALL)


async def rehearse(gate: Gate, sender: str, errands: Sequence[Errand]) -> tuple[list[Parcel], dict[str, str]]:
    """The errands that would succeed now, each as a transaction of its own, and why the others (by subject) would not.

    Raises NodeTrouble when the node does not answer."""
    found = await gas_of(gate, [Call(sender, one.to, one.data, one.most_gas) for one in errands])
    parcels, refused = [], {}
    for errand, gas in zip(errands, found, strict=True):
        if isinstance(gas, str):
            refused[errand.subject] = gas
        else:
            parcels.append(Parcel((errand,), errand.verb, errand.to, errand.data, with_spare(gas)))
    return parcels, refused


async def gas_of(gate: Gate, calls: Sequence[Call]) -> list[int | str]:
    """The gas that each call needs, or why it would fail."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(call: Call) -> int | str:
        async with places:
            try:
                return await gate.gas(call)
            except NodeRefuses as refusal:
                return reason(refusal)

    return await asyncio.gather(*(one(call) for call in calls))


async def reverts(gate: Gate, call: Call) -> bool:
    """Whether the call would fail on the chain; another refusal of the node's says nothing about that."""
    try:
        await gate.gas(call)
    except NodeRefuses as refusal:
        return refusal.code == REVERTED or "revert" in str(refusal).lower()
    return False


def with_spare(gas: int) -> int:
    """What a transaction is sent with: what is not needed is not paid."""
    return gas + gas * 3 // 10 + SPARE_GAS


def reason(refusal: NodeRefuses) -> str:
    """The contract's own words if there are any, else the node's."""
    found = REASON.match(str(refusal))
    return (found[1].strip() if found else str(refusal)) or "reverted without a reason"
