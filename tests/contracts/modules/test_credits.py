import ape
import pytest

NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
ZERO = "0x" + "00" * 20
DOLLAR = 10**6
REVERTS = 1
FEE_FROM_SENDER = 8
NOTHING = "credits: nothing to withdraw"
WITHDRAWAL = [
    {"name": "receiver", "type": "address"},
    {"name": "token", "type": "address"},
    {"name": "to", "type": "address"},
    {"name": "deadline", "type": "uint256"},
]


@pytest.fixture(scope="module")
def harness(harness_of, deployer, hostile):
    """With ten ether and a thousand hostile dollars."""
    made = harness_of("Credits")
    deployer.transfer(made, "10 ether")
    hostile.mint(made, 1_000 * DOLLAR, sender=deployer)
    return made


@pytest.fixture
def domain(chain, harness):
    return {
        "name": "Credits harness",
        "version": "1",
        "chainId": chain.chain_id,
        "verifyingContract": harness.address,
    }


@pytest.fixture
def owes(harness, hostile, deployer, payer):
    """It owes the payer three hostile dollars."""
    harness.add(payer, hostile, 3 * DOLLAR, sender=deployer)
    return harness


@pytest.fixture
def withdrawal(chain, hostile, payer, stranger, sign):
    """The payer's signed word that the credit goes to the stranger."""
    deadline = chain.pending_timestamp + 3_600
    message = {"receiver": payer.address, "token": hostile.address, "to": stranger.address, "deadline": deadline}
    signature = sign(payer, message, kind="WithdrawCredit", fields=WITHDRAWAL)
    return payer, hostile, stranger, deadline, signature


def test_reverts_when_nothing_is_owed(owes, hostile, stranger, payer):
    with ape.reverts(NOTHING):
        owes.withdraw_credit(hostile, stranger, sender=stranger)
    with ape.reverts(NOTHING):
        owes.withdraw_credit(NATIVE, payer, sender=payer)


def test_reverts_for_a_destination_where_it_would_be_lost(owes, hostile, payer):
    for to in (ZERO, owes):
        with ape.reverts("credits: bad destination"):
            owes.withdraw_credit(hostile, to, sender=payer)


def test_reverts_when_the_destination_is_refused_and_keeps_the_credit(owes, hostile, deployer, payer, stranger):
    hostile.list(stranger, True, sender=deployer)
    with ape.reverts("credits: withdrawal failed"):
        owes.withdraw_credit(hostile, stranger, sender=payer)
    assert owes.credit(payer, hostile) == owes.credits(hostile) == 3 * DOLLAR
    assert owes.credit_number() == 1


def test_reverts_when_the_token_eats_what_is_owed_to_others(owes, hostile, deployer, payer):
    hostile.setManner(FEE_FROM_SENDER, sender=deployer)
    with ape.reverts("payout: token moved other amount"):
        owes.withdraw_credit(hostile, payer, sender=payer)


def test_reverts_by_signature_for_other_terms(owes, withdrawal, relayer):
    receiver, token, to, deadline, signature = withdrawal
    for terms in ((receiver, token, relayer, deadline), (receiver, NATIVE, to, deadline), (to, token, to, deadline)):
        with ape.reverts("relayed: bad signature"):
            owes.withdraw_credit_by_signature(*terms, signature, sender=relayer)


def test_reverts_by_signature_a_second_time(owes, withdrawal, hostile, deployer, payer, relayer):
    owes.withdraw_credit_by_signature(*withdrawal, sender=relayer)
    owes.add(payer, hostile, 1, sender=deployer)
    with ape.reverts("relayed: signature already spent"):
        owes.withdraw_credit_by_signature(*withdrawal, sender=relayer)


def test_withdraws_all_to_any_address(owes, hostile, payer, stranger, only_event):
    before = hostile.balanceOf(stranger)
    receipt = owes.withdraw_credit(hostile, stranger, sender=payer)
    assert hostile.balanceOf(stranger) == before + 3 * DOLLAR
    assert owes.credit(payer, hostile) == owes.credits(hostile) == 0
    assert only_event(receipt, owes.CreditWithdrawn) == {
        "receiver": payer,
        "token": hostile,
        "number": 2,
        "to": stranger,
        "amount": 3 * DOLLAR,
        "balance": 0,
    }


