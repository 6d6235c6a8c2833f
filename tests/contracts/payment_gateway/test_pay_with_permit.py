import ape
import pytest
from eth_account import Account

NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
DOLLAR = 10**6
ONE = "0xA0a0a0A0A0A0a0a0A0A0a0A0a0A0a0A0A0A0a0a0"
DAI_PERMIT = [
    {"name": "holder", "type": "address"},
    {"name": "spender", "type": "address"},
    {"name": "nonce", "type": "uint256"},
    {"name": "expiry", "type": "uint256"},
    {"name": "allowed", "type": "bool"},
]


@pytest.fixture(autouse=True)
def unapproved(funded, dollar, payer):
    """The payer has allowed nothing."""
    dollar.approve(funded, 0, sender=payer)


@pytest.fixture
def strange(built, deployer, payer):
    """A token of a kind, of which the payer holds 25 dollars and has allowed nothing."""

    def deploy(name):
        token = deployer.deploy(getattr(built, name))
        token.mint(payer, 25 * DOLLAR, sender=deployer)
        return token

    return deploy


@pytest.mark.parametrize(
    "changes",
    [
        {"spender": "0x" + "22" * 20},
        {"nonce": 1},
        {"domain": {"chainId": 1}},
        {"domain": {"verifyingContract": "0x" + "22" * 20}},
    ],
)
def test_reverts_when_the_permit_is_not_the_callers_for_this_contract(funded, issue, permit, payer, dollar, changes):
    terms, signature = issue()
    with ape.reverts(dollar.ERC20InsufficientAllowance):
        funded.pay_with_permit(terms, [], signature, permit(**changes), sender=payer)
    assert not funded.is_paid(funded.payment_id(terms))


def test_reverts_when_the_permit_has_expired(funded, issue, permit, payer, dollar, chain):
    terms, signature = issue()
    with ape.reverts(dollar.ERC20InsufficientAllowance):
        funded.pay_with_permit(terms, [], signature, permit(deadline=chain.pending_timestamp - 1), sender=payer)


def test_leaves_it_to_the_allowance_when_the_permit_is_worthless(funded, issue, permit, payer, dollar, chain):
    for changes in ({"deadline": 0}, {"nonce": 7}, {"spender": ONE}):
        dollar.approve(funded, 25 * DOLLAR, sender=payer)
        terms, signature = issue()
        funded.pay_with_permit(terms, [], signature, permit(**changes), sender=payer)
        assert funded.is_paid(funded.payment_id(terms)) and dollar.allowance(payer, funded) == 0


def test_reverts_when_the_permit_allows_less(funded, issue, permit, payer, dollar):
    terms, signature = issue()
    with ape.reverts(dollar.ERC20InsufficientAllowance):
        funded.pay_with_permit(terms, [], signature, permit(value=25 * DOLLAR - 1), sender=payer)
    assert (dollar.balanceOf(payer), dollar.nonces(payer)) == (10_000 * DOLLAR, 0)


def test_never_takes_money_of_whoever_signed_the_permit(funded, issue, permit, payer, stranger, dollar):
    """Not even when the permit was handed in at the token by then."""
    terms, signature = issue()
    given = permit()
    with ape.reverts(dollar.ERC20InsufficientAllowance):
        funded.pay_with_permit(terms, [], signature, given, sender=stranger)
    dollar.permit(payer, funded, *given, sender=stranger)
    with ape.reverts(dollar.ERC20InsufficientAllowance):
        funded.pay_with_permit(terms, [], signature, given, sender=stranger)
    assert dollar.balanceOf(payer) == 10_000 * DOLLAR


def test_pays_when_somebody_submitted_the_permit_before(funded, issue, permit, payer, payout, stranger, dollar):
    terms, signature = issue()
    given = permit()
    dollar.permit(payer, funded, *given, sender=stranger)
    funded.pay_with_permit(terms, [], signature, given, sender=payer)
    assert (dollar.balanceOf(payout), dollar.nonces(payer)) == (24_875_000, 1)


