import ape

ZERO = "0x" + "00" * 20


def test_reverts_when_registered(gateway, merchant, stranger):
    with ape.reverts("merchants: already registered"):
        gateway.register_merchant(stranger, ZERO, sender=merchant)


def test_reverts_when_payout_is_zero(gateway, stranger):
    with ape.reverts("merchants: payout is zero"):
        gateway.register_merchant(ZERO, ZERO, sender=stranger)


def test_reverts_when_payout_is_the_gateway(gateway, stranger):
    with ape.reverts("merchants: payout is the gateway"):
        gateway.register_merchant(gateway, ZERO, sender=stranger)


def test_registers_while_paused(gateway, admin, stranger):
    gateway.set_paused(True, sender=admin)
    gateway.register_merchant(stranger, ZERO, sender=stranger)
    assert gateway.merchant(stranger).registered


def test_stores_and_logs_the_merchant(gateway, stranger, payout, invoice_signer, only_event):
    receipt = gateway.register_merchant(payout, invoice_signer, sender=stranger)
    assert only_event(receipt, gateway.MerchantRegistered) == {
        "merchant": stranger,
        "payout": payout,
        "invoice_signer": invoice_signer,
    }
    assert tuple(gateway.merchant(stranger)) == (True, payout, invoice_signer, ZERO, 0, 50, 0)


def test_knows_nothing_of_others(gateway, stranger):
    assert tuple(gateway.merchant(stranger)) == (False, ZERO, ZERO, ZERO, 0, 50, 0)
