import ape
import pytest

DOLLAR = 10**6
FOREVER = 2**40
OTHER_AMOUNT = "intake: token moved other amount"
NONCE = b"\7" * 32
AUTHORIZATION = [
    {"name": "from", "type": "address"},
    {"name": "to", "type": "address"},
    {"name": "value", "type": "uint256"},
    {"name": "validAfter", "type": "uint256"},
    {"name": "validBefore", "type": "uint256"},
    {"name": "nonce", "type": "bytes32"},
]
PERMIT = [
    {"name": "owner", "type": "address"},
    {"name": "spender", "type": "address"},
    {"name": "value", "type": "uint256"},
    {"name": "nonce", "type": "uint256"},
    {"name": "deadline", "type": "uint256"},
]
ANSWERS_FIVE = bytes.fromhex("60055f5260205ff3")
ACCEPTS_ALL = bytes.fromhex("00")
BURNS = bytes.fromhex("5b5f56")


@pytest.fixture(scope="module")
def harness(harness_of, deployer, payer, dollar, wallet_dollar):
    for token in (dollar, wallet_dollar):
        token.mint(payer, 1_000 * DOLLAR, sender=deployer)
    return harness_of("Authorized")


@pytest.fixture
def domain(chain, dollar):
    return {"name": "Test Dollar", "version": "1", "chainId": chain.chain_id, "verifyingContract": dollar.address}


@pytest.fixture
def authorize(harness, payer, sign):
    """The payer's authorization of a dollar to the harness; keywords change what is signed."""

    def make(verifyingContract=None, **changes):  # noqa: N803 - EIP-712's name
        message = {
            "from": payer.address,
            "to": harness.address,
            "value": DOLLAR,
            "validAfter": 0,
            "validBefore": FOREVER,
            "nonce": NONCE,
        }
        domain = {"verifyingContract": verifyingContract} if verifyingContract else {}
        signature = sign(payer, message | changes, kind="ReceiveWithAuthorization", fields=AUTHORIZATION, **domain)
        return {"valid_after": 0, "valid_before": FOREVER, "signature": signature}

    return make


@pytest.fixture
def permit(harness, payer, dollar, sign):
    """The payer's permit of a dollar to the harness."""

    def make(amount=DOLLAR, signer=payer):
        message = {
            "owner": payer.address,
            "spender": harness.address,
            "value": amount,
            "nonce": dollar.nonces(payer),
            "deadline": FOREVER,
        }
        signature = sign(signer, message, kind="Permit", fields=PERMIT)
        return {
            "amount": amount,
            "deadline": FOREVER,
            "v": signature[64],
            "r": signature[:32],
            "s": signature[32:64],
        }

    return make


@pytest.mark.parametrize("changed", [{"value": DOLLAR + 1}, {"nonce": b"\1" * 32}, {"validBefore": FOREVER - 1}])
def test_take_reverts_when_other_terms_were_authorized(harness, dollar, payer, relayer, authorize, changed):
    with ape.reverts(dollar.ERC3009InvalidSignature):
        harness.take_authorized(dollar, payer, DOLLAR, NONCE, authorize(**changed), sender=relayer)


def test_take_reverts_when_another_receiver_was_authorized(harness, dollar, payer, relayer, stranger, authorize):
    with ape.reverts(dollar.ERC3009InvalidSignature):
        harness.take_authorized(dollar, payer, DOLLAR, NONCE, authorize(to=stranger.address), sender=relayer)


def test_take_reverts_a_second_time(harness, dollar, payer, relayer, authorize):
    harness.take_authorized(dollar, payer, DOLLAR, NONCE, authorize(), sender=relayer)
    with ape.reverts(dollar.ERC3009UsedAuthorization):
        harness.take_authorized(dollar, payer, DOLLAR, NONCE, authorize(), sender=relayer)


def test_take_reverts_when_the_token_only_nods(harness, payer, relayer, authorize, deploy_code):
    with ape.reverts(OTHER_AMOUNT):
        harness.take_authorized(deploy_code(ANSWERS_FIVE), payer, DOLLAR, NONCE, authorize(), sender=relayer)


def test_take_reverts_for_a_token_without_authorizations(harness, silent, payer, relayer, authorize):
    with ape.reverts():
        harness.take_authorized(silent, payer, DOLLAR, NONCE, authorize(), sender=relayer)


def test_take_reverts_for_a_wallet_where_the_token_knows_only_keys(harness, dollar, wallet, relayer):
    given = {"valid_after": 0, "valid_before": FOREVER, "signature": bytes(100)}
    with ape.reverts():
        harness.take_authorized(dollar, wallet, DOLLAR, NONCE, given, sender=relayer)


def test_takes_what_a_key_authorized(harness, dollar, payer, relayer, authorize):
    before = dollar.balanceOf(payer), dollar.balanceOf(harness)
    harness.take_authorized(dollar, payer, DOLLAR, NONCE, authorize(), sender=relayer)
    assert (dollar.balanceOf(payer), dollar.balanceOf(harness)) == (before[0] - DOLLAR, before[1] + DOLLAR)
    assert dollar.authorizationState(payer, NONCE)


@pytest.mark.parametrize("length", [0, 64, 66, 2_048])
def test_takes_what_a_wallet_authorized(harness, wallet_dollar, wallet, deployer, relayer, length):
    wallet_dollar.mint(wallet, DOLLAR, sender=deployer)
    wallet.setAnswer(1, sender=deployer)  # says yes to everything
    given = {"valid_after": 0, "valid_before": FOREVER, "signature": bytes(length)}
    harness.take_authorized(wallet_dollar, wallet, DOLLAR, NONCE, given, sender=relayer)
    assert (wallet_dollar.balanceOf(wallet), wallet_dollar.balanceOf(harness)) == (0, DOLLAR)


def test_permit_gives_the_allowance(harness, dollar, payer, relayer, permit):
    harness.use_permit(dollar, payer, permit(5 * DOLLAR), sender=relayer)
    assert dollar.allowance(payer, harness) == 5 * DOLLAR


def test_permit_of_somebody_else_gives_nothing(harness, dollar, payer, relayer, stranger, permit):
    harness.use_permit(dollar, payer, permit(signer=stranger), sender=relayer)
    assert dollar.allowance(payer, harness) == 0


def test_permit_that_was_submitted_before_is_no_failure(harness, dollar, payer, relayer, stranger, permit):
    given = permit()
    asked = given["amount"], given["deadline"], given["v"], given["r"], given["s"]
    dollar.permit(payer, harness, *asked, sender=stranger)
    harness.use_permit(dollar, payer, given, sender=relayer)
    assert dollar.allowance(payer, harness) == DOLLAR


def test_permit_of_a_token_without_permits_is_no_failure(harness, silent, payer, relayer, permit, deploy_code):
    for token in (silent, deploy_code(ACCEPTS_ALL), relayer):
        harness.use_permit(token, payer, permit(), sender=relayer)


def test_permit_burns_no_more_than_its_share(harness, payer, relayer, permit, deploy_code):
    receipt = harness.use_permit(deploy_code(BURNS), payer, permit(), sender=relayer, gas_limit=500_000)
    assert 300_000 < receipt.gas_used < 400_000
