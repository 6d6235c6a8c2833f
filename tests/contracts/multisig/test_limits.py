import ape
import pytest
from wallet_hand import limit, payment
from wallet_words import DAY, MEMO, NATIVE, ZERO, words

LARGEST, LONGEST = 2**96 - 1, 366 * DAY
RANGE = "multisig: limit out of range"


@pytest.fixture
def change(hand, owners, desk, dollar):
    """Change the desk's limit in dollars."""

    def make(amount, window=DAY, spender=desk):
        return hand.configure(hand.becomes(limits=[limit(spender, dollar, amount, window)]), owners)

    return make


@pytest.fixture
def spend(multisig, dollar, receiver, desk):
    return lambda amount: multisig.spend(words(payment(dollar, receiver, amount, MEMO)), sender=desk)


def test_reverts_out_of_range(change):
    for amount, window in ((LARGEST + 1, DAY), (2**256 - 1, DAY), (1, LONGEST + 1), (1, 2**256 - 1), (1, 0)):
        with ape.reverts(RANGE):
            change(amount, window)


def test_reverts_for_nobody_and_for_the_wallet(change, multisig):
    for spender in (ZERO, multisig):
        with ape.reverts("multisig: bad spender"):
            change(1, spender=spender)


def test_reverts_for_more_than_eight(hand, owners, desk, dollar):
    with ape.reverts():
        hand.configure(hand.becomes(limits=[limit(desk, dollar, 1, DAY)] * 9), owners)


@pytest.mark.parametrize("amount, window", [(1, 1), (LARGEST, LONGEST), (100, DAY)])
def test_gives_a_limit(change, multisig, desk, dollar, told, amount, window):
    receipt = change(amount, window)
    name, fields = told(receipt, multisig)[0]
    assert (name, fields) == (
        "LimitChanged",
        {"spender": desk, "token": dollar, "amount": amount, "window": window},
    )
    assert list(multisig.limit(desk, dollar)) == [amount, window, 0, receipt.timestamp + window, 0]


def test_gives_eight_at_once(hand, multisig, owners, accounts, dollar, told):
    limits = [limit(accounts[i], (dollar, NATIVE)[i % 2], i + 1, DAY + i) for i in range(8)]
    events = told(hand.configure(hand.becomes(limits=limits), owners), multisig)
    assert events[:-1] == [("LimitChanged", one) for one in limits]
    for i, one in enumerate(limits):
        assert list(multisig.limit(one["spender"], one["token"]))[:2] == [i + 1, DAY + i]


def test_there_is_none_before(multisig, desk, dollar):
    assert list(multisig.limit(desk, dollar)) == [0, 0, 0, 0, 0]


def test_keeps_what_was_spent_in_the_window(change, multisig, spend, desk, dollar):
    anchor = change(100).timestamp
    spend(70)
    for amount in (150, 70, 10, 71):
        change(amount)
        assert list(multisig.limit(desk, dollar)) == [amount, DAY, 70, anchor + DAY, 1]
    spend(1)
    with ape.reverts("multisig: above the limit"):
        spend(1)


def test_lowered_below_what_was_spent_leaves_nothing(change, spend, at):
    anchor = change(100).timestamp
    spend(70)
    change(50)
    with ape.reverts("multisig: above the limit"):
        spend(1)
    at(anchor + DAY)
    spend(50)


def test_taken_away_and_given_again_is_no_fresh_window(change, multisig, spend, desk, dollar):
    anchor = change(100).timestamp
    spend(70)
    change(0)
    with ape.reverts("multisig: above the limit"):
        spend(1)
    change(100)
    assert list(multisig.limit(desk, dollar)) == [100, DAY, 70, anchor + DAY, 1]
    with ape.reverts("multisig: above the limit"):
        spend(31)


@pytest.mark.parametrize("window", [DAY - 1, DAY + 1])
def test_another_window_starts_at_once(change, multisig, spend, desk, dollar, window):
    change(100)
    spend(100)
    start = change(100, window).timestamp
    assert list(multisig.limit(desk, dollar)) == [100, window, 0, start + window, 1]
    spend(100)
    assert multisig.limit(desk, dollar).number == 2


def test_tells_the_window_of_now(change, multisig, spend, desk, dollar, chain, at):
    anchor = change(100).timestamp
    spend(70)
    at(anchor + 3 * DAY + 5)
    chain.mine()
    assert list(multisig.limit(desk, dollar)) == [100, DAY, 0, anchor + 4 * DAY, 1]


def test_outlives_the_removal_of_an_owner(hand, owners, change, spend, multisig, desk, dollar):
    """A spender is no owner: its limit is the wallet's, and ends with a change of the wallet."""
    change(100)
    hand.configure(hand.becomes(remove=[owners[2]], call_threshold=2), owners)
    spend(70)
    assert multisig.limit(desk, dollar).spent == 70
