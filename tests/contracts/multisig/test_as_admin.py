"""The wallet as admin of the contracts: it takes the rights over, uses them, and hands them on, by its owners alone."""

import ape
import pytest
from wallet_hand import call

CONTRACTS = ("gateway", "escrow", "subscription")
each_contract = pytest.mark.parametrize("name", CONTRACTS)


@pytest.fixture
def administered(request, admin, hand, multisig, owners):
    """A contract whose admin the wallet became."""

    def make(name):
        contract = request.getfixturevalue(name)
        contract.transfer_admin(multisig, sender=admin)
        hand.call([call(contract.accept_admin)], owners)
        assert (contract.admin(), contract.pending_admin()) == (multisig, "0x" + "00" * 20)
        return contract

    return make


@each_contract
def test_takes_over_by_enough_owners(request, admin, hand, multisig, owners, name):
    contract = request.getfixturevalue(name)
    contract.transfer_admin(multisig, sender=admin)
    for owner in owners:
        with ape.reverts("admin: not the pending admin"):
            contract.accept_admin(sender=owner)
    with ape.reverts("multisig: too few approvals"):
        hand.call([call(contract.accept_admin)], owners[:2])
    hand.call([call(contract.accept_admin)], owners)
    assert contract.admin() == multisig


@each_contract
def test_sets_fee_receiver_and_pause_in_one_proposal(administered, hand, owners, stranger, name):
    contract = administered(name)
    steps = [call(contract.set_fee, 25), call(contract.set_fee_receiver, stranger), call(contract.set_paused, True)]
    hand.call(steps, owners)
    fee, cap, receiver, paused = contract.fee_terms()
    assert (fee, cap, receiver, paused) == (25, 100, stranger, True)


@each_contract
def test_nobody_else_has_the_rights(administered, admin, owners, deployer, name):
    contract = administered(name)
    for other in (admin, deployer, *owners):
        for attempt in ((contract.set_fee, 1), (contract.set_paused, True), (contract.transfer_admin, other)):
            with ape.reverts("admin: not the admin"):
                attempt[0](attempt[1], sender=other)


@each_contract
def test_is_held_to_the_caps(administered, hand, owners, name):
    contract = administered(name)
    with ape.reverts("policy: fee above the cap"):
        hand.call([call(contract.set_paused, True), call(contract.set_fee, 101)], owners)
    assert not contract.fee_terms()[3]


@each_contract
def test_hands_the_rights_on(administered, hand, owners, newcomer, name):
    contract = administered(name)
    hand.call([call(contract.transfer_admin, newcomer)], owners)
    contract.accept_admin(sender=newcomer)
    with ape.reverts("admin: not the admin"):
        hand.call([call(contract.set_fee, 1)], owners)
    contract.set_fee(1, sender=newcomer)
