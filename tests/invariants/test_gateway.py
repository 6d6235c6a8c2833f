"""The machine for as long as a test may take; `soak.py` runs it for as long as one likes."""

import pytest
from edges import walk_every_edge
from rehearsal import rehearse
from stage import Stage

VERBS = (
    *("register_merchant", "set_payout", "cancel_payout_change", "set_invoice_signer", "approve_splits"),
    *("register_merchant_by_signature", "set_payout_by_signature", "cancel_payout_change_by_signature"),
    *("set_invoice_signer_by_signature", "approve_splits_by_signature", "revoke_signature"),
    *("request_payment", "pay", "pay_split", "pay_for", "pay_with_permit", "pay_with_authorization"),
    *("cancel_payment", "cancel_payment_by_signature", "refund_payment", "refund_payment_by_signature"),
    *("withdraw_credit", "withdraw_credit_by_signature"),
    *("set_fee", "set_fee_receiver", "set_merchant_fee", "set_paused", "transfer_admin", "accept_admin"),
    *("collect", "return_deposit", "withdraw_deposit", "withdraw_deposit_by_signature", "revoke_deposit_signature"),
)
LAWS = {*(f"G{number}" for number in range(1, 11)), "D1", "D2", "D3"}


@pytest.fixture(scope="module")
def stage():
    return Stage()


@pytest.fixture(scope="module")
def tally(stage):
    return rehearse(stage, examples=30, steps=45)


@pytest.fixture(scope="module")
def edges(stage):
    return walk_every_edge(stage)


def test_no_gateway_is_deployed_with_wrong_terms(stage):
    stage.check_births()


def test_every_invariant_holds_at_every_boundary(edges):
    idle = {verb for verb in VERBS if edges.accepted[verb] == 0}
    assert set(edges.laws) == LAWS and not idle, f"never accepted: {idle}"


def test_every_invariant_holds_through_random_lives(tally):
    assert set(tally.laws) == LAWS


def test_the_lives_are_eventful(tally):
    """Lives whose calls are all refused would prove nothing."""
    busy = {verb for verb in VERBS if tally.accepted[verb] > 0}
    assert len(busy) >= len(VERBS) - 8, f"never accepted: {set(VERBS) - busy}"
    common = {"pay": 60, "pay_split": 8, "pay_for": 3, "collect": 5}
    rare = {verb: tally.accepted[verb] for verb, least in common.items() if tally.accepted[verb] < least}
    assert not rare, f"accepted too rarely: {rare}"
