import ape
import pytest

NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
ZERO = "0x" + "00" * 20
DOLLAR = 10**6
ETHER = 10**18
AWAITS = "deposits: awaits its invoice"
RETURNS_FALSE, RETURNS_31_BYTES, MOVES_NOTHING, FEE_FROM_SENDER, PAUSED = 1, 4, 6, 8, 9


@pytest.mark.parametrize("sender", ["refund_to", "merchant", "payer", "admin", "payout", "stranger"])
@pytest.mark.parametrize("requested", [False, True])
def test_keeps_the_awaited_money_from_everybody(
    deposits, gateway, invoice, arrive, refund_to, merchant, dollar, request, sender, requested
):
    terms = invoice()
    if requested:
        gateway.request_payment(terms, sender=merchant)
    deposit = arrive(terms, refund_to)
    with ape.reverts(AWAITS):
        deposits.return_deposit(terms, refund_to, dollar, sender=request.getfixturevalue(sender))
    assert dollar.balanceOf(deposit) == 25 * DOLLAR


@pytest.mark.parametrize("awaited", ["token", "face"])
def test_keeps_the_awaited_money_of_a_token_with_two_addresses(
    deposits, issue, arrive, refund_to, payer, relayer, payout, built, project, deployer, awaited
):
    token = deployer.deploy(built.TwoFacedDollar)
    face = project.DollarFace.at(token.face())
    token.mint(payer, 50 * DOLLAR, sender=deployer)
    own, other = (token, face) if awaited == "token" else (face, token)
    terms, signature = issue(token=own)
    deposit = arrive(terms, refund_to, token=own)
    for asked in (own, other):
        with ape.reverts(AWAITS):
            deposits.return_deposit(terms, refund_to, asked, sender=relayer)
    assert token.balanceOf(deposit) == 25 * DOLLAR
    deposits.collect(terms, [], signature, refund_to, sender=relayer)
    assert token.balanceOf(payout) == 24_875_000
    arrive(terms, refund_to, token=own)
    deposits.return_deposit(terms, refund_to, other, sender=relayer)
    assert token.balanceOf(refund_to) == 25 * DOLLAR


@pytest.mark.parametrize("other", ["silent", NATIVE])
def test_returns_other_money_at_once(
    deposits, gateway, issue, arrive, refund_to, relayer, dollar, balance, request, other
):
    token = NATIVE if other == NATIVE else request.getfixturevalue(other)
    terms, signature = issue()
    deposit = arrive(terms, refund_to)
    arrive(terms, refund_to, 7, token)
    before = balance(token, refund_to)
    deposits.return_deposit(terms, refund_to, token, sender=relayer)
    assert (balance(token, refund_to) - before, dollar.balanceOf(deposit)) == (7, 25 * DOLLAR)
    deposits.collect(terms, [], signature, refund_to, sender=relayer)
    assert gateway.is_paid(gateway.payment_id(terms))


def test_returns_a_token_while_coins_are_awaited(deposits, issue, arrive, refund_to, relayer, dollar, chain):
    terms, signature = issue(token=NATIVE, amount=ETHER)
    deposit = arrive(terms, refund_to, token=NATIVE)
    arrive(terms, refund_to, 7, dollar)
    with ape.reverts(AWAITS):
        deposits.return_deposit(terms, refund_to, NATIVE, sender=relayer)
    deposits.return_deposit(terms, refund_to, dollar, sender=relayer)
    assert (dollar.balanceOf(refund_to), chain.get_balance(deposit)) == (7, ETHER)
    deposits.collect(terms, [], signature, refund_to, sender=relayer)


@pytest.mark.parametrize("late", [0, 1])
@pytest.mark.parametrize("amount", [1, 25 * DOLLAR - 1, 25 * DOLLAR, 30 * DOLLAR])
@pytest.mark.parametrize("native", [False, True])
def test_returns_late_and_partial_money(
    deposits, invoice, arrive, refund_to, relayer, dollar, balance, at, late, amount, native
):
    token = NATIVE if native else dollar
    terms = invoice(token=token)
    deposit = arrive(terms, refund_to, amount, token)
    before = balance(token, refund_to)
    at(terms["valid_until"] + late)
    deposits.return_deposit(terms, refund_to, token, sender=relayer)
    assert (balance(token, refund_to) - before, balance(token, deposit)) == (amount, 0)


def test_keeps_it_one_second_before_valid_until(deposits, invoice, arrive, refund_to, relayer, dollar, at):
    terms = invoice()
    arrive(terms, refund_to, 1)
    at(terms["valid_until"] - 1)
    with ape.reverts(AWAITS):
        deposits.return_deposit(terms, refund_to, dollar, sender=relayer)


@pytest.mark.parametrize("first", ["collected", "paid directly"])
def test_returns_a_second_payment_at_once(deposits, funded, issue, arrive, refund_to, payer, relayer, dollar, first):
    terms, signature = issue()
    if first == "collected":
        arrive(terms, refund_to)
        deposits.collect(terms, [], signature, refund_to, sender=relayer)
    else:
        funded.pay(terms, signature, sender=payer)
    arrive(terms, refund_to)
    deposits.return_deposit(terms, refund_to, dollar, sender=relayer)
    assert dollar.balanceOf(refund_to) == 25 * DOLLAR


