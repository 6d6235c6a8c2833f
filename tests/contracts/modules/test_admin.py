import ape
import pytest

ZERO = "0x" + "00" * 20
NOT_ADMIN = "admin: not the admin"
NOT_PENDING = "admin: not the pending admin"


@pytest.fixture(scope="module")
def harness(harness_of, admin):
    return harness_of("Admin", admin)


def test_reverts_without_a_first_admin(harness_of):
    with ape.reverts("admin: admin is zero"):
        harness_of("Admin", ZERO)


def test_checks_who_calls(harness, admin, stranger):
    harness.check_admin(sender=admin)
    with ape.reverts(NOT_ADMIN):
        harness.check_admin(sender=stranger)


def test_reverts_when_a_stranger_hands_over(harness, stranger):
    with ape.reverts(NOT_ADMIN):
        harness.transfer_admin(stranger, sender=stranger)


def test_reverts_when_nothing_was_offered_to_the_caller(harness, admin, stranger, merchant):
    with ape.reverts(NOT_PENDING):
        harness.accept_admin(sender=stranger)
    harness.transfer_admin(merchant, sender=admin)
    for caller in (stranger, admin):
        with ape.reverts(NOT_PENDING):
            harness.accept_admin(sender=caller)


def test_reverts_when_the_offer_was_replaced_or_withdrawn(harness, admin, stranger, merchant):
    harness.transfer_admin(stranger, sender=admin)
    for other in (merchant, ZERO):
        harness.transfer_admin(other, sender=admin)
        with ape.reverts(NOT_PENDING):
            harness.accept_admin(sender=stranger)


def test_reverts_for_the_former_admin_and_a_second_acceptance(harness, admin, stranger):
    harness.transfer_admin(stranger, sender=admin)
    harness.accept_admin(sender=stranger)
    with ape.reverts(NOT_PENDING):
        harness.accept_admin(sender=stranger)
    with ape.reverts(NOT_ADMIN):
        harness.transfer_admin(admin, sender=admin)


def test_rights_move_only_when_accepted(harness, admin, stranger, only_event):
    offer = harness.transfer_admin(stranger, sender=admin)
    assert only_event(offer, harness.AdminTransferStarted) == {"admin": admin, "pending_admin": stranger}
    assert (harness.admin(), harness.pending_admin()) == (admin, stranger)
    taken = harness.accept_admin(sender=stranger)
    assert only_event(taken, harness.AdminTransferred) == {"previous_admin": admin, "admin": stranger}
    assert (harness.admin(), harness.pending_admin()) == (stranger, ZERO)
    harness.check_admin(sender=stranger)
