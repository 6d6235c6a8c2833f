"""The decoder made from an ABI: against eth_abi on random values, and against everything malformed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web3 import Web3

from backend.chain.block import Log
from backend.events.catalogue import BESIDES, EVENTS
from backend.events.decode import ContractAbi, Decoder, EventUnknown, LogMalformed
from backend.events.wallet_proposals import PaymentsProposed
from backend.projections import FOLDS, RECORDS
from tests.backend.contract_abis import ABIS, BY_NAME, encoded
from tests.backend.scripted_chain import CONTRACTS, ESCROW, GATEWAY, SUBSCRIPTION

ROOT = Path(__file__).parents[3]
WALLET = "0x" + "0a" * 20
ADDRESSES = CONTRACTS | {"MultiSig": WALLET}
DECODER = Decoder(
    {address: ContractAbi(name, ABIS[name]) for name, address in CONTRACTS.items()},
    ContractAbi("MultiSig", ABIS["MultiSig"]),
)
ABI = ABIS["PaymentGateway"]
VALUES = {
    "uint256": st.integers(0, 2**256 - 1),
    "bool": st.booleans(),
    "address": st.binary(min_size=20, max_size=20).map(lambda raw: "0x" + raw.hex()),
    "bytes32": st.binary(min_size=32, max_size=32).map(lambda raw: "0x" + raw.hex()),
    "bytes": st.binary(max_size=70).map(lambda raw: "0x" + raw.hex()),
}


def values_of(field: dict[str, Any]) -> st.SearchStrategy[Any]:
    kind = field["type"]
    if kind.endswith("[]"):
        return st.lists(values_of({**field, "type": kind[:-2]}), max_size=3).map(tuple)
    return st.tuples(*map(values_of, field["components"])) if kind == "tuple" else VALUES[kind]


def of_gateway(abi: list[dict[str, Any]]) -> Decoder:
    return Decoder({GATEWAY: ContractAbi("PaymentGateway", abi)})


def log_of(topics: list[str], data: str, address: str = GATEWAY) -> Log:
    return Log(1, 2, "0x" + "b1" * 32, 3, "0x" + "ab" * 32, 4, address, tuple(topics), data)


def some_log() -> Log:
    values = {field["name"]: 0 for field in BY_NAME["CreditIncreased"]["inputs"]}
    return log_of(*encoded("CreditIncreased", values | {"receiver": "0x" + "01" * 20, "token": "0x" + "02" * 20}))


def test_given_an_event_we_do_not_know__the_abi_is_refused() -> None:
    with pytest.raises(EventUnknown, match="PaymentForgiven"):
        of_gateway([*ABI, {"type": "event", "name": "PaymentForgiven", "inputs": []}])


@pytest.mark.parametrize("change", [{"name": "receivers"}, {"type": "string"}])
def test_given_other_fields__the_abi_is_refused(change: dict[str, str]) -> None:
    abi = deepcopy(ABI)
    next(entry for entry in abi if entry["name"] == "CreditIncreased")["inputs"][0] |= change
    with pytest.raises(EventUnknown, match="CreditIncreased"):
        of_gateway(abi)


@pytest.mark.parametrize("topics", [(), ("0x" + "00" * 32,)])
def test_given_a_log_the_abi_lacks__it_is_refused(topics: tuple[str, ...]) -> None:
    with pytest.raises(EventUnknown, match="does not know"):
        DECODER.decode(replace(some_log(), topics=topics))


@pytest.mark.parametrize("address", [ESCROW, "0x" + "77" * 20])
def test_given_a_log_that_another_contracts_abi_has__it_is_refused(address: str) -> None:
    topics, data = encoded("MerchantFeeChanged", {"merchant": "0x" + "01" * 20, "fee_bps": 1})
    with pytest.raises(EventUnknown, match="does not know"):
        DECODER.decode(log_of(topics, data, address))


MALFORMED = {
    "short": lambda log: replace(log, data=log.data[:-64]),
    "long": lambda log: replace(log, data=log.data + "00" * 32),
    "a topic less": lambda log: replace(log, topics=log.topics[:-1]),
    "long address": lambda log: replace(log, topics=(*log.topics[:2], "0x01" + log.topics[2][4:])),
    "no number": lambda log: replace(log, data="0x" + "zz" * 96),
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_malformed_logs_are_refused(kind: str) -> None:
    with pytest.raises(LogMalformed):
        DECODER.decode(MALFORMED[kind](some_log()))


def test_a_bool_is_zero_or_one() -> None:
    topics, data = encoded("PausedChanged", {"paused": True})
    with pytest.raises(LogMalformed, match="bool"):
        DECODER.decode(log_of(topics, data[:-1] + "2"))


def test_every_event_has_its_fold_or_touches_no_row() -> None:
    told = {*EVENTS, *BESIDES}
    assert set(FOLDS) == {event for event in told if event.row is not None}
    assert set(RECORDS) <= told


def test_two_contracts_may_mean_otherwise_by_the_same_name() -> None:
    topics, data = encoded("MerchantFeeChanged", {"merchant": "0x" + "01" * 20, "fee_bps": 1})
    rows = {at: DECODER.decode(log_of(topics, data, at)).row for at in (GATEWAY, SUBSCRIPTION)}
    assert rows == {GATEWAY: "merchants", SUBSCRIPTION: "subscription_merchants"}


def wallet_log(name: str = "PaymentsProposed", **values: Any) -> Log:
    given = {"proposal": "0x" + "11" * 32, "proposer": "0x" + "01" * 20, "slot": (0, 1, 2, 3), "epoch": 4}
    payment = ("0x" + "02" * 20, "0x" + "03" * 20, 5, "0x" + "22" * 32)
    return log_of(*encoded(name, given | {"payments": (payment, payment)} | values), WALLET)


def test_structs_have_names() -> None:
    event = DECODER.decode(wallet_log())
    assert isinstance(event, PaymentsProposed)
    assert (event.slot.deadline, event.payments[1].amount, event.payments[0].memo) == (3, 5, "0x" + "22" * 32)


# Where the list of payments begins, how long it is, and what is in it.
TWISTED = {
    "short": lambda data: data[:-64],
    "long": lambda data: data + "00" * 32,
    "not words": lambda data: data + "00",
    "no number": lambda data: data[:-2] + "zz",
    "a place outside": lambda data: "0x" + "ff" * 32 + data[66:],
    "another place": lambda data: f"0x{0xE0:064x}" + data[66:] + data[-64 * 9 :],
    "a list longer than its data": lambda data: data[: 2 + 64 * 6] + "ff" * 32 + data[2 + 64 * 7 :],
    "a long address": lambda data: data[: 2 + 64 * 7] + "01" + data[4 + 64 * 7 :],
}


@pytest.mark.parametrize("kind", TWISTED)
def test_malformed_lists_are_refused(kind: str) -> None:
    log = wallet_log()
    with pytest.raises(LogMalformed):
        DECODER.decode(replace(log, data=TWISTED[kind](log.data)))


def test_bytes_with_something_behind_them_are_refused() -> None:
    facts = {"to": "0x" + "03" * 20, "lane": 0, "nonce": 0, "index": 0, "count": 1, "value": 0, "data": "0xabcd"}
    log = log_of(*encoded("CallMade", {"proposal": "0x" + "11" * 32} | facts), WALLET)
    assert getattr(DECODER.decode(log), "data") == "0xabcd"  # noqa: B009 - of one event only
    with pytest.raises(LogMalformed):
        DECODER.decode(replace(log, data=log.data[:-1] + "1"))


@pytest.mark.parametrize("change", [{"name": "amounts"}, {"type": "uint8"}])
def test_given_a_struct_we_do_not_know__the_abi_is_refused(change: dict[str, str]) -> None:
    abi = deepcopy(ABIS["MultiSig"])
    entry = next(entry for entry in abi if entry["name"] == "PaymentsProposed")
    entry["inputs"][2]["components"][2] |= change
    with pytest.raises(EventUnknown, match="PaymentsProposed"):
        Decoder({}, ContractAbi("MultiSig", abi))


@pytest.mark.parametrize("contract", ABIS)
def test_the_contracts_own_abi_is_the_one_written_down(contract: str) -> None:
    vyper = Path(sys.executable).with_name("vyper")
    made = subprocess.run([vyper, "-f", "abi", f"contracts/{contract}.vy"], cwd=ROOT, capture_output=True, check=True)
    abi = json.loads(made.stdout)
    for kind, facts in (("event", ("inputs",)), ("function", ("inputs", "outputs"))):
        theirs = {entry.get("name"): [_bare(entry[fact]) for fact in facts] for entry in abi if entry["type"] == kind}
        ours = {
            entry["name"]: [_bare(entry[fact]) for fact in facts] for entry in ABIS[contract] if entry["type"] == kind
        }
        assert ours == (theirs if kind == "event" else {name: theirs[name] for name in ours})
    topics = DECODER.topics | {WALLET: DECODER.found_topics}
    address = ADDRESSES[contract]
    assert set(Decoder({address: ContractAbi(contract, abi)}).topics[address]) == set(topics[address])


def _bare(fields: list[dict[str, Any]]) -> list[Any]:
    return [
        (field["name"], field["type"], field.get("indexed", False), _bare(field.get("components", [])))
        for field in fields
    ]


@pytest.mark.parametrize(
    ("contract", "name"), [(c, e["name"]) for c, abi in ABIS.items() for e in abi if "anonymous" in e]
)
@given(data=st.data())
def test_decodes_as_web3_does(contract: str, name: str, data: st.DataObject) -> None:
    values: dict[str, Any] = {f["name"]: data.draw(values_of(f)) for f in BY_NAME[name]["inputs"]}
    log = log_of(*encoded(name, values), ADDRESSES[contract])
    event = DECODER.decode(log)
    assert type(event).__name__ == name and event.log is log
    assert {f.name: getattr(event, f.name) for f in fields(event) if f.name != "log"} == values
    theirs = Web3().eth.contract(abi=[BY_NAME[name]]).events[name]().process_log(_as_web3(log))["args"]
    for field, value in theirs.items():
        assert _shown(value) == values[field]


def _shown(value: Any) -> Any:
    if isinstance(value, Mapping):
        return tuple(_shown(one) for one in value.values())
    if isinstance(value, list | tuple):
        return tuple(_shown(one) for one in value)
    text = "0x" + value.hex() if isinstance(value, bytes) else value
    return text.lower() if isinstance(text, str) else text


def _as_web3(log: Log) -> Any:
    return {
        "address": Web3.to_checksum_address(log.address),
        "topics": [bytes.fromhex(topic[2:]) for topic in log.topics],
        "data": bytes.fromhex(log.data[2:]),
        "blockNumber": log.block_number,
        "blockHash": bytes.fromhex(log.block_hash[2:]),
        "transactionHash": bytes.fromhex(log.transaction_hash[2:]),
        "transactionIndex": 0,
        "logIndex": log.log_index,
    }
