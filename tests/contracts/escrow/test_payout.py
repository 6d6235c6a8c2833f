import ape
import pytest
from deal_terms import ALL, AMOUNT, CLOSED, CODE, DAY, FEE, NATIVE

RETURNS_FALSE, FALSE_BUT_MOVES, RETURNS_TWO, RETURNS_31, RETURNS_96, PAUSED, BURNS_GAS = 1, 2, 3, 4, 5, 9, 10
FLOODS, FLOODS_AND_REVERTS = 1, 2
WALLET_REVERTS, WALLET_BURNS, WALLET_FLOODS, WALLET_CALLS = 1, 2, 3, 4


@pytest.fixture
def credits_of(escrow, depositor, beneficiary, arbiter):
    """What is owed to depositor, beneficiary and arbiter, whose sum is all that is owed in the token."""

    def find(token):
        found = [escrow.credit(person, token) for person in (depositor, beneficiary, arbiter)]
        assert sum(found) == escrow.credits(token)
        return found

    return find


@pytest.mark.parametrize("manner", [RETURNS_FALSE, PAUSED, BURNS_GAS])
def test_credits_a_released_part_that_the_token_refuses(
    escrow, held, hostile, depositor, beneficiary, deployer, only_event, state, manner
):
    terms = held(token=hostile)
    hostile.setManner(manner, sender=deployer)
    receipt = escrow.release(terms, ALL, sender=depositor, gas_limit=900_000)
    assert only_event(receipt, escrow.CreditIncreased) == {
        "receiver": beneficiary,
        "token": hostile,
        "number": 1,
        "amount": AMOUNT - FEE,
        "balance": AMOUNT - FEE,
    }
    assert escrow.credit(beneficiary, hostile) == escrow.credits(hostile) == AMOUNT - FEE
    assert hostile.balanceOf(escrow) == AMOUNT and escrow.accrued_fees(hostile) == FEE
    assert (state(terms).status, state(terms).held) == (CLOSED, 0)


def test_credits_a_payout_that_answers_with_a_flood_of_failure(escrow, held, strange, depositor, beneficiary, deployer):
    terms = held(token=strange)
    strange.setManner(FLOODS_AND_REVERTS, sender=deployer)
    escrow.release(terms, ALL, sender=depositor, gas_limit=900_000)
    assert escrow.credit(beneficiary, strange) == AMOUNT - FEE


def test_believes_the_first_word_of_a_flood_and_of_96_bytes(
    escrow, held, strange, hostile, depositor, beneficiary, deployer
):
    strange.setManner(FLOODS, sender=deployer)
    hostile.setManner(RETURNS_96, sender=deployer)
    for token in (strange, hostile):
        escrow.release(held(token=token), ALL, sender=depositor)
        assert token.balanceOf(beneficiary) == AMOUNT - FEE
        assert escrow.credits(token) == 0


def test_credits_each_later_part_on_top(escrow, held, hostile, depositor, beneficiary, deployer, only_event):
    terms = held(token=hostile, amount=1_000)
    hostile.list(beneficiary, True, sender=deployer)
    for number, part in enumerate((100, 200, 700), start=1):
        told = only_event(escrow.release(terms, part, sender=depositor), escrow.CreditIncreased)
        assert told["number"] == escrow.credit_number() == number
        assert told["balance"] == escrow.credit(beneficiary, hostile)
    assert escrow.credit(beneficiary, hostile) == 1_000 - 5


@pytest.mark.parametrize("manner", [FALSE_BUT_MOVES, RETURNS_TWO, RETURNS_31])
def test_a_token_that_moves_and_denies_it_gives_nothing_twice(
    escrow, held, hostile, dollar, depositor, beneficiary, deployer, manner
):
    terms, other, foreign = held(token=hostile), held(token=hostile), held()
    hostile.setManner(manner, sender=deployer)
    escrow.release(terms, ALL, sender=depositor)
    assert hostile.balanceOf(beneficiary) == escrow.credit(beneficiary, hostile) == AMOUNT - FEE
    with ape.reverts("credits: withdrawal failed"):
        escrow.withdraw_credit(hostile, beneficiary, sender=beneficiary)
    for untouched in (other, foreign):
        assert escrow.deal(escrow.deal_id(untouched)).held == AMOUNT
    assert dollar.balanceOf(escrow) == AMOUNT


@pytest.mark.parametrize("verb", ["claim", "release_after_inspection"])
def test_credits_a_listed_beneficiary(escrow, delivered, hostile, beneficiary, relayer, deployer, at, state, verb):
    terms = delivered(token=hostile)
    hostile.list(beneficiary, True, sender=deployer)
    at(state(terms).since + 3 * DAY)
    arguments = [terms, CODE] if verb == "claim" else [terms]
    getattr(escrow, verb)(*arguments, sender=relayer)
    assert escrow.credit(beneficiary, hostile) == AMOUNT - FEE


@pytest.mark.parametrize("verb", ["return_funds", "reclaim"])
def test_credits_a_listed_depositor(escrow, held, hostile, depositor, beneficiary, deployer, at, state, verb):
    terms = held(token=hostile)
    hostile.list(depositor, True, sender=deployer)
    at(terms["delivery_until"])
    arguments = [terms, ALL] if verb == "return_funds" else [terms]
    getattr(escrow, verb)(*arguments, sender=beneficiary)
    assert escrow.credit(depositor, hostile) == AMOUNT
    assert (state(terms).status, state(terms).returned) == (CLOSED, AMOUNT)


