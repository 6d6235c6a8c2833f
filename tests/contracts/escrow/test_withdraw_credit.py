import ape
import pytest
from deal_terms import ALL, AMOUNT, FEE, NATIVE, ZERO

RETURNS_FALSE, RETURNS_TWO, RETURNS_31, RETURNS_96, MOVES_NOTHING, FEE_FROM_SENDER, PAUSED = 1, 3, 4, 5, 6, 8, 9
REVERTS = 1
CREDIT = AMOUNT - FEE


@pytest.fixture
def credited(escrow, held, hostile, beneficiary, depositor, deployer):
    """The beneficiary was listed by the token when it was paid, and no longer is; another deal's money is there too."""
    held(token=hostile)
    hostile.list(beneficiary, True, sender=deployer)
    escrow.release(held(token=hostile), ALL, sender=depositor)
    hostile.list(beneficiary, False, sender=deployer)
    return escrow


@pytest.mark.parametrize("sender", ["depositor", "arbiter", "admin", "fee_receiver", "stranger"])
def test_reverts_for_others_than_the_receiver(credited, hostile, request, sender):
    person = request.getfixturevalue(sender)
    with ape.reverts("credits: nothing to withdraw"):
        credited.withdraw_credit(hostile, person, sender=person)


def test_reverts_in_another_token(credited, dollar, beneficiary):
    for token in (dollar, NATIVE):
        with ape.reverts("credits: nothing to withdraw"):
            credited.withdraw_credit(token, beneficiary, sender=beneficiary)


def test_reverts_for_zero_and_for_the_escrow(credited, hostile, beneficiary):
    for to in (ZERO, credited):
        with ape.reverts("credits: bad destination"):
            credited.withdraw_credit(hostile, to, sender=beneficiary)


@pytest.mark.parametrize("manner", [RETURNS_FALSE, RETURNS_TWO, RETURNS_31, PAUSED])
def test_reverts_when_the_token_refuses(credited, hostile, beneficiary, outsider, deployer, manner):
    hostile.setManner(manner, sender=deployer)
    with ape.reverts("credits: withdrawal failed"):
        credited.withdraw_credit(hostile, outsider, sender=beneficiary)
    assert credited.credit(beneficiary, hostile) == CREDIT


@pytest.mark.parametrize("manner", [MOVES_NOTHING, FEE_FROM_SENDER])
def test_reverts_when_the_token_takes_another_amount(credited, hostile, beneficiary, outsider, deployer, manner):
    hostile.setManner(manner, sender=deployer)
    with ape.reverts("payout: token moved other amount"):
        credited.withdraw_credit(hostile, outsider, sender=beneficiary)
    assert credited.credit(beneficiary, hostile) == CREDIT


def test_reverts_the_second_time(credited, hostile, beneficiary, outsider):
    credited.withdraw_credit(hostile, outsider, sender=beneficiary)
    with ape.reverts("credits: nothing to withdraw"):
        credited.withdraw_credit(hostile, outsider, sender=beneficiary)


def test_reverts_when_the_destination_refuses_native_coin(escrow, held, wallet, do, depositor, deployer, outsider):
    wallet.setReceipt(REVERTS, sender=deployer)
    escrow.release(held(token=NATIVE, beneficiary=wallet), ALL, sender=depositor)
    with ape.reverts("credits: withdrawal failed"):
        do(wallet, escrow.withdraw_credit, NATIVE, wallet)
    before = outsider.balance
    do(wallet, escrow.withdraw_credit, NATIVE, outsider)
    assert outsider.balance - before == CREDIT
    assert escrow.credits(NATIVE) == 0 and escrow.balance == FEE


def test_locks_the_token_out_while_it_pays(credited, hostile, beneficiary, outsider, deployer):
    call = credited.collect_fees.encode_input(hostile)
    hostile.setHook(credited, call, False, sender=deployer)
    credited.withdraw_credit(hostile, outsider, sender=beneficiary)
    assert hostile.hookRuns() == 1 and not hostile.hookSucceeded()


@pytest.mark.parametrize("manner", [0, RETURNS_96])
def test_withdraws_everything_to_an_address_of_choice(
    credited, hostile, beneficiary, outsider, admin, deployer, only_event, manner
):
    credited.set_paused(True, sender=admin)
    hostile.setManner(manner, sender=deployer)
    receipt = credited.withdraw_credit(hostile, outsider, sender=beneficiary)
    assert only_event(receipt, credited.CreditWithdrawn) == {
        "receiver": beneficiary,
        "token": hostile,
        "number": 2,
        "to": outsider,
        "amount": CREDIT,
        "balance": 0,
    }
    assert hostile.balanceOf(outsider) == CREDIT
    assert credited.credit(beneficiary, hostile) == credited.credits(hostile) == 0
    assert hostile.balanceOf(credited) == AMOUNT + FEE


def test_by_signature_cannot_be_used_for_a_later_credit(
    credited, held, hostile, beneficiary, depositor, relayer, outsider, deployer, sign
):
    said = {
        "receiver": beneficiary.address,
        "token": hostile.address,
        "to": outsider.address,
        "deadline": 2**40,
    }
    signed = sign(beneficiary, "WithdrawCredit", said)
    receipt = credited.withdraw_credit_by_signature(*said.values(), signed, sender=relayer)
    assert hostile.balanceOf(outsider) == CREDIT
    (spent,) = receipt.decode_logs(credited.SignatureSpent)
    assert spent.signer == beneficiary and credited.is_signature_spent(beneficiary, spent.digest)
    hostile.list(beneficiary, True, sender=deployer)
    credited.release(held(token=hostile), ALL, sender=depositor)
    with ape.reverts("relayed: signature already spent"):
        credited.withdraw_credit_by_signature(*said.values(), signed, sender=relayer)
    assert credited.credit(beneficiary, hostile) == CREDIT
