import ape
import pytest
from wallet_hand import payment
from wallet_words import by_key, on_chain, packed

FEW, BAD = "multisig: too few approvals", "multisig: bad approval"
ANY = b"\5" * 32


@pytest.fixture
def rent(dollar, receiver):
    return [payment(dollar, receiver, 7)]


@pytest.fixture
def proposal(hand, rent):
    return hand.hash("Payments", rent, hand.slot())


def test_reverts_for_others_than_owners(multisig, accepted, admin, newcomer, receiver, desk, relayer, stranger):
    accepted(newcomer)
    for other in (admin, newcomer, receiver, desk, relayer, stranger):
        with ape.reverts("multisig: not an owner"):
            multisig.confirm(ANY, sender=other)


def test_reverts_the_second_time(multisig, owners):
    multisig.confirm(ANY, sender=owners[0])
    with ape.reverts("multisig: already confirmed"):
        multisig.confirm(ANY, sender=owners[0])
    multisig.confirm(ANY, sender=owners[1])


def test_confirms_any_hash(multisig, owners, only_event):
    receipt = multisig.confirm(ANY, sender=owners[0])
    assert only_event(receipt, multisig.Confirmed) == {"proposal": ANY, "owner": owners[0]}
    assert [multisig.is_confirmed(ANY, owner) for owner in owners] == [True, False, False]
    assert not multisig.is_confirmed(b"\6" * 32, owners[0])


def test_two_confirmations_are_enough_for_a_payment(multisig, hand, rent, proposal, owners, dollar, receiver):
    for owner in owners[1:]:
        multisig.confirm(proposal, sender=owner)
    hand.pay(rent, [], approvals=packed(*map(on_chain, owners[1:])))
    assert dollar.balanceOf(receiver) == 7


@pytest.mark.parametrize("by_hand", range(3))
def test_counts_together_with_signatures_and_the_sender(multisig, hand, owners, desk, by_hand):
    """All three are needed: one confirms, one signs, one sends; whoever does which."""
    terms = hand.becomes(limits=[])
    proposal = hand.hash("ConfigurationChange", terms, hand.slot())
    confirming, signing, sending = owners[by_hand:] + owners[:by_hand]
    multisig.confirm(proposal, sender=confirming)
    approvals = packed(on_chain(confirming), by_key(signing, proposal), on_chain(sending))
    assert hand.refuses("ConfigurationChange", terms, hand.slot(), approvals, BAD)
    hand.configure(terms, [], approvals=approvals, sender=sending)
    assert multisig.next_change(0) == 1


def test_a_confirmation_counts_for_its_proposal_alone(multisig, hand, rent, proposal, owners):
    multisig.confirm(proposal, sender=owners[0])
    for changed in ({"lane": 1}, {"deadline": 2**40 - 1}, {"not_before": 1}):
        assert hand.refuses("Payments", rent, hand.slot() | changed, packed(on_chain(owners[0])), BAD)
    assert hand.refuses("Payments", rent * 2, hand.slot(), packed(on_chain(owners[0])), BAD)
    assert hand.refuses("Payments", rent, hand.slot(), packed(on_chain(owners[0])), FEW)


def test_a_confirmation_counts_at_its_wallet_alone(multisig, hand_of, slow, rent, owners):
    elsewhere = hand_of(slow)
    proposal = elsewhere.hash("Payments", rent, elsewhere.slot())
    for owner in owners:
        multisig.confirm(proposal, sender=owner)
    assert elsewhere.refuses("Payments", rent, elsewhere.slot(), packed(*map(on_chain, owners)), BAD)


def test_a_contract_that_is_an_owner_confirms(create, owners, wallet, do):
    mixed = create([owners[0], wallet], 1)
    do(wallet, mixed.confirm, ANY)
    assert mixed.is_confirmed(ANY, wallet)
