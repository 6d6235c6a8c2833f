import ape
import pytest

NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
DOLLAR = 10**6
NATIVE_GAS, TOKEN_GAS = 100_000, 500_000
ACCEPTS, REVERTS, BURNS_GAS, FLOODS = range(4)
RETURNS_FALSE, FALSE_BUT_MOVES, RETURNS_TWO, RETURNS_31, RETURNS_96, MOVES_NOTHING = range(1, 7)
TAKES_FEE, FEE_FROM_SENDER, PAUSED, TOKEN_BURNS = range(7, 11)
OTHER_AMOUNT = "payout: token moved other amount"
FLOODING_CODE = bytes.fromhex("620fffff5ffd")
VERBS = ["push", "send"]


@pytest.fixture(scope="module")
def harness(harness_of, deployer, dollar, silent, hostile):
    """With ten ether and a thousand of each token."""
    made = harness_of("Payout")
    deployer.transfer(made, "10 ether")
    for token in (dollar, silent, hostile):
        token.mint(made, 1_000 * DOLLAR, sender=deployer)
    return made


@pytest.fixture
def pay_out(harness, deployer, told):
    """Whether a payout arrived, in its own view; whatever happens, it costs little more than its bound."""

    def run(verb, token, to, amount, **options):
        receipt = getattr(harness, verb)(token, to, amount, sender=deployer, **options)
        assert receipt.gas_used < (NATIVE_GAS if token == NATIVE else TOKEN_GAS) + 100_000
        return told(receipt, harness)

    return run


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("receipt", [REVERTS, BURNS_GAS, FLOODS])
def test_native_is_refused_by_a_receiver(pay_out, harness, wallet, deployer, verb, receipt):
    wallet.setReceipt(receipt, sender=deployer)
    before = harness.balance
    assert not pay_out(verb, NATIVE, wallet, 10, gas_limit=3_000_000)
    assert harness.balance == before


@pytest.mark.parametrize("verb", VERBS)
def test_native_beyond_the_balance_is_refused(pay_out, harness, payer, verb):
    assert not pay_out(verb, NATIVE, payer, harness.balance + 1)


@pytest.mark.parametrize("verb", VERBS)
def test_native_arrives(pay_out, harness, payer, wallet, verb):
    for to in (payer, wallet):
        before = to.balance, harness.balance
        assert pay_out(verb, NATIVE, to, 7)
        assert (to.balance, harness.balance) == (before[0] + 7, before[1] - 7)
    assert wallet.received() == 5 * 10**18 + 7


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("manner", [RETURNS_FALSE, RETURNS_TWO, RETURNS_31, PAUSED, TOKEN_BURNS])
def test_a_token_that_does_not_say_yes_is_no_payout(pay_out, hostile, deployer, payer, verb, manner):
    hostile.setManner(manner, sender=deployer)
    assert not pay_out(verb, hostile, payer, DOLLAR, gas_limit=3_000_000)


@pytest.mark.parametrize("verb", VERBS)
def test_a_listed_receiver_is_no_payout(pay_out, hostile, deployer, payer, verb):
    hostile.list(payer, True, sender=deployer)
    assert not pay_out(verb, hostile, payer, DOLLAR)


@pytest.mark.parametrize("verb", VERBS)
def test_a_token_without_money_is_no_payout(pay_out, dollar, harness, payer, verb):
    assert not pay_out(verb, dollar, payer, dollar.balanceOf(harness) + 1)


def test_send_to_a_token_without_code_is_no_payout(pay_out, payer, stranger):
    assert not pay_out("send", stranger, payer, 1)


def test_push_of_a_token_without_code_reverts(harness, deployer, payer, stranger):
    with ape.reverts():
        harness.push(stranger, payer, 1, sender=deployer)


def test_return_data_of_a_flooding_token_is_not_copied(pay_out, deploy_code, payer):
    assert not pay_out("send", deploy_code(FLOODING_CODE), payer, 1, gas_limit=3_000_000)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("name", ["dollar", "silent", "hostile"])
def test_a_token_that_says_yes_or_nothing_arrives(pay_out, harness, payer, request, verb, name):
    token = request.getfixturevalue(name)
    before = token.balanceOf(payer), token.balanceOf(harness)
    assert pay_out(verb, token, payer, 3 * DOLLAR)
    assert (token.balanceOf(payer), token.balanceOf(harness)) == (before[0] + 3 * DOLLAR, before[1] - 3 * DOLLAR)


@pytest.mark.parametrize("verb", VERBS)
def test_a_longer_answer_is_read_by_its_first_word(pay_out, hostile, deployer, payer, verb):
    hostile.setManner(RETURNS_96, sender=deployer)
    assert pay_out(verb, hostile, payer, DOLLAR)


@pytest.mark.parametrize("manner", [FEE_FROM_SENDER, MOVES_NOTHING])
def test_push_reverts_when_the_own_balance_says_otherwise(harness, hostile, deployer, payer, manner):
    hostile.setManner(manner, sender=deployer)
    with ape.reverts(OTHER_AMOUNT):
        harness.push(hostile, payer, DOLLAR, sender=deployer)


@pytest.mark.parametrize("manner", [FEE_FROM_SENDER, MOVES_NOTHING])
def test_send_believes_the_token(pay_out, hostile, deployer, payer, manner):
    hostile.setManner(manner, sender=deployer)
    assert pay_out("send", hostile, payer, DOLLAR)


def test_push_asks_only_the_own_balance(pay_out, hostile, deployer, payer):
    hostile.setManner(TAKES_FEE, sender=deployer)
    before = hostile.balanceOf(payer)
    assert pay_out("push", hostile, payer, DOLLAR)
    assert hostile.balanceOf(payer) == before + DOLLAR - 1


def test_a_no_that_moved_money_is_believed(pay_out, hostile, deployer, payer):
    hostile.setManner(FALSE_BUT_MOVES, sender=deployer)
    for verb in VERBS:
        assert not pay_out(verb, hostile, payer, DOLLAR)
