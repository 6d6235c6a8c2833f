import ape
import pytest
from deal_terms import AMOUNT, CLOSED, DAY, FEE_BPS, NATIVE, SETTLED, ZERO, digest

BAD = "relayed: bad signature"
SHARE = 600_000_000


@pytest.fixture
def agree(sign, id_of, chain):
    """What both parties sign: a share for the beneficiary out of what is held."""

    def make(terms, share=SHARE, held=AMOUNT, deadline=None):
        return {
            "deal_id": id_of(terms),
            "to_beneficiary": share,
            "held": held,
            "deadline": deadline or chain.pending_timestamp + DAY,
        }

    return make


@pytest.fixture
def settle(escrow, sign, depositor, beneficiary, relayer):
    """Hand in what was agreed; each signature is made as told, or is the bytes given."""

    def send(terms, said, first=depositor, second=beneficiary, sender=relayer, **domain):
        signed = [word if isinstance(word, bytes) else sign(word, "Settle", said, **domain) for word in (first, second)]
        return escrow.settle(terms, said["to_beneficiary"], said["deadline"], *signed, sender=sender)

    return send


@pytest.mark.parametrize("state", ["deal", "accepted", "declined", "closed"])
def test_reverts_where_nothing_is_held(escrow, deal, held, arbiter, depositor, agree, settle, state):
    terms = held() if state == "closed" else deal(arbiter=arbiter)
    if state == "closed":
        escrow.release(terms, AMOUNT, sender=depositor)
    if state == "accepted":
        escrow.accept_arbitration(terms, sender=arbiter)
    if state == "declined":
        escrow.decline_arbitration(terms, sender=arbiter)
    for share in (0, SHARE):
        with ape.reverts("escrow: nothing is held"):
            settle(terms, agree(terms, share, 0))


@pytest.mark.parametrize("share", [AMOUNT + 1, 2**256 - 1])
def test_reverts_when_the_share_is_above_what_is_held(held, agree, settle, share):
    terms = held()
    with ape.reverts("escrow: split above the rest"):
        settle(terms, agree(terms, share))


@pytest.mark.parametrize("sender", ["depositor", "beneficiary", "arbiter", "admin", "stranger"])
@pytest.mark.parametrize("missing", ["depositor", "beneficiary"])
def test_reverts_without_one_partys_word(held, arbiter, agree, settle, request, sender, missing):
    terms = held(arbiter=arbiter)
    said = agree(terms)
    given = {"first" if missing == "depositor" else "second": b""}
    if sender != missing:
        with ape.reverts(BAD):
            settle(terms, said, sender=request.getfixturevalue(sender), **given)
    else:
        settle(terms, said, sender=request.getfixturevalue(sender), **given)


def test_reverts_when_signatures_are_swapped_or_one_is_given_twice(
    held, agree, settle, depositor, beneficiary, arbiter, stranger
):
    terms = held(arbiter=arbiter)
    said = agree(terms)
    pairs = [(beneficiary, depositor), (depositor, depositor), (beneficiary, beneficiary)]
    pairs += [(depositor, arbiter), (arbiter, beneficiary), (stranger, stranger)]
    for first, second in pairs:
        with ape.reverts(BAD):
            settle(terms, said, first, second)


@pytest.mark.parametrize("held_then", [AMOUNT - 1, AMOUNT + 1, 0])
def test_reverts_when_another_rest_was_signed(held, agree, settle, held_then):
    terms = held()
    with ape.reverts(BAD):
        settle(terms, agree(terms, held=held_then))


def test_reverts_once_a_part_was_moved_since(escrow, held, agree, settle, depositor, beneficiary):
    terms = held()
    said = agree(terms)
    escrow.release(terms, 1, sender=depositor)
    with ape.reverts(BAD):
        settle(terms, said)
    escrow.return_funds(terms, 1, sender=beneficiary)
    with ape.reverts(BAD):
        settle(terms, agree(terms, held=AMOUNT - 1))
    settle(terms, agree(terms, held=AMOUNT - 2))


