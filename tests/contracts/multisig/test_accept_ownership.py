import ape
import pytest
from wallet_words import by_key, packed


def test_reverts_the_second_time(multisig, newcomer):
    multisig.accept_ownership(sender=newcomer)
    with ape.reverts("multisig: already accepted"):
        multisig.accept_ownership(sender=newcomer)


def test_reverts_for_an_owner(multisig, owners):
    with ape.reverts("multisig: already an owner"):
        multisig.accept_ownership(sender=owners[0])


def test_accepts_and_gives_no_right(multisig, hand, newcomer, only_event):
    receipt = multisig.accept_ownership(sender=newcomer)
    assert only_event(receipt, multisig.OwnershipAccepted) == {"owner": newcomer}
    assert not multisig.is_owner(newcomer)
    proposal = hand.hash("Payments", [], hand.slot())
    assert hand.refuses("Payments", [], hand.slot(), packed(by_key(newcomer, proposal)), "multisig: bad approval")


def test_counts_for_one_addition(multisig, hand, owners, newcomer):
    multisig.accept_ownership(sender=newcomer)
    hand.configure(hand.becomes(add=[newcomer]), owners)
    hand.configure(hand.becomes(remove=[newcomer]), owners)
    with ape.reverts("multisig: ownership not accepted"):
        hand.configure(hand.becomes(add=[newcomer]), owners)
    multisig.accept_ownership(sender=newcomer)
    hand.configure(hand.becomes(add=[newcomer]), owners)
    assert multisig.is_owner(newcomer)


def test_counts_at_its_wallet_alone(slow, hand, owners, newcomer):
    slow.accept_ownership(sender=newcomer)
    with ape.reverts("multisig: ownership not accepted"):
        hand.configure(hand.becomes(add=[newcomer]), owners)


def test_counts_for_a_contract(multisig, hand, owners, wallet, do):
    do(wallet, multisig.accept_ownership)
    hand.configure(hand.becomes(add=[wallet]), owners)
    assert multisig.is_owner(wallet)


@pytest.mark.parametrize("when", ["removed", "refused"])
def test_counts_after_a_change_that_did_not_come(multisig, hand, owners, newcomer, when):
    """An acceptance that was not used is there for the next change."""
    multisig.accept_ownership(sender=newcomer)
    if when == "removed":
        hand.configure(hand.becomes(remove=[owners[2]], call_threshold=2), owners)
    else:
        with ape.reverts("multisig: bad threshold"):
            hand.configure(hand.becomes(add=[newcomer], threshold=9, call_threshold=9), owners)
    hand.configure(hand.becomes(add=[newcomer]), owners[:2] if when == "removed" else owners)
    assert multisig.is_owner(newcomer)