@pytest.mark.parametrize("listed", [(0,), (1,), (2,), (0, 1), (0, 1, 2)])
def test_a_ruling_pays_who_can_be_paid_and_credits_the_others(
    escrow, disputed, hostile, depositor, beneficiary, arbiter, deployer, credits_of, listed
):
    terms = disputed(token=hostile)
    people = (depositor, beneficiary, arbiter)
    for person in listed:
        hostile.list(people[person], True, sender=deployer)
    before = hostile.balanceOf(depositor)
    escrow.resolve(terms, 400, 7, sender=arbiter)
    shares = (AMOUNT - 407, 398, 7)
    assert credits_of(hostile) == [share if person in listed else 0 for person, share in enumerate(shares)]
    paid = hostile.balanceOf(depositor) - before, hostile.balanceOf(beneficiary), hostile.balanceOf(arbiter)
    assert list(paid) == [0 if person in listed else share for person, share in enumerate(shares)]
    assert hostile.balanceOf(escrow) == escrow.credits(hostile) + 2


def test_a_split_by_time_or_by_agreement_credits_too(
    escrow, disputed, hostile, depositor, beneficiary, deployer, sign, id_of, at, state, credits_of
):
    timed, agreed = disputed(token=hostile), disputed(token=hostile)
    hostile.list(beneficiary, True, sender=deployer)
    hostile.list(depositor, True, sender=deployer)
    said = {"deal_id": id_of(agreed), "to_beneficiary": 200, "held": AMOUNT, "deadline": 2**40}
    escrow.settle(agreed, 200, 2**40, b"", sign(beneficiary, "Settle", said), sender=depositor)
    assert credits_of(hostile) == [AMOUNT - 200, 199, 0]
    at(state(timed).since + 14 * DAY)
    escrow.resolve_by_timeout(timed, sender=beneficiary)
    half = AMOUNT // 2
    assert credits_of(hostile) == [2 * AMOUNT - 200 - half, 199 + half - half * 50 // 10_000, 0]


@pytest.mark.parametrize("receipt", [WALLET_REVERTS, WALLET_BURNS, WALLET_FLOODS])
@pytest.mark.parametrize("role", ["beneficiary", "depositor"])
def test_credits_native_coin_that_a_wallet_refuses(
    escrow, held, wallet, do, depositor, beneficiary, deployer, state, role, receipt
):
    changes = {"beneficiary": wallet} if role == "beneficiary" else {"person": wallet}
    terms = held(token=NATIVE, **changes)
    wallet.setReceipt(receipt, sender=deployer)
    verb, sender = (escrow.release, depositor) if role == "beneficiary" else (escrow.return_funds, beneficiary)
    verb(terms, ALL, sender=sender, gas_limit=500_000)
    owed = AMOUNT - FEE if role == "beneficiary" else AMOUNT
    assert escrow.credit(wallet, NATIVE) == escrow.credits(NATIVE) == owed
    assert escrow.balance == owed + escrow.accrued_fees(NATIVE) == AMOUNT
    assert state(terms).status == CLOSED


@pytest.mark.parametrize("verb", ["release", "reclaim", "withdraw_credit", "fund"])
def test_locks_a_wallet_out_while_it_is_paid(escrow, held, deal, wallet, depositor, deployer, verb):
    terms = held(token=NATIVE, beneficiary=wallet)
    calls = {
        "release": escrow.release.encode_input(terms, 1),
        "reclaim": escrow.reclaim.encode_input(terms),
        "withdraw_credit": escrow.withdraw_credit.encode_input(NATIVE, wallet),
        "fund": escrow.fund.encode_input(deal(depositor=wallet), b""),
    }
    before = wallet.balance
    wallet.setReceipt(WALLET_CALLS, sender=deployer)
    wallet.setCall(escrow, calls[verb], sender=deployer)
    escrow.release(terms, 400, sender=depositor)
    assert not wallet.callSucceeded() and wallet.balance - before == 398
    assert escrow.deal(escrow.deal_id(terms)).held == AMOUNT - 400 == escrow.balance - 2


def test_nobody_is_starved_into_a_credit(escrow, held, wallet, relayer):
    terms = held(token=NATIVE, beneficiary=wallet)
    gas, paid, before = 60_000, False, wallet.balance
    while not paid:
        gas += 2_000
        try:
            escrow.claim(terms, CODE, sender=relayer, gas_limit=gas)
            paid = True
        except (ape.exceptions.ContractLogicError, ape.exceptions.OutOfGasError, ape.exceptions.VirtualMachineError):
            assert gas < 300_000
    assert escrow.credits(NATIVE) == 0 and wallet.balance - before == AMOUNT - FEE


def test_credits_nothing_where_nothing_is_due(escrow, held, hostile, depositor, beneficiary, arbiter, deployer):
    terms = held(token=hostile, arbiter=arbiter)
    escrow.dispute(terms, sender=beneficiary)
    hostile.list(beneficiary, True, sender=deployer)
    escrow.resolve(terms, 0, 0, sender=arbiter)
    assert escrow.credits(hostile) == escrow.credit_number() == 0
