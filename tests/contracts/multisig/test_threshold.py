"""What counts is the threshold and the owners at execution, whatever they were when somebody signed."""

import ape
import pytest
from wallet_hand import payment
from wallet_words import on_chain, packed

FEW = "multisig: too few approvals"


@pytest.fixture
def rent(dollar, receiver):
    return [payment(dollar, receiver, 7)]


def test_approvals_of_before_are_too_few_after_a_rise(hand, owners, rent, multisig):
    waiting = hand.slot(lane=1)
    signed = hand.approvals("Payments", rent, waiting, owners[:2])
    hand.configure(hand.becomes(threshold=3), owners)
    with ape.reverts(FEW):
        hand.pay(rent, [], slot=waiting, approvals=signed)
    hand.pay(rent, owners, slot=waiting)


def test_confirmations_of_before_are_too_few_after_a_rise(hand, owners, rent, multisig):
    waiting = hand.slot(lane=1)
    for owner in owners[:2]:
        multisig.confirm(hand.hash("Payments", rent, waiting), sender=owner)
    hand.configure(hand.becomes(threshold=3), owners)
    with ape.reverts(FEW):
        hand.pay(rent, [], slot=waiting, approvals=packed(*map(on_chain, owners[:2])))


def test_approvals_of_before_are_enough_after_a_fall(hand, owners, rent):
    waiting = hand.slot(lane=1)
    signed = hand.approvals("Payments", rent, waiting, owners[:1])
    with ape.reverts(FEW):
        hand.pay(rent, [], slot=waiting, approvals=signed)
    hand.configure(hand.becomes(threshold=1), owners)
    hand.pay(rent, [], slot=waiting, approvals=signed)


def test_one_who_signed_before_becoming_an_owner_counts_after_it(hand, owners, newcomer, accepted, rent):
    waiting = hand.slot(lane=1)
    signed = hand.approvals("Payments", rent, waiting, [owners[0], newcomer])
    accepted(newcomer)
    assert hand.refuses("Payments", rent, waiting, signed, "multisig: bad approval")
    hand.configure(hand.becomes(add=[newcomer]), owners)
    hand.pay(rent, [], slot=waiting, approvals=signed)


@pytest.mark.parametrize("threshold, call_threshold", [(1, 1), (1, 3), (2, 2), (3, 3)])
def test_each_kind_has_its_threshold(create, hand_of, owners, rent, threshold, call_threshold):
    other = hand_of(create(owners, threshold, call_threshold))
    kinds = (("Payments", rent, threshold), ("Calls", [], call_threshold))
    kinds += (("ConfigurationChange", other.becomes(), call_threshold),)
    for kind, content, needed in kinds:
        with ape.reverts(FEW):
            other.execute(kind, content, owners[: needed - 1])
        other.execute(kind, content, owners[:needed])
