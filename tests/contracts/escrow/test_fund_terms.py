import ape
import pytest
from deal_terms import DAY, FUNDED, NATIVE, ZERO

SELF = "the Escrow"
LARGEST = 2**96 - 1
LONGEST_DELIVERY = 1_827 * DAY
LONGEST_PERIOD = 366 * DAY


@pytest.fixture
def rich(hostile, escrow, depositor, deployer):
    """A token of which the depositor holds more than any deal may ask."""
    hostile.mint(depositor, 2**97, sender=deployer)
    hostile.approve(escrow, 2**97, sender=depositor)
    return hostile


@pytest.mark.parametrize(
    "changes, reason",
    [
        ({"beneficiary": ZERO}, "escrow: bad beneficiary"),
        ({"beneficiary": SELF}, "escrow: bad beneficiary"),
        ({"beneficiary": "depositor"}, "escrow: parties are the same"),
        ({"arbiter": "depositor"}, "escrow: bad arbiter"),
        ({"arbiter": "beneficiary"}, "escrow: bad arbiter"),
        ({"arbiter": SELF}, "escrow: bad arbiter"),
        ({"token": "0x" + "70" * 20}, "escrow: token has no code"),
        ({"token": ZERO}, "escrow: token has no code"),
        ({"token": "depositor"}, "escrow: token has no code"),
        ({"amount": 0}, "escrow: amount out of range"),
        ({"amount": LARGEST + 1}, "escrow: amount out of range"),
        ({"amount": 2**256 - 1}, "escrow: amount out of range"),
        ({"inspection_period": LONGEST_PERIOD + 1}, "escrow: period too long"),
        ({"inspection_period": 2**256 - 1}, "escrow: period too long"),
        ({"dispute_period": LONGEST_PERIOD + 1}, "escrow: period too long"),
        ({"dispute_period": 2**256 - 1}, "escrow: period too long"),
        ({"arbiter_fee_bps": 10_001}, "escrow: share above the whole"),
        ({"arbiter_fee_bps": 2**256 - 1}, "escrow: share above the whole"),
        ({"on_timeout_bps": 10_001}, "escrow: share above the whole"),
        ({"on_timeout_bps": 2**256 - 1}, "escrow: share above the whole"),
    ],
)
def test_reverts_for_terms_that_cannot_be_kept(escrow, deal, rich, depositor, request, changes, reason):
    roles = {
        key: escrow if value == SELF else request.getfixturevalue(value)
        for key, value in changes.items()
        if value in (SELF, "depositor", "beneficiary")
    }
    with ape.reverts(reason):
        escrow.fund(deal(**{"token": rich} | changes | roles), b"", sender=depositor)


@pytest.mark.parametrize("bad", ["zero", "itself"])
def test_reverts_for_a_depositor_who_is_nobody(escrow, deal, relayer, bad):
    terms = deal(depositor=ZERO if bad == "zero" else escrow)
    with ape.reverts("escrow: bad depositor"):
        escrow.fund_by_signature(terms, b"", bytes(65), sender=relayer)
    with ape.reverts("escrow: bad depositor"):
        escrow.fund_with_authorization(terms, b"", (0, 2**40, bytes(65)), sender=relayer)


@pytest.mark.parametrize("late", [0, 1, DAY])
def test_reverts_from_the_time_of_delivery_on(escrow, deal, depositor, at, late):
    terms = deal()
    at(terms["delivery_until"] + late)
    with ape.reverts("escrow: delivery time over"):
        escrow.fund(terms, b"", sender=depositor)


@pytest.mark.parametrize("beyond", [1, 2**255])
def test_reverts_when_delivery_is_more_than_five_years_away(escrow, deal, depositor, chain, at, beyond):
    now = chain.pending_timestamp + 10
    at(now)
    with ape.reverts("escrow: delivery too far away"):
        escrow.fund(deal(delivery_until=now + LONGEST_DELIVERY + beyond), b"", sender=depositor)


def test_reverts_when_the_fee_is_above_the_signed_cap(escrow, deal, depositor, admin):
    with ape.reverts("escrow: fee above signed cap"):
        escrow.fund(deal(max_fee_bps=49), b"", sender=depositor)
    escrow.fund(deal(max_fee_bps=50), b"", sender=depositor)
    escrow.set_fee(51, sender=admin)
    with ape.reverts("escrow: fee above signed cap"):
        escrow.fund(deal(max_fee_bps=50), b"", sender=depositor)


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": 1},
        {"amount": LARGEST},
        {"inspection_period": 0, "dispute_period": 0},
        {"inspection_period": LONGEST_PERIOD, "dispute_period": LONGEST_PERIOD},
        {"arbiter_fee_bps": 10_000, "on_timeout_bps": 10_000},
        {"arbiter_fee_bps": 0, "on_timeout_bps": 0},
        {"max_fee_bps": 2**256 - 1, "salt": b"\xff" * 32, "claim_hash": b"\xff" * 32},
    ],
)
def test_funds_at_each_limit(escrow, deal, rich, depositor, state, changes):
    terms = deal(token=rich, **changes)
    escrow.fund(terms, b"", sender=depositor)
    told = state(terms)
    assert (told.status, told.held, told.returned, told.step) == (FUNDED, terms["amount"], 0, 1)


def test_funds_one_second_before_the_time_of_delivery(escrow, deal, depositor, at, state):
    terms = deal()
    at(terms["delivery_until"] - 1)
    escrow.fund(terms, b"", sender=depositor)
    assert state(terms).status == FUNDED


def test_funds_when_delivery_is_five_years_away(escrow, deal, depositor, chain, at, state):
    now = chain.pending_timestamp + 10
    terms = deal(delivery_until=now + LONGEST_DELIVERY)
    at(now)
    escrow.fund(terms, b"", sender=depositor)
    assert state(terms).status == FUNDED


def test_funds_with_the_native_coin_which_has_no_code(escrow, deal, depositor, state):
    terms = deal(token=NATIVE, amount=1)
    escrow.fund(terms, b"", sender=depositor, value=1)
    assert state(terms).status == FUNDED
