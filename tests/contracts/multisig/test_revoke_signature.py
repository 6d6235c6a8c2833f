import ape

WORD = b"\1" * 32
SPENT = "multisig: signature is spent"


def test_reverts_the_second_time(multisig, desk):
    multisig.revoke_signature(WORD, sender=desk)
    with ape.reverts(SPENT):
        multisig.revoke_signature(WORD, sender=desk)


def test_spends_the_word_of_its_caller_alone(multisig, slow, desk, receiver, only_event):
    receipt = multisig.revoke_signature(WORD, sender=desk)
    assert only_event(receipt, multisig.SignatureSpent) == {"signer": desk, "digest": WORD}
    assert multisig.is_signature_spent(desk, WORD)
    assert not multisig.is_signature_spent(receiver, WORD)
    assert not multisig.is_signature_spent(desk, b"\2" * 32)
    assert not slow.is_signature_spent(desk, WORD)


def test_leaves_approvals_of_proposals(multisig, hand, owners):
    """Those end with their nonce, their deadline or the removal of an owner."""
    multisig.revoke_signature(hand.hash("Payments", [], hand.slot()), sender=owners[0])
    hand.pay([], owners[:2])
    assert multisig.next_nonce(0) == 1


def test_works_for_a_contract(multisig, wallet, do):
    do(wallet, multisig.revoke_signature, WORD)
    assert multisig.is_signature_spent(wallet, WORD)
