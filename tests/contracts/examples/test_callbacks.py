"""What docs/integrating.md promises to whoever is called in the middle of a transfer."""

import pytest

DOLLAR = 10**6
DAY = 86_400
ZERO = "0x" + "00" * 20
NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
CALLS = 4


@pytest.fixture
def during(hostile, deployer):
    """Whether a call in the middle of a hostile dollar's transfer succeeds, and what it answers."""

    def run(call, send):
        target, data = call
        hostile.setHook(target, data, False, sender=deployer)
        send()
        assert hostile.hookRuns() > 0
        return hostile.hookSucceeded(), bytes(hostile.hookAnswer())

    return run


@pytest.fixture
def deal(chain, escrow, hostile, deployer, payer, merchant):
    """Ten hostile dollars from the payer to the merchant, funded."""
    hostile.mint(payer, 10 * DOLLAR, sender=deployer)
    hostile.approve(escrow, 10 * DOLLAR, sender=payer)
    zero = b"\0" * 32
    until = chain.pending_timestamp + DAY
    terms = [payer.address, merchant.address, ZERO, hostile.address, 10 * DOLLAR, 100, until, 0, zero, 0, 0, 0, zero]
    escrow.fund(terms, b"", sender=payer)
    return terms


def test_the_payment_is_paid_already(during, funded, issue, hostile, payer):
    terms, signature = issue(token=hostile)
    question = funded, funded.is_paid.encode_input(funded.payment_id(terms))
    answered = during(question, lambda: funded.pay(terms, signature, sender=payer))
    assert answered == (True, (1).to_bytes(32, "big"))


def test_the_refund_is_counted_already(during, funded, paid, hostile, merchant):
    terms = paid(token=hostile)
    question = funded, funded.payment.encode_input(funded.payment_id(terms))
    succeeded, answer = during(question, lambda: funded.refund_payment(terms, DOLLAR, sender=merchant))
    assert succeeded
    assert int.from_bytes(answer[96:128], "big") == DOLLAR


def test_the_deal_holds_less_already_and_the_money_is_still_there(during, escrow, deal, hostile, payer):
    question = escrow, escrow.deal.encode_input(escrow.deal_id(deal))
    succeeded, answer = during(question, lambda: escrow.release(deal, DOLLAR, sender=payer))
    assert succeeded
    assert int.from_bytes(answer[32:64], "big") == 9 * DOLLAR


@pytest.mark.parametrize("verb", ["revoke_signature", "accept_admin", "pay"])
def test_no_verb_of_the_same_contract_can_be_called(during, funded, issue, invoice, hostile, payer, verb):
    terms, signature = issue(token=hostile)
    data = {
        "revoke_signature": lambda: funded.revoke_signature.encode_input(b"\1" * 32),
        "accept_admin": lambda: funded.accept_admin.encode_input(),
        "pay": lambda: funded.pay.encode_input(*issue()),
    }[verb]()
    succeeded, answer = during((funded, data), lambda: funded.pay(terms, signature, sender=payer))
    assert (succeeded, answer) == (False, b"")


def test_verbs_of_the_other_contract_can(during, funded, escrow, issue, hostile, payer):
    terms, signature = issue(token=hostile)
    revoke = escrow, escrow.revoke_signature.encode_input(b"\1" * 32)
    during(revoke, lambda: funded.pay(terms, signature, sender=payer))
    assert escrow.is_signature_spent(hostile, b"\1" * 32)


def test_a_receiver_of_coins_is_told_the_same(funded, wallet, issue, payer, deployer, merchant, chain, at):
    funded.set_payout(wallet, sender=merchant)
    at(chain.pending_timestamp + DAY)
    terms, signature = issue(token=NATIVE)
    wallet.setReceipt(CALLS, sender=deployer)
    for data, works in (
        (funded.is_paid.encode_input(funded.payment_id(terms)), True),
        (funded.revoke_signature.encode_input(b"\1" * 32), False),
    ):
        wallet.setCall(funded, data, sender=deployer)
        funded.pay(terms, signature, sender=payer, value=terms["amount"])
        assert wallet.callSucceeded() is works
        terms, signature = issue(token=NATIVE)
