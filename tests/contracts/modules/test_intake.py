import ape
import pytest

DOLLAR = 10**6
RETURNS_FALSE, FALSE_BUT_MOVES, RETURNS_TWO, RETURNS_31, RETURNS_96, MOVES_NOTHING = range(1, 7)
TAKES_FEE, FEE_FROM_SENDER, PAUSED, TOKEN_BURNS = range(7, 11)
REFUSED = "intake: token refused transfer"
OTHER_AMOUNT = "intake: token moved other amount"
FEE_GAS = 500_000
NET, FEE = 9 * DOLLAR, DOLLAR


def burns_for(receiver):
    """Code of a token that says one to every question, and burns all gas of a transfer to a receiver."""
    return b"\x73" + bytes.fromhex(receiver.address[2:]) + bytes.fromhex("6024351460245760015f5260205ff35b602456")


@pytest.fixture(scope="module")
def harness(harness_of, deployer, payer, dollar, silent, hostile):
    """The payer has approved it for a thousand of each token."""
    made = harness_of("Intake")
    for token in (dollar, silent, hostile):
        token.mint(payer, 1_000 * DOLLAR, sender=deployer)
        token.approve(made, 1_000 * DOLLAR, sender=payer)
    return made


@pytest.fixture
def take(harness, payer):
    def run(token, to, **options):
        return harness.take(token, payer, to, NET, sender=payer, **options)

    return run


@pytest.fixture
def take_with_fee(harness, payer, merchant, fee_receiver, told):
    """Whether the fee went through, in its own view."""

    def run(token, net=NET, fee=FEE):
        receipt = harness.take_with_fee(token, merchant, net, fee_receiver, fee, sender=payer)
        return told(receipt, harness)

    return run


def test_take_reverts_when_the_token_says_false(take, hostile, deployer, merchant):
    for manner in (RETURNS_FALSE, FALSE_BUT_MOVES):
        hostile.setManner(manner, sender=deployer)
        with ape.reverts(REFUSED):
            take(hostile, merchant)


@pytest.mark.parametrize("manner", [RETURNS_TWO, RETURNS_31, PAUSED, TOKEN_BURNS])
def test_take_reverts_when_the_token_does_not_answer_in_kind(take, hostile, deployer, merchant, manner):
    hostile.setManner(manner, sender=deployer)
    with ape.reverts("paused" if manner == PAUSED else None):
        take(hostile, merchant, gas_limit=1_000_000)


@pytest.mark.parametrize("manner", [MOVES_NOTHING, TAKES_FEE])
def test_take_reverts_when_another_amount_arrives(take, hostile, deployer, merchant, manner):
    hostile.setManner(manner, sender=deployer)
    with ape.reverts(OTHER_AMOUNT):
        take(hostile, merchant)


def test_take_reverts_when_more_arrives_in_a_hook(take, hostile, deployer, merchant):
    hostile.setHook(hostile, hostile.mint.encode_input(merchant, 1), True, sender=deployer)
    with ape.reverts(OTHER_AMOUNT):
        take(hostile, merchant)


def test_take_reverts_for_the_owner_as_receiver(take, dollar, payer):
    with ape.reverts(OTHER_AMOUNT):
        take(dollar, payer)


def test_take_reverts_without_allowance_or_code(harness, silent, stranger, merchant, payer):
    with ape.reverts("allowance too small"):
        harness.take(silent, stranger, merchant, 1, sender=payer)
    with ape.reverts():
        harness.take(stranger, payer, merchant, 1, sender=payer)


@pytest.mark.parametrize("name", ["dollar", "silent", "hostile"])
def test_take_moves_exactly_the_amount(take, harness, payer, merchant, request, name):
    token = request.getfixturevalue(name)
    before = token.balanceOf(payer), token.balanceOf(merchant)
    take(token, merchant)
    assert (token.balanceOf(payer), token.balanceOf(merchant)) == (before[0] - NET, before[1] + NET)
    assert token.balanceOf(harness) == 0


def test_take_lets_a_token_charge_its_sender(take, hostile, deployer, merchant):
    hostile.setManner(FEE_FROM_SENDER, sender=deployer)
    take(hostile, merchant)


@pytest.mark.parametrize(
    "manner, reason",
    [
        (RETURNS_FALSE, REFUSED),
        (FALSE_BUT_MOVES, REFUSED),
        (MOVES_NOTHING, OTHER_AMOUNT),
        (TAKES_FEE, OTHER_AMOUNT),
        (PAUSED, "paused"),
    ],
)
def test_take_with_fee_measures_the_receivers_leg(
    harness, hostile, deployer, payer, merchant, fee_receiver, manner, reason
):
    hostile.setManner(manner, sender=deployer)
    with ape.reverts(reason):
        harness.take_with_fee(hostile, merchant, NET, fee_receiver, FEE, sender=payer)


def test_take_with_fee_reports_a_fee_that_was_refused(take_with_fee, hostile, deployer, merchant, fee_receiver):
    hostile.list(fee_receiver, True, sender=deployer)
    before = hostile.balanceOf(merchant)
    assert not take_with_fee(hostile)
    assert hostile.balanceOf(merchant) == before + NET
    assert hostile.balanceOf(fee_receiver) == 0


def test_take_with_fee_bounds_what_the_fees_leg_burns(harness, deploy_code, payer, merchant, fee_receiver, told):
    token = deploy_code(burns_for(fee_receiver))
    receipt = harness.take_with_fee(token, merchant, 0, fee_receiver, 1, sender=payer, gas_limit=3_000_000)
    assert not told(receipt, harness)
    assert FEE_GAS < receipt.gas_used < FEE_GAS + 100_000


def test_take_with_fee_moves_no_fee_of_zero(take_with_fee, hostile, deployer, fee_receiver):
    hostile.list(fee_receiver, True, sender=deployer)
    assert take_with_fee(hostile, fee=0)


@pytest.mark.parametrize("name", ["dollar", "silent", "hostile"])
def test_take_with_fee_moves_both(take_with_fee, payer, merchant, fee_receiver, request, name):
    token = request.getfixturevalue(name)
    people = payer, merchant, fee_receiver
    before = [token.balanceOf(person) for person in people]
    assert take_with_fee(token)
    moved = [token.balanceOf(person) - was for person, was in zip(people, before, strict=True)]
    assert moved == [-NET - FEE, NET, FEE]


def test_take_with_fee_believes_a_longer_yes(take_with_fee, hostile, deployer):
    hostile.setManner(RETURNS_96, sender=deployer)
    assert take_with_fee(hostile)
