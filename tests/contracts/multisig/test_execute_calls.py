import ape
import pytest
from wallet_hand import call
from wallet_words import DAY, struct, words

DOLLAR = 10**6


@pytest.fixture
def approval(dollar, receiver):
    """A call that lets somebody take dollars from the wallet."""
    return call(dollar.approve, receiver, 7)


def plain(to, value, data=b""):
    return struct("Call", to, value, data)


def test_reverts_below_the_threshold_of_calls(hand, approval, owners):
    for few in ([], owners[:1], owners[:2], owners[1:]):
        with ape.reverts("multisig: too few approvals"):
            hand.call([approval], few)


@pytest.mark.parametrize("early", [DAY, 1])
def test_reverts_before_its_time(hand, approval, owners, chain, at, early):
    start = chain.pending_timestamp + 2 * DAY
    slot = hand.slot(not_before=start)
    at(start - early)
    with ape.reverts("multisig: too early"):
        hand.call([approval], owners, slot=slot)


@pytest.mark.parametrize("late", [0, 1])
def test_reverts_from_the_deadline_on(hand, approval, owners, chain, at, late):
    slot = hand.slot(deadline=chain.pending_timestamp + DAY)
    at(slot["deadline"] + late)
    with ape.reverts("multisig: proposal expired"):
        hand.call([approval], owners, slot=slot)


def test_reverts_for_another_nonce_than_the_next(hand, approval, owners):
    hand.call([approval], owners)
    for nonce in (0, 2):
        with ape.reverts("multisig: wrong nonce"):
            hand.call([approval], owners, slot=hand.slot(nonce=nonce))


def test_reverts_for_a_call_of_itself(hand, approval, owners, multisig):
    for bad in (plain(multisig, 0), plain(multisig, 1), call(multisig.accept_ownership), call(multisig.owners)):
        with ape.reverts("multisig: call to itself"):
            hand.call([approval, bad], owners)


def test_reverts_for_words_to_nobody(hand, approval, owners, stranger):
    for value in (0, 1):
        with ape.reverts("multisig: target has no code"):
            hand.call([approval, plain(stranger, value, b"\1")], owners)


def test_reverts_all_of_it_with_the_inner_reason(hand, approval, owners, dollar, hostile, wallet, deployer, multisig):
    hostile.setManner(9, sender=deployer)
    wallet.setReceipt(1, sender=deployer)
    fails = (
        (call(hostile.transfer, deployer, 1), "paused"),
        (plain(wallet, 1), "wallet: no coin"),
        (call(wallet.execute, hostile, 0, hostile.transfer.encode_input(deployer, 1)), "paused"),
        (plain(wallet, 0, b"a verb it does not have"), None),
    )
    for bad, reason in fails:
        for calls in ([bad, approval], [approval, bad]):
            with ape.reverts(reason) if reason else ape.reverts():
                hand.call(calls, owners)
    assert dollar.allowance(multisig, deployer) == multisig.next_nonce(0) == 0


def test_reverts_in_a_custom_error_of_what_it_calls(hand, owners, dollar, receiver):
    """The wallet hands on the bytes as they came: here a selector and three words."""
    calls = [call(dollar.transfer, receiver, 2_000 * DOLLAR)]
    approvals = hand.approvals("Calls", calls, hand.slot(), owners)
    with pytest.raises(Exception) as refusal:
        hand.ask(bytes(hand.wallet.execute_calls.encode_input(words(calls), words(hand.slot()), approvals)))
    told = str(refusal.value)
    assert "e450d38c" in told or "\\xe4P\\xd3\\x8c" in told


def test_reverts_when_it_holds_too_few_coins(hand, owners, receiver):
    with ape.reverts():
        hand.call([plain(receiver, 11 * 10**18)], owners)


def test_reverts_for_more_than_eight(hand, approval, owners):
    with ape.reverts():
        hand.call([approval] * 9, owners)


def test_calls_as_the_wallet(hand, approval, owners, dollar, receiver, multisig, only_event):
    slot = hand.slot()
    receipt = hand.call([approval], owners, slot=slot)
    assert only_event(receipt, multisig.CallMade) == {
        "proposal": hand.hash("Calls", [approval], slot),
        "to": dollar,
        "lane": 0,
        "nonce": 0,
        "index": 0,
        "count": 1,
        "value": 0,
        "data": approval["data"],
    }
    assert dollar.allowance(multisig, receiver) == 7
    assert multisig.next_nonce(0) == 1


def test_sends_coins_with_and_without_words(hand, owners, receiver, wallet, multisig):
    before = receiver.balance
    hand.call([plain(receiver, 5), plain(wallet, 7)], owners)
    assert (receiver.balance - before, wallet.balance - 5 * 10**18) == (5, 7)
    hand.call([call(wallet.execute, receiver, 9, b"", value=9)], owners)
    assert receiver.balance - before == 14
    assert multisig.balance == 10**19 - 21


def test_makes_eight_calls_in_their_order(hand, owners, dollar, receiver, multisig, told):
    calls = [call(dollar.approve, receiver, amount) for amount in range(8)]
    slot = hand.slot(lane=3)
    events = told(hand.call(calls, owners, slot=slot), multisig)
    proposal = hand.hash("Calls", calls, slot)
    assert events == [
        ("CallMade", {"proposal": proposal, "lane": 3, "nonce": 0, "index": index, "count": 8} | made)
        for index, made in enumerate(calls)
    ]
    assert dollar.allowance(multisig, receiver) == 7


@pytest.mark.parametrize("length", [1_900, 2_016])
def test_calls_with_up_to_2048_bytes(hand, owners, wallet, dollar, length):
    words = call(wallet.setCall, dollar, b"\7" * (length - 132))
    words["data"] = words["data"].ljust(2_048, b"\0")
    hand.call([words], owners)
    assert bytes(wallet.callData()) == b"\7" * (length - 132)


def test_skips_the_nonce_when_there_is_nothing_to_call(hand, owners, multisig, told):
    slot = hand.slot(lane=9)
    with ape.reverts("multisig: too few approvals"):
        hand.call([], owners[:2], slot=slot)
    assert told(hand.call([], owners, slot=slot), multisig) == [
        ("NonceSkipped", {"proposal": hand.hash("Calls", [], slot), "lane": 9, "nonce": 0})
    ]
