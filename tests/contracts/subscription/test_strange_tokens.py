import ape
import pytest
from mandate_terms import AMOUNT, FAILING, FEE, NET, OPEN, TIP, TOKEN_REFUSED, period_start

HONEST, REVERTS, BURNS_GAS, FLOODS, FLOODS_AND_REVERTS, SHORT, EMPTY, EVERYTHING = range(8)
RETURNS_96_BYTES = 5
SALE = {"subscriber": -AMOUNT, "payout": NET - TIP, "fees": FEE, "stranger": TIP}
TOKENS = {
    "returns nothing, clears approvals": ("SilentDollar",),
    "returns 96 bytes": ("HostileDollar",),
    "refuses zero": ("StrangeDollar", 1, 6),
    "maximum means balance": ("StrangeDollar", 2, 6),
    "0 decimals": ("StrangeDollar", 0, 0),
    "24 decimals": ("StrangeDollar", 0, 24),
    "rebasing": ("RebasingDollar",),
    "two addresses": ("TwoFacedDollar",),
    "other address": ("TwoFacedDollar",),
    "dai permit": ("DaiDollar",),
    "phantom permit": ("PhantomDollar",),
    "floods": ("EvasiveDollar",),
}


@pytest.fixture
def stock(subscription, built, project, deployer, subscriber):
    """A token of a kind, of which the subscriber holds and has allowed enough."""

    def make(kind, *arguments, face=False):
        ledger = deployer.deploy(getattr(built, kind), *arguments)
        token = project.DollarFace.at(ledger.face()) if face else ledger
        ledger.mint(subscriber, 100 * AMOUNT, sender=deployer)
        token.approve(subscription, 100 * AMOUNT, sender=subscriber)
        return token

    return make


@pytest.fixture
def charge(subscription, at, stranger, moved, state):
    """The charge of a period by a stranger: what everybody has more or less."""

    def send(terms, token, index=1):
        at(period_start(terms, index))
        return moved(lambda: subscription.charge(terms, sender=stranger, gas_limit=8_000_000), token)

    return send


@pytest.mark.parametrize("name", TOKENS)
def test_charges_exactly_with_tokens_that_move_what_they_are_told(
    subscription, stock, opened, charge, deployer, name, merchant, moved, state
):
    token = stock(*TOKENS[name], face=name == "other address")
    if name == "returns 96 bytes":
        token.setManner(RETURNS_96_BYTES, sender=deployer)
    if name == "floods":
        token.setAnswers(HONEST, FLOODS, sender=deployer)
    fixed, metered = opened(token=token, tip=TIP), opened(token=token, metered=True)
    usage = moved(lambda: subscription.charge_usage(metered, AMOUNT, sender=merchant), token)
    assert usage == {"subscriber": -AMOUNT, "payout": NET, "fees": FEE}
    assert charge(fixed, token) == SALE and state(fixed).total == 2 * AMOUNT
    assert token.balanceOf(subscription) == 0


def test_a_token_that_evades_every_question_is_one_that_refused(
    subscription, stock, opened, at, deployer, merchant, only_event, state
):
    token = stock("EvasiveDollar")
    terms = opened(token=token)
    at(period_start(terms, 1))
    for attempt, answer in enumerate((REVERTS, BURNS_GAS, FLOODS_AND_REVERTS, SHORT, EMPTY, EVERYTHING), start=1):
        token.setAnswers(answer, REVERTS, sender=deployer)
        told = only_event(subscription.charge(terms, sender=merchant), subscription.ChargeFailed)
        assert (told["reason"], told["attempt"]) == (TOKEN_REFUSED, attempt)
    assert (state(terms).status, state(terms).total) == (FAILING, AMOUNT)


def test_a_token_that_lies_about_balances_passes_no_measure(subscription, stock, opened, at, deployer, stranger, state):
    token = stock("EvasiveDollar")
    terms = opened(token=token)
    token.setAnswers(EVERYTHING, HONEST, sender=deployer)
    at(period_start(terms, 1))
    subscription.charge(terms, sender=stranger)
    assert (state(terms).status, state(terms).total) == (FAILING, AMOUNT)


def test_a_token_that_answers_nonsense_when_it_is_taken_moves_nothing(
    subscription, stock, opened, at, deployer, merchant, moved, state
):
    token = stock("EvasiveDollar")
    terms = opened(token=token, tip=TIP)
    at(period_start(terms, 1))
    for attempt, taking in enumerate((REVERTS, BURNS_GAS, FLOODS_AND_REVERTS, SHORT, EMPTY, EVERYTHING), start=1):
        token.setAnswers(HONEST, taking, sender=deployer)
        assert moved(lambda: subscription.charge(terms, sender=merchant), token) == {}
        assert (state(terms).status, state(terms).charges, state(terms).attempts) == (FAILING, 1, attempt)


