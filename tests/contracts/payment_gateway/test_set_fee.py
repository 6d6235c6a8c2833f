import ape
import pytest

ZERO = "0x" + "00" * 20
OTHERS = ["deployer", "merchant", "payer", "fee_receiver", "stranger"]


@pytest.mark.parametrize("sender", OTHERS)
def test_set_fee_reverts_for_others_than_the_admin(gateway, request, sender):
    with ape.reverts("admin: not the admin"):
        gateway.set_fee(1, sender=request.getfixturevalue(sender))


def test_set_fee_reverts_above_the_cap(gateway, admin):
    with ape.reverts("policy: fee above the cap"):
        gateway.set_fee(101, sender=admin)


@pytest.mark.parametrize("fee_bps", [0, 1, 100])
def test_set_fee_stores_and_logs(gateway, admin, fee_receiver, only_event, fee_bps):
    assert only_event(gateway.set_fee(fee_bps, sender=admin), gateway.FeeChanged) == {"fee_bps": fee_bps}
    assert tuple(gateway.fee_terms()) == (fee_bps, 100, fee_receiver, False)


@pytest.mark.parametrize("sender", OTHERS)
def test_set_fee_receiver_reverts_for_others_than_the_admin(gateway, stranger, request, sender):
    with ape.reverts("admin: not the admin"):
        gateway.set_fee_receiver(stranger, sender=request.getfixturevalue(sender))


def test_set_fee_receiver_reverts_for_zero_and_for_the_gateway(gateway, admin):
    with ape.reverts("policy: bad fee receiver"):
        gateway.set_fee_receiver(ZERO, sender=admin)
    with ape.reverts("policy: bad fee receiver"):
        gateway.set_fee_receiver(gateway, sender=admin)


def test_set_fee_receiver_stores_and_logs(gateway, admin, stranger, only_event):
    gateway.set_paused(True, sender=admin)
    receipt = gateway.set_fee_receiver(stranger, sender=admin)
    assert only_event(receipt, gateway.FeeReceiverChanged) == {"fee_receiver": stranger}
    assert tuple(gateway.fee_terms()) == (50, 100, stranger, True)
