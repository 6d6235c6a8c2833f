import ape
import pytest
from eth_account import Account
from mandate_terms import AMOUNT, FEE, NET, NO_PERMIT, PERIOD

FIRST_FAILED = "subscription: first charge fails"
PERMIT = [
    {"name": "owner", "type": "address"},
    {"name": "spender", "type": "address"},
    {"name": "value", "type": "uint256"},
    {"name": "nonce", "type": "uint256"},
    {"name": "deadline", "type": "uint256"},
]
DOORS = ["subscribe_with_permit", "subscribe_by_signature"]


@pytest.fixture
def permit(chain, dollar, subscription, subscriber):
    """The subscriber's ERC-2612 permit as the Subscription takes it; keywords change what is signed."""

    def make(signer=subscriber, **changes):
        message = {
            "owner": subscriber.address,
            "spender": subscription.address,
            "value": AMOUNT,
            "nonce": dollar.nonces(subscriber),
            "deadline": 2**40,
        } | changes
        domain = {"name": "Test Dollar", "version": "1", "chainId": chain.chain_id, "verifyingContract": dollar.address}
        signed = Account.sign_typed_data(signer.private_key, domain, {"Permit": PERMIT}, message)
        words = signed.r.to_bytes(32, "big"), signed.s.to_bytes(32, "big")
        return (message["value"], message["deadline"], signed.v, *words)

    return make


@pytest.fixture
def enter(subscription, mandate, broke, subscriber, relayer, sign, at):
    """Open a mandate through a door in the second of its start, of a subscriber who has allowed nothing before."""

    def through(door, permit):
        terms = mandate()
        broke()
        at(terms["start"])
        if door == "subscribe_with_permit":
            return subscription.subscribe_with_permit(terms, permit, sender=subscriber)
        signed = sign(subscriber, "Mandate", terms)
        return subscription.subscribe_by_signature(terms, signed, permit, sender=relayer)

    return through


doors = pytest.mark.parametrize("door", DOORS)


def test_reverts_for_others_than_the_subscriber(subscription, mandate, permit, each):
    for person in each("merchant", "payout", "stranger"):
        with ape.reverts("subscription: not that party"):
            subscription.subscribe_with_permit(mandate(), permit(), sender=person)


@doors
def test_opens_with_the_allowance_of_the_permit(enter, permit, moved, door):
    given = permit()
    assert moved(lambda: enter(door, given)) == {"subscriber": -AMOUNT, "payout": NET, "fees": FEE}


@doors
def test_is_no_failure_when_somebody_has_submitted_the_permit_before(
    subscription, mandate, broke, dollar, permit, subscriber, relayer, sign, at, moved, door
):
    terms = mandate()
    broke()
    given = permit()
    dollar.permit(subscriber, subscription, *given, sender=relayer)
    at(terms["start"])
    signed = sign(subscriber, "Mandate", terms)
    doors = {
        "subscribe_with_permit": lambda: subscription.subscribe_with_permit(terms, given, sender=subscriber),
        "subscribe_by_signature": lambda: subscription.subscribe_by_signature(terms, signed, given, sender=relayer),
    }
    assert moved(doors[door])["subscriber"] == -AMOUNT


@doors
def test_reverts_when_the_permit_gives_too_little_or_nothing(enter, permit, door):
    for changes in ({"value": AMOUNT - 1}, {"deadline": 1}, {"nonce": 7}, {"spender": "0x" + "22" * 20}):
        with ape.reverts(FIRST_FAILED):
            enter(door, permit(**changes))


@doors
def test_reverts_for_the_permit_of_another(enter, permit, stranger, door):
    with ape.reverts(FIRST_FAILED):
        enter(door, permit(signer=stranger))


def test_is_not_used_when_none_is_given(subscription, mandate, dollar, subscriber, relayer, sign, at):
    """An amount of zero would take an allowance away that was there before."""
    terms = mandate()
    at(terms["start"])
    before = dollar.allowance(subscriber, subscription)
    subscription.subscribe_by_signature(terms, sign(subscriber, "Mandate", terms), NO_PERMIT, sender=relayer)
    assert before - dollar.allowance(subscriber, subscription) == AMOUNT


def test_gives_an_allowance_for_later_too(subscription, mandate, broke, permit, subscriber, stranger, at, state):
    terms = mandate()
    broke()
    at(terms["start"])
    subscription.subscribe_with_permit(terms, permit(value=3 * AMOUNT), sender=subscriber)
    for index in (1, 2):
        at(terms["start"] + index * PERIOD)
        subscription.charge(terms, sender=stranger)
    assert state(terms).charges == 3
