import ape

ZERO = "0x" + "00" * 20


def test_reverts_when_not_registered(gateway, stranger):
    with ape.reverts("merchants: not registered"):
        gateway.set_invoice_signer(stranger, sender=stranger)


def test_a_signer_cannot_replace_itself(gateway, invoice_signer, stranger):
    with ape.reverts("merchants: not registered"):
        gateway.set_invoice_signer(stranger, sender=invoice_signer)


def test_stores_and_logs_the_signer(gateway, merchant, stranger, only_event):
    for signer in (stranger.address, ZERO):
        receipt = gateway.set_invoice_signer(signer, sender=merchant)
        assert only_event(receipt, gateway.InvoiceSignerChanged) == {
            "merchant": merchant,
            "invoice_signer": signer,
        }
        assert gateway.merchant(merchant).invoice_signer == signer
