"""What `deploy` and `verify` refuse: one sentence, exit code 1, no traceback, and nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from backend.chain.records import PACKAGED, load_networks
from scripts import deploy, verify
from scripts._deployment.chain import network_names
from scripts._deployment.terms import given_address

SOMEBODY = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"


def run(tmp_path: Path, *arguments: str, command: object = deploy, **environment: str) -> Result:
    options = ["--records", str(tmp_path / "records"), *arguments]
    nothing = {network.rpc_env: None for network in load_networks(PACKAGED).values()}
    return CliRunner().invoke(command.cli, options, env=nothing | environment)


def assert_refused(result: Result, tmp_path: Path, sentence: str) -> None:
    assert result.exit_code == 1
    assert sentence in result.output
    assert [line[:7] for line in result.output.splitlines() if not line.startswith("INFO: ")] == ["Error: "]
    assert not (tmp_path / "records").exists()


def test_every_network_has_one_name_in_ape() -> None:
    names = network_names(PACKAGED)
    assert list(names.values()) == list(load_networks(PACKAGED))
    assert names["ethereum:local"] == "local"
    assert names["bsc:testnet"] == "bsc-testnet"


@pytest.mark.parametrize("choice", ["base", "base:goerli", "local", "ethereum:local-fork", "http://127.0.0.1:1"])
def test_unknown_network(tmp_path: Path, choice: str) -> None:
    assert_refused(run(tmp_path, "--network", choice), tmp_path, "is unknown: choose one of ethereum:local, ethereum:")


@pytest.mark.parametrize("choice", ["ethereum:local", "ethereum:local:foundry", "ethereum:local:node"])
def test_no_node_is_started_when_none_is_named(tmp_path: Path, choice: str) -> None:
    assert_refused(run(tmp_path, "--network", choice), tmp_path, "COUNTERFOIL_RPC_LOCAL is not set: set it to")


def test_no_public_node_is_picked_when_none_is_named(tmp_path: Path) -> None:
    assert_refused(run(tmp_path, "--network", "base:sepolia:node"), tmp_path, "COUNTERFOIL_RPC_BASE_SEPOLIA is not set")


def test_url_of_another_kind(tmp_path: Path) -> None:
    result = run(tmp_path, "--network", "ethereum:local", COUNTERFOIL_RPC_LOCAL="127.0.0.1:8545")
    assert_refused(result, tmp_path, "COUNTERFOIL_RPC_LOCAL must be a URL that starts with http:// or https://")


def test_dead_node_is_named_without_the_key_in_its_url(tmp_path: Path) -> None:
    result = run(tmp_path, "--network", "ethereum:local", COUNTERFOIL_RPC_LOCAL="http://user:pass@127.0.0.1:9/secret")
    assert_refused(
        result, tmp_path, "No node answers at http://127.0.0.1:9: start it, or correct COUNTERFOIL_RPC_LOCAL"
    )
    assert "secret" not in result.output
    assert "pass" not in result.output


def test_node_of_another_chain(tmp_path: Path, anvil: str) -> None:
    result = run(tmp_path, "--network", "polygon:amoy", COUNTERFOIL_RPC_POLYGON_AMOY=anvil)
    assert_refused(result, tmp_path, "leads to chain 31337, but polygon-amoy is chain 80002")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--fee-bps", "101"], "--fee-bps 101 is above the cap of 100"),
        (["--fee-bps", "-1"], "--fee-bps -1 is below zero"),
        (["--fee-bps", "30", "--fee-cap-bps", "29"], "--fee-bps 30 is above the cap of 29"),
        (["--fee-cap-bps", "101"], "--fee-cap-bps 101 is not in 0 to 100"),
        (["--payout-delay", "2592001"], "--payout-delay 2592001 is not in 0 to 2592000 seconds"),
        (["--admin", "0x" + "00" * 20], "--admin is the zero address"),
        (["--fee-receiver", "0x" + "00" * 20], "--fee-receiver is the zero address"),
        (["--admin", SOMEBODY.replace("C5", "c5")], "right EIP-55 checksum"),
        (["--admin", "merchant.eth"], "--admin merchant.eth is not an address"),
        (["--admin-owner", "0x" + "00" * 20], "--admin-owner is the zero address"),
        (["--admin-owner", SOMEBODY, "--admin-owner", SOMEBODY.lower()], "--admin-owner names an address twice"),
        (["--admin-owner", SOMEBODY, "--admin", SOMEBODY], "--admin and --admin-owner both name the admin"),
        (["--admin-owner", SOMEBODY, "--admin-threshold", "2"], "--admin-threshold 2 is not in 1 to 1"),
        (["--admin-owner", SOMEBODY, "--admin-threshold", "0"], "--admin-threshold 0 is not in 1 to 1"),
        (["--admin-owner", SOMEBODY, "--admin-delay", "2592001"], "--admin-delay 2592001 is not in 0 to 2592000"),
        (["--admin-threshold", "1"], "name its owners with --admin-owner"),
    ],
)
def test_terms_that_the_contract_would_refuse(tmp_path: Path, anvil: str, arguments: list[str], sentence: str) -> None:
    result = run(tmp_path, "--network", f"ethereum:local:{anvil}", *arguments)
    assert_refused(result, tmp_path, sentence)


def test_unknown_account_of_ape(tmp_path: Path, anvil: str) -> None:
    result = run(tmp_path, "--network", f"ethereum:local:{anvil}", "--account", "nobody")
    assert_refused(result, tmp_path, "Ape has no account nobody: create it with `ape accounts import nobody`")


def test_verify_without_records(tmp_path: Path) -> None:
    assert_refused(run(tmp_path, command=verify), tmp_path, "There is no record in")


def test_address_in_one_case_is_taken_and_checksummed() -> None:
    assert given_address("--admin", SOMEBODY.lower()) == given_address("--admin", SOMEBODY) == SOMEBODY
