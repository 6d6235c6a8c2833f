import ape
import pytest
from wallet_hand import limit
from wallet_words import DAY, FOREVER, SENTINEL, ZERO, by_key, packed

DAYS_30 = 30 * DAY


def test_reverts_below_the_threshold_of_calls(hand, owners):
    for few in ([], owners[:1], owners[:2], owners[1:]):
        with ape.reverts("multisig: too few approvals"):
            hand.configure(hand.becomes(threshold=1), few)


@pytest.mark.parametrize("early", [DAY, 1])
def test_reverts_before_its_time(hand, owners, chain, at, early):
    slot = hand.slot(not_before=chain.pending_timestamp + 2 * DAY)
    at(slot["not_before"] - early)
    with ape.reverts("multisig: too early"):
        hand.configure(hand.becomes(threshold=1), owners, slot=slot)


@pytest.mark.parametrize("late", [0, 1])
def test_reverts_from_the_deadline_on(hand, owners, chain, at, late):
    slot = hand.slot(deadline=chain.pending_timestamp + DAY)
    at(slot["deadline"] + late)
    with ape.reverts("multisig: proposal expired"):
        hand.configure(hand.becomes(threshold=1), owners, slot=slot)


def test_reverts_for_another_nonce_than_the_next(hand, owners):
    hand.configure(hand.becomes(), owners)
    for nonce in (0, 2):
        with ape.reverts("multisig: wrong nonce"):
            hand.configure(hand.becomes(), owners, slot=hand.slot(nonce=nonce))


def test_reverts_for_a_newcomer_who_has_not_accepted(hand, owners, newcomer, stranger, accepted):
    accepted(stranger)
    for add in ([newcomer], [stranger, newcomer]):
        with ape.reverts("multisig: ownership not accepted"):
            hand.configure(hand.becomes(add=add), owners)


def test_reverts_for_an_owner_who_is_added_again(hand, owners, newcomer, accepted):
    accepted(newcomer)
    for add in (owners[:1], [newcomer, owners[2]], [newcomer, newcomer]):
        with ape.reverts("multisig: already an owner"):
            hand.configure(hand.becomes(add=add), owners)


def test_reverts_for_addresses_that_can_be_no_owner(hand, owners):
    for nobody in (ZERO, SENTINEL):
        with ape.reverts("multisig: bad owner"):
            hand.configure(hand.becomes() | {"add": [nobody]}, owners)


def test_reverts_for_the_wallet_itself_although_it_accepts(hand, owners, multisig, relayer):
    """Its owners sign for it, as ERC-1271 allows, that it would like to own itself."""
    accept = hand.digest("AcceptOwnership", {"owner": multisig.address, "deadline": FOREVER})
    message = hand.digest("WalletMessage", {"digest": accept, "epoch": 0})
    signed = packed(*(by_key(owner, message) for owner in owners))
    multisig.accept_ownership_by_signature(multisig, FOREVER, signed, sender=relayer)
    with ape.reverts("multisig: bad owner"):
        hand.configure(hand.becomes(add=[multisig]), owners)


def test_reverts_for_a_removal_of_nobody(hand, owners, stranger, multisig):
    for nobody in (stranger.address, ZERO, SENTINEL, multisig.address):
        with ape.reverts("multisig: not an owner"):
            hand.configure(hand.becomes(threshold=1, call_threshold=1) | {"remove": [nobody]}, owners)
    with ape.reverts("multisig: not an owner"):
        hand.configure(hand.becomes(remove=[owners[0]] * 2, threshold=1, call_threshold=1), owners)


def test_reverts_for_an_address_in_both_lists(hand, owners, newcomer, accepted):
    accepted(newcomer)
    for both, reason in ((newcomer, "multisig: not an owner"), (owners[1], "multisig: ownership not accepted")):
        terms = hand.becomes(add=[both], remove=[both], threshold=1, call_threshold=1)
        with ape.reverts(reason):
            hand.configure(terms, owners)


def test_reverts_for_thresholds_that_nobody_can_meet(hand, owners):
    for threshold, call_threshold in ((0, 3), (0, 0), (4, 4), (2, 4), (3, 2), (2**255, 2**255), (1, 2**256 - 1)):
        with ape.reverts("multisig: bad threshold"):
            hand.configure(hand.becomes(threshold=threshold, call_threshold=call_threshold), owners)
    with ape.reverts("multisig: bad threshold"):
        hand.configure(hand.becomes(remove=[owners[0]]), owners)
    with ape.reverts("multisig: bad threshold"):
        hand.configure(hand.becomes(remove=owners, threshold=0, call_threshold=0), owners)


def test_reverts_for_a_delay_of_more_than_30_days(hand, owners):
    for delay in (DAYS_30 + 1, 2**32, 2**256 - 1):
        with ape.reverts("multisig: delay above 30 days"):
            hand.configure(hand.becomes(delay=delay), owners)
    hand.configure(hand.becomes(delay=DAYS_30), owners)
    assert hand.wallet.wallet_terms().delay == DAYS_30


