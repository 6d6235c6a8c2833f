"""The committed schemas, networks and tokens hold what they promise, and Ape knows the same networks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from eth_utils.address import is_checksum_address
from evmchains import PUBLIC_CHAIN_META
from jsonschema import Draft202012Validator, ValidationError

from scripts._deployment.build import SOLIDITY_SETTINGS, VYPER_SETTINGS
from scripts._deployment.chain import ape_name

ROOT = Path(__file__).resolve().parents[2]
DEPLOYMENTS = ROOT / "deployments"
NETWORKS = json.loads((DEPLOYMENTS / "networks.json").read_text())
PUBLIC = [name for name in NETWORKS if name != "local"]
APE_CONFIG = yaml.safe_load((ROOT / "ape-config.yaml").read_text())


def schema(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((DEPLOYMENTS / f"{name}.schema.json").read_text()))


def tokens(network: str) -> list[dict[str, Any]]:
    return json.loads((DEPLOYMENTS / network / "tokens.json").read_text())


@pytest.mark.parametrize("name", ["record", "networks", "tokens"])
def test_schema_is_a_valid_schema(name: str) -> None:
    Draft202012Validator.check_schema(schema(name).schema)


@pytest.mark.parametrize(
    "wrong",
    [
        {"decimals": "6"},
        {"decimals": -1},
        {"address": "0x1234"},
        {"standards": ["ERC-2612"]},
        {"standards": ["ERC-20", "ERC-777"]},
        {"price": 1},
    ],
)
def test_token_schema_refuses(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        schema("tokens").validate([tokens("base-mainnet")[0] | wrong])


def test_networks_match_their_schema() -> None:
    schema("networks").validate(NETWORKS)


def test_chain_ids_differ() -> None:
    assert len({network["chain_id"] for network in NETWORKS.values()}) == len(NETWORKS) == 15


@pytest.mark.parametrize("network", PUBLIC)
def test_ape_calls_the_chain_the_same(network: str) -> None:
    ecosystem, name = ape_name(network).split(":")
    assert PUBLIC_CHAIN_META[ecosystem][name]["chainId"] == NETWORKS[network]["chain_id"]


@pytest.mark.parametrize("network", list(NETWORKS))
def test_ape_takes_the_node_from_the_same_variable(network: str) -> None:
    ecosystem, name = ape_name(network).split(":")
    variable = "COUNTERFOIL_RPC_" + network.upper().replace("-", "_")
    assert NETWORKS[network]["rpc_env"] == variable
    assert APE_CONFIG["node"][ecosystem][name]["uri"] == f"${{{variable}}}"


def test_every_folder_is_a_network() -> None:
    assert {path.name for path in DEPLOYMENTS.iterdir() if path.is_dir()} <= set(NETWORKS)


@pytest.mark.parametrize("network", PUBLIC)
def test_tokens_match_their_schema_and_checksums(network: str) -> None:
    schema("tokens").validate(tokens(network))
    assert all(is_checksum_address(token["address"]) for token in tokens(network))


def test_one_address_is_not_listed_on_two_networks() -> None:
    listed = [token["address"] for network in PUBLIC for token in tokens(network)]
    assert len(listed) == len(set(listed)) == 13


def test_dollars_have_six_decimals_but_for_the_pegged_ones() -> None:
    decimals = {network: {token["decimals"] for token in tokens(network)} for network in PUBLIC}
    assert decimals.pop("bsc-mainnet") == {18}
    assert decimals.pop("bsc-testnet") == set()
    assert set(map(tuple, decimals.values())) == {(6,)}


def test_deployed_code_is_compiled_like_tested_code() -> None:
    assert APE_CONFIG["vyper"]["evm_version"] == VYPER_SETTINGS["evmVersion"]
    assert APE_CONFIG["solidity"]["evm_version"] == SOLIDITY_SETTINGS["evmVersion"]
