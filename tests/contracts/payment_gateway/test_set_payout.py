import ape
import pytest

ZERO = "0x" + "00" * 20
DAY = 86_400


@pytest.mark.parametrize("verb, arguments", [("set_payout", ["0x" + "44" * 20]), ("cancel_payout_change", [])])
def test_reverts_when_not_registered(gateway, stranger, verb, arguments):
    with ape.reverts("merchants: not registered"):
        getattr(gateway, verb)(*arguments, sender=stranger)


def test_reverts_when_payout_is_zero(gateway, merchant):
    with ape.reverts("merchants: payout is zero"):
        gateway.set_payout(ZERO, sender=merchant)


def test_reverts_when_payout_is_the_gateway(gateway, merchant):
    with ape.reverts("merchants: payout is the gateway"):
        gateway.set_payout(gateway, sender=merchant)


def test_announces_the_change(gateway, merchant, payout, stranger, only_event):
    receipt = gateway.set_payout(stranger, sender=merchant)
    effective_at = receipt.timestamp + DAY
    assert only_event(receipt, gateway.PayoutChangeProposed) == {
        "merchant": merchant,
        "payout": stranger,
        "effective_at": effective_at,
    }
    terms = gateway.merchant(merchant)
    assert (terms.payout, terms.proposed_payout, terms.payout_effective_at) == (payout, stranger, effective_at)


@pytest.mark.parametrize("offset, new", [(-1, False), (0, True), (1, True)])
def test_counts_from_its_time_on(gateway, merchant, payout, stranger, chain, at, offset, new):
    receipt = gateway.set_payout(stranger, sender=merchant)
    at(receipt.timestamp + DAY + offset)
    chain.mine()
    terms = gateway.merchant(merchant)
    assert terms.payout == (stranger if new else payout)
    assert terms.proposed_payout == (ZERO if new else stranger)


def test_replaces_an_announcement_and_starts_the_delay_again(gateway, merchant, payout, stranger, relayer, at):
    first = gateway.set_payout(stranger, sender=merchant)
    at(first.timestamp + DAY - 1)
    second = gateway.set_payout(relayer, sender=merchant)
    terms = gateway.merchant(merchant)
    assert (terms.payout, terms.proposed_payout) == (payout, relayer)
    assert terms.payout_effective_at == second.timestamp + DAY


def test_keeps_a_change_that_came_into_effect_when_another_is_announced(gateway, merchant, stranger, relayer, at):
    first = gateway.set_payout(stranger, sender=merchant)
    at(first.timestamp + DAY)
    gateway.set_payout(relayer, sender=merchant)
    terms = gateway.merchant(merchant)
    assert (terms.payout, terms.proposed_payout) == (stranger, relayer)


def test_cancel_reverts_when_nothing_was_announced(gateway, merchant):
    with ape.reverts("merchants: no payout change"):
        gateway.cancel_payout_change(sender=merchant)


@pytest.mark.parametrize("late", [0, 1])
def test_cancel_reverts_from_its_time_on(gateway, merchant, stranger, at, late):
    receipt = gateway.set_payout(stranger, sender=merchant)
    at(receipt.timestamp + DAY + late)
    with ape.reverts("merchants: payout has changed"):
        gateway.cancel_payout_change(sender=merchant)


def test_cancel_drops_the_change(gateway, merchant, payout, stranger, chain, at, only_event):
    receipt = gateway.set_payout(stranger, sender=merchant)
    at(receipt.timestamp + DAY - 1)
    cancelled = gateway.cancel_payout_change(sender=merchant)
    assert only_event(cancelled, gateway.PayoutChangeCancelled) == {"merchant": merchant, "payout": stranger}
    chain.mine(deltatime=2 * DAY)
    terms = gateway.merchant(merchant)
    assert (terms.payout, terms.proposed_payout, terms.payout_effective_at) == (payout, ZERO, 0)
    with ape.reverts("merchants: no payout change"):
        gateway.cancel_payout_change(sender=merchant)
