"""Removed means removed: whatever was approved before a removal is dead for good, also when the owner comes back."""

import ape
import pytest
from wallet_hand import payment
from wallet_words import DAY, MAGIC, NO_MAGIC, by_key, on_chain, packed

BAD = "multisig: bad approval"


@pytest.fixture
def rent(dollar, receiver):
    return [payment(dollar, receiver, 7)]


@pytest.fixture
def away_and_back(hand, owners, multisig):
    """The last owner is removed, accepts, and is added again."""

    def run():
        hand.configure(hand.becomes(remove=[owners[2]], call_threshold=2), owners)
        multisig.accept_ownership(sender=owners[2])
        hand.configure(hand.becomes(add=[owners[2]], call_threshold=3), owners[:2])
        assert list(multisig.wallet_terms()) == [2, 3, 3, 0, 1]

    return run


def test_a_removed_owner_approves_nothing(hand, owners, rent, multisig):
    hand.configure(hand.becomes(remove=[owners[2]], call_threshold=2), owners)
    proposal = hand.hash("Payments", rent, hand.slot())
    assert hand.refuses("Payments", rent, hand.slot(), packed(by_key(owners[2], proposal)), BAD)
    assert hand.refuses("Payments", rent, hand.slot(), packed(on_chain(owners[2])), BAD, sender=owners[2])
    with ape.reverts("multisig: not an owner"):
        multisig.confirm(proposal, sender=owners[2])


def test_signatures_of_before_stay_dead(hand, owners, rent, away_and_back):
    waiting = hand.slot(lane=1)
    signed = hand.approvals("Payments", rent, waiting, owners)
    away_and_back()
    assert hand.refuses("Payments", rent, waiting, signed, BAD) or hand.refuses(
        "Payments", rent, waiting, signed, "multisig: approvals not ascending"
    )
    hand.pay(rent, owners[1:], slot=waiting)


def test_signatures_of_those_who_stayed_are_dead_too(hand, owners, rent):
    waiting = hand.slot(lane=1)
    signed = [hand.approvals("Payments", rent, waiting, [owner]) for owner in owners[:2]]
    hand.configure(hand.becomes(remove=[owners[2]], call_threshold=2), owners)
    for one in signed:
        assert hand.refuses("Payments", rent, waiting, one, BAD)


@pytest.mark.parametrize("hashed", ["before", "after"])
def test_confirmations_of_before_stay_dead(hand, owners, rent, multisig, away_and_back, hashed):
    """Of a hash of then, and of one that somebody computed ahead for the epoch to come."""
    waiting = hand.slot(lane=1)
    proposal = hand.hash("Payments", rent, waiting, epoch=0 if hashed == "before" else 1)
    for owner in owners:
        multisig.confirm(proposal, sender=owner)
    away_and_back()
    assert not any(multisig.is_confirmed(proposal, owner) for owner in owners)
    for owner in owners:
        assert hand.refuses("Payments", rent, waiting, packed(on_chain(owner)), BAD)


def test_one_who_comes_back_confirms_anew(hand, owners, rent, multisig, away_and_back):
    away_and_back()
    multisig.confirm(hand.hash("Payments", rent, hand.slot()), sender=owners[2])
    proposal = hand.hash("Payments", rent, hand.slot())
    hand.pay(rent, [], approvals=packed(by_key(owners[0], proposal), on_chain(owners[2])))


def test_messages_signed_before_stay_dead(hand, owners, multisig, away_and_back):
    digest = b"\7" * 32
    message = hand.digest("WalletMessage", {"digest": digest, "epoch": 0})
    signed = packed(*(by_key(owner, message) for owner in owners))
    assert multisig.isValidSignature(digest, signed) == MAGIC
    away_and_back()
    assert multisig.isValidSignature(digest, signed) == NO_MAGIC


def test_what_was_scheduled_before_is_never_executed(slow_hand, owners, chain, at):
    """Two changes wait; the one that removes an owner comes first."""
    raised, removed = slow_hand.becomes(threshold=1), slow_hand.becomes(remove=[owners[2]])
    slots = slow_hand.slot(lane=1), slow_hand.slot(lane=2)
    for terms, slot in zip((raised, removed), slots, strict=True):
        slow_hand.configure(terms, owners, slot=slot)
    signed = slow_hand.approvals("ConfigurationChange", raised, slots[0], owners[:2])
    at(chain.pending_timestamp + DAY + 10)
    slow_hand.configure(removed, owners, slot=slots[1])
    assert slow_hand.refuses("ConfigurationChange", raised, slots[0], signed, BAD) or slow_hand.refuses(
        "ConfigurationChange", raised, slots[0], signed, "multisig: approvals not ascending"
    )
    slow_hand.configure(raised, owners[:2], slot=slots[0])
    assert slow_hand.wallet.wallet_terms().threshold == 2


def test_an_addition_kills_nothing(hand, owners, newcomer, accepted, rent):
    waiting = hand.slot(lane=1)
    signed = hand.approvals("Payments", rent, waiting, owners[:2])
    accepted(newcomer)
    hand.configure(hand.becomes(add=[newcomer]), owners)
    hand.pay(rent, [], slot=waiting, approvals=signed)


def test_an_owner_who_comes_back_must_accept_again(hand, owners, newcomer, accepted):
    accepted(newcomer)
    hand.configure(hand.becomes(add=[newcomer]), owners)
    hand.configure(hand.becomes(remove=[newcomer]), owners)
    with ape.reverts("multisig: ownership not accepted"):
        hand.configure(hand.becomes(add=[newcomer]), owners)
