import ape
import pytest
from wallet_hand import payment

ONE = "0xA0a0a0A0A0A0a0a0A0A0a0A0A0a0A0a0A0A0a0a0"
HELD, PRICE = 100_000_000, 25_000_000
REFUSED = "multisig: token refused"
TOKENS = {
    "returns nothing": ("SilentDollar",),
    "returns 96 bytes": ("HostileDollar",),
    "refuses zero": ("StrangeDollar", 1, 6),
    "24 decimals": ("StrangeDollar", 0, 24),
    "rebasing": ("RebasingDollar",),
    "two addresses": ("TwoFacedDollar",),
}
# What is done to the token, and the reason. None: any, or no reason.
FAULTS = {
    "returns false": (("setManner", 1), REFUSED),
    "returns false but moves": (("setManner", 2), REFUSED),
    "returns two": (("setManner", 3), None),
    "returns 31 bytes": (("setManner", 4), None),
    "paused": (("setManner", 9), "paused"),
    "blocks who is paid": (("list", ONE, True), "listed"),
}
DOORS = ("execute", "spend")


@pytest.fixture
def stock(built, deployer, multisig, allow):
    """A token of a kind, of which the wallet holds 100, and the desk may send all."""

    def make(kind, *arguments):
        token = deployer.deploy(getattr(built, kind), *arguments)
        token.mint(multisig, HELD, sender=deployer)
        allow(amount=2**96 - 1, token=token)
        return token

    return make


@pytest.fixture
def pay(hand, multisig, owners, desk):
    """Send some of a token through a door."""

    def send(door, token, amount=PRICE, to=ONE):
        made = payment(token, to, amount)
        if door == "spend":
            return multisig.spend(tuple(made.values()), sender=desk)
        return hand.pay([made], owners[:2])

    return send


@pytest.mark.parametrize("name", TOKENS)
def test_pays_exactly_what_it_says(stock, pay, multisig, deployer, name):
    token = stock(*TOKENS[name])
    if name == "returns 96 bytes":
        token.setManner(5, sender=deployer)
    for times, door in enumerate(DOORS, start=1):
        pay(door, token)
        assert (token.balanceOf(ONE), token.balanceOf(multisig)) == (times * PRICE, HELD - times * PRICE)


@pytest.mark.parametrize("fault", FAULTS)
def test_reverts_and_keeps_nonce_and_limit(stock, pay, multisig, desk, deployer, fault):
    (verb, *arguments), reason = FAULTS[fault]
    token = stock("HostileDollar")
    before = multisig.next_nonce(0), list(multisig.limit(desk, token))
    getattr(token, verb)(*arguments, sender=deployer)
    for door in DOORS:
        with ape.reverts(reason) if reason else ape.reverts():
            pay(door, token)
    assert (multisig.next_nonce(0), list(multisig.limit(desk, token))) == before
    assert (token.balanceOf(ONE), token.balanceOf(multisig)) == (0, HELD)


@pytest.mark.parametrize("door", DOORS)
def test_a_token_that_keeps_a_part_keeps_the_receivers(stock, pay, multisig, deployer, door):
    """The wallet sends what its owners signed; what the token does to it is between token and receiver."""
    token = stock("HostileDollar")
    token.setManner(7, sender=deployer)
    pay(door, token)
    assert (token.balanceOf(ONE), token.balanceOf(multisig)) == (PRICE - 1, HELD - PRICE)


def test_the_largest_amount_is_no_way_around_a_limit(stock, pay):
    """Some tokens take the largest number for all that there is."""
    token = stock("StrangeDollar", 2, 6)
    with ape.reverts("multisig: above the limit"):
        pay("spend", token, amount=2**256 - 1)
    pay("execute", token, amount=2**256 - 1)
    assert token.balanceOf(ONE) == HELD
