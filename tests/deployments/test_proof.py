"""`verify` sees every single difference between record, sources and chain, and names it; it sees none where none is."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from web3 import HTTPProvider, Web3

from backend.chain.records import PACKAGED, Argument, Record, load_record
from scripts._deployment.build import BLUEPRINT_SETTINGS, ROOT, Built, build
from scripts._deployment.chain import open_chain
from scripts._deployment.proof import build_differences, record_differences
from scripts._deployment.reading_back import differences
from scripts._deployment.terms import SOURCES, Terms
from scripts._deployment.written import encoded, record_json, write_json
from tests.deployments.conftest import DEPLOYER, running_anvil

SOURCE = SOURCES["PaymentGateway"]
TERMS = Terms(DEPLOYER, "0x70997970C51812dc3A010C7d01b50e0d17dc79C8", 30, 100, 172_800)
TEST_DOLLAR = "contracts/mocks/TestDollar.sol"

Deploy = Callable[[Built, tuple[Argument, ...]], Record]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running_anvil() as url:
        yield url


@pytest.fixture(scope="module")
def chain_node(url: str) -> Web3:
    return Web3(HTTPProvider(url))


@pytest.fixture(scope="module")
def deploy(url: str, tmp_path_factory: pytest.TempPathFactory) -> Deploy:
    """Deploys what was built and returns its record, as `ape run deploy` would have written it."""
    chain = open_chain(PACKAGED, f"ethereum:local:{url}")
    folder = tmp_path_factory.mktemp("records")

    def send(built: Built, arguments: tuple[Argument, ...]) -> Record:
        data = built.init_code + encoded(arguments)
        sent = chain.node.eth.send_transaction({"from": DEPLOYER, "data": data, "gas": 10_000_000})
        chain.node.eth.wait_for_transaction_receipt(sent, poll_latency=0.01)
        write_json(folder / f"local/{built.contract}.json", record_json(chain, built, arguments, sent.to_0x_hex()))
        return load_record(folder, "local", built.contract)

    return send


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the contracts, so that what is built, deployed and compared stays one and the same."""
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "contracts", root / "contracts", ignore=shutil.ignore_patterns(".cache"))
    for name in ("node_modules", "scripts"):
        (root / name).symlink_to(ROOT / name)
    return root


@pytest.fixture(scope="module")
def built(root: Path) -> Built:
    return build(SOURCE, root=root)


@pytest.fixture(scope="module")
def gateway(deploy: Deploy, built: Built) -> Record:
    return deploy(built, TERMS.arguments("PaymentGateway", {}))


@pytest.fixture
def mutant_root(root: Path, tmp_path: Path) -> Path:
    """The project with one comparison of one module turned around."""
    shutil.copytree(root / "contracts", tmp_path / "contracts")
    module = tmp_path / "contracts/modules/admin.vy"
    text = module.read_text()
    assert text.count("if msg.sender != self.admin:") == 1
    module.write_text(text.replace("if msg.sender != self.admin:", "if msg.sender == self.admin:"))
    return tmp_path


def one_argument(record: Record, at: int, value: str) -> Record:
    changed = [replace(a, value=value) if i == at else a for i, a in enumerate(record.arguments)]
    return replace(record, arguments=tuple(changed))


def test_mutant_on_chain_is_named(deploy: Deploy, chain_node: Web3, built: Built, mutant_root: Path) -> None:
    mutant = build(SOURCE, root=mutant_root)
    recorded = deploy(replace(built, init_code=mutant.init_code), TERMS.arguments("PaymentGateway", {}))
    told = list(build_differences(recorded, built, chain_node))
    assert told[0] == "the creation transaction carries other init code than these sources give"
    assert told[1].startswith("the code at the address differs from these sources' from byte ")
    assert len(told) == 2


def test_changed_source_is_named(gateway: Record, chain_node: Web3, mutant_root: Path) -> None:
    told = list(record_differences(gateway, chain_node, mutant_root))
    assert told[0].startswith("the sources hash to ")
    assert "other init code" in told[1]
    assert "the code at the address differs" in told[2]
    assert len(told) == 3


@pytest.mark.parametrize(
    ("at", "value", "named"),
    [
        (0, "0x" + "12" * 20, f"argument admin is {DEPLOYER.lower()} on chain, recorded 0x1212"),
        (2, "31", "argument fee_bps is 30 on chain, recorded 31"),
        (4, "172801", "argument payout_delay is 172800 on chain, recorded 172801"),
    ],
)
def test_changed_argument_is_named(
    gateway: Record, built: Built, chain_node: Web3, at: int, value: str, named: str
) -> None:
    told = list(build_differences(one_argument(gateway, at, value), built, chain_node))
    assert told[0].startswith(named)
    # Only arguments that become immutables show in the code itself.
    assert [line[:40] for line in told[1:]] == (["the code at the address differs from the"] if at == 4 else [])


def test_argument_that_the_constructor_refuses_is_named(gateway: Record, built: Built, chain_node: Web3) -> None:
    told = list(build_differences(one_argument(gateway, 2, "101"), built, chain_node))
    assert "the constructor reverts with the recorded arguments" in told


def test_one_byte_of_an_immutable_is_named(deploy: Deploy, chain_node: Web3, built: Built) -> None:
    recorded = deploy(built, TERMS.arguments("PaymentGateway", {}))
    address = Web3.to_checksum_address(recorded.address)
    code = bytearray(chain_node.eth.get_code(address))
    code[-1] ^= 1
    chain_node.provider.make_request("anvil_setCode", [address, "0x" + code.hex()])
    (told,) = build_differences(recorded, built, chain_node)
    assert f"from byte {len(code) - 1:,} on ({len(code):,} bytes on chain, {len(code):,} expected)" in told