@pytest.mark.parametrize("late", [0, 1])
@pytest.mark.parametrize("sender", ["relayer", "depositor", "beneficiary"])
def test_reverts_from_the_deadline_on(held, agree, settle, at, request, sender, late):
    terms = held()
    said = agree(terms)
    at(said["deadline"] + late)
    with ape.reverts("relayed: signature expired"):
        settle(terms, said, sender=request.getfixturevalue(sender))


@pytest.mark.parametrize("revoker", ["depositor", "beneficiary"])
def test_reverts_when_one_party_revoked(escrow, held, agree, settle, domain, request, revoker):
    terms = held()
    said = agree(terms)
    escrow.revoke_signature(digest(domain, "Settle", said), sender=request.getfixturevalue(revoker))
    with ape.reverts("relayed: signature already spent"):
        settle(terms, said)


@pytest.mark.parametrize("other", [{"chainId": 1}, {"verifyingContract": "0x" + "22" * 20}])
def test_reverts_for_another_chain_or_contract(held, agree, settle, other):
    terms = held()
    with ape.reverts(BAD):
        settle(terms, agree(terms), **other)


def test_reverts_for_another_deal(held, agree, settle):
    terms, other = held(), held()
    with ape.reverts(BAD):
        settle(terms, agree(other))


def test_reverts_the_second_time(held, agree, settle):
    terms = held()
    said = agree(terms)
    settle(terms, said)
    with ape.reverts("escrow: nothing is held"):
        settle(terms, said)


def test_settles_one_second_before_the_deadline(held, agree, settle, at, state):
    terms = held()
    said = agree(terms)
    at(said["deadline"] - 1)
    settle(terms, said)
    assert state(terms).status == CLOSED


@pytest.mark.parametrize("share", [0, 1, SHARE, AMOUNT])
@pytest.mark.parametrize("stage", ["held", "delivered", "disputed"])
def test_splits_all_of_it_as_agreed(
    escrow, depositor, beneficiary, arbiter, dollar, id_of, only_event, agree, settle, state, request, stage, share
):
    terms = request.getfixturevalue(stage)(arbiter=arbiter)
    before = dollar.balanceOf(depositor)
    receipt = settle(terms, agree(terms, share))
    kept = share * FEE_BPS // 10_000
    assert only_event(receipt, escrow.DealResolved) == {
        "deal_id": id_of(terms),
        "depositor": depositor,
        "beneficiary": beneficiary,
        "step": 2 if stage == "held" else 3,
        "how": SETTLED,
        "token": dollar,
        "to_beneficiary": share,
        "fee": kept,
        "to_depositor": AMOUNT - share,
        "arbiter_fee": 0,
    }
    assert dollar.balanceOf(beneficiary) == share - kept
    assert dollar.balanceOf(depositor) - before == AMOUNT - share
    assert dollar.balanceOf(arbiter) == 0 and dollar.balanceOf(escrow) == kept
    assert list(state(terms))[:3] == [CLOSED, 0, AMOUNT - share]


@pytest.mark.parametrize("days", [8, 30, 4_000])
@pytest.mark.parametrize("stage", ["held", "delivered", "disputed"])
def test_settles_at_any_time(agree, settle, chain, at, state, request, stage, days):
    terms = request.getfixturevalue(stage)()
    now = chain.pending_timestamp + days * DAY
    at(now)
    settle(terms, agree(terms, deadline=now + 1))
    assert state(terms).status == CLOSED


def test_settles_native_coin_while_new_money_is_stopped(escrow, held, agree, settle, depositor, beneficiary, admin):
    terms = held(token=NATIVE, arbiter=ZERO)
    escrow.set_paused(True, sender=admin)
    before = depositor.balance, beneficiary.balance
    settle(terms, agree(terms, 400))
    assert (depositor.balance - before[0], beneficiary.balance - before[1]) == (AMOUNT - 400, 398)


def test_a_wallet_as_caller_needs_no_signature_of_its_own(escrow, held, wallet, do, agree, sign, depositor, state):
    terms = held(beneficiary=wallet)
    said = agree(terms)
    signed = sign(depositor, "Settle", said)
    do(wallet, escrow.settle, terms, SHARE, said["deadline"], signed, b"")
    assert state(terms).status == CLOSED
