"""The people of a subscription, the Subscription, and mandates in each of their states."""

import itertools
import sys
from pathlib import Path

import pytest
from eth_utils import keccak

sys.path.insert(0, str(Path(__file__).parent))

from mandate_terms import AMOUNT, DAY, FEE_BPS, FEE_CAP_BPS, PERIOD, PLAN_FIELDS, ZERO, digest, period_start, signature

PLENTY = 10_000 * AMOUNT


@pytest.fixture(scope="session")
def subscriber(accounts):
    return accounts[3]


@pytest.fixture(scope="session")
def outsider(accounts):
    """A stranger with a second pair of eyes: the party of somebody else's mandate."""
    return accounts[9]


@pytest.fixture(scope="session")
def built(project, is_compiled):
    """Contract kinds, of which only the Subscription may have to be compiled."""
    assert project.load_contracts("contracts/Subscription.vy", use_cache=is_compiled)
    return project


@pytest.fixture(scope="session")
def dollar(built, deployer):
    """Tokens of these tests' own, of which nobody holds anything yet."""
    return deployer.deploy(built.TestDollar)


@pytest.fixture(scope="session")
def hostile(built, deployer):
    return deployer.deploy(built.HostileDollar)


@pytest.fixture(scope="session")
def free(built, deployer, admin, fee_receiver):
    """A Subscription with a fee of 50 bps under a cap of 100, and no sanctions list."""
    return deployer.deploy(built.Subscription, admin, fee_receiver, FEE_BPS, FEE_CAP_BPS, ZERO)


@pytest.fixture(scope="session")
def guarded(built, deployer, admin, fee_receiver, sanctions):
    """The same, asking a sanctions list."""
    return deployer.deploy(built.Subscription, admin, fee_receiver, FEE_BPS, FEE_CAP_BPS, sanctions)


@pytest.fixture(scope="session", autouse=True)
def staged(free, guarded, dollar, hostile, deployer, subscriber):
    """The subscriber holds enough of each token for many periods and has approved the Subscriptions for all of it."""
    for token in (dollar, hostile):
        token.mint(subscriber, PLENTY, sender=deployer)
        for contract in (free, guarded):
            token.approve(contract, PLENTY, sender=subscriber)


@pytest.fixture
def subscription(free):
    """The one that a test is about."""
    return free


@pytest.fixture
def domain(chain, subscription):
    return {
        "name": "Counterfoil Subscription",
        "version": "1",
        "chainId": chain.chain_id,
        "verifyingContract": subscription.address,
    }


@pytest.fixture
def sign(domain):
    """A key's signature of a message under the Subscription's domain; keywords change the domain."""

    def make(signer, kind, message, **changes):
        return signature(signer, domain | changes, kind, message)

    return make


@pytest.fixture
def id_of(domain):
    """A mandate's id, computed without the contract."""
    return lambda terms: digest(domain, "Mandate", terms)


@pytest.fixture
def plan_id_of(domain):
    """A plan's id, computed without the contract."""
    return lambda plan: digest(domain, "Plan", plan)


@pytest.fixture
def plan(dollar, merchant, payout):
    """A plan of 30 days; keywords change it. The first charge costs what the others do, if nothing else is said."""
    references = itertools.count(1)

    def build(**changes):
        terms = {
            "merchant": merchant.address,
            "payout": payout.address,
            "token": dollar.address,
            "amount": AMOUNT,
            "first_amount": changes.get("amount", AMOUNT),
            "period_unit": 0,
            "period_count": PERIOD,
            "trial": 0,
            "metered": False,
            "tip": 0,
            "max_fee_bps": FEE_CAP_BPS,
            "grace": 7 * DAY,
            "retry_gap": DAY,
            "price_notice": 14 * DAY,
            "pause_limit": 60 * DAY,
            "reference": keccak(text=f"plan {next(references)}"),
        }
        assert changes.keys() <= terms.keys()
        return terms | {key: getattr(value, "address", value) for key, value in changes.items()}

    return build


@pytest.fixture
def do(deployer):
    """Let a person, account or wallet, call a verb."""

    def call(person, method, *arguments):
        if hasattr(person, "execute"):
            return person.execute(method.contract, 0, method.encode_input(*arguments), sender=deployer)
        return method(*arguments, sender=person)

    return call


@pytest.fixture
def mandate(subscription, chain, plan, do, merchant, subscriber):
    """Terms of a subscription to a published plan, not opened, starting soon; keywords change plan and terms."""
    salts = itertools.count(1)

    def build(**changes):
        offered = changes.pop("plan", None)
        if offered is None:
            offered = plan(**{key: changes.pop(key) for key in PLAN_FIELDS if key in changes})
            publisher = changes.pop("publisher", merchant)
            do(publisher, subscription.publish_plan, offered)
        terms = {
            "subscriber": subscriber.address,
            "plan": offered,
            "start": chain.pending_timestamp + 100,
            "end": 0,
            "max_charges": 0,
            "lifetime_cap": 0,
            "salt": keccak(text=f"salt {next(salts)}"),
        }
        assert changes.keys() <= terms.keys()
        return terms | {key: getattr(value, "address", value) for key, value in changes.items()}

    return build


@pytest.fixture
def opened(subscription, mandate, at, do, subscriber):
    """A mandate opened in the second of its start, with its first charge if there is no trial."""

    def make(person=subscriber, **changes):
        terms = mandate(subscriber=person, **changes)
        at(terms["start"])
        do(person, subscription.subscribe, terms)
        return terms

    return make


@pytest.fixture
def broke(subscription, dollar, subscriber):
    """Take the subscriber's allowance away, or give it back."""

    def set_allowance(gone=True, token=dollar):
        token.approve(subscription, 0 if gone else PLENTY, sender=subscriber)

    return set_allowance


@pytest.fixture
def failing(subscription, opened, broke, at, stranger):
    """A mandate whose second charge has failed for lack of allowance, in the second in which it was due."""

    def make(**changes):
        terms = opened(**changes)
        broke()
        at(period_start(terms, 1))
        subscription.charge(terms, sender=stranger)
        return terms

    return make


@pytest.fixture
def paused(subscription, opened, at, do, subscriber):
    """A mandate that was paused a second after it was opened."""

    def make(person=subscriber, **changes):
        terms = opened(person=person, **changes)
        # Some chains put two blocks into one second.
        at(terms["start"] + 1)
        do(person, subscription.pause, terms)
        return terms

    return make


@pytest.fixture
def each(request):
    """People by their roles."""
    return lambda *roles: [request.getfixturevalue(role) for role in roles]


@pytest.fixture
def state(subscription, id_of):
    """What the Subscription says of a mandate."""
    return lambda terms: subscription.mandate(id_of(terms))


@pytest.fixture
def mine(chain):
    """Make a block at a time, for views to look at."""
    return lambda timestamp: chain.mine(timestamp=timestamp)


@pytest.fixture
def holdings(dollar, subscription, subscriber, merchant, payout, fee_receiver, stranger):
    """What everybody has of a token."""

    def of(token=dollar):
        people = {"subscriber": subscriber, "merchant": merchant, "payout": payout, "fees": fee_receiver}
        people |= {"stranger": stranger, "subscription": subscription}
        return {name: token.balanceOf(owner) for name, owner in people.items()}

    return of


@pytest.fixture
def moved(holdings):
    """What everybody has more or less after a step than before; those without a change are left out."""

    def by(step, token=None):
        asked = (token,) if token else ()
        before = holdings(*asked)
        step()
        after = holdings(*asked)
        return {name: after[name] - before[name] for name in before if after[name] != before[name]}

    return by