@pytest.mark.parametrize("shared", [False, True])
def test_reverts_for_native_coin(funded, issue, issue_shared, permit, payer, shared):
    terms, shares, signature = issue_shared((ONE, 1), token=NATIVE)
    if not shared:
        (terms, signature), shares = issue(token=NATIVE), []
    with ape.reverts("gateway: wrong native value"):
        funded.pay_with_permit(terms, shares, signature, permit(), sender=payer)


def test_reverts_for_a_permit_of_another_form(funded, issue, permit, payer, strange):
    token = strange("DaiDollar")
    terms, signature = issue(token=token)
    with ape.reverts(token.ERC20InsufficientAllowance):
        funded.pay_with_permit(terms, [], signature, permit(), sender=payer)
    assert token.balanceOf(payer) == 25 * DOLLAR


def test_pays_after_a_permit_of_another_form_at_the_token(
    funded, issue, permit, payer, payout, stranger, strange, chain
):
    token = strange("DaiDollar")
    message = {"holder": payer.address, "spender": funded.address, "nonce": 0, "expiry": 0, "allowed": True}
    domain = {
        "name": "Dai Dollar",
        "version": "1",
        "chainId": chain.chain_id,
        "verifyingContract": token.address,
    }
    signed = Account.sign_typed_data(payer.private_key, domain, {"Permit": DAI_PERMIT}, message)
    words = signed.v, signed.r.to_bytes(32, "big"), signed.s.to_bytes(32, "big")
    token.permit(*message.values(), *words, sender=stranger)
    terms, signature = issue(token=token)
    funded.pay_with_permit(terms, [], signature, permit(), sender=payer)
    assert token.balanceOf(payout) == 24_875_000


def test_reverts_for_a_phantom_permit(funded, issue, permit, payer, strange):
    token = strange("PhantomDollar")
    terms, signature = issue(token=token)
    with ape.reverts(token.ERC20InsufficientAllowance):
        funded.pay_with_permit(terms, [], signature, permit(), sender=payer)
    assert token.balanceOf(payer) == 25 * DOLLAR


def test_leaves_a_phantom_permit_to_the_allowance(funded, issue, permit, payer, payout, strange):
    token = strange("PhantomDollar")
    token.approve(funded, 25 * DOLLAR, sender=payer)
    terms, signature = issue(token=token)
    funded.pay_with_permit(terms, [], signature, permit(), sender=payer)
    assert token.balanceOf(payout) == 24_875_000


def test_pays_from_the_permit(funded, issue, permit, payer, payout, fee_receiver, dollar, only_event):
    terms, signature = issue(payer=payer)
    receipt = funded.pay_with_permit(terms, [], signature, permit(value=25 * DOLLAR), sender=payer)
    assert only_event(receipt, funded.PaymentCompleted)["payer"] == payer
    assert (dollar.balanceOf(payout), dollar.balanceOf(fee_receiver)) == (24_875_000, 125_000)
    assert (dollar.allowance(payer, funded), dollar.nonces(payer)) == (0, 1)


def test_leaves_the_rest_of_the_permit(funded, issue, permit, payer, dollar):
    terms, signature = issue()
    funded.pay_with_permit(terms, [], signature, permit(value=30 * DOLLAR), sender=payer)
    assert dollar.allowance(payer, funded) == 5 * DOLLAR


def test_pays_shares(funded, issue_shared, permit, payer, payout, dollar):
    terms, shares, signature = issue_shared((ONE, 2_000))
    funded.pay_with_permit(terms, shares, signature, permit(value=25 * DOLLAR), sender=payer)
    assert (dollar.balanceOf(ONE), dollar.balanceOf(payout)) == (4_975_000, 19_900_000)
    assert (dollar.allowance(payer, funded), dollar.balanceOf(funded)) == (0, 0)