def test_reverts_for_more_than_thirty_two_owners(create, hand_of, accounts, accepted, newcomer):
    people = ["0x" + f"{i:040x}" for i in range(2, 33)]
    full = hand_of(create([accounts[5].address, *people], 1))
    accepted(newcomer, wallet=full.wallet)
    with ape.reverts("multisig: too many owners"):
        full.configure(full.becomes(add=[newcomer]), [accounts[5]])
    full.configure(full.becomes(add=[newcomer]) | {"remove": people[:1]}, [accounts[5]])
    assert full.wallet.wallet_terms().owner_count == 32


def test_adds_owners_and_tells_what_the_wallet_is(hand, owners, newcomer, stranger, accepted, told):
    accepted(newcomer, stranger)
    slot = hand.slot()
    terms = hand.becomes(add=[newcomer, stranger], threshold=4, call_threshold=5)
    receipt = hand.configure(terms, owners, slot=slot)
    proposal = hand.hash("ConfigurationChange", terms, slot)
    changed = {"proposal": proposal, "lane": 0, "nonce": 0, "threshold": 4, "call_threshold": 5, "delay": 0, "epoch": 0}
    assert told(receipt, hand.wallet) == [
        ("OwnerAdded", {"owner": newcomer}),
        ("OwnerAdded", {"owner": stranger}),
        ("ConfigurationChanged", changed),
    ]
    assert sorted(hand.wallet.owners()) == sorted(person.address for person in [*owners, newcomer, stranger])
    assert list(hand.wallet.wallet_terms()) == [4, 5, 5, 0, 0]
    assert (hand.wallet.next_change(0), hand.wallet.next_nonce(0)) == (1, 0)


@pytest.mark.parametrize("gone", [(0,), (1,), (2,), (0, 1), (2, 1)])
def test_removes_any_owners(hand, owners, told, gone):
    removed = [hand.wallet.owners()[i] for i in gone]
    terms = hand.becomes(threshold=1, call_threshold=1) | {"remove": removed}
    receipt = hand.configure(terms, owners)
    events = told(receipt, hand.wallet)
    assert events[:-1] == [("OwnerRemoved", {"owner": owner}) for owner in removed]
    assert events[-1][1]["epoch"] == hand.wallet.wallet_terms().epoch >= 1
    assert sorted(hand.wallet.owners()) == sorted(owner.address for owner in owners if owner.address not in removed)
    assert hand.wallet.wallet_terms().owner_count == 3 - len(gone)
    assert not any(hand.wallet.is_owner(owner) for owner in removed)


def test_replaces_an_owner(hand, owners, newcomer, accepted, told):
    accepted(newcomer)
    receipt = hand.configure(hand.becomes(add=[newcomer], remove=[owners[1]]), owners)
    assert {name for name, _ in told(receipt, hand.wallet)} == {"OwnerAdded", "OwnerRemoved", "ConfigurationChanged"}
    assert [hand.wallet.is_owner(who) for who in (*owners, newcomer)] == [True, False, True, True]
    assert list(hand.wallet.wallet_terms()) == [2, 3, 3, 0, 1]


def test_replaces_all_of_them(hand, owners, newcomer, stranger, accepted):
    accepted(newcomer, stranger)
    hand.configure(hand.becomes(add=[newcomer, stranger], remove=owners, threshold=1, call_threshold=2), owners)
    assert sorted(hand.wallet.owners()) == sorted([newcomer.address, stranger.address])
    hand.configure(hand.becomes(threshold=2), [newcomer, stranger])
    assert hand.wallet.wallet_terms().threshold == 2


def test_a_newcomer_counts_from_then_on(hand, owners, newcomer, accepted):
    accepted(newcomer)
    hand.configure(hand.becomes(add=[newcomer]), owners)
    hand.pay([], [newcomer, owners[0]])
    hand.call([], [newcomer, *owners[1:]])
    assert hand.wallet.next_nonce(0) == 2


def test_raises_and_lowers_the_thresholds(hand, owners):
    for threshold, call_threshold in ((3, 3), (1, 1), (1, 3), (2, 2)):
        hand.configure(hand.becomes(threshold=threshold, call_threshold=call_threshold), owners)
        assert list(hand.wallet.wallet_terms())[:2] == [threshold, call_threshold]


def test_keeps_everything_when_nothing_changes(hand, owners, told, desk, dollar):
    hand.configure(hand.becomes(limits=[limit(desk, dollar, 5, DAY)]), owners)
    before = hand.wallet.owners(), list(hand.wallet.wallet_terms()), list(hand.wallet.limit(desk, dollar))
    assert [name for name, _ in told(hand.configure(hand.becomes(), owners), hand.wallet)] == ["ConfigurationChanged"]
    assert before == (
        hand.wallet.owners(),
        list(hand.wallet.wallet_terms()),
        list(hand.wallet.limit(desk, dollar)),
    )
