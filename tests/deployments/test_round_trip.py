"""The two commands as a person runs them, each against an anvil that the test started on a free port."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from eth_account import Account
from web3 import HTTPProvider, Web3

from backend.chain.records import load_record, load_tokens
from tests.deployments.conftest import DEPLOYER, Ape, running_anvil

ADMIN = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
RECEIVER = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"


@pytest.fixture
def base_sepolia() -> Iterator[str]:
    with running_anvil("--chain-id", "84532", "--block-time", "0.1") as url:
        yield url


def test_local_round_trip(ape: Ape, anvil: str, tmp_path: Path) -> None:
    records = tmp_path / "records"
    here = {"COUNTERFOIL_RPC_LOCAL": anvil, "COUNTERFOIL_DEPLOYMENTS": str(records)}

    deployed = ape("run", "deploy", "--network", "ethereum:local:node", "--with-test-dollar", "--fee-bps", "30", **here)
    assert deployed.returncode == 0, deployed.stderr
    gateway = load_record(records, "local", "PaymentGateway")
    assert (gateway.chain_id, gateway.deployer) == (31337, DEPLOYER.lower())
    assert [a.value for a in gateway.arguments] == [DEPLOYER, DEPLOYER, "30", "100", "172800"]
    assert [t.symbol for t in load_tokens(records, "local")] == ["ETH", "TUSD"]
    assert sorted(p.name for p in (records / "local").iterdir()) == [
        "PaymentGateway.json",
        "TestDollar.json",
        "tokens.json",
    ]

    again = ape("run", "deploy", "--network", "ethereum:local", **here)
    assert again.returncode == 1
    assert f"PaymentGateway.json records a live deployment at {gateway.address}" in again.stderr
    assert "Traceback" not in again.stderr
    assert load_record(records, "local", "PaymentGateway") == gateway

    verified = ape("run", "verify", **here)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert "is contracts/PaymentGateway.vy, byte for byte" in verified.stdout
    assert "is contracts/mocks/TestDollar.sol, byte for byte" in verified.stdout

    path = records / "local/PaymentGateway.json"
    path.write_text(path.read_text().replace('"value": "30"', '"value": "31"'))
    refuted = ape("run", "verify", "--network", "ethereum:local", **here)
    assert refuted.returncode == 1
    assert "argument fee_bps is 30 on chain, recorded 31" in refuted.stdout
    assert "TestDollar.sol, byte for byte" in refuted.stdout


def test_public_network_with_an_account_of_ape(ape: Ape, base_sepolia: str, tmp_path: Path) -> None:
    deployer = Account.create()
    (tmp_path / "ape/accounts").mkdir(parents=True)
    (tmp_path / "ape/accounts/payments.json").write_text(json.dumps(deployer.encrypt("secret", iterations=1)))
    node = Web3(HTTPProvider(base_sepolia))
    node.provider.make_request("anvil_setBalance", [deployer.address, hex(10**18)])
    here = {
        "COUNTERFOIL_RPC_BASE_SEPOLIA": base_sepolia,
        "COUNTERFOIL_DEPLOYMENTS": str(tmp_path / "records"),
        "APE_ACCOUNTS_payments_PASSPHRASE": "secret",
    }
    choice = ("run", "deploy", "--network", "base:sepolia:node", "--account", "payments", "--admin", ADMIN)

    incomplete = ape(*choice, **here)
    assert incomplete.returncode == 1
    assert "--fee-receiver must be given on base-sepolia" in incomplete.stderr

    deployed = ape(*choice, "--fee-receiver", RECEIVER, "--fee-bps", "25", **here)
    assert deployed.returncode == 0, deployed.stderr
    record = load_record(tmp_path / "records", "base-sepolia", "PaymentGateway")
    assert (record.chain_id, record.deployer) == (84532, deployer.address.lower())
    assert [a.value for a in record.arguments][:2] == [ADMIN, RECEIVER]
    assert node.eth.block_number >= record.block_number + 4, "the record names a block before it is confirmed"
