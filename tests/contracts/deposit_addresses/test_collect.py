import ape
import pytest

NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
ZERO = "0x" + "00" * 20
DOLLAR = 10**6
ETHER = 10**18
NET = 24_875_000
ONE = "0xA0a0a0A0A0A0a0a0A0A0a0A0a0A0a0A0A0A0a0a0"
RETURNS_FALSE, RETURNS_31_BYTES, MOVES_NOTHING, TAKES_A_FEE, PAUSED = 1, 4, 6, 7, 9


@pytest.mark.parametrize("amount", [0, 1, 25 * DOLLAR - 1])
def test_reverts_below_the_amount(deposits, issue, arrive, refund_to, relayer, dollar, amount):
    terms, signature = issue()
    deposit = arrive(terms, refund_to, amount)
    with ape.reverts("deposits: below the amount"):
        deposits.collect(terms, [], signature, refund_to, sender=relayer)
    assert dollar.balanceOf(deposit) == amount


@pytest.mark.parametrize("signer", ["payer", "relayer", "payout"])
def test_reverts_when_the_merchant_did_not_issue_it(deposits, issue, arrive, refund_to, relayer, request, signer):
    terms, signature = issue(signer=request.getfixturevalue(signer))
    arrive(terms, refund_to)
    with ape.reverts("gateway: not issued by merchant"):
        deposits.collect(terms, [], signature, refund_to, sender=relayer)


def test_reverts_when_the_invoice_names_another_payer(deposits, issue, arrive, refund_to, payer):
    terms, signature = issue(payer=payer)
    for other in (refund_to, ZERO):
        arrive(terms, other)
        with ape.reverts("gateway: not the payer"):
            deposits.collect(terms, [], signature, other, sender=payer)
    arrive(terms, payer)
    deposits.collect(terms, [], signature, payer, sender=refund_to)


@pytest.mark.parametrize("late", [0, 1])
def test_reverts_from_valid_until_on(deposits, issue, arrive, refund_to, relayer, at, late):
    terms, signature = issue()
    arrive(terms, refund_to)
    at(terms["valid_until"] + late)
    with ape.reverts("gateway: invoice expired"):
        deposits.collect(terms, [], signature, refund_to, sender=relayer)


def test_pays_one_second_before_valid_until(deposits, gateway, issue, arrive, refund_to, relayer, at):
    terms, signature = issue()
    arrive(terms, refund_to)
    at(terms["valid_until"] - 1)
    deposits.collect(terms, [], signature, refund_to, sender=relayer)
    assert gateway.is_paid(gateway.payment_id(terms))


@pytest.mark.parametrize("first", ["collected", "paid directly"])
def test_reverts_for_a_second_payment(deposits, funded, issue, arrive, refund_to, payer, relayer, dollar, first):
    terms, signature = issue()
    if first == "collected":
        arrive(terms, refund_to)
        deposits.collect(terms, [], signature, refund_to, sender=relayer)
    else:
        funded.pay(terms, signature, sender=payer)
    deposit = arrive(terms, refund_to)
    with ape.reverts("payments: invoice already paid"):
        deposits.collect(terms, [], signature, refund_to, sender=relayer)
    assert dollar.balanceOf(deposit) == 25 * DOLLAR


def test_reverts_when_cancelled(deposits, gateway, issue, arrive, refund_to, merchant, relayer):
    terms, signature = issue()
    arrive(terms, refund_to)
    gateway.cancel_payment(terms, sender=merchant)
    with ape.reverts("payments: invoice cancelled"):
        deposits.collect(terms, [], signature, refund_to, sender=relayer)


def test_reverts_while_paused_and_returns_after_expiry(
    deposits, gateway, issue, arrive, refund_to, admin, relayer, dollar, at
):
    terms, signature = issue()
    arrive(terms, refund_to)
    gateway.set_paused(True, sender=admin)
    with ape.reverts("policy: paused"):
        deposits.collect(terms, [], signature, refund_to, sender=relayer)
    at(terms["valid_until"])
    deposits.return_deposit(terms, refund_to, dollar, sender=relayer)
    assert dollar.balanceOf(refund_to) == 25 * DOLLAR