def test_withdraws_by_signature_for_the_receiver(owes, withdrawal, hostile, stranger, relayer):
    before = hostile.balanceOf(stranger)
    owes.withdraw_credit_by_signature(*withdrawal, sender=relayer)
    assert hostile.balanceOf(stranger) == before + 3 * DOLLAR


def test_credits_add_up_by_receiver_and_token(owes, hostile, deployer, payer, merchant, only_event):
    receipt = owes.add(payer, hostile, 4, sender=deployer)
    assert only_event(receipt, owes.CreditIncreased) == {
        "receiver": payer,
        "token": hostile,
        "number": 2,
        "amount": 4,
        "balance": 3 * DOLLAR + 4,
    }
    owes.add(merchant, hostile, 5, sender=deployer)
    owes.add(payer, NATIVE, 6, sender=deployer)
    assert owes.credit(payer, hostile) == 3 * DOLLAR + 4
    assert (owes.credit(merchant, hostile), owes.credits(hostile)) == (5, 3 * DOLLAR + 9)
    assert (owes.credits(NATIVE), owes.credit_number()) == (6, 4)


@pytest.mark.parametrize("verb", ["push_or_add", "send_or_add"])
def test_a_refused_payout_becomes_a_credit(harness, hostile, deployer, payer, verb):
    hostile.list(payer, True, sender=deployer)
    getattr(harness, verb)(hostile, payer, DOLLAR, sender=deployer)
    assert harness.credit(payer, hostile) == harness.credits(hostile) == DOLLAR


@pytest.mark.parametrize("verb", ["push_or_add", "send_or_add"])
def test_a_payout_that_arrives_or_is_nothing_leaves_no_credit(harness, hostile, deployer, payer, verb):
    before = hostile.balanceOf(payer)
    getattr(harness, verb)(hostile, payer, DOLLAR, sender=deployer)
    assert hostile.balanceOf(payer) == before + DOLLAR
    hostile.list(payer, True, sender=deployer)
    getattr(harness, verb)(hostile, payer, 0, sender=deployer)
    assert (harness.credits(hostile), harness.credit_number()) == (0, 0)


def test_only_send_lets_a_token_charge_the_contract(harness, hostile, deployer, payer):
    hostile.setManner(FEE_FROM_SENDER, sender=deployer)
    with ape.reverts("payout: token moved other amount"):
        harness.push_or_add(hostile, payer, DOLLAR, sender=deployer)
    harness.send_or_add(hostile, payer, DOLLAR, sender=deployer)
    assert harness.credits(hostile) == 0


@pytest.mark.parametrize("verb", ["push_or_add", "send_or_add", "push_native_or_add"])
def test_refused_coins_become_a_credit(harness, wallet, deployer, stranger, verb):
    wallet.setReceipt(REVERTS, sender=deployer)
    named = () if verb == "push_native_or_add" else (NATIVE,)
    before = harness.balance
    getattr(harness, verb)(*named, wallet, 9, sender=deployer)
    assert (harness.credit(wallet, NATIVE), harness.balance) == (9, before)
    getattr(harness, verb)(*named, stranger, 9, sender=deployer)
    assert (harness.credits(NATIVE), harness.balance) == (9, before - 9)


def test_a_push_cannot_be_starved_into_a_credit(harness, wallet, deployer, relayer):
    """Whatever gas is given, the coins arrive, or all reverts: a refusal is the receiver's own."""
    outcomes = set()
    for gas in range(60_000, 180_000, 8_000):
        try:
            harness.push_native_or_add(wallet, 1, sender=relayer, gas_limit=gas)
            outcomes.add("arrived")
        except ape.exceptions.ContractLogicError:
            outcomes.add("reverted")
        except ape.exceptions.OutOfGasError:
            outcomes.add("reverted")
        assert harness.credits(NATIVE) == 0
    assert "arrived" in outcomes
