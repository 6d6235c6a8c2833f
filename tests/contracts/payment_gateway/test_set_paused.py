import ape
import pytest


@pytest.mark.parametrize("sender", ["deployer", "merchant", "payer", "fee_receiver", "stranger"])
def test_reverts_for_others_than_the_admin(gateway, request, sender):
    with ape.reverts("admin: not the admin"):
        gateway.set_paused(True, sender=request.getfixturevalue(sender))


def test_stores_logs_and_leaves_the_rest_alone(gateway, admin, fee_receiver, only_event):
    for paused in (True, False):
        receipt = gateway.set_paused(paused, sender=admin)
        assert only_event(receipt, gateway.PausedChanged) == {"paused": paused}
        assert tuple(gateway.fee_terms()) == (50, 100, fee_receiver, paused)


def test_lets_new_money_in_again(funded, issue, payer, admin):
    terms, signature = issue()
    funded.set_paused(True, sender=admin)
    with ape.reverts("policy: paused"):
        funded.pay(terms, signature, sender=payer)
    funded.set_paused(False, sender=admin)
    funded.pay(terms, signature, sender=payer)


def test_traps_nothing(funded, paid, invoice, merchant, admin, stranger):
    """Everything but new money goes on: refunds, cancellations, the merchant's own terms."""
    terms = paid()
    funded.set_paused(True, sender=admin)
    funded.refund_payment(terms, 1, sender=merchant)
    funded.cancel_payment(invoice(), sender=merchant)
    funded.set_payout(stranger, sender=merchant)
    funded.cancel_payout_change(sender=merchant)
    funded.set_invoice_signer(stranger, sender=merchant)
