"""Charges of mandates, as many in one transaction as fit: one that fails or burns gas goes alone, or not at all."""

from __future__ import annotations

from collections.abc import Sequence

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError

from backend.chain.sending import Call, Gate
from backend.chain.trouble import NodeRefuses
from backend.keeper.errand import Errand, Parcel
from backend.keeper.mandate import Mandate, charge_many
from backend.keeper.rehearsal import reason, with_spare

VERB = "charge_many"
IN_ONE = 50
SET_ASIDE = 1_700_000
"""The Subscription pulls no money with less than a million and a half left, so that nobody can starve a charge. What is
not used is not paid."""
MOST_USED = 200_000
"""Of one charge. An honest one uses less than half of it; what a token burns beyond is not the keeper's to pay."""
USUAL = 120_000
"""Of one charge among others. Where a batch uses more each, each is asked alone."""
FAILED = 1
NOT_TRIED = 10
OBSTACLES = {
    1: "there is no such mandate",
    2: "it is over",
    3: "it is paused",
    4: "it is not due",
    5: "it is not to be tried again yet",
    6: "it is charged by use",
    7: "it lapses",
}


def charge_errand(subscription: str, mandate: Mandate) -> Errand:
    """The errand to charge a mandate, or to let it lapse."""
    return Errand(f"mandate:{mandate.id}", VERB, subscription, charge_many([mandate]), SET_ASIDE + MOST_USED, mandate)


async def rehearse_charges(
    gate: Gate, sender: str, errands: Sequence[Errand], block_number: int
) -> tuple[list[Parcel], dict[str, str]]:
    """Batches of what would be charged, would begin to fail, or would lapse now; and why the others (by subject) are
    left out. Raises NodeTrouble."""
    calls = [Call(sender, one.to, one.data, one.most_gas) for one in errands]
    answers = await gate.answers(calls, block_number)
    refused = {one.subject: _left_out(one, answer) for one, answer in zip(errands, answers, strict=True)}
    worth = [one for one in errands if not refused[one.subject]]
    parcels, burning = await _batches(gate, sender, worth)
    return parcels, {subject: why for subject, why in refused.items() if why} | burning


async def _batches(gate: Gate, sender: str, errands: Sequence[Errand]) -> tuple[list[Parcel], dict[str, str]]:
    parcels: list[Parcel] = []
    refused: dict[str, str] = {}
    for start in range(0, len(errands), IN_ONE):
        some = errands[start : start + IN_ONE]
        used = await _used(gate, sender, some)
        if isinstance(used, str) or used > USUAL * len(some):
            some, used, burning = await _without_burning(gate, sender, some)
            refused |= burning
        if some:
            parcels.append(_batch(some, used))
    return parcels, refused


async def _without_burning(
    gate: Gate, sender: str, errands: Sequence[Errand]
) -> tuple[list[Errand], int, dict[str, str]]:
    """Those that use what a charge may, what they use together, and why the others are left out."""
    used = [await _used(gate, sender, [one]) for one in errands]
    good = [one for one, gas in zip(errands, used, strict=True) if isinstance(gas, int) and gas <= MOST_USED]
    refused = {
        one.subject: gas if isinstance(gas, str) else f"it would burn {gas} gas"
        for one, gas in zip(errands, used, strict=True)
        if isinstance(gas, str) or gas > MOST_USED
    }
    return good, sum(gas for gas in used if isinstance(gas, int) and gas <= MOST_USED), refused


async def _used(gate: Gate, sender: str, errands: Sequence[Errand]) -> int | str:
    """The gas that these would use in one transaction, or why it would fail."""
    batch = _batch(errands, MOST_USED * len(errands))
    try:
        used = await gate.used(Call(sender, batch.to, batch.data, batch.gas))
    except NodeRefuses as refusal:
        return reason(refusal)
    return USUAL * len(errands) if used is None else used


def _batch(errands: Sequence[Errand], used: int) -> Parcel:
    mandates = [one.mandate for one in errands if one.mandate is not None]
    return Parcel(tuple(errands), VERB, errands[0].to, charge_many(mandates), SET_ASIDE + with_spare(used))


def _left_out(errand: Errand, answer: str | NodeRefuses) -> str:
    """Why a charge is not worth sending; empty if it is."""
    if isinstance(answer, NodeRefuses):
        return reason(answer)
    try:
        (codes,) = decode(["uint256[]"], bytes.fromhex(answer[2:]))
    except (DecodingError, ValueError):
        return "the Subscription answered something else than outcomes"
    if len(codes) != 1:
        return "the Subscription answered something else than outcomes"
    if codes[0] >= NOT_TRIED:
        return OBSTACLES.get(codes[0] - NOT_TRIED, f"obstacle {codes[0] - NOT_TRIED}")
    assert errand.mandate is not None
    if codes[0] == FAILED and errand.mandate.failing:
        # The first failure begins the grace; another one changes nothing but its count.
        return "it would fail again"
    return ""
