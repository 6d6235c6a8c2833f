import ape
import pytest
from deal_terms import ALL, AMOUNT, CLOSED, CODE, DAY, FEE, FEE_BPS, ZERO

NOT_ADMIN = "admin: not the admin"
# Everything that can change anything: there is no other way to a deal than by its own people, or by its own time.
FOR_THE_ADMIN = {"set_fee", "set_fee_receiver", "set_paused", "transfer_admin", "accept_admin"}
FOR_OTHERS = {
    *("fund", "fund_with_permit", "fund_with_authorization", "fund_by_signature", "settle", "claim", "reclaim"),
    *("release", "release_by_signature", "return_funds", "return_funds_by_signature", "release_after_inspection"),
    *("mark_delivered", "mark_delivered_by_signature", "accept_arbitration", "decline_arbitration"),
    *("dispute", "dispute_by_signature", "resolve", "resolve_by_signature", "resolve_by_timeout"),
    *("collect_fees", "withdraw_credit", "withdraw_credit_by_signature", "revoke_signature"),
}


@pytest.fixture
def rule(escrow, admin, outsider):
    """The admin changes everything that an admin can change."""

    def change():
        escrow.set_fee(100, sender=admin)
        escrow.set_fee_receiver(outsider, sender=admin)
        escrow.set_paused(True, sender=admin)
        escrow.transfer_admin(outsider, sender=admin)
        escrow.accept_admin(sender=outsider)

    return change


def test_has_no_verbs_besides_these(escrow):
    assert {verb.name for verb in escrow.contract_type.mutable_methods} == FOR_THE_ADMIN | FOR_OTHERS


@pytest.mark.parametrize("sender", ["deployer", "fee_receiver", "depositor", "arbiter", "stranger"])
def test_reverts_for_others_than_the_admin(escrow, request, sender):
    person = request.getfixturevalue(sender)
    calls = [(escrow.set_fee, 1), (escrow.set_fee_receiver, person), (escrow.set_paused, True)]
    for verb, argument in [*calls, (escrow.transfer_admin, person)]:
        with ape.reverts(NOT_ADMIN):
            verb(argument, sender=person)
    with ape.reverts("admin: not the pending admin"):
        escrow.accept_admin(sender=person)


def test_reverts_for_a_fee_above_the_cap(escrow, admin):
    for fee in (101, 2**16, 2**256 - 1):
        with ape.reverts("policy: fee above the cap"):
            escrow.set_fee(fee, sender=admin)
    escrow.set_fee(100, sender=admin)
    assert escrow.fee_terms()[0] == 100


def test_reverts_for_a_fee_receiver_who_is_nobody(escrow, admin):
    for receiver in (ZERO, escrow):
        with ape.reverts("policy: bad fee receiver"):
            escrow.set_fee_receiver(receiver, sender=admin)


def test_tells_each_change_and_keeps_the_number_of_deals(escrow, held, admin, outsider, only_event):
    held()
    fee = escrow.set_fee(7, sender=admin)
    receiver = escrow.set_fee_receiver(outsider, sender=admin)
    paused = escrow.set_paused(True, sender=admin)
    assert only_event(fee, escrow.FeeChanged) == {"fee_bps": 7}
    assert only_event(receiver, escrow.FeeReceiverChanged) == {"fee_receiver": outsider}
    assert only_event(paused, escrow.PausedChanged) == {"paused": True}
    assert tuple(escrow.fee_terms()) == (7, 100, outsider, True)
    assert escrow.deal_count() == 1


def test_hands_over_in_two_steps(escrow, admin, outsider, stranger, only_event):
    offered = escrow.transfer_admin(stranger, sender=admin)
    assert only_event(offered, escrow.AdminTransferStarted) == {"admin": admin, "pending_admin": stranger}
    escrow.transfer_admin(outsider, sender=admin)
    with ape.reverts("admin: not the pending admin"):
        escrow.accept_admin(sender=stranger)
    assert escrow.admin() == admin
    taken = escrow.accept_admin(sender=outsider)
    assert only_event(taken, escrow.AdminTransferred) == {"previous_admin": admin, "admin": outsider}
    assert (escrow.admin(), escrow.pending_admin()) == (outsider, ZERO)
    with ape.reverts(NOT_ADMIN):
        escrow.set_paused(True, sender=admin)


def test_withdraws_an_offer(escrow, admin, outsider):
    escrow.transfer_admin(outsider, sender=admin)
    escrow.transfer_admin(ZERO, sender=admin)
    with ape.reverts("admin: not the pending admin"):
        escrow.accept_admin(sender=outsider)


