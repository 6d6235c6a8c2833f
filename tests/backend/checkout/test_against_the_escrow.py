"""What the checkout computes of a deal is what the Escrow computes: identity, calldata, acceptance. Runs it."""

from dataclasses import replace
from pathlib import Path

import boa
import pytest
from boa.util.abi import Address
from eth.exceptions import Revert
from eth_account import Account
from eth_keys.datatypes import PrivateKey

from backend.checkout import calldata
from backend.checkout.acceptance import NATIVE_COIN
from backend.checkout.deal import NO_CODE, NOBODY, Deal, acceptance_digest, deal_id, escrow_domain, open_id
from backend.checkout.eip712 import Signed
from tests.backend.checkout.deals import random_deal

SOURCE = Path(__file__).resolve().parents[3] / "contracts" / "Escrow.vy"
ARBITER = PrivateKey(b"\x0a" * 32)
ONE, FUNDED, DISPUTED, CLOSED = 10**18, 3, 5, 6


@pytest.fixture(scope="module")
def escrow():
    boa.env.evm.patch.chain_id = 31337
    operator = boa.env.generate_address("operator")
    return boa.load(str(SOURCE), operator, operator, 50, 100, NOBODY)


@pytest.fixture(scope="module")
def domain(escrow) -> Signed:
    return escrow_domain(31337, str(escrow.address).lower())


@pytest.fixture
def depositor():
    depositor = boa.env.generate_address("depositor")
    boa.env.set_balance(depositor, 10 * ONE)
    return depositor


@pytest.fixture
def offered() -> Deal:
    """One coin for a merchant, whoever brings it, with no arbiter; deliverable for a minute."""
    beneficiary = str(boa.env.generate_address("merchant")).lower()
    times = {"delivery_until": boa.env.timestamp + 60, "inspection_period": 30, "dispute_period": 40}
    salt = "0x" + str(boa.env.generate_address())[2:].lower().ljust(64, "0")
    whole = {"max_fee_bps": 100, "claim_hash": NO_CODE, "arbiter_fee_bps": 0, "on_timeout_bps": 0, "salt": salt}
    return Deal(NOBODY, beneficiary, NOBODY, NATIVE_COIN, ONE, **times, **whole)


def send(escrow, sender, data: str, value: int = 0):
    return boa.env.raw_call(escrow.address, sender=sender, value=value, data=bytes.fromhex(data[2:]))


def status(escrow, deal: Deal, domain: Signed) -> int:
    return escrow.deal(bytes.fromhex(deal_id(deal, domain)[2:]))[0]


def test_the_deal_id_is_the_contracts(escrow, domain):
    for seed in range(50):
        deal = random_deal(seed)
        assert deal_id(deal, domain) == "0x" + escrow.deal_id(deal.values()).hex(), seed


def test_terms_for_another_depositor_are_not_funded(escrow, offered, depositor):
    other = boa.env.generate_address("stranger")

    with pytest.raises(Revert, match="escrow: not the depositor"):
        send(escrow, depositor, calldata.fund(offered.of(str(other).lower()), "0x"), ONE)


def test_funded_and_released(escrow, domain, offered, depositor):
    deal = offered.of(str(depositor).lower())

    send(escrow, depositor, calldata.fund(deal, "0x"), ONE)
    assert status(escrow, deal, domain) == FUNDED
    send(escrow, depositor, calldata.release(deal))

    assert status(escrow, deal, domain) == CLOSED
    assert boa.env.get_balance(Address(deal.beneficiary)) >= ONE * 995 // 1000


def test_delivered_disputed_and_left_alone__returned_by_anyone(escrow, domain, offered, depositor):
    deal, stranger = offered.of(str(depositor).lower()), boa.env.generate_address("stranger")
    send(escrow, depositor, calldata.fund(deal, "0x"), ONE)
    escrow.mark_delivered(deal.values(), b"\x01" * 32, sender=Address(deal.beneficiary))
    before = boa.env.get_balance(depositor)

    send(escrow, depositor, calldata.dispute(deal))
    assert status(escrow, deal, domain) == DISPUTED
    boa.env.time_travel(seconds=40)
    send(escrow, stranger, calldata.resolve_by_timeout(deal))

    assert (status(escrow, deal, domain), boa.env.get_balance(depositor) - before) == (CLOSED, ONE)


def test_nothing_delivered__reclaimed_by_anyone(escrow, domain, offered, depositor):
    deal, stranger = offered.of(str(depositor).lower()), boa.env.generate_address("stranger")
    send(escrow, depositor, calldata.fund(deal, "0x"), ONE)
    before = boa.env.get_balance(depositor)

    boa.env.time_travel(seconds=60)
    send(escrow, stranger, calldata.reclaim(deal))

    assert (status(escrow, deal, domain), boa.env.get_balance(depositor) - before) == (CLOSED, ONE)


def test_an_acceptance_of_the_open_terms_counts_for_whoever_funds_them(escrow, domain, offered, depositor):
    offered = replace(offered, arbiter=ARBITER.public_key.to_address())
    raw = Account.unsafe_sign_hash(acceptance_digest(open_id(offered, domain), domain), ARBITER).signature
    deal = offered.of(str(depositor).lower())

    with pytest.raises(Revert, match="escrow: arbiter has not accepted"):
        send(escrow, depositor, calldata.fund(deal, "0x"), ONE)
    send(escrow, depositor, calldata.fund(deal, "0x" + bytes(raw).hex()), ONE)

    assert status(escrow, deal, domain) == FUNDED


def test_an_acceptance_without_the_claim_hash_does_not_count_for_terms_with_one(escrow, domain, offered, depositor):
    """Hence a session asks for a claim code or an arbiter, not for both."""
    offered = replace(offered, arbiter=ARBITER.public_key.to_address())
    raw = Account.unsafe_sign_hash(acceptance_digest(open_id(offered, domain), domain), ARBITER).signature
    deal = offered.of(str(depositor).lower(), "0x" + "c0" * 32)

    with pytest.raises(Revert, match="escrow: arbiter has not accepted"):
        send(escrow, depositor, calldata.fund(deal, "0x" + bytes(raw).hex()), ONE)
