import ape
import pytest

ZERO = "0x" + "00" * 20
DOLLAR = 10**6
ONE = "0xA0a0a0A0A0A0a0a0A0A0a0A0a0A0a0A0A0A0a0a0"
EVERYTHING, NOTHING = 1, 2
CANCEL = [{"name": "authorizer", "type": "address"}, {"name": "nonce", "type": "bytes32"}]


@pytest.mark.parametrize(
    "changes",
    [
        {"from": "0x" + "11" * 20},
        {"to": "0x" + "12" * 20},
        {"value": 25 * DOLLAR - 1},
        {"value": 25 * DOLLAR + 1},
        {"nonce": b"\1" * 32},
        {"domain": {"chainId": 1}},
        {"domain": {"verifyingContract": "0x" + "22" * 20}},
    ],
)
def test_reverts_when_something_else_was_authorized(
    funded, issue, authorization, payer, relayer, dollar, payout, changes
):
    terms, signature = issue()
    with ape.reverts(dollar.ERC3009InvalidSignature):
        funded.pay_with_authorization(terms, [], signature, payer, authorization(terms, **changes), sender=relayer)
    assert (dollar.balanceOf(payer), dollar.balanceOf(payout)) == (10_000 * DOLLAR, 0)
    assert not funded.is_paid(funded.payment_id(terms))


@pytest.mark.parametrize("signer", ["merchant", "stranger", "relayer", "invoice_signer"])
def test_reverts_when_somebody_else_signed(funded, issue, authorization, payer, relayer, dollar, request, signer):
    terms, signature = issue()
    forged = authorization(terms, request.getfixturevalue(signer), **{"from": payer})
    with ape.reverts(dollar.ERC3009InvalidSignature):
        funded.pay_with_authorization(terms, [], signature, payer, forged, sender=relayer)


def test_reverts_for_the_authorization_of_another_invoice(funded, issue, authorization, payer, relayer, dollar):
    """One signature is the payer's word for the terms too: another salt is another nonce."""
    terms, signature = issue()
    other, _ = issue()
    with ape.reverts(dollar.ERC3009InvalidSignature):
        funded.pay_with_authorization(terms, [], signature, payer, authorization(other), sender=relayer)


@pytest.mark.parametrize(
    "field, moment", [("validAfter", 0), ("validAfter", -1), ("validBefore", 0), ("validBefore", 1)]
)
def test_reverts_outside_of_its_window(funded, issue, authorization, payer, relayer, dollar, at, field, moment):
    terms, signature = issue()
    bound = terms["valid_until"] - 100
    given = authorization(terms, **{field: bound})
    at(bound + moment)
    with ape.reverts(dollar.ERC3009InvalidAuthorizationTime):
        funded.pay_with_authorization(terms, [], signature, payer, given, sender=relayer)


@pytest.mark.parametrize("field, moment", [("validAfter", 1), ("validBefore", -1)])
def test_pays_inside_of_its_window(funded, issue, authorization, payer, relayer, at, field, moment):
    terms, signature = issue()
    bound = terms["valid_until"] - 100
    given = authorization(terms, **{field: bound})
    at(bound + moment)
    funded.pay_with_authorization(terms, [], signature, payer, given, sender=relayer)
    assert funded.is_paid(funded.payment_id(terms))


def test_reverts_when_the_payer_cancelled_it(funded, issue, authorization, at_the_token, payer, relayer, dollar):
    terms, signature = issue()
    nonce = funded.payment_id(terms)
    message = {"authorizer": payer.address, "nonce": nonce}
    signed = at_the_token(payer, dollar, "CancelAuthorization", CANCEL, message)
    words = signed.v, signed.r.to_bytes(32, "big"), signed.s.to_bytes(32, "big")
    dollar.cancelAuthorization(payer, nonce, *words, sender=relayer)
    with ape.reverts(dollar.ERC3009UsedAuthorization):
        funded.pay_with_authorization(terms, [], signature, payer, authorization(terms), sender=relayer)


def test_cannot_be_used_at_the_token_by_a_stranger(funded, issue, authorization, payer, stranger, dollar):
    terms, signature = issue()
    given = authorization(terms)
    r, s, v = given[2][:32], given[2][32:64], given[2][64]
    call = payer, funded, terms["amount"], *given[:2], funded.payment_id(terms), v, r, s
    with ape.reverts(dollar.ERC20InvalidReceiver):
        dollar.receiveWithAuthorization(*call, sender=stranger)
    with ape.reverts(dollar.ERC3009InvalidSignature):
        dollar.transferWithAuthorization(*call, sender=stranger)
    funded.pay_with_authorization(terms, [], signature, payer, given, sender=stranger)
    assert dollar.balanceOf(payer) == 9_975 * DOLLAR


def test_cannot_be_replayed_at_another_gateway(
    funded, built, issue, invoice, sign, authorization, payer, merchant, payout, admin, deployer, relayer, dollar
):
    """The merchant issues the same terms there too; the payer's word was for here."""
    other = deployer.deploy(built.PaymentGateway, admin, admin, 50, 100, 0, ZERO)
    other.register_merchant(payout, ZERO, sender=merchant)
    terms, signature = issue()
    there = sign(merchant, terms, verifyingContract=other.address)
    for given in (
        authorization(terms),
        authorization(terms, to=other),
        authorization(terms, contract=other, to=funded),
    ):
        with ape.reverts(dollar.ERC3009InvalidSignature):
            other.pay_with_authorization(terms, [], there, payer, given, sender=relayer)
    funded.pay_with_authorization(terms, [], signature, payer, authorization(terms), sender=relayer)
    assert not other.is_paid(other.payment_id(terms)) and dollar.balanceOf(payer) == 9_975 * DOLLAR