@pytest.mark.parametrize("stage", ["held", "delivered", "disputed"])
def test_has_no_part_in_a_live_deal(escrow, admin, arbiter, dollar, state, at, request, stage):
    terms = request.getfixturevalue(stage)(arbiter=arbiter)
    for verb, arguments in (
        (escrow.release, [ALL]),
        (escrow.return_funds, [ALL]),
        (escrow.mark_delivered, [b"\1" * 32]),
        (escrow.dispute, []),
        (escrow.resolve, [0, 0]),
        (escrow.settle, [0, 2**40, b"", b""]),
        (escrow.accept_arbitration, []),
        (escrow.decline_arbitration, []),
    ):
        with ape.reverts():
            verb(terms, *arguments, sender=admin)
    assert state(terms).held == dollar.balanceOf(escrow) == AMOUNT


@pytest.mark.parametrize("stage", ["held", "delivered", "disputed"])
def test_changes_do_not_touch_a_live_deal(escrow, dollar, rule, state, request, stage):
    terms = request.getfixturevalue(stage)()
    before = list(state(terms))
    rule()
    assert list(state(terms)) == before
    assert dollar.balanceOf(escrow) == AMOUNT


@pytest.mark.parametrize("end", ["release", "claim", "inspection", "return", "reclaim", "ruling", "timeout"])
def test_changes_do_not_touch_how_a_deal_ends(
    escrow, held, delivered, disputed, depositor, beneficiary, arbiter, stranger, dollar, rule, at, state, end
):
    stage = {"inspection": delivered, "ruling": disputed, "timeout": disputed}.get(end, held)
    terms = stage(arbiter=arbiter)
    before = dollar.balanceOf(depositor)
    rule()
    if end in ("inspection", "reclaim", "timeout"):
        at(terms["delivery_until"] + 14 * DAY)
    half = AMOUNT // 2
    ends = {
        "release": (lambda: escrow.release(terms, ALL, sender=depositor), AMOUNT),
        "claim": (lambda: escrow.claim(terms, CODE, sender=stranger), AMOUNT),
        "inspection": (lambda: escrow.release_after_inspection(terms, sender=stranger), AMOUNT),
        "return": (lambda: escrow.return_funds(terms, ALL, sender=beneficiary), 0),
        "reclaim": (lambda: escrow.reclaim(terms, sender=stranger), 0),
        "ruling": (lambda: escrow.resolve(terms, half, 0, sender=arbiter), half),
        "timeout": (lambda: escrow.resolve_by_timeout(terms, sender=stranger), half),
    }
    call, share = ends[end]
    call()
    assert state(terms).status == CLOSED
    assert dollar.balanceOf(beneficiary) == share - share * FEE_BPS // 10_000
    assert dollar.balanceOf(depositor) - before == AMOUNT - share


def test_a_new_fee_is_for_new_deals_and_each_keeps_its_own(escrow, held, depositor, dollar, admin, state):
    old = held()
    escrow.release(old, 199, sender=depositor)
    escrow.set_fee(100, sender=admin)
    new = held()
    assert (state(old).fee_bps, state(new).fee_bps) == (50, 100)
    escrow.release(old, ALL, sender=depositor)
    assert escrow.accrued_fees(dollar) == FEE
    escrow.release(new, ALL, sender=depositor)
    assert escrow.accrued_fees(dollar) == FEE + AMOUNT // 100


def test_a_listed_depositor_is_refused_by_every_door(built, sanctions, deal, depositor, deployer, admin, dollar):
    guarded = deployer.deploy(built.Escrow, admin, admin, 0, 0, sanctions)
    dollar.approve(guarded, AMOUNT, sender=depositor)
    sanctions.list(depositor, True, sender=deployer)
    terms = deal()
    for verb, last in (
        (guarded.fund, []),
        (guarded.fund_with_permit, [(0, 0, 0, b"", b"")]),
        (guarded.fund_with_authorization, [(0, 0, b"")]),
        (guarded.fund_by_signature, [bytes(65)]),
    ):
        with ape.reverts("policy: payer is sanctioned"):
            verb(terms, b"", *last, sender=depositor)
    sanctions.list(depositor, False, sender=deployer)
    sanctions.setBroken(True, sender=deployer)
    with ape.reverts():
        guarded.fund(terms, b"", sender=depositor)


def test_a_list_is_asked_about_depositors_and_about_nothing_that_leaves(
    built, sanctions, deal, depositor, beneficiary, deployer, admin, dollar
):
    guarded = deployer.deploy(built.Escrow, admin, admin, 0, 0, sanctions)
    dollar.approve(guarded, 2 * AMOUNT, sender=depositor)
    sanctions.list(beneficiary, True, sender=deployer)
    first, second = deal(), deal()
    for terms in (first, second):
        guarded.fund(terms, b"", sender=depositor)
    sanctions.list(depositor, True, sender=deployer)
    sanctions.setBroken(True, sender=deployer)
    guarded.release(first, ALL, sender=depositor)
    guarded.return_funds(second, ALL, sender=beneficiary)
    assert dollar.balanceOf(beneficiary) == AMOUNT and dollar.balanceOf(guarded) == 0
