import ape
import pytest
from wallet_hand import payment
from wallet_words import DAY, MEMO, NATIVE, ZERO

DOLLAR = 10**6


@pytest.fixture
def rent(dollar, receiver):
    return [payment(dollar, receiver, 25 * DOLLAR, MEMO)]


def test_reverts_below_the_threshold(hand, rent, owners):
    for few in ([], owners[:1], owners[2:]):
        with ape.reverts("multisig: too few approvals"):
            hand.pay(rent, few)


@pytest.mark.parametrize("early", [DAY, 1])
def test_reverts_before_its_time(hand, rent, owners, chain, at, early):
    start = chain.pending_timestamp + 2 * DAY
    slot = hand.slot(not_before=start)
    at(start - early)
    with ape.reverts("multisig: too early"):
        hand.pay(rent, owners, slot=slot)


@pytest.mark.parametrize("late", [0, 1])
def test_reverts_from_the_deadline_on(hand, rent, owners, chain, at, late):
    slot = hand.slot(deadline=chain.pending_timestamp + DAY)
    at(slot["deadline"] + late)
    with ape.reverts("multisig: proposal expired"):
        hand.pay(rent, owners, slot=slot)


def test_reverts_when_it_never_counts(hand, rent, owners, chain, at):
    moment = chain.pending_timestamp + DAY
    at(moment)
    with ape.reverts():
        hand.pay(rent, owners, slot=hand.slot(not_before=moment, deadline=moment))


def test_reverts_for_another_nonce_than_the_next(hand, rent, owners):
    hand.pay(rent, owners)
    for nonce in (0, 2, 2**256 - 1):
        with ape.reverts("multisig: wrong nonce"):
            hand.pay(rent, owners, slot=hand.slot(nonce=nonce))


def test_reverts_for_an_amount_of_zero(hand, rent, owners, dollar, receiver):
    for token in (dollar, NATIVE):
        with ape.reverts("multisig: amount is zero"):
            hand.pay([*rent, payment(token, receiver, 0)], owners)


def test_reverts_for_the_zero_address_and_for_itself(hand, owners, dollar, multisig):
    for token in (dollar, NATIVE):
        for to in (ZERO, multisig):
            with ape.reverts("multisig: bad receiver"):
                hand.pay([payment(token, to, 1)], owners)


def test_reverts_when_no_token_is_at_its_address(hand, owners, receiver, stranger, multisig):
    """Nothing, or the wallet itself, which takes a transfer for no token's."""
    for token in (stranger, ZERO):
        with ape.reverts():
            hand.pay([payment(token, receiver, 1)], owners)
    with ape.reverts("multisig: no such function"):
        hand.pay([payment(multisig, receiver, 1)], owners)


def test_reverts_when_it_holds_too_little(hand, rent, owners, dollar, receiver, multisig):
    for token in (dollar, NATIVE):
        with ape.reverts():
            hand.pay([*rent, payment(token, receiver, 10**24)], owners)
    assert dollar.balanceOf(receiver) == 0
    assert multisig.next_nonce(0) == 0


@pytest.mark.parametrize("place", [0, 2])
def test_reverts_all_of_it_in_the_words_of_the_one_that_fails(
    hand, rent, owners, dollar, hostile, wallet, receiver, deployer, multisig, place
):
    hostile.list(receiver, True, sender=deployer)
    wallet.setReceipt(1, sender=deployer)
    for bad, reason in ((payment(hostile, receiver, 1), "listed"), (payment(NATIVE, wallet, 1), "wallet: no coin")):
        payments = rent * 2
        payments.insert(place, bad)
        with ape.reverts(reason):
            hand.pay(payments, owners)
    assert dollar.balanceOf(receiver) == 0
    assert multisig.next_nonce(0) == 0