def test_reverts_when_the_payer_has_too_little(funded, issue, authorization, stranger, relayer, dollar):
    terms, signature = issue()
    with ape.reverts(dollar.ERC20InsufficientBalance):
        funded.pay_with_authorization(terms, [], signature, stranger, authorization(terms, stranger), sender=relayer)


@pytest.mark.parametrize("token", ["silent", "native"])
def test_reverts_when_the_token_knows_no_authorizations(funded, issue, authorization, payer, relayer, silent, token):
    terms, signature = issue(token="0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE" if token == "native" else silent)
    with ape.reverts():
        funded.pay_with_authorization(terms, [], signature, payer, authorization(terms), sender=relayer)
    assert not funded.is_paid(funded.payment_id(terms))


@pytest.mark.parametrize("length", [65, 66])
def test_reverts_when_the_token_swallows_the_call(
    funded, built, issue, authorization, payer, relayer, deployer, length
):
    phantom = deployer.deploy(built.PhantomDollar)
    phantom.mint(payer, 25 * DOLLAR, sender=deployer)
    phantom.mint(funded, 25 * DOLLAR, sender=deployer)
    terms, signature = issue(token=phantom)
    with ape.reverts("intake: token moved other amount"):
        funded.pay_with_authorization(terms, [], signature, payer, (0, 2**40, bytes(length)), sender=relayer)


@pytest.mark.parametrize("length", [0, 64, 66, 2_048])
def test_pays_for_a_wallet(funded, issue, wallet, wallet_dollar, deployer, relayer, payout, length):
    wallet_dollar.mint(wallet, 25 * DOLLAR, sender=deployer)
    wallet.setAnswer(EVERYTHING, sender=deployer)
    terms, signature = issue(token=wallet_dollar, payer=wallet)
    funded.pay_with_authorization(terms, [], signature, wallet, (0, 2**40, b"\7" * length), sender=relayer)
    assert (wallet_dollar.balanceOf(wallet), wallet_dollar.balanceOf(payout)) == (0, 24_875_000)
    assert funded.payment(funded.payment_id(terms))[1] == wallet


def test_reverts_when_the_wallet_says_no(funded, issue, wallet, wallet_dollar, deployer, relayer):
    wallet_dollar.mint(wallet, 25 * DOLLAR, sender=deployer)
    wallet.setAnswer(NOTHING, sender=deployer)
    terms, signature = issue(token=wallet_dollar)
    with ape.reverts(wallet_dollar.ERC3009InvalidSignature):
        funded.pay_with_authorization(terms, [], signature, wallet, (0, 2**40, bytes(66)), sender=relayer)
    assert wallet_dollar.balanceOf(wallet) == 25 * DOLLAR


@pytest.mark.parametrize("sender", ["payer", "relayer", "merchant", "stranger"])
def test_pays_whoever_sends_it(funded, issue, authorization, payer, payout, dollar, request, only_event, sender):
    person = request.getfixturevalue(sender)
    before = dollar.balanceOf(person)
    terms, signature = issue(payer=payer)
    given = authorization(terms)
    event = only_event(
        funded.pay_with_authorization(terms, [], signature, payer, given, sender=person), funded.PaymentCompleted
    )
    assert (event["payer"], dollar.balanceOf(payer), dollar.balanceOf(payout)) == (payer, 9_975 * DOLLAR, 24_875_000)
    assert dollar.balanceOf(person) == (before - 25 * DOLLAR if person == payer else before)
    with ape.reverts("payments: invoice already paid"):
        funded.pay_with_authorization(terms, [], signature, payer, given, sender=person)


def test_uses_no_allowance(funded, issue, authorization, payer, relayer, dollar):
    terms, signature = issue()
    funded.pay_with_authorization(terms, [], signature, payer, authorization(terms), sender=relayer)
    assert dollar.allowance(payer, funded) == 10_000 * DOLLAR
    assert dollar.authorizationState(payer, funded.payment_id(terms))


def test_pays_shares(funded, issue_shared, authorization, payer, relayer, payout, dollar):
    terms, shares, signature = issue_shared((ONE, 2_000))
    funded.pay_with_authorization(terms, shares, signature, payer, authorization(terms), sender=relayer)
    assert (dollar.balanceOf(ONE), dollar.balanceOf(payout)) == (4_975_000, 19_900_000)
    assert dollar.balanceOf(funded) == 0


def test_pays_when_the_payer_is_the_payout(funded, issue, authorization, payout, relayer, dollar, deployer):
    dollar.mint(payout, 25 * DOLLAR, sender=deployer)
    terms, signature = issue()
    funded.pay_with_authorization(terms, [], signature, payout, authorization(terms, payout), sender=relayer)
    assert dollar.balanceOf(payout) == 24_875_000


@pytest.mark.parametrize("who", ["nobody", "the gateway"])
def test_reverts_for_a_payer_who_can_be_none(funded, issue, authorization, relayer, who):
    """A careless token might take anybody's word for the zero address's."""
    terms, signature = issue()
    named = "0x" + "00" * 20 if who == "nobody" else funded.address
    with ape.reverts("gateway: bad payer"):
        funded.pay_with_authorization(terms, [], signature, named, authorization(terms), sender=relayer)
