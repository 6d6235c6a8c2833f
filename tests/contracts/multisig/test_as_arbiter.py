"""The wallet as the arbiter of an Escrow deal: a panel that accepts, rules, and is paid its fee."""

import ape
import pytest
from deal_terms import AMOUNT, CLOSED, DAY, DISPUTED, NO_HASH, ZERO, digest
from wallet_hand import call
from wallet_words import by_key, packed

FEE = AMOUNT * 500 // 10_000


@pytest.fixture
def depositor(accounts):
    return accounts[3]


@pytest.fixture
def beneficiary(accounts):
    return accounts[2]


@pytest.fixture
def domain(chain, escrow):
    return {
        "name": "Counterfoil Escrow",
        "version": "1",
        "chainId": chain.chain_id,
        "verifyingContract": escrow.address,
    }


@pytest.fixture
def deal(escrow, dollar, chain, multisig, depositor, beneficiary, deployer):
    """Terms that name the wallet; the depositor holds the money and has approved the Escrow."""
    dollar.mint(depositor, AMOUNT, sender=deployer)
    dollar.approve(escrow, AMOUNT, sender=depositor)
    return {
        "depositor": depositor.address,
        "beneficiary": beneficiary.address,
        "arbiter": multisig.address,
        "token": dollar.address,
        "amount": AMOUNT,
        "max_fee_bps": 100,
        "delivery_until": chain.pending_timestamp + 7 * DAY,
        "inspection_period": 3 * DAY,
        "claim_hash": NO_HASH,
        "arbiter_fee_bps": 500,
        "dispute_period": 14 * DAY,
        "on_timeout_bps": 5_000,
        "salt": NO_HASH,
    }


@pytest.fixture
def signed(hand, domain, deal):
    """The wallet's word about the deal, by these owners."""

    def make(kind, message, owners):
        said = message | ({"deal_id": digest(domain, "Deal", deal)})
        order = {"AcceptArbitration": ("deal_id",), "Resolve": ("deal_id", "to_beneficiary", "arbiter_fee", "deadline")}
        word = digest(domain, kind, {name: said[name] for name in order[kind]})
        return packed(*(by_key(owner, hand.digest("WalletMessage", {"digest": word, "epoch": 0})) for owner in owners))

    return make


@pytest.fixture
def disputed(escrow, deal, hand, owners, depositor, beneficiary):
    """The deal, accepted by the wallet's call, funded, and disputed."""
    hand.call([call(escrow.accept_arbitration, deal)], owners)
    escrow.fund(deal, b"", sender=depositor)
    escrow.dispute(deal, sender=beneficiary)
    assert escrow.deal(escrow.deal_id(deal)).status == DISPUTED
    return deal


def test_accepts_by_signature(escrow, deal, signed, owners, depositor):
    for few in ([], owners[:2]):
        with ape.reverts("escrow: arbiter has not accepted"):
            escrow.fund(deal, signed("AcceptArbitration", {}, few), sender=depositor)
    escrow.fund(deal, signed("AcceptArbitration", {}, owners), sender=depositor)
    assert escrow.deal(escrow.deal_id(deal)).held == AMOUNT


def test_no_owner_rules_alone(escrow, disputed, hand, owners):
    for owner in owners:
        with ape.reverts("escrow: not the arbiter"):
            escrow.resolve(disputed, AMOUNT, 0, sender=owner)
    with ape.reverts("multisig: too few approvals"):
        hand.call([call(escrow.resolve, disputed, AMOUNT, 0)], owners[:2])


def test_rules_and_is_paid(escrow, disputed, hand, owners, multisig, dollar):
    before = dollar.balanceOf(multisig)
    hand.call([call(escrow.resolve, disputed, 600, FEE)], owners)
    assert escrow.deal(escrow.deal_id(disputed)).status == CLOSED
    assert dollar.balanceOf(multisig) - before == FEE


def test_rules_by_signature(escrow, disputed, signed, owners, multisig, dollar, chain, relayer):
    before, deadline = dollar.balanceOf(multisig), chain.pending_timestamp + DAY
    ruling = {"to_beneficiary": 600, "arbiter_fee": FEE, "deadline": deadline}
    with ape.reverts("relayed: bad signature"):
        escrow.resolve_by_signature(disputed, 600, FEE, deadline, signed("Resolve", ruling, owners[:2]), sender=relayer)
    escrow.resolve_by_signature(disputed, 600, FEE, deadline, signed("Resolve", ruling, owners), sender=relayer)
    assert dollar.balanceOf(multisig) - before == FEE


def test_is_depositor_and_beneficiary_too(escrow, deal, hand, slow_hand, owners, multisig, slow, dollar):
    """Two wallets deal with each other: one funds and releases in a proposal, the other is paid."""
    terms = deal | {"depositor": multisig.address, "beneficiary": slow.address, "arbiter": ZERO, "amount": 1_000}
    before = dollar.balanceOf(slow)
    steps = [call(dollar.approve, escrow, 1_000), call(escrow.fund, terms, b""), call(escrow.release, terms, 400)]
    hand.call(steps, owners)
    slow_hand.call([call(escrow.return_funds, terms, 600)], owners[:2])
    assert escrow.deal(escrow.deal_id(terms)).status == CLOSED
    assert dollar.balanceOf(slow) - before == 400 - 400 * 50 // 10_000
