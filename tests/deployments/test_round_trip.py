"""The two commands as a person runs them, each against an anvil that the test started on a free port."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from eth_account import Account
from web3 import HTTPProvider, Web3

from backend.chain.records import load_record, load_tokens
from scripts._deployment.terms import ZERO_ADDRESS
from tests.deployments.conftest import DEPLOYER, Ape, running_anvil

ADMIN = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
RECEIVER = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"


@dataclass(frozen=True)
class Local:
    """A local chain with what `ape run deploy` left behind."""

    records: Path
    environment: dict[str, str]
    said: str


@pytest.fixture(scope="module")
def local(ape: Ape, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    records = tmp_path_factory.mktemp("records")
    with running_anvil() as url:
        environment = {"COUNTERFOIL_RPC_LOCAL": url, "COUNTERFOIL_DEPLOYMENTS": str(records)}
        options = ("--network", "ethereum:local:foundry", "--with-test-dollar", "--fee-bps", "30")
        deployed = ape("run", "deploy", *options, **environment)
        assert deployed.returncode == 0, deployed.stderr
        yield Local(records, environment, deployed.stdout)


@pytest.fixture
def base_sepolia() -> Iterator[str]:
    with running_anvil("--chain-id", "84532", "--block-time", "0.1") as url:
        yield url


def test_live_deployment_is_not_overwritten(ape: Ape, local: Local) -> None:
    before = load_record(local.records, "local", "MultiSig")
    again = ape("run", "deploy", "--network", "ethereum:local", **local.environment)
    assert again.returncode == 1
    assert f"MultiSig.json records a live deployment at {before.address}: keep it, or add" in again.stderr
    assert "Traceback" not in again.stderr
    assert load_record(local.records, "local", "MultiSig") == before


def test_one_contract_can_follow_later(ape: Ape, local: Local, tmp_path: Path) -> None:
    only = ("run", "deploy", "--network", "ethereum:local", "--only", "DepositAddresses")
    alone = ape(*only, "--records", str(tmp_path), **local.environment)
    assert alone.returncode == 1
    assert "DepositAddresses needs DepositAddress, which has no record: deploy it as well" in alone.stderr
    moved = tmp_path / "moved"
    shutil.copytree(local.records, moved)
    again = ape(*only, "--replace", "--records", str(moved), **local.environment)
    assert again.returncode == 0, again.stderr
    before, after = (load_record(folder, "local", "DepositAddresses") for folder in (local.records, moved))
    assert (before.address != after.address, before.arguments) == (True, after.arguments)


def test_verify_fails_and_names_the_difference(ape: Ape, local: Local, tmp_path: Path) -> None:
    changed = tmp_path / "changed"
    shutil.copytree(local.records, changed)
    path = changed / "local/PaymentGateway.json"
    path.write_text(path.read_text().replace('"value": "30"', '"value": "31"'))
    refuted = ape("run", "verify", "--network", "ethereum:local", "--records", str(changed), **local.environment)
    assert refuted.returncode == 1
    assert "local PaymentGateway differs: argument fee_bps is 30 on chain, recorded 31" in refuted.stdout
    assert "TestDollar.sol, byte for byte" in refuted.stdout


def test_deploy_records_what_it_did(local: Local) -> None:
    gateway = load_record(local.records, "local", "PaymentGateway")
    assert (gateway.chain_id, gateway.deployer) == (31337, DEPLOYER.lower())
    assert [a.value for a in gateway.arguments] == [DEPLOYER, DEPLOYER, "30", "100", "172800", ZERO_ADDRESS]
    deposits = load_record(local.records, "local", "DepositAddresses")
    assert deposits.arguments[0].value.lower() == gateway.address
    assert [t.symbol for t in load_tokens(local.records, "local")] == ["ETH", "TUSD"]
    written = sorted(path.name for path in (local.records / "local").iterdir())
    contracts = ["DepositAddress", "DepositAddresses", "Escrow", "MultiSig", "MultiSigFactory"]
    contracts += ["PaymentGateway", "Subscription", "TestDollar"]
    assert written == [*(f"{name}.json" for name in contracts), "tokens.json"]
    assert f"in block {gateway.block_number}, read back, recorded in " in local.said


def test_verify_proves_it(ape: Ape, local: Local) -> None:
    verified = ape("run", "verify", **local.environment)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert [line.partition(" is ")[2] for line in verified.stdout.splitlines()] == [
        "contracts/DepositAddress.vy, byte for byte",
        "contracts/DepositAddresses.vy, byte for byte",
        "contracts/Escrow.vy, byte for byte",
        "contracts/MultiSig.vy, byte for byte",
        "contracts/MultiSigFactory.vy, byte for byte",
        "contracts/PaymentGateway.vy, byte for byte",
        "contracts/Subscription.vy, byte for byte",
        "contracts/mocks/TestDollar.sol, byte for byte",
    ]


def test_public_network_with_an_account_of_ape(ape: Ape, ape_folder: Path, base_sepolia: str, tmp_path: Path) -> None:
    deployer = Account.create()
    (ape_folder / "accounts").mkdir(exist_ok=True)
    (ape_folder / "accounts/payments.json").write_text(json.dumps(deployer.encrypt("secret", iterations=1)))
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


def test_a_wallet_of_owners_becomes_the_admin_and_is_found_again(ape: Ape, local: Local, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    shutil.copytree(local.records, moved)
    only = ("run", "deploy", "--network", "ethereum:local", "--replace", "--records", str(moved), "--only", "Escrow")
    owners = ("--admin-owner", ADMIN, "--admin-owner", RECEIVER, "--admin-delay", "3600")
    first, second = (ape(*only, *owners, **local.environment) for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    made = first.stdout.partition("MultiSig wallet at ")[2][:42]
    assert f"MultiSig wallet at {made}, made: it is the admin" in first.stdout
    assert f"MultiSig wallet at {made}, found: it is the admin" in second.stdout
    record = load_record(moved, "local", "Escrow")
    assert record.arguments[0].value == made
    wallet = load_record(moved, "local", "MultiSig")
    node = Web3(HTTPProvider(local.environment["COUNTERFOIL_RPC_LOCAL"]))
    calls = node.eth.contract(address=Web3.to_checksum_address(made), abi=list(wallet.abi)).functions
    assert tuple(calls.wallet_terms().call())[:4] == (2, 2, 2, 3600)
    assert sorted(calls.owners().call()) == sorted([ADMIN, RECEIVER])
