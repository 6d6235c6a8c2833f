"""The parties of a deal, the Escrow, and deals in each of their states."""

import itertools
import sys
from pathlib import Path

import pytest
from eth_utils import keccak

sys.path.insert(0, str(Path(__file__).parent))

from deal_terms import AMOUNT, CLAIM_HASH, DAY, FEE_BPS, FEE_CAP_BPS, NATIVE, ZERO, digest, signature


@pytest.fixture(scope="session")
def beneficiary(accounts):
    return accounts[2]


@pytest.fixture(scope="session")
def depositor(accounts):
    return accounts[3]


@pytest.fixture(scope="session")
def arbiter(accounts):
    return accounts[5]


@pytest.fixture(scope="session")
def outsider(accounts):
    """A stranger with a second pair of eyes: the party of somebody else's deal."""
    return accounts[9]


@pytest.fixture(scope="session")
def dollar(built, deployer):
    """Tokens of these tests' own, of which nobody holds anything yet."""
    return deployer.deploy(built.TestDollar)


@pytest.fixture(scope="session")
def silent(built, deployer):
    return deployer.deploy(built.SilentDollar)


@pytest.fixture(scope="session")
def hostile(built, deployer):
    return deployer.deploy(built.HostileDollar)


@pytest.fixture(scope="session")
def strange(built, deployer):
    """A token that takes wallets' authorizations, keeps parts and floods, as told."""
    return deployer.deploy(built.EscrowDollar)


@pytest.fixture(scope="session")
def escrow(built, deployer, admin, fee_receiver):
    """With a fee of 50 bps under a cap of 100, and no sanctions list."""
    return deployer.deploy(built.Escrow, admin, fee_receiver, FEE_BPS, FEE_CAP_BPS, ZERO)


@pytest.fixture(scope="session", autouse=True)
def staged(escrow, dollar, silent, hostile, strange, deployer, depositor):
    """The depositor holds enough of each token for many deals and has approved the Escrow for all of it."""
    for token in (dollar, silent, hostile, strange):
        token.mint(depositor, 100 * AMOUNT, sender=deployer)
        token.approve(escrow, 100 * AMOUNT, sender=depositor)
    return escrow


@pytest.fixture
def domain(chain, escrow):
    return {
        "name": "Counterfoil Escrow",
        "version": "1",
        "chainId": chain.chain_id,
        "verifyingContract": escrow.address,
    }


@pytest.fixture
def sign(domain):
    """A key's signature of a message under the Escrow's domain; keywords change the domain."""

    def make(signer, kind, message, **changes):
        return signature(signer, domain | changes, kind, message)

    return make


@pytest.fixture
def id_of(domain):
    """A deal's id, computed without the contract."""
    return lambda terms: digest(domain, "Deal", terms)


@pytest.fixture
def deal(chain, dollar, depositor, beneficiary):
    """Terms between two parties: a week to deliver, three days to inspect, two weeks to rule; keywords change them."""
    salts = itertools.count(1)

    def build(**changes):
        terms = {
            "depositor": depositor.address,
            "beneficiary": beneficiary.address,
            "arbiter": ZERO,
            "token": dollar.address,
            "amount": AMOUNT,
            "max_fee_bps": FEE_CAP_BPS,
            "delivery_until": chain.pending_timestamp + 7 * DAY,
            "inspection_period": 3 * DAY,
            "claim_hash": CLAIM_HASH,
            "arbiter_fee_bps": 500,
            "dispute_period": 14 * DAY,
            "on_timeout_bps": 5_000,
            "salt": keccak(text=f"salt {next(salts)}"),
        }
        assert changes.keys() <= terms.keys()
        return terms | {key: getattr(value, "address", value) for key, value in changes.items()}

    return build


@pytest.fixture
def do(deployer):
    """Let a person, account or wallet, call a verb."""

    def call(person, method, *arguments, value=0):
        if hasattr(person, "execute"):
            return person.execute(method.contract, value, method.encode_input(*arguments), sender=deployer)
        return method(*arguments, sender=person, value=value)

    return call


@pytest.fixture
def held(escrow, deal, do, depositor, arbiter, dollar, deployer):
    """A funded deal; keywords change its terms. An arbiter has accepted, another depositor has been given money."""

    def make(person=depositor, **changes):
        terms = deal(**{"depositor": person} | changes)
        if terms["arbiter"] != ZERO:
            do(changes["arbiter"], escrow.accept_arbitration, terms)
        if person is not depositor:
            dollar.mint(person, terms["amount"], sender=deployer)
            do(person, dollar.approve, escrow, terms["amount"])
        do(person, escrow.fund, terms, b"", value=terms["amount"] if terms["token"] == NATIVE else 0)
        return terms

    return make


@pytest.fixture
def delivered(escrow, held, do, beneficiary):
    """A deal whose delivery is marked."""

    def make(**changes):
        terms = held(**changes)
        do(changes.get("beneficiary", beneficiary), escrow.mark_delivered, terms, b"\7" * 32)
        return terms

    return make


@pytest.fixture
def disputed(escrow, held, do, beneficiary, arbiter):
    """A deal that its beneficiary has disputed, with an arbiter."""

    def make(**changes):
        terms = held(**{"arbiter": arbiter} | changes)
        do(changes.get("beneficiary", beneficiary), escrow.dispute, terms)
        return terms

    return make


@pytest.fixture
def state(escrow, id_of):
    """What the Escrow says of a deal."""
    return lambda terms: escrow.deal(id_of(terms))
