"""Charges of mandates, as many in one transaction as fit: one that fails or burns gas goes alone, or not at all."""

from __future__ import annotations

from collections.abc import Sequence

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError

from backend.chain.sending import Call, Gate
from backend.chain.trouble import NodeRefuses
from backend.keeper.errand import Errand, Parcel
from backend.keeper.mandate import Mandate, charge_many
from backend.keeper.rehearsal import gas_of, reason, with_spare

VERB = "charge_many"
IN_ONE = 50
MOST_GAS = 300_000
"""Of one charge. An honest one needs less than a third of it."""
USUAL_GAS = 120_000
"""Of one charge among others. Where a batch needs more each, one of them burns gas, and each is asked alone."""
BATCH_GAS = 6_000_000
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
    return Errand(f"mandate:{mandate.id}", VERB, subscription, charge_many([mandate]), MOST_GAS, mandate)


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
        whole = _batch(some, BATCH_GAS)
        gas = (await gas_of(gate, [Call(sender, whole.to, whole.data, whole.gas)]))[0]
        if isinstance(gas, int) and gas <= USUAL_GAS * len(some):
            parcels.append(_batch(some, with_spare(gas)))
            continue
        alone, more = await _each_alone(gate, sender, some)
        parcels += alone
        refused |= more
    return parcels, refused


async def _each_alone(gate: Gate, sender: str, errands: Sequence[Errand]) -> tuple[list[Parcel], dict[str, str]]:
    found = await gas_of(gate, [Call(sender, one.to, one.data, one.most_gas) for one in errands])
    refused = {one.subject: gas for one, gas in zip(errands, found, strict=True) if isinstance(gas, str)}
    usual = [one for one, gas in zip(errands, found, strict=True) if isinstance(gas, int) and gas <= USUAL_GAS]
    costly = [(one, gas) for one, gas in zip(errands, found, strict=True) if isinstance(gas, int) and gas > USUAL_GAS]
    parcels = [_batch([one], with_spare(gas)) for one, gas in costly]
    if usual:
        gas = sum(gas for gas in found if isinstance(gas, int) and gas <= USUAL_GAS)
        parcels.insert(0, _batch(usual, with_spare(gas)))
    return parcels, refused


def _batch(errands: Sequence[Errand], gas: int) -> Parcel:
    mandates = [one.mandate for one in errands if one.mandate is not None]
    return Parcel(tuple(errands), VERB, errands[0].to, charge_many(mandates), gas)


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
