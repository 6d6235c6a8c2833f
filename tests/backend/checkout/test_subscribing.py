"""What a subscriber is handed is what the Subscription computes: ids, typed data, calldata. Runs it."""

from dataclasses import replace
from pathlib import Path

import boa
import pytest
from boa.util.abi import Address
from eth.exceptions import Revert
from eth_account import Account
from eth_account.messages import encode_typed_data

from backend.checkout import calldata, subscribing
from backend.checkout.deal import NOBODY
from backend.checkout.eip712 import Signed
from backend.checkout.subscribing import Mandate, Plan, mandate_id, plan_id, subscription_domain, typed_data
from tests.backend.checkout.mandates import random_mandate

CONTRACTS = Path(__file__).resolve().parents[3] / "contracts"
DAY, PRICE = 86_400, 10_000_000
OPEN, PAUSED, CANCELLED = 1, 3, 4
# The least that can be approved and pulled.
DOLLAR = """
balanceOf: public(HashMap[address, uint256])
allowance: public(HashMap[address, HashMap[address, uint256]])

@external
def mint(to: address, amount: uint256):
    self.balanceOf[to] += amount

@external
def approve(spender: address, amount: uint256) -> bool:
    self.allowance[msg.sender][spender] = amount
    return True

@external
def transferFrom(sender: address, to: address, amount: uint256) -> bool:
    self.allowance[sender][msg.sender] -= amount
    self.balanceOf[sender] -= amount
    self.balanceOf[to] += amount
    return True
"""


@pytest.fixture(scope="module")
def subscription():
    boa.env.evm.patch.chain_id = 31337
    operator = boa.env.generate_address("operator")
    return boa.load(str(CONTRACTS / "Subscription.vy"), operator, operator, 50, 100, NOBODY)


@pytest.fixture(scope="module")
def domain(subscription) -> Signed:
    return subscription_domain(31337, str(subscription.address).lower())


@pytest.fixture
def dollar():
    return boa.loads(DOLLAR)


@pytest.fixture
def subscriber(dollar):
    subscriber = boa.env.generate_address("subscriber")
    dollar.mint(subscriber, 100 * PRICE)
    return subscriber


@pytest.fixture
def plan(subscription, dollar) -> Plan:
    """Published: ten dollars for each thirty days, the first for five."""
    merchant = boa.env.generate_address("merchant")
    who = (str(merchant).lower(), str(boa.env.generate_address("payout")).lower(), str(dollar.address).lower())
    terms = (PRICE, PRICE // 2, 0, 30 * DAY, 0, False, 0, 100, 7 * DAY, DAY, 30 * DAY, 90 * DAY)
    plan = Plan(*who, *terms, "0x" + "ab" * 32)
    subscription.publish_plan(plan.values(), sender=merchant)
    return plan


@pytest.fixture
def mandate(plan, subscriber) -> Mandate:
    return Mandate(str(subscriber).lower(), plan, boa.env.timestamp, 0, 3, 0, "0x" + "01".rjust(64, "0"))


def send(to, sender, data: str):
    return boa.env.raw_call(to.address, sender=sender, data=bytes.fromhex(data[2:]))


def state(subscription, mandate: Mandate, domain: Signed):
    return subscription.mandate(bytes.fromhex(mandate_id(mandate, domain)[2:]))


@pytest.fixture
def opened(subscription, dollar, subscriber, mandate) -> Mandate:
    """Allowed and subscribed by the calls that a page is handed."""
    allowance = subscribing.allowance_for(mandate.plan, 3)
    send(dollar, subscriber, calldata.approve(str(subscription.address).lower(), allowance))
    send(subscription, subscriber, subscribing.subscribe(mandate))
    return mandate


def test_the_ids_are_the_contracts(subscription, domain):
    for seed in range(30):
        mandate = random_mandate(seed)
        assert plan_id(mandate.plan, domain) == "0x" + subscription.plan_id(mandate.plan.values()).hex(), seed
        assert mandate_id(mandate, domain) == "0x" + subscription.mandate_id(mandate.values()).hex(), seed


def test_what_a_wallet_is_shown_hashes_to_the_id(domain):
    for seed in range(10):
        mandate = random_mandate(seed)
        signed = encode_typed_data(full_message=typed_data(mandate, domain))
        hashed = Account.sign_message(signed, b"\x07" * 32).message_hash
        assert "0x" + bytes(hashed).hex() == mandate_id(mandate, domain), seed


def test_flags_are_shown_as_such_and_numbers_as_text(domain):
    shown = typed_data(random_mandate(3), domain)["message"]
    assert isinstance(shown["plan"]["metered"], bool) and isinstance(shown["plan"]["amount"], str)


def test_without_the_allowance_nothing_is_opened(subscription, subscriber, mandate):
    with pytest.raises(Revert, match="subscription: first charge fails"):
        send(subscription, subscriber, subscribing.subscribe(mandate))


def test_a_mandate_of_another_account_is_not_opened(subscription, subscriber, mandate):
    other = replace(mandate, subscriber="0x" + "77" * 20)
    with pytest.raises(Revert, match="subscription: not that party"):
        send(subscription, subscriber, subscribing.subscribe(other))


def test_opened_and_the_first_price_taken(subscription, dollar, domain, opened):
    found = state(subscription, opened, domain)
    assert (found.status, found.total, found.charges) == (OPEN, PRICE // 2, 1)
    # The first charge is gone from the allowance; two more are left in it.
    assert dollar.allowance(Address(opened.subscriber), subscription.address) == 2 * PRICE


def test_the_same_mandate_is_opened_once_only(subscription, subscriber, opened):
    with pytest.raises(Revert, match="subscription: known already"):
        send(subscription, subscriber, subscribing.subscribe(opened))


def test_paused_resumed_and_cancelled(subscription, subscriber, domain, opened):
    send(subscription, subscriber, subscribing.pause(opened))
    assert state(subscription, opened, domain).status == PAUSED
    send(subscription, subscriber, subscribing.resume(opened))
    assert state(subscription, opened, domain).status == OPEN
    send(subscription, subscriber, subscribing.cancel(opened))
    assert state(subscription, opened, domain).status == CANCELLED


def test_a_proposed_price_is_accepted_as_it_was_proposed(subscription, subscriber, opened):
    subscription.propose_price(opened.values(), 2 * PRICE, sender=Address(opened.plan.merchant))
    effective_at = boa.env.timestamp + opened.plan.price_notice
    with pytest.raises(Revert, match="subscription: no such offer"):
        send(subscription, subscriber, subscribing.accept_price(opened, PRICE, effective_at))
    send(subscription, subscriber, subscribing.accept_price(opened, 2 * PRICE, effective_at))
    with pytest.raises(Revert, match="subscription: no such offer"):
        send(subscription, subscriber, subscribing.accept_price(opened, 2 * PRICE, effective_at))