@pytest.mark.parametrize("who", ["refund_to", "deposits"])
def test_reverts_for_a_listed_refund_to(
    built, sanctions, admin, merchant, payout, invoice, sign, refund_to, relayer, dollar, deployer, payer, who
):
    guarded = deployer.deploy(built.PaymentGateway, admin, admin, 50, 100, 0, sanctions)
    guarded.register_merchant(payout, ZERO, sender=merchant)
    blueprint = deployer.declare(built.DepositAddress).contract_address
    deposits = deployer.deploy(built.DepositAddresses, guarded, blueprint)
    terms = invoice()
    signature = sign(merchant, terms, verifyingContract=guarded.address)
    dollar.transfer(deposits.deposit_address(guarded.payment_id(terms), refund_to), 25 * DOLLAR, sender=payer)
    listed = {"refund_to": refund_to, "deposits": deposits}[who]
    sanctions.list(listed, True, sender=deployer)
    with ape.reverts("policy: payer is sanctioned"):
        deposits.collect(terms, [], signature, refund_to, sender=relayer)
    sanctions.list(listed, False, sender=deployer)
    deposits.collect(terms, [], signature, refund_to, sender=relayer)


@pytest.mark.parametrize("manner", [RETURNS_FALSE, RETURNS_31_BYTES, MOVES_NOTHING, TAKES_A_FEE, PAUSED])
@pytest.mark.parametrize("donated", [0, 25 * DOLLAR])
def test_reverts_when_the_token_moves_another_amount(
    deposits, issue, arrive, refund_to, relayer, hostile, deployer, manner, donated
):
    terms, signature = issue(token=hostile)
    deposit = arrive(terms, refund_to, token=hostile)
    hostile.mint(deposits, donated, sender=deployer)
    hostile.setManner(manner, sender=deployer)
    with ape.reverts("intake: token moved other amount"):
        deposits.collect(terms, [], signature, refund_to, sender=relayer)
    assert hostile.balanceOf(deposit) == 25 * DOLLAR


def test_never_makes_up_for_what_did_not_arrive(deposits, issue, arrive, refund_to, relayer, hostile, deployer):
    """The token keeps a unit once, and is honest when the gateway takes; others' money lies on the contract."""
    terms, signature = issue(token=hostile)
    arrive(terms, refund_to, token=hostile)
    hostile.mint(deposits, DOLLAR, sender=deployer)
    hostile.setHook(hostile, hostile.setManner.encode_input(0), True, sender=deployer)
    hostile.setManner(TAKES_A_FEE, sender=deployer)
    with ape.reverts("intake: token moved other amount"):
        deposits.collect(terms, [], signature, refund_to, sender=relayer)
    assert hostile.balanceOf(deposits) == DOLLAR


def test_reverts_when_the_token_refuses_approval(deposits, issue, arrive, refund_to, relayer, built, payer, deployer):
    token = deployer.deploy(built.StrangeDollar, 3, 6)
    token.mint(payer, 25 * DOLLAR, sender=deployer)
    terms, signature = issue(token=token)
    arrive(terms, refund_to, token=token)
    with ape.reverts("deposits: token refused approval"):
        deposits.collect(terms, [], signature, refund_to, sender=relayer)


def test_locks_the_token_out_while_it_collects(deposits, issue, arrive, refund_to, relayer, hostile, dollar, deployer):
    """The return of another token would be anybody's right at any other time."""
    terms, signature = issue(token=hostile)
    deposit = arrive(terms, refund_to, 30 * DOLLAR, token=hostile)
    arrive(terms, refund_to, DOLLAR)
    call = deposits.return_deposit.encode_input(terms, refund_to, dollar)
    hostile.setHook(deposits, call, False, sender=deployer)
    deposits.collect(terms, [], signature, refund_to, sender=relayer)
    assert hostile.hookRuns() == 4 and not hostile.hookSucceeded()
    assert (dollar.balanceOf(deposit), hostile.balanceOf(refund_to)) == (DOLLAR, 5 * DOLLAR)
    deposits.return_deposit(terms, refund_to, dollar, sender=relayer)