def test_removed_code_is_named(deploy: Deploy, chain_node: Web3, built: Built) -> None:
    recorded = deploy(built, TERMS.arguments("PaymentGateway", {}))
    chain_node.provider.make_request("anvil_setCode", [Web3.to_checksum_address(recorded.address), "0x"])
    assert list(build_differences(recorded, built, chain_node)) == ["there is no code at the address"]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"block_hash": "0x" + "12" * 32}, "the transaction's block hash is"),
        ({"block_number": 10_000}, "the hash of block 10000 is none"),
        ({"deployer": "0x" + "12" * 20}, f"the sender is {DEPLOYER.lower()} on chain, recorded 0x1212"),
        ({"address": "0x" + "12" * 20}, "the created address is"),
        ({"source_sha256": "12" * 32}, "the sources hash to"),
        ({"sources": (SOURCE,)}, "the list of sources differs (contracts/interfaces/IPaymentGateway.vyi, "),
        ({"abi": ({"type": "fallback"},)}, "the sources give another ABI"),
        ({"transaction_hash": "0x" + "12" * 32}, "the node knows no transaction 0x1212"),
    ],
)
def test_changed_record_is_named(
    gateway: Record, built: Built, chain_node: Web3, wrong: dict[str, object], named: str
) -> None:
    told = list(build_differences(replace(gateway, **wrong), built, chain_node))
    assert any(line.startswith(named) for line in told)


def test_changed_compiler_is_named(gateway: Record, built: Built, chain_node: Web3, root: Path) -> None:
    other = replace(gateway.compiler, version="0.4.2")
    told = list(build_differences(replace(gateway, compiler=other), built, chain_node))
    assert told == ["the compiler is vyper 0.4.3, recorded 0.4.2"]
    unoptimised = replace(gateway.compiler, settings=gateway.compiler.settings | {"optimize": "none"})
    assert "other init code" in next(record_differences(replace(gateway, compiler=unoptimised), chain_node, root))


def test_reading_back_names_every_term_that_differs(gateway: Record, chain_node: Web3) -> None:
    other = Terms("0x" + "12" * 20, DEPLOYER, 29, 99, 0, DEPLOYER)
    asked = ("PaymentGateway", chain_node, gateway.address, gateway.abi)
    told = list(differences(*asked, other, {}))
    assert [line.split("()")[0] for line in told] == ["admin", "fee_terms", "sanctions_list", "payout_delay"]
    assert list(differences(*asked, TERMS, {})) == []


def test_deployed_gateway_is_its_source(gateway: Record, chain_node: Web3, root: Path) -> None:
    assert list(record_differences(gateway, chain_node, root)) == []


def test_deployed_test_dollar_is_its_source(deploy: Deploy, chain_node: Web3, root: Path) -> None:
    assert list(record_differences(deploy(build(TEST_DOLLAR, root=root), ()), chain_node, root)) == []


@pytest.fixture(scope="module")
def blueprint(deploy: Deploy, root: Path) -> Record:
    return deploy(build(SOURCES["DepositAddress"], BLUEPRINT_SETTINGS, root), ())


@pytest.fixture(scope="module")
def deposits(deploy: Deploy, root: Path, gateway: Record, blueprint: Record) -> Record:
    addresses = {"PaymentGateway": gateway.address, "DepositAddress": blueprint.address}
    built = build(SOURCES["DepositAddresses"], root=root)
    return deploy(
        built, TERMS.arguments("DepositAddresses", {k: Web3.to_checksum_address(v) for k, v in addresses.items()})
    )


def test_deployed_blueprint_is_its_source(blueprint: Record, chain_node: Web3, root: Path) -> None:
    assert list(record_differences(blueprint, chain_node, root)) == []
    assert chain_node.eth.get_code(Web3.to_checksum_address(blueprint.address)).startswith(b"\xfe\x71\x00")


def test_deployed_deposit_addresses_are_their_source(deposits: Record, chain_node: Web3, root: Path) -> None:
    assert list(record_differences(deposits, chain_node, root)) == []


def test_deposit_addresses_over_another_blueprint_are_named(
    deploy: Deploy, deposits: Record, chain_node: Web3, root: Path
) -> None:
    other = deploy(build(TEST_DOLLAR, root=root), ())
    told = list(
        record_differences(one_argument(deposits, 1, Web3.to_checksum_address(other.address)), chain_node, root)
    )
    assert any(line.startswith("argument blueprint is ") for line in told)


def test_reading_deposit_addresses_back_names_another_gateway(
    deposits: Record, blueprint: Record, gateway: Record, chain_node: Web3
) -> None:
    asked = ("DepositAddresses", chain_node, deposits.address, deposits.abi, TERMS)
    right = {"PaymentGateway": Web3.to_checksum_address(gateway.address)}
    assert list(differences(*asked, right)) == []
    (told,) = differences(*asked, {"PaymentGateway": DEPLOYER})
    assert told.startswith("origin() answers ")


def test_deployed_escrow_is_its_source(deploy: Deploy, chain_node: Web3, root: Path) -> None:
    record = deploy(build(SOURCES["Escrow"], root=root), TERMS.arguments("Escrow", {}))
    assert list(record_differences(record, chain_node, root)) == []
    asked = ("Escrow", chain_node, record.address, record.abi)
    assert list(differences(*asked, TERMS, {})) == []
    (told,) = differences(*asked, Terms(DEPLOYER, TERMS.fee_receiver, 31, 100, 0), {})
    assert told.startswith("fee_terms() answers ")
