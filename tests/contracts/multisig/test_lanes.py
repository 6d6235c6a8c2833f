import ape
import pytest
from wallet_hand import payment
from wallet_words import NATIVE, NEVER

WRONG = "multisig: wrong nonce"


@pytest.fixture
def rent(dollar, receiver):
    return [payment(dollar, receiver, 7)]


def test_each_lane_counts_for_itself(hand, multisig, owners, rent):
    for lane, times in ((0, 1), (1, 3), (NEVER, 2)):
        for nonce in range(times):
            assert multisig.next_nonce(lane) == nonce
            hand.pay(rent, owners[:2], slot=hand.slot(lane=lane))
    assert [multisig.next_nonce(lane) for lane in (0, 1, 2, NEVER)] == [1, 3, 0, 2]


def test_a_stuck_proposal_stops_its_lane_alone(hand, multisig, owners, rent, wallet, deployer):
    """What it pays refuses coins for ever, and an order signed behind it waits; other lanes go on."""
    wallet.setReceipt(1, sender=deployer)
    stuck = [payment(NATIVE, wallet, 1)]
    for _ in range(2):
        with ape.reverts("wallet: no coin"):
            hand.pay(stuck, owners[:2])
    with ape.reverts(WRONG):
        hand.pay(rent, owners[:2], slot=hand.slot(nonce=1))
    for lane in (1, 2):
        hand.pay(rent, owners[:2], slot=hand.slot(lane=lane))
    assert [multisig.next_nonce(lane) for lane in (0, 1, 2)] == [0, 1, 1]


def test_a_skipped_nonce_opens_the_lane_behind_it(hand, multisig, owners, rent, wallet, dollar, receiver, deployer):
    behind = hand.slot(nonce=1)
    waiting = hand.approvals("Payments", rent, behind, owners[:2])
    with ape.reverts(WRONG):
        hand.pay(rent, [], slot=behind, approvals=waiting)
    hand.pay([], owners[:2])
    hand.pay(rent, [], slot=behind, approvals=waiting)
    assert dollar.balanceOf(receiver) == 7
    assert multisig.next_nonce(0) == 2


def test_a_skipped_proposal_never_counts(hand, owners, rent):
    slot = hand.slot()
    signed = hand.approvals("Payments", rent, slot, owners[:2])
    hand.pay([], owners[:2], slot=slot)
    with ape.reverts(WRONG):
        hand.pay(rent, [], slot=slot, approvals=signed)


def test_of_two_with_one_nonce_one_counts(hand, owners, rent):
    slot = hand.slot()
    other = hand.approvals("Payments", rent * 2, slot, owners[:2])
    hand.pay(rent, owners[:2], slot=slot)
    with ape.reverts(WRONG):
        hand.pay(rent * 2, [], slot=slot, approvals=other)


def test_payments_and_calls_share_the_lanes(hand, multisig, owners, rent):
    slot = hand.slot()
    hand.pay(rent, owners, slot=slot)
    with ape.reverts(WRONG):
        hand.call([], owners, slot=slot)
    hand.call([], owners)
    hand.pay(rent, owners)
    assert multisig.next_nonce(0) == 3


def test_changes_of_the_wallet_are_counted_apart(hand, multisig, owners, rent):
    for lane, times in ((0, 2), (7, 1), (NEVER, 1)):
        for nonce in range(times):
            assert multisig.next_change(lane) == nonce
            slot = hand.slot(lane=lane, kind="ConfigurationChange")
            hand.configure(hand.becomes(), owners, slot=slot)
            with ape.reverts(WRONG):
                hand.configure(hand.becomes(), owners, slot=slot)
    hand.pay(rent, owners)
    assert [multisig.next_change(lane) for lane in (0, 7, NEVER, 1)] == [2, 1, 1, 0]
    assert [multisig.next_nonce(lane) for lane in (0, 7, NEVER, 1)] == [1, 0, 0, 0]


def test_each_wallet_counts_for_itself(hand, slow_hand, multisig, slow, owners, rent):
    hand.pay(rent, owners[:2])
    assert (multisig.next_nonce(0), slow.next_nonce(0)) == (1, 0)
    slow_hand.pay(rent, owners[:2])
    assert slow.next_nonce(0) == 1