def test_reverts_when_coins_come_along(hand, rent, owners, multisig, relayer):
    slot = hand.slot()
    approvals = hand.approvals("Payments", rent, slot, owners)
    data = multisig.execute_payments.encode_input([tuple(rent[0].values())], tuple(slot.values()), approvals)
    with ape.reverts():
        relayer.transfer(multisig, 1, data=data)


def test_reverts_for_more_than_sixteen(hand, rent, owners, relayer):
    with ape.reverts():
        hand.pay(rent * 17, owners)


def test_pays_a_token(hand, rent, owners, dollar, receiver, multisig, only_event):
    slot = hand.slot()
    receipt = hand.pay(rent, owners[:2], slot=slot)
    assert only_event(receipt, multisig.PaymentMade) == {
        "proposal": hand.hash("Payments", rent, slot),
        "token": dollar,
        "to": receiver,
        "lane": 0,
        "nonce": 0,
        "index": 0,
        "count": 1,
        "amount": 25 * DOLLAR,
        "memo": MEMO,
    }
    assert (dollar.balanceOf(receiver), dollar.balanceOf(multisig)) == (25 * DOLLAR, 975 * DOLLAR)
    assert multisig.next_nonce(0) == 1


def test_pays_the_native_coin(hand, owners, receiver, multisig, only_event):
    before = receiver.balance
    receipt = hand.pay([payment(NATIVE, receiver, 10**18, MEMO)], owners[:2])
    told = only_event(receipt, multisig.PaymentMade)
    assert (told["token"], told["to"], told["amount"]) == (NATIVE, receiver, 10**18)
    assert (receiver.balance - before, multisig.balance) == (10**18, 9 * 10**18)


def test_pays_sixteen_of_several_tokens_in_their_order(hand, owners, dollar, hostile, receiver, stranger, told):
    before = stranger.balance
    payments = [
        payment((dollar, hostile, NATIVE)[i % 3], stranger if i % 2 else receiver, i + 1, bytes([i]) * 32)
        for i in range(16)
    ]
    slot = hand.slot(lane=4)
    events = told(hand.pay(payments, owners[:2], slot=slot), hand.wallet)
    proposal = hand.hash("Payments", payments, slot)
    assert events == [
        ("PaymentMade", {"proposal": proposal, "lane": 4, "nonce": 0, "index": index, "count": 16} | made)
        for index, made in enumerate(payments)
    ]
    paid = [sum(made["amount"] for made in payments if made["token"] == token) for token in (dollar, hostile)]
    assert [token.balanceOf(receiver) + token.balanceOf(stranger) for token in (dollar, hostile)] == paid
    assert stranger.balance - before == 6 + 12


@pytest.mark.parametrize("wait", [0, 1])
def test_pays_from_its_time_on(hand, rent, owners, chain, at, multisig, wait):
    start = chain.pending_timestamp + DAY
    slot = hand.slot(not_before=start, deadline=start + 2)
    at(start + wait)
    hand.pay(rent, owners[:2], slot=slot)
    assert multisig.next_nonce(0) == 1


def test_pays_with_any_owners_that_are_enough(hand, rent, owners, multisig):
    for enough in (owners[:2], owners[1:], owners[::2], owners):
        hand.pay(rent, enough)
    assert multisig.next_nonce(0) == 4


def test_pays_whoever_sends_it(hand, rent, owners, dollar, receiver, stranger, deployer, newcomer):
    for sender in (receiver, stranger, deployer, newcomer):
        hand.pay(rent, owners[:2], sender=sender)
    assert dollar.balanceOf(receiver) == 100 * DOLLAR


def test_skips_the_nonce_when_there_is_nothing_to_pay(hand, owners, multisig, told):
    slot = hand.slot(lane=9)
    receipt = hand.pay([], owners[:2], slot=slot)
    assert told(receipt, multisig) == [
        ("NonceSkipped", {"proposal": hand.hash("Payments", [], slot), "lane": 9, "nonce": 0})
    ]
    assert (multisig.next_nonce(9), multisig.next_nonce(0)) == (1, 0)
