import ape
import pytest

ZERO = "0x" + "00" * 20


@pytest.mark.parametrize("sender", ["deployer", "merchant", "stranger"])
def test_reverts_for_others_than_the_admin(gateway, request, stranger, sender):
    with ape.reverts("admin: not the admin"):
        gateway.transfer_admin(stranger, sender=request.getfixturevalue(sender))


def test_offers_without_handing_over(gateway, admin, stranger, only_event):
    receipt = gateway.transfer_admin(stranger, sender=admin)
    assert only_event(receipt, gateway.AdminTransferStarted) == {"admin": admin, "pending_admin": stranger}
    assert (gateway.admin(), gateway.pending_admin()) == (admin, stranger)
    with ape.reverts("admin: not the admin"):
        gateway.set_fee(1, sender=stranger)


def test_withdraws_the_offer(gateway, admin, stranger):
    gateway.transfer_admin(stranger, sender=admin)
    gateway.transfer_admin(ZERO, sender=admin)
    with ape.reverts("admin: not the pending admin"):
        gateway.accept_admin(sender=stranger)


@pytest.mark.parametrize("sender", ["admin", "deployer", "merchant"])
def test_accept_reverts_for_others_than_the_pending_admin(gateway, admin, stranger, request, sender):
    gateway.transfer_admin(stranger, sender=admin)
    with ape.reverts("admin: not the pending admin"):
        gateway.accept_admin(sender=request.getfixturevalue(sender))


def test_accept_hands_over(gateway, admin, stranger, only_event):
    gateway.transfer_admin(stranger, sender=admin)
    receipt = gateway.accept_admin(sender=stranger)
    assert only_event(receipt, gateway.AdminTransferred) == {"previous_admin": admin, "admin": stranger}
    assert (gateway.admin(), gateway.pending_admin()) == (stranger, ZERO)
    with ape.reverts("admin: not the admin"):
        gateway.set_fee(1, sender=admin)
    with ape.reverts("admin: not the pending admin"):
        gateway.accept_admin(sender=stranger)