def test_returns_the_money_of_a_cancelled_invoice_at_once(
    deposits, gateway, invoice, arrive, refund_to, merchant, relayer, dollar
):
    terms = invoice()
    arrive(terms, refund_to)
    gateway.cancel_payment(terms, sender=merchant)
    deposits.return_deposit(terms, refund_to, dollar, sender=relayer)
    assert dollar.balanceOf(refund_to) == 25 * DOLLAR


@pytest.mark.parametrize("native", [False, True])
def test_sends_it_to_the_payout_without_refund_to(
    deposits, invoice, arrive, payout, relayer, dollar, balance, at, native
):
    token = NATIVE if native else dollar
    terms = invoice(token=token)
    arrive(terms, ZERO, 7, token)
    before = balance(token, payout)
    at(terms["valid_until"])
    deposits.return_deposit(terms, ZERO, token, sender=relayer)
    assert balance(token, payout) - before == 7


def test_sends_it_to_a_changed_payout(
    deposits, gateway, invoice, arrive, merchant, stranger, payout, relayer, dollar, at
):
    announced = gateway.set_payout(stranger, sender=merchant)
    terms = invoice()
    arrive(terms, ZERO)
    at(announced.timestamp + 86_400)
    deposits.return_deposit(terms, ZERO, dollar, sender=relayer)
    assert (dollar.balanceOf(stranger), dollar.balanceOf(payout)) == (25 * DOLLAR, 0)


def test_sends_it_to_a_merchant_who_is_not_registered(deposits, invoice, arrive, stranger, relayer, dollar, at):
    terms = invoice(merchant=stranger)
    arrive(terms, ZERO)
    at(terms["valid_until"])
    deposits.return_deposit(terms, ZERO, dollar, sender=relayer)
    assert dollar.balanceOf(stranger) == 25 * DOLLAR


def test_reverts_when_nothing_lies_there(deposits, invoice, arrive, refund_to, relayer, dollar, silent, at):
    terms = invoice()
    arrive(terms, refund_to)
    for token in (silent, NATIVE):
        with ape.reverts("deposits: nothing to return"):
            deposits.return_deposit(terms, refund_to, token, sender=relayer)
    at(terms["valid_until"])
    deposits.return_deposit(terms, refund_to, dollar, sender=relayer)
    with ape.reverts("deposits: nothing to return"):
        deposits.return_deposit(terms, refund_to, dollar, sender=relayer)


@pytest.mark.parametrize("manner", [RETURNS_FALSE, RETURNS_31_BYTES, PAUSED, "listed", "coins"])
def test_reverts_when_the_return_is_refused(
    deposits, invoice, arrive, wallet, relayer, hostile, balance, deployer, manner
):
    token = NATIVE if manner == "coins" else hostile
    terms = invoice()
    deposit = arrive(terms, wallet, 7, token)
    wallet.setReceipt(1, sender=deployer)
    hostile.list(wallet, manner == "listed", sender=deployer)
    if isinstance(manner, int):
        hostile.setManner(manner, sender=deployer)
    with ape.reverts("deposits: return refused"):
        deposits.return_deposit(terms, wallet, token, sender=relayer)
    assert balance(token, deposit) == 7


@pytest.mark.parametrize("manner", [MOVES_NOTHING, FEE_FROM_SENDER])
def test_reverts_when_the_token_takes_another_amount(
    deposits, invoice, arrive, refund_to, relayer, hostile, deployer, manner
):
    terms = invoice()
    arrive(terms, refund_to, 7, hostile)
    hostile.setManner(manner, sender=deployer)
    with ape.reverts("deposits: return refused"):
        deposits.return_deposit(terms, refund_to, hostile, sender=relayer)


def test_locks_the_token_out_while_it_returns(deposits, issue, arrive, refund_to, relayer, hostile, deployer):
    """The collection would be anybody's right at any other time."""
    terms, signature = issue()
    arrive(terms, refund_to)
    arrive(terms, refund_to, 7, hostile)
    call = deposits.collect.encode_input(terms, [], signature, refund_to)
    hostile.setHook(deposits, call, False, sender=deployer)
    deposits.return_deposit(terms, refund_to, hostile, sender=relayer)
    assert hostile.hookRuns() == 1 and not hostile.hookSucceeded()
    deposits.collect(terms, [], signature, refund_to, sender=relayer)


def test_logs_the_return(deposits, gateway, invoice, arrive, refund_to, merchant, relayer, silent, only_event):
    terms = invoice()
    for number in (1, 2):
        deposit = arrive(terms, refund_to, 7, silent)
        receipt = deposits.return_deposit(terms, refund_to, silent, sender=relayer)
        assert only_event(receipt, deposits.DepositReturned) == {
            "payment_id": gateway.payment_id(terms),
            "merchant": merchant,
            "to": refund_to,
            "number": number,
            "deposit": deposit,
            "token": silent,
            "amount": 7,
        }


def test_goes_on_while_paused(deposits, gateway, invoice, arrive, refund_to, admin, relayer, dollar, at):
    gateway.set_paused(True, sender=admin)
    terms = invoice()
    arrive(terms, refund_to)
    at(terms["valid_until"])
    deposits.return_deposit(terms, refund_to, dollar, sender=relayer)
    assert dollar.balanceOf(refund_to) == 25 * DOLLAR
