import ape
from wallet_hand import payment
from wallet_words import by_key, on_chain, packed

ANY = b"\5" * 32


def test_reverts_for_others_than_owners(multisig, owners, admin, newcomer, relayer, stranger):
    multisig.confirm(ANY, sender=owners[0])
    for other in (admin, newcomer, relayer, stranger):
        with ape.reverts("multisig: not an owner"):
            multisig.revoke_confirmation(ANY, sender=other)


def test_reverts_without_a_confirmation_of_the_callers(multisig, owners):
    multisig.confirm(ANY, sender=owners[0])
    with ape.reverts("multisig: not confirmed"):
        multisig.revoke_confirmation(ANY, sender=owners[1])
    multisig.revoke_confirmation(ANY, sender=owners[0])
    with ape.reverts("multisig: not confirmed"):
        multisig.revoke_confirmation(ANY, sender=owners[0])


def test_takes_the_callers_confirmation_back(multisig, owners, only_event):
    for owner in owners[:2]:
        multisig.confirm(ANY, sender=owner)
    receipt = multisig.revoke_confirmation(ANY, sender=owners[0])
    assert only_event(receipt, multisig.ConfirmationRevoked) == {"proposal": ANY, "owner": owners[0]}
    assert [multisig.is_confirmed(ANY, owner) for owner in owners] == [False, True, False]


def test_counts_no_more_until_confirmed_again(multisig, hand, owners, dollar, receiver):
    rent = [payment(dollar, receiver, 7)]
    proposal = hand.hash("Payments", rent, hand.slot())
    approvals = packed(on_chain(owners[0]), on_chain(owners[1]))
    for owner in owners[:2]:
        multisig.confirm(proposal, sender=owner)
    multisig.revoke_confirmation(proposal, sender=owners[1])
    assert hand.refuses("Payments", rent, hand.slot(), approvals, "multisig: bad approval")
    multisig.confirm(proposal, sender=owners[1])
    hand.pay(rent, [], approvals=approvals)


def test_leaves_the_callers_signature_and_sending(multisig, hand, owners, dollar, receiver):
    rent = [payment(dollar, receiver, 7)]
    for approve in (by_key, lambda owner, _: on_chain(owner)):
        proposal = hand.hash("Payments", rent, hand.slot())
        multisig.confirm(proposal, sender=owners[0])
        multisig.revoke_confirmation(proposal, sender=owners[0])
        approvals = packed(approve(owners[0], proposal), by_key(owners[1], proposal))
        hand.pay(rent, [], approvals=approvals, sender=owners[0])
    assert multisig.next_nonce(0) == 2