def test_never_moves_zero(subscription, stock, opened, at, charge, subscriber, merchant):
    token = stock(*TOKENS["refuses zero"])
    assert charge(opened(token=token, amount=1, first_amount=0), token) == {"subscriber": -1, "payout": 1}
    assert charge(opened(token=token, amount=1, tip=1), token) == {"subscriber": -1, "stranger": 1}


def test_a_free_first_period_needs_nothing_of_a_token(subscription, stock, opened, deployer, state):
    token = stock("EvasiveDollar")
    token.setAnswers(REVERTS, REVERTS, sender=deployer)
    assert state(opened(token=token, first_amount=0)).charges == 1


@pytest.mark.parametrize("worth, moves", [(2_000, True), (1_100, False)])
def test_a_rebase_fails_a_charge_only_if_it_rounds(stock, opened, charge, deployer, state, worth, moves):
    token = stock("RebasingDollar")
    terms = opened(token=token, amount=10_000_000)
    token.setWorth(worth, sender=deployer)
    charge(terms, token)
    assert state(terms).status == (OPEN if moves else FAILING)


LOCKED = [
    "charge",
    "charge_many",
    "charge_usage",
    "cancel",
    "subscribe",
    "pause",
    "resume",
    "accept_price",
    "refund_period",
]


@pytest.mark.parametrize("verb", LOCKED)
def test_a_token_that_calls_back_is_locked_out(subscription, opened, hostile, deployer, charge, verb, state):
    """What the token tries would be somebody's right at any other time."""
    terms, other = opened(token=hostile, tip=TIP), opened(token=hostile)
    arguments = {
        "charge": (other,),
        "charge_many": ([other, terms],),
        "charge_usage": (other, 1),
        "accept_price": (terms, 1, 1),
    }.get(verb, (terms,))
    call = getattr(subscription, verb).encode_input(*arguments)
    hostile.setHook(subscription, call, False, sender=deployer)
    assert charge(terms, hostile) == SALE
    # The lock itself refused, without a word: what comes later would have given a reason.
    assert hostile.hookRuns() > 0 and not hostile.hookSucceeded() and hostile.hookAnswer() == b""
    assert state(other).charges == 1


@pytest.mark.parametrize("verb", ["publish_plan", "close_plan", "propose_price"])
def test_what_a_token_may_do_as_a_merchant_within_a_charge_changes_nothing_of_it(
    subscription, plan, plan_id_of, mandate, hostile, deployer, at, subscriber, stranger, moved, do, state, verb
):
    """These verbs are not locked: they touch nothing that a charge holds."""
    offered = plan(merchant=hostile, token=hostile, tip=TIP)
    hostile.setHook(subscription, subscription.publish_plan.encode_input(offered), True, sender=deployer)
    hostile.transfer(deployer, 0, sender=deployer)
    terms = mandate(plan=offered)
    hostile.setHook("0x" + "00" * 20, b"", False, sender=deployer)
    at(terms["start"])
    subscription.subscribe(terms, sender=subscriber)
    arguments = {
        "publish_plan": (plan(merchant=hostile),),
        "close_plan": (plan_id_of(offered),),
        "propose_price": (terms, 1),
    }[verb]
    call = getattr(subscription, verb).encode_input(*arguments)
    hostile.setHook(subscription, call, False, sender=deployer)
    at(period_start(terms, 1))
    assert moved(lambda: subscription.charge(terms, sender=stranger), hostile) == SALE
    assert hostile.hookRuns() > 0
    assert list(state(terms))[:4] == [OPEN, period_start(terms, 2), 2 * AMOUNT, 2]
    # Subscribed and Charged, the other verb as often as it may, Charged.
    assert subscription.merchant_number(hostile) == 4 + (3 if verb == "propose_price" else 1)


def test_two_addresses_are_two_plans(subscription, project, stock, opened, plan_id_of, stranger):
    token = stock("TwoFacedDollar")
    face = project.DollarFace.at(token.face())
    terms = opened(token=token)
    other = terms["plan"] | {"token": face.address}
    assert not subscription.is_plan_open(plan_id_of(other))
    with ape.reverts("subscription: mandate unknown"):
        subscription.charge(terms | {"plan": other}, sender=stranger)


def test_a_phantom_permit_is_none(subscription, stock, mandate, at, subscriber):
    token = stock("PhantomDollar")
    token.approve(subscription, 0, sender=subscriber)
    terms = mandate(token=token)
    at(terms["start"])
    with ape.reverts("subscription: first charge fails"):
        subscription.subscribe_with_permit(terms, (AMOUNT, 2**40, 27, bytes(32), bytes(32)), sender=subscriber)
