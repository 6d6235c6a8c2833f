import ape
from deal_terms import digest

SPENT = "relayed: signature already spent"


def test_reverts_the_second_time(escrow, depositor):
    escrow.revoke_signature(b"\1" * 32, sender=depositor)
    with ape.reverts(SPENT):
        escrow.revoke_signature(b"\1" * 32, sender=depositor)


def test_reverts_for_a_word_that_was_used(
    escrow, held, hostile, beneficiary, depositor, deployer, relayer, sign, domain
):
    hostile.list(beneficiary, True, sender=deployer)
    terms = held(token=hostile)
    escrow.release(terms, 10, sender=depositor)
    said = {
        "receiver": beneficiary.address,
        "token": hostile.address,
        "to": relayer.address,
        "deadline": terms["delivery_until"],
    }
    escrow.withdraw_credit_by_signature(*said.values(), sign(beneficiary, "WithdrawCredit", said), sender=relayer)
    with ape.reverts(SPENT):
        escrow.revoke_signature(digest(domain, "WithdrawCredit", said), sender=beneficiary)


def test_spends_the_word_of_its_caller_alone(escrow, depositor, beneficiary, only_event):
    receipt = escrow.revoke_signature(b"\1" * 32, sender=depositor)
    assert only_event(receipt, escrow.SignatureSpent) == {"signer": depositor, "digest": b"\1" * 32}
    assert escrow.is_signature_spent(depositor, b"\1" * 32)
    assert not escrow.is_signature_spent(beneficiary, b"\1" * 32)
    assert not escrow.is_signature_spent(depositor, b"\2" * 32)


def test_works_for_a_wallet(escrow, wallet, do):
    do(wallet, escrow.revoke_signature, b"\1" * 32)
    assert escrow.is_signature_spent(wallet, b"\1" * 32)
