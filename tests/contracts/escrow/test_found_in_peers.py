"""One test for each class of defect that audits of other escrows found in terms, ids, signatures and arbitration."""

import ape
import pytest
from deal_terms import ALL, AMOUNT, CLOSED, CODE, DISPUTED, FUNDED, NONE, ZERO, digest

LARGEST = 2**96 - 1


def test_a_squatted_reference_blocks_nobody(escrow, deal, dollar, depositor, beneficiary, stranger, deployer, state):
    terms = deal()
    dollar.mint(stranger, 2, sender=deployer)
    dollar.approve(escrow, 2, sender=stranger)
    for copy in (terms | {"amount": 1}, terms | {"amount": 1, "beneficiary": depositor.address}):
        escrow.fund(copy | {"depositor": stranger.address}, b"", sender=stranger)
    escrow.fund(terms, b"", sender=depositor)
    assert state(terms).held == AMOUNT


def test_a_closed_deal_is_never_funded_or_released_again(escrow, held, depositor, beneficiary, relayer, sign):
    terms = held()
    escrow.return_funds(terms, ALL, sender=beneficiary)
    with ape.reverts("escrow: already funded"):
        escrow.fund(terms, b"", sender=depositor)
    with ape.reverts("escrow: already funded"):
        escrow.fund_by_signature(terms, b"", sign(depositor, "Deal", terms), sender=relayer)
    with ape.reverts("escrow: deal closed"):
        escrow.release(terms, ALL, sender=depositor)


def test_no_second_door_overwrites_a_live_deal(escrow, held, depositor, beneficiary, relayer, sign, state):
    terms = held()
    escrow.release(terms, 400, sender=depositor)
    escrow.dispute(terms, sender=beneficiary)
    before = list(state(terms))
    for verb, last in (
        (escrow.fund, []),
        (escrow.fund_with_permit, [(0, 0, 0, b"", b"")]),
        (escrow.fund_with_authorization, [(0, 2**40, bytes(65))]),
        (escrow.fund_by_signature, [sign(depositor, "Deal", terms)]),
    ):
        with ape.reverts("escrow: already funded"):
            verb(terms, b"", *last, sender=depositor)
    assert list(state(terms)) == before


def test_a_relayer_cannot_turn_the_money_to_another_beneficiary(escrow, deal, depositor, relayer, sign):
    terms = deal()
    with ape.reverts("relayed: bad signature"):
        escrow.fund_by_signature(
            terms | {"beneficiary": relayer.address}, b"", sign(depositor, "Deal", terms), sender=relayer
        )


@pytest.mark.parametrize("amount", [0, 1, 399, 401, ALL])
def test_a_relayer_cannot_choose_the_amount(escrow, held, depositor, relayer, sign, id_of, amount):
    terms = held()
    said = {"deal_id": id_of(terms), "amount": 400, "held": AMOUNT, "deadline": 2**40}
    with ape.reverts("relayed: bad signature"):
        escrow.release_by_signature(terms, amount, 2**40, sign(depositor, "ReleaseFunds", said), sender=relayer)


def test_a_signature_for_one_wallet_counts_for_no_other(
    escrow, built, deal, wallet, dollar, do, deployer, relayer, domain, state
):
    twin = deployer.deploy(built.TestWallet)
    signed = b"\x1b" * 130
    first = deal(depositor=wallet)
    second = first | {"depositor": twin.address}
    for owner in (wallet, twin):
        dollar.mint(owner, AMOUNT, sender=deployer)
        do(owner, dollar.approve, escrow, AMOUNT)
        owner.approve(digest(domain, "Deal", first), signed, sender=deployer)
    with ape.reverts("relayed: bad signature"):
        escrow.fund_by_signature(second, b"", signed, sender=relayer)
    escrow.fund_by_signature(first, b"", signed, sender=relayer)
    assert (state(first).status, state(second).status) == (FUNDED, NONE)


def test_a_signed_word_can_be_taken_back(escrow, deal, depositor, relayer, sign, domain):
    terms = deal()
    signed = sign(depositor, "Deal", terms)
    escrow.revoke_signature(digest(domain, "Deal", terms), sender=depositor)
    with ape.reverts("relayed: signature already spent"):
        escrow.fund_by_signature(terms, b"", signed, sender=relayer)


def test_a_signed_release_is_worth_nothing_in_dispute(escrow, held, depositor, beneficiary, relayer, sign, id_of):
    terms = held()
    said = {"deal_id": id_of(terms), "amount": ALL, "held": AMOUNT, "deadline": 2**40}
    escrow.dispute(terms, sender=beneficiary)
    with ape.reverts("escrow: deal disputed"):
        escrow.release_by_signature(terms, ALL, 2**40, sign(depositor, "ReleaseFunds", said), sender=relayer)


def test_a_word_of_dispute_names_one_deal(escrow, held, beneficiary, relayer, sign, id_of, state):
    first, second = held(), held()
    said = {"deal_id": id_of(first), "by": beneficiary.address, "deadline": 2**40}
    signed = sign(beneficiary, "Dispute", said)
    with ape.reverts("relayed: bad signature"):
        escrow.dispute_by_signature(second, beneficiary, 2**40, signed, sender=relayer)
    escrow.dispute_by_signature(first, beneficiary, 2**40, signed, sender=relayer)
    assert (state(first).status, state(second).status) == (DISPUTED, FUNDED)


@pytest.mark.parametrize("role", ["depositor", "beneficiary"])
def test_an_arbiter_is_no_party(escrow, deal, depositor, role, request):
    with ape.reverts("escrow: bad arbiter"):
        escrow.fund(deal(arbiter=request.getfixturevalue(role)), b"", sender=depositor)