def test_pays_though_the_excess_is_refused(
    deposits, issue, arrive, refund_to, relayer, hostile, payout, stranger, deployer
):
    terms, signature = issue(token=hostile)
    deposit = arrive(terms, refund_to, 30 * DOLLAR, token=hostile)
    hostile.list(refund_to, True, sender=deployer)
    receipt = deposits.collect(terms, [], signature, refund_to, sender=relayer)
    assert not receipt.decode_logs(deposits.DepositReturned)
    assert (hostile.balanceOf(payout), hostile.balanceOf(deposit)) == (NET, 5 * DOLLAR)
    with ape.reverts("deposits: return refused"):
        deposits.return_deposit(terms, refund_to, hostile, sender=relayer)
    deposits.withdraw_deposit(terms, hostile, stranger, sender=refund_to)
    assert (hostile.balanceOf(stranger), hostile.balanceOf(deposit)) == (5 * DOLLAR, 0)


@pytest.mark.parametrize("receipt", [1, 2, 3])
def test_pays_though_coins_are_refused(
    deposits, gateway, issue, arrive, wallet, relayer, payout, stranger, chain, deployer, receipt
):
    wallet.setReceipt(receipt, sender=deployer)
    terms, signature = issue(token=NATIVE, amount=ETHER)
    deposit = arrive(terms, wallet, 3 * ETHER, NATIVE)
    before = payout.balance
    deposits.collect(terms, [], signature, wallet, sender=relayer, gas_limit=3_000_000)
    assert payout.balance - before == ETHER - ETHER // 200
    assert chain.get_balance(deposit) == 2 * ETHER
    before = stranger.balance
    call = deposits.withdraw_deposit.encode_input(terms, NATIVE, stranger)
    wallet.execute(deposits, 0, call, sender=deployer)
    assert stranger.balance - before == 2 * ETHER


def test_sends_the_excess_to_the_payout_without_refund_to(
    deposits, gateway, issue, arrive, relayer, payout, dollar, only_event
):
    terms, signature = issue()
    deposit = arrive(terms, ZERO, 30 * DOLLAR)
    receipt = deposits.collect(terms, [], signature, ZERO, sender=relayer)
    assert only_event(receipt, deposits.DepositReturned)["to"] == payout
    assert (dollar.balanceOf(payout), dollar.balanceOf(deposit)) == (NET + 5 * DOLLAR, 0)
    assert gateway.payment(gateway.payment_id(terms))[1] == deposit


def test_refunds_without_refund_to_are_unmatched(deposits, funded, issue, arrive, merchant, relayer, payout, dollar):
    terms, signature = issue()
    deposit = arrive(terms, ZERO)
    deposits.collect(terms, [], signature, ZERO, sender=relayer)
    funded.refund_payment(terms, 5 * DOLLAR, sender=merchant)
    assert dollar.balanceOf(deposit) == 5 * DOLLAR
    deposits.return_deposit(terms, ZERO, dollar, sender=relayer)
    assert dollar.balanceOf(payout) == NET + 5 * DOLLAR


@pytest.mark.parametrize("sender", ["relayer", "stranger", "merchant", "refund_to", "payer"])
def test_pays_exactly_what_lies_there(
    deposits, gateway, issue, arrive, refund_to, payout, fee_receiver, dollar, only_event, request, sender
):
    person = request.getfixturevalue(sender)
    terms, signature = issue()
    deposit = arrive(terms, refund_to)
    before = dollar.balanceOf(person)
    receipt = deposits.collect(terms, [], signature, refund_to, sender=person)
    event = only_event(receipt, gateway.PaymentCompleted)
    assert (event["payer"], event["amount"], event["number"]) == (refund_to, 25 * DOLLAR, 1)
    assert (dollar.balanceOf(payout), dollar.balanceOf(fee_receiver)) == (NET, 125_000)
    assert dollar.balanceOf(deposit) == 0 and dollar.balanceOf(person) == before


