"""Owners of a wallet and whoever deals with it; wallets of two and of three, with and without a delay."""

import itertools
import sys
from pathlib import Path

import pytest
from eth_utils import keccak

sys.path.insert(0, str(Path(__file__).parent.parent / "escrow"))
sys.path.insert(0, str(Path(__file__).parent))

from wallet_hand import Hand, limit
from wallet_words import DAY

DOLLAR = 10**6


@pytest.fixture(scope="session")
def owners(accounts):
    """Three keys in ascending order of their addresses."""
    return sorted((accounts[5], accounts[6], accounts[9]), key=lambda owner: int(owner.address, 16))


@pytest.fixture(scope="session")
def newcomer(accounts):
    """A key that may become an owner."""
    return accounts[2]


@pytest.fixture(scope="session")
def receiver(accounts):
    return accounts[3]


@pytest.fixture(scope="session")
def desk(accounts):
    """A refund desk: who may spend within a limit."""
    return accounts[4]


@pytest.fixture(scope="session")
def dollar(built, deployer):
    """Tokens of these tests' own, of which nobody holds anything yet."""
    return deployer.deploy(built.TestDollar)


@pytest.fixture(scope="session")
def hostile(built, deployer):
    return deployer.deploy(built.HostileDollar)


@pytest.fixture(scope="session")
def implementation(built, deployer):
    return deployer.deploy(built.MultiSig)


@pytest.fixture(scope="session")
def factory(built, deployer, implementation):
    return deployer.deploy(built.MultiSigFactory, implementation)


@pytest.fixture(scope="session")
def create(built, factory, deployer, dollar, hostile):
    """Make a wallet of these owners that holds a thousand of each token and ten coins."""
    salts = itertools.count(1)

    def make(people, threshold, call_threshold=None, delay=0):
        terms = [list(people), threshold, call_threshold or threshold, delay, keccak(text=f"salt {next(salts)}")]
        address = factory.wallet_address(*terms)
        factory.create_wallet(*terms, sender=deployer)
        for token in (dollar, hostile):
            token.mint(address, 1_000 * DOLLAR, sender=deployer)
        deployer.transfer(address, "10 ether")
        return built.MultiSig.at(address, fetch_from_explorer=False, detect_proxy=False)

    return make


@pytest.fixture(scope="session")
def multisig(create, owners):
    """Two of three for payments, all three for everything else, and no delay."""
    return create(owners, 2, 3)


@pytest.fixture(scope="session")
def slow(create, owners):
    """Two of three, and a day to veto."""
    return create(owners, 2, 2, delay=DAY)


@pytest.fixture(scope="session")
def subscription(built, deployer, admin, fee_receiver):
    """With a fee of 50 bps under a cap of 100, and no sanctions list."""
    return deployer.deploy(built.Subscription, admin, fee_receiver, 50, 100, "0x" + "00" * 20)


@pytest.fixture(scope="session", autouse=True)
def staged(multisig, slow, gateway, escrow, subscription):
    """Everything of the session exists before the first test; a later one would make Ape rebase its snapshots."""
    return multisig


@pytest.fixture
def hand_of(chain, relayer):
    return lambda wallet: Hand(wallet, relayer, chain.chain_id)


@pytest.fixture
def hand(hand_of, multisig):
    return hand_of(multisig)


@pytest.fixture
def slow_hand(hand_of, slow):
    return hand_of(slow)


@pytest.fixture
def allow(hand, owners, desk, dollar):
    """Let the desk spend so much in each window; the answer is the second from which windows are counted."""

    def give(amount=100 * DOLLAR, window=DAY, spender=desk, token=dollar):
        terms = limit(spender, token, amount, window)
        return hand.configure(hand.becomes(limits=[terms]), owners).timestamp

    return give


@pytest.fixture
def accepted(multisig):
    """Let keys accept to become owners."""

    def make(*people, wallet=multisig):
        for person in people:
            wallet.accept_ownership(sender=person)

    return make


@pytest.fixture
def only_event():
    """The one event of a kind in a receipt, as a dictionary."""

    def find(receipt, event):
        (found,) = receipt.decode_logs(event)
        return dict(found.event_arguments)

    return find


@pytest.fixture
def told():
    """All events of the wallet in a receipt, in their order: name and fields."""

    def find(receipt, wallet):
        logs = receipt.decode_logs()
        return [(log.event_name, dict(log.event_arguments)) for log in logs if log.contract_address == wallet.address]

    return find


@pytest.fixture
def do(deployer):
    """Let a person, account or contract, call a verb."""

    def call(person, method, *arguments, value=0):
        if hasattr(person, "setAnswer"):
            return person.execute(method.contract, value, method.encode_input(*arguments), sender=deployer)
        return method(*arguments, sender=person, value=value)

    return call
