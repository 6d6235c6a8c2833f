"""A factory of wallets, and whose wallets they are."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "multisig"))


@pytest.fixture(scope="session")
def owners(accounts):
    return [accounts[i].address for i in (5, 6, 9)]


@pytest.fixture(scope="session")
def implementation(built, deployer):
    return deployer.deploy(built.MultiSig)


@pytest.fixture(scope="session")
def factory(built, deployer, implementation):
    return deployer.deploy(built.MultiSigFactory, implementation)


@pytest.fixture(scope="session", autouse=True)
def staged(factory, dollar):
    """Everything of the session exists before the first test; a later one would make Ape rebase its snapshots."""
    return factory


@pytest.fixture
def wallet_at(built):
    return lambda address: built.MultiSig.at(address, fetch_from_explorer=False, detect_proxy=False)
