import ape
import pytest

NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
ZERO = "0x" + "00" * 20
DOLLAR = 10**6
ETHER = 10**18
LISTED = "policy: payer is sanctioned"


@pytest.fixture
def deploy(built, deployer, admin, fee_receiver, merchant, payout, payer, dollar):
    """A gateway that asks a list, with a merchant, and dollars of payer and merchant allowed."""

    def make(oracle):
        contract = deployer.deploy(built.PaymentGateway, admin, fee_receiver, 50, 100, 86_400, oracle)
        contract.register_merchant(payout, ZERO, sender=merchant)
        for holder in (payer, merchant):
            dollar.approve(contract, 10_000 * DOLLAR, sender=holder)
        return contract

    return make


@pytest.fixture
def guarded(deploy, sanctions):
    return deploy(sanctions)


@pytest.fixture
def issued(guarded, invoice, sign, merchant):
    """An invoice of the guarded gateway and its merchant's signature."""

    def make(**changes):
        terms = invoice(**changes)
        return terms, sign(merchant, terms, verifyingContract=guarded.address)

    return make


def test_refuses_a_listed_payer_at_every_door(guarded, issued, enter, sanctions, payer, dollar, deployer, door):
    terms, signature = issued()
    sanctions.list(payer, True, sender=deployer)
    with ape.reverts(LISTED):
        enter(door, terms, signature, contract=guarded)
    assert dollar.balanceOf(payer) == 10_000 * DOLLAR


@pytest.mark.parametrize("native", [False, True])
def test_refuses_a_listed_payer_of_record(guarded, issued, sanctions, payer, stranger, deployer, native):
    sanctions.list(stranger, True, sender=deployer)
    terms, signature = issued(token=NATIVE) if native else issued()
    with ape.reverts(LISTED):
        guarded.pay_for(terms, [], signature, stranger, sender=payer, value=25 * DOLLAR if native else 0)


def test_lets_in_whoever_is_no_longer_listed(guarded, issued, enter, sanctions, payer, deployer, door):
    for listed in (True, False):
        sanctions.list(payer, listed, sender=deployer)
    terms, signature = issued()
    enter(door, terms, signature, contract=guarded)
    assert guarded.is_paid(guarded.payment_id(terms))


def test_refuses_a_listed_caller_who_pays_for_another(guarded, issued, sanctions, payer, stranger, deployer):
    sanctions.list(payer, True, sender=deployer)
    terms, signature = issued()
    with ape.reverts(LISTED):
        guarded.pay_for(terms, [], signature, stranger, sender=payer)


def test_asks_about_nobody_but_the_payer(
    guarded, issued, enter, sanctions, merchant, payout, fee_receiver, relayer, admin, dollar, deployer, door
):
    for person in (merchant, payout, fee_receiver, relayer, admin, guarded):
        sanctions.list(person, True, sender=deployer)
    terms, signature = issued()
    enter(door, terms, signature, contract=guarded)
    assert dollar.balanceOf(payout) == 24_875_000


@pytest.mark.parametrize("broken", [False, True])
def test_stops_no_money_on_its_way_out(
    guarded, issued, sanctions, merchant, payer, stranger, wallet, admin, dollar, deployer, broken
):
    wallet.setReceipt(1, sender=deployer)
    guarded.set_fee_receiver(wallet, sender=admin)
    coins, coined = issued(token=NATIVE, amount=ETHER)
    guarded.pay(coins, coined, sender=payer, value=ETHER)
    terms, signature = issued()
    guarded.pay(terms, signature, sender=payer)
    sanctions.setBroken(broken, sender=deployer)
    for person in (payer, merchant, wallet, stranger):
        sanctions.list(person, True, sender=deployer)
    guarded.refund_payment(terms, 25 * DOLLAR, sender=merchant)
    guarded.refund_payment(coins, ETHER, sender=merchant, value=ETHER)
    guarded.cancel_payment(issued()[0], sender=merchant)
    before = stranger.balance
    call = guarded.withdraw_credit.encode_input(NATIVE, stranger)
    wallet.execute(guarded, 0, call, sender=deployer)
    assert (dollar.balanceOf(payer), stranger.balance - before) == (10_000 * DOLLAR, ETHER // 200)
    assert guarded.balance == 0


def test_stops_no_merchant(guarded, invoice, sanctions, merchant, payout, stranger, deployer):
    sanctions.setBroken(True, sender=deployer)
    guarded.set_payout(stranger, sender=merchant)
    guarded.cancel_payout_change(sender=merchant)
    guarded.set_invoice_signer(stranger, sender=merchant)
    guarded.approve_splits(b"\5" * 32, True, sender=merchant)
    guarded.register_merchant(payout, ZERO, sender=stranger)
    guarded.request_payment(invoice(), sender=merchant)
    assert guarded.merchant(merchant).invoice_signer == stranger and guarded.merchant(stranger).registered


def test_a_broken_list_stops_new_money(guarded, issued, enter, sanctions, deployer, dollar, payer, door):
    terms, signature = issued()
    sanctions.setBroken(True, sender=deployer)
    with ape.reverts("list: broken"):
        enter(door, terms, signature, contract=guarded)
    assert dollar.balanceOf(payer) == 10_000 * DOLLAR
    sanctions.setBroken(False, sender=deployer)
    enter(door, terms, signature, contract=guarded)


def test_a_list_without_an_answer_stops_new_money(deploy, invoice, sign, merchant, payer, dollar):
    contract = deploy(dollar)
    terms = invoice()
    with ape.reverts():
        contract.pay(terms, sign(merchant, terms, verifyingContract=contract.address), sender=payer)
    assert dollar.balanceOf(payer) == 10_000 * DOLLAR


def test_pause_and_list_hold_together(guarded, issued, enter, sanctions, payer, admin, deployer, door):
    sanctions.list(payer, True, sender=deployer)
    terms, signature = issued()
    for paused, reason in ((True, "policy: paused"), (False, LISTED)):
        guarded.set_paused(paused, sender=admin)
        with ape.reverts(reason):
            enter(door, terms, signature, contract=guarded)


def test_tells_the_list(guarded, gateway, sanctions):
    assert (guarded.sanctions_list(), gateway.sanctions_list()) == (sanctions, ZERO)


def test_stays_whatever_the_admin_changes(guarded, issued, sanctions, payer, admin, stranger, deployer):
    guarded.set_fee(10, sender=admin)
    guarded.set_fee_receiver(stranger, sender=admin)
    for paused in (True, False):
        guarded.set_paused(paused, sender=admin)
    sanctions.list(payer, True, sender=deployer)
    terms, signature = issued()
    with ape.reverts(LISTED):
        guarded.pay(terms, signature, sender=payer)
    assert tuple(guarded.fee_terms()) == (10, 100, stranger, False)