def test_an_arbiter_has_taken_the_fee_and_the_part_before_money_comes(escrow, deal, depositor, arbiter, state):
    terms = deal(arbiter=arbiter, arbiter_fee_bps=1)
    escrow.accept_arbitration(terms | {"arbiter_fee_bps": 100}, sender=arbiter)
    with ape.reverts("escrow: arbiter has not accepted"):
        escrow.fund(terms, b"", sender=depositor)
    escrow.fund(terms | {"arbiter_fee_bps": 100}, b"", sender=depositor)
    assert state(terms | {"arbiter_fee_bps": 100}).status == FUNDED


def test_an_arbiter_of_the_depositors_choice_rules_nothing_before_the_beneficiary_acts(
    escrow, held, depositor, arbiter, at, state
):
    terms = held(arbiter=arbiter, arbiter_fee_bps=10_000)
    with ape.reverts("escrow: not the beneficiary"):
        escrow.dispute(terms, sender=depositor)
    with ape.reverts("escrow: deal not disputed"):
        escrow.resolve(terms, 0, AMOUNT, sender=arbiter)
    at(terms["delivery_until"])
    escrow.reclaim(terms, sender=depositor)
    assert state(terms).returned == AMOUNT


def test_a_lost_arbiter_freezes_nothing_for_ever(escrow, disputed, stranger, dollar, at, state):
    terms = disputed()
    at(state(terms).since + terms["dispute_period"])
    escrow.resolve_by_timeout(terms, sender=stranger)
    assert state(terms).status == CLOSED and dollar.balanceOf(escrow) == escrow.accrued_fees(dollar)


def test_a_deal_without_an_arbiter_has_two_ways_out_of_a_dispute(
    escrow, held, depositor, beneficiary, stranger, sign, id_of, at, state
):
    agreed, silent = held(arbiter=ZERO), held(arbiter=ZERO)
    for terms in (agreed, silent):
        escrow.dispute(terms, sender=beneficiary)
    said = {"deal_id": id_of(agreed), "to_beneficiary": 1, "held": AMOUNT, "deadline": 2**40}
    escrow.settle(agreed, 1, 2**40, sign(depositor, "Settle", said), b"", sender=beneficiary)
    at(state(silent).since + silent["dispute_period"])
    escrow.resolve_by_timeout(silent, sender=stranger)
    assert state(agreed).status == state(silent).status == CLOSED


def test_an_admin_change_strands_no_dispute(escrow, disputed, arbiter, admin, stranger, state):
    terms = disputed()
    escrow.set_paused(True, sender=admin)
    escrow.set_fee(0, sender=admin)
    escrow.transfer_admin(stranger, sender=admin)
    escrow.accept_admin(sender=stranger)
    escrow.resolve(terms, AMOUNT, 0, sender=arbiter)
    assert state(terms).status == CLOSED


def test_nobody_rules_besides_the_arbiter(escrow, disputed, depositor, beneficiary, admin, relayer, at):
    terms = disputed()
    for person in (depositor, beneficiary, admin):
        for verb, arguments in (
            (escrow.resolve, [1, 0]),
            (escrow.release, [1]),
            (escrow.return_funds, [1]),
            (escrow.claim, [CODE]),
            (escrow.reclaim, []),
            (escrow.resolve_by_timeout, []),
            (escrow.release_after_inspection, []),
        ):
            with ape.reverts():
                verb(terms, *arguments, sender=person)


def test_a_depositor_freezes_nothing_before_delivery_nor_after_the_inspection(
    escrow, held, depositor, beneficiary, stranger, dollar, at, state
):
    terms = held()
    with ape.reverts("escrow: not the beneficiary"):
        escrow.dispute(terms, sender=depositor)
    escrow.mark_delivered(terms, b"\1" * 32, sender=beneficiary)
    at(state(terms).since + terms["inspection_period"])
    with ape.reverts("escrow: inspection over"):
        escrow.dispute(terms, sender=depositor)
    escrow.release_after_inspection(terms, sender=stranger)
    assert dollar.balanceOf(beneficiary) > 0


def test_delivery_and_release_are_the_words_of_two_people(escrow, delivered, beneficiary, state, at):
    terms = delivered()
    at(state(terms).since + terms["inspection_period"] - 1)
    with ape.reverts("escrow: inspection not over"):
        escrow.release_after_inspection(terms, sender=beneficiary)
    with ape.reverts("escrow: not the depositor"):
        escrow.release(terms, ALL, sender=beneficiary)


@pytest.mark.parametrize("end", ["ruling", "timeout", "settlement"])
def test_the_largest_deal_can_be_split(
    escrow, disputed, depositor, beneficiary, arbiter, stranger, hostile, deployer, admin, sign, id_of, at, state, end
):
    escrow.set_fee(100, sender=admin)
    hostile.mint(depositor, LARGEST, sender=deployer)
    hostile.approve(escrow, LARGEST, sender=depositor)
    terms = disputed(token=hostile, amount=LARGEST, arbiter_fee_bps=10_000, on_timeout_bps=10_000)
    said = {"deal_id": id_of(terms), "to_beneficiary": LARGEST, "held": LARGEST, "deadline": 2**40}
    if end == "ruling":
        escrow.resolve(terms, LARGEST // 2, LARGEST // 2, sender=arbiter)
    if end == "settlement":
        escrow.settle(terms, LARGEST, 2**40, b"", sign(beneficiary, "Settle", said), sender=depositor)
    if end == "timeout":
        at(state(terms).since + terms["dispute_period"])
        escrow.resolve_by_timeout(terms, sender=stranger)
    assert state(terms).status == CLOSED
    assert hostile.balanceOf(escrow) == escrow.accrued_fees(hostile)
