"""What the loaders refuse, each in one sentence that tells the remedy, and what they return."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backend.chain.records import (
    NATIVE_COIN,
    PACKAGED,
    Argument,
    NetworkUnknown,
    RecordInvalid,
    RecordMissing,
    load_network,
    load_record,
    load_tokens,
)

ADDRESS = "0x5FbDB2315678afecb367f032d93F642f64180aa3"
RECORD: dict[str, Any] = {
    "schema": 1,
    "contract": "PaymentGateway",
    "network": "local",
    "chain_id": 31337,
    "address": ADDRESS,
    "block_number": 7,
    "block_hash": "0x" + "ab" * 32,
    "transaction_hash": "0x" + "cd" * 32,
    "deployer": "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
    "arguments": [{"name": "fee_bps", "type": "uint256", "value": str(2**256 - 1)}],
    "compiler": {"name": "vyper", "version": "0.4.3", "settings": {"evmVersion": "cancun"}},
    "source_sha256": "ef" * 32,
    "sources": ["contracts/PaymentGateway.vy"],
    "abi": [{"type": "event", "name": "FeeChanged", "inputs": []}],
}
TOKEN = {"symbol": "TUSD", "name": "Test Dollar", "decimals": 6, "address": ADDRESS, "standards": ["ERC-20"]}


def write(folder: Path, content: object, name: str = "local/PaymentGateway.json") -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return folder


def test_missing_record_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(RecordMissing, match="is missing: deploy with `ape run deploy` to local, or point"):
        load_record(tmp_path, "local", "PaymentGateway")


@pytest.mark.parametrize("text", ["", "{", '{"schema": 1'])
def test_half_a_file_is_no_record(tmp_path: Path, text: str) -> None:
    with pytest.raises(RecordInvalid, match="cannot be read as JSON"):
        load_record(write(tmp_path, text), "local", "PaymentGateway")


@pytest.mark.parametrize("key", sorted(RECORD))
def test_no_key_may_be_left_out(tmp_path: Path, key: str) -> None:
    with pytest.raises(RecordInvalid, match=f"'{key}' is a required property"):
        load_record(write(tmp_path, {k: v for k, v in RECORD.items() if k != key}), "local", "PaymentGateway")


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"schema": 2}, "at schema"),
        ({"note": "x"}, "'note' was unexpected"),
        ({"block_number": -1}, "at block_number"),
        ({"block_hash": "0xAB"}, "at block_hash"),
        ({"arguments": [{"name": "fee_bps", "type": "uint256", "value": 1}]}, "at arguments/0/value"),
        ({"sources": ["../secret"]}, "at sources/0"),
        ({"abi": []}, "at abi"),
        ({"chain_id": 1}, "says chain_id 1, not 31337"),
        ({"contract": "Escrow"}, "says contract 'Escrow', not 'PaymentGateway'"),
        ({"network": "base-mainnet"}, "says network 'base-mainnet', not 'local'"),
        ({"address": ADDRESS.replace("F", "f", 1)}, "EIP-55 checksum is wrong"),
        ({"deployer": ADDRESS.lower()}, "EIP-55 checksum is wrong"),
    ],
)
def test_wrong_content_is_named(tmp_path: Path, wrong: dict[str, Any], named: str) -> None:
    with pytest.raises(RecordInvalid, match=named):
        load_record(write(tmp_path, RECORD | wrong), "local", "PaymentGateway")


def test_unknown_network_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(NetworkUnknown, match=r"no network 'base': choose one of local, ethereum-mainnet"):
        load_network(tmp_path, "base")


def test_networks_of_the_folder_come_first(tmp_path: Path) -> None:
    own = json.loads((PACKAGED / "networks.json").read_text())
    own["local"]["confirmations"] = 9
    assert load_network(tmp_path, "local").confirmations == 1
    assert load_network(write(tmp_path, own, "networks.json"), "local").confirmations == 9


def test_broken_networks_are_not_replaced_by_the_packaged_ones(tmp_path: Path) -> None:
    with pytest.raises(RecordInvalid, match=r"networks\.json is not valid at local"):
        load_network(write(tmp_path, {"local": {"chain_id": 1}}, "networks.json"), "local")


@pytest.mark.parametrize("twice", [[TOKEN, TOKEN], [TOKEN | {"address": "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"}]])
def test_token_listed_twice_is_refused(tmp_path: Path, twice: list[Any]) -> None:
    with pytest.raises(RecordInvalid, match="twice or lists the native coin"):
        load_tokens(write(tmp_path, twice, "local/tokens.json"), "local")


def test_local_tokens_are_only_those_of_the_same_folder(tmp_path: Path) -> None:
    assert [token.symbol for token in load_tokens(tmp_path, "local")] == ["ETH"]
    tokens = load_tokens(write(tmp_path, [TOKEN], "local/tokens.json"), "local")
    assert [(token.symbol, token.address) for token in tokens] == [("ETH", NATIVE_COIN), ("TUSD", ADDRESS.lower())]


def test_public_tokens_come_with_the_project(tmp_path: Path) -> None:
    coin, dollar = load_tokens(tmp_path, "bsc-mainnet")
    assert (coin.symbol, coin.decimals, coin.is_native) == ("BNB", 18, True)
    assert (dollar.symbol, dollar.decimals, dollar.is_native) == ("USDC", 18, False)


def test_record_is_exact_and_lower_case(tmp_path: Path) -> None:
    record = load_record(write(tmp_path, RECORD), "local", "PaymentGateway")
    assert record.address == ADDRESS.lower()
    assert record.deployer == RECORD["deployer"].lower()
    assert record.arguments == (Argument("fee_bps", "uint256", str(2**256 - 1)),)
    assert (record.block_number, record.chain_id, record.abi) == (7, 31337, tuple(RECORD["abi"]))