@pytest.mark.parametrize("excess", [1, 5 * DOLLAR])
def test_sends_the_excess_to_refund_to(deposits, issue, arrive, refund_to, relayer, payout, dollar, excess):
    terms, signature = issue()
    deposit = arrive(terms, refund_to, 25 * DOLLAR + excess)
    deposits.collect(terms, [], signature, refund_to, sender=relayer)
    assert [dollar.balanceOf(owner) for owner in (refund_to, payout, deposit, deposits)] == [excess, NET, 0, 0]


def test_refunds_go_to_refund_to(deposits, funded, issue, arrive, refund_to, merchant, relayer, dollar):
    terms, signature = issue()
    arrive(terms, refund_to)
    deposits.collect(terms, [], signature, refund_to, sender=relayer)
    funded.refund_payment(terms, 25 * DOLLAR, sender=merchant)
    assert dollar.balanceOf(refund_to) == 25 * DOLLAR


@pytest.mark.parametrize("excess", [0, ETHER])
def test_pays_native_invoices(deposits, gateway, issue, arrive, refund_to, relayer, payout, fee_receiver, excess):
    before = [person.balance for person in (payout, fee_receiver, refund_to)]
    terms, signature = issue(token=NATIVE, amount=ETHER)
    arrive(terms, refund_to, ETHER + excess, NATIVE)
    deposits.collect(terms, [], signature, refund_to, sender=relayer)
    fee = ETHER // 200
    after = [person.balance for person in (payout, fee_receiver, refund_to)]
    assert [now - then for now, then in zip(after, before, strict=True)] == [ETHER - fee, fee, excess]
    assert deposits.balance == gateway.balance == 0


@pytest.mark.parametrize("native", [False, True])
def test_pays_shares(deposits, gateway, issue_shared, arrive, refund_to, relayer, dollar, balance, native):
    token = NATIVE if native else dollar
    terms, shares, signature = issue_shared((ONE, 2_000), token=token)
    arrive(terms, refund_to, 30 * DOLLAR, token)
    before = balance(token, refund_to)
    deposits.collect(terms, shares, signature, refund_to, sender=relayer)
    assert (balance(token, ONE), balance(token, refund_to) - before) == (NET // 5, 5 * DOLLAR)
    assert balance(token, gateway) == balance(token, deposits) == 0


def test_pays_what_was_requested(deposits, gateway, invoice, arrive, refund_to, merchant, relayer):
    terms = invoice()
    gateway.request_payment(terms, sender=merchant)
    arrive(terms, refund_to)
    deposits.collect(terms, [], b"", refund_to, sender=relayer)
    assert gateway.is_paid(gateway.payment_id(terms))


def test_numbers_its_events_and_holds_nothing(
    deposits, gateway, issue, arrive, refund_to, merchant, relayer, silent, only_event
):
    """With a token that wants an approval cleared before the next."""
    for number in (1, 3):
        terms, signature = issue(token=silent)
        deposit = arrive(terms, refund_to, 30 * DOLLAR, silent)
        receipt = deposits.collect(terms, [], signature, refund_to, sender=relayer)
        facts = {"payment_id": gateway.payment_id(terms), "merchant": merchant, "deposit": deposit, "token": silent}
        assert only_event(receipt, deposits.DepositCollected) == facts | {
            "refund_to": refund_to,
            "number": number,
            "amount": 25 * DOLLAR,
            "excess": 5 * DOLLAR,
        }
        assert only_event(receipt, deposits.DepositReturned) == facts | {
            "to": refund_to,
            "number": number + 1,
            "amount": 5 * DOLLAR,
        }
        assert deposits.origin()[2] == number + 1
        assert silent.balanceOf(deposits) == silent.allowance(deposits, gateway) == 0
