import ape
import pytest
from wallet_hand import limit, payment
from wallet_words import DAY, MEMO, NATIVE, ZERO, words

ABOVE = "multisig: above the limit"
DOLLAR = 10**6


@pytest.fixture
def spend(multisig, dollar, receiver, desk):
    """Send some dollars of the wallet as the refund desk."""

    def send(amount, sender=desk, token=dollar, to=receiver):
        return multisig.spend(words(payment(token, to, amount, MEMO)), sender=sender)

    return send


def test_reverts_for_who_has_no_limit(spend, allow, owners, admin, newcomer, receiver, relayer, stranger):
    allow()
    for other in (*owners, admin, newcomer, receiver, relayer, stranger):
        with ape.reverts(ABOVE):
            spend(1, sender=other)


def test_reverts_for_a_token_without_a_limit(spend, allow, hostile, stranger):
    allow()
    for token in (hostile, NATIVE, stranger, ZERO):
        with ape.reverts(ABOVE):
            spend(1, token=token)


def test_reverts_above_the_limit(spend, allow, dollar, receiver):
    allow(amount=100)
    for amount in (101, 2**96, 2**256 - 1):
        with ape.reverts(ABOVE):
            spend(amount)
    spend(60)
    for amount in (41, 2**256 - 60, 2**256 - 1):
        with ape.reverts(ABOVE):
            spend(amount)
    spend(40)
    with ape.reverts(ABOVE):
        spend(1)
    assert dollar.balanceOf(receiver) == 100


def test_reverts_for_zero_for_nobody_and_for_itself(spend, allow, multisig):
    allow()
    with ape.reverts("multisig: amount is zero"):
        spend(0)
    for to in (ZERO, multisig):
        with ape.reverts("multisig: bad receiver"):
            spend(1, to=to)


def test_reverts_in_the_words_of_who_refuses(spend, allow, multisig, desk, hostile, wallet, receiver, deployer):
    allow(token=hostile)
    hostile.list(receiver, True, sender=deployer)
    with ape.reverts("listed"):
        spend(5, token=hostile)
    hostile.list(receiver, False, sender=deployer)
    hostile.setManner(1, sender=deployer)
    with ape.reverts("multisig: token refused"):
        spend(5, token=hostile)
    assert list(multisig.limit(desk, hostile))[2] == 0
    assert multisig.limit(desk, hostile).number == 0


def test_sends_and_tells_all_of_it(spend, allow, multisig, desk, dollar, receiver, only_event):
    anchor = allow(amount=100 * DOLLAR)
    receipt = spend(30 * DOLLAR)
    assert only_event(receipt, multisig.LimitSpent) == {
        "spender": desk,
        "token": dollar,
        "to": receiver,
        "number": 1,
        "amount": 30 * DOLLAR,
        "memo": MEMO,
        "spent": 30 * DOLLAR,
        "window_end": anchor + DAY,
    }
    assert (dollar.balanceOf(receiver), dollar.balanceOf(multisig)) == (30 * DOLLAR, 970 * DOLLAR)
    assert list(multisig.limit(desk, dollar)) == [100 * DOLLAR, DAY, 30 * DOLLAR, anchor + DAY, 1]
    assert multisig.next_nonce(0) == 0


def test_counts_what_is_spent_and_how_often(spend, allow, multisig, desk, dollar, only_event):
    allow(amount=100)
    told = [only_event(spend(amount), multisig.LimitSpent) for amount in (30, 1, 69)]
    assert [(one["number"], one["spent"]) for one in told] == [(1, 30), (2, 31), (3, 100)]
    assert multisig.limit(desk, dollar).spent == 100


def test_sends_the_native_coin(spend, allow, multisig, receiver):
    allow(token=NATIVE, amount=10**18)
    before = receiver.balance
    spend(10**18, token=NATIVE)
    assert receiver.balance - before == 10**18
    with ape.reverts(ABOVE):
        spend(1, token=NATIVE)


@pytest.mark.parametrize("offset, fresh", [(-1, False), (0, True), (1, True)])
def test_a_window_ends_at_its_second(spend, allow, at, multisig, desk, dollar, only_event, offset, fresh):
    anchor = allow(amount=100)
    spend(100)
    at(anchor + DAY + offset)
    if not fresh:
        with ape.reverts(ABOVE):
            spend(1)
        return
    told = only_event(spend(100), multisig.LimitSpent)
    assert (told["number"], told["spent"], told["window_end"]) == (2, 100, anchor + 2 * DAY)


def test_windows_stand_where_they_were_set(spend, allow, at, multisig, only_event):
    """Whenever the first payment of one comes; what was not spent is not carried on."""
    anchor = allow(amount=100)
    at(anchor + 10 * DAY + DAY - 1)
    assert only_event(spend(100), multisig.LimitSpent)["window_end"] == anchor + 11 * DAY
    at(anchor + 11 * DAY)
    assert only_event(spend(100), multisig.LimitSpent)["window_end"] == anchor + 12 * DAY
    with ape.reverts(ABOVE):
        spend(1)


def test_limits_count_each_for_itself(spend, hand, multisig, owners, desk, newcomer, dollar, hostile):
    limits = [limit(desk, dollar, 100, DAY), limit(desk, hostile, 50, DAY), limit(newcomer, dollar, 10, 60)]
    hand.configure(hand.becomes(limits=limits), owners)
    spend(100)
    spend(50, token=hostile)
    spend(10, sender=newcomer)
    for token, sender in ((dollar, desk), (hostile, desk), (dollar, newcomer), (hostile, newcomer)):
        with ape.reverts(ABOVE):
            spend(1, token=token, sender=sender)
    assert multisig.limit(newcomer, dollar).number == multisig.limit(desk, hostile).number == 1


def test_a_contract_spends(allow, multisig, wallet, dollar, receiver, do):
    allow(amount=100, spender=wallet)
    do(wallet, multisig.spend, words(payment(dollar, receiver, 100)))
    assert dollar.balanceOf(receiver) == 100


def test_an_owner_with_a_limit_spends_alone_within_it(allow, spend, owners, dollar, receiver):
    allow(amount=100, spender=owners[0])
    spend(100, sender=owners[0])
    with ape.reverts(ABOVE):
        spend(1, sender=owners[0])
