import ape
import pytest
from wallet_words import DAY, FOREVER, NEVER, words

VETOED, NOT_SCHEDULED = "multisig: vetoed", "multisig: not scheduled"


@pytest.fixture
def scheduled(slow_hand, owners):
    """A change that waits: terms and slot; keywords say what changes."""

    def make(lane=0, **changes):
        terms, slot = slow_hand.becomes(**changes or {"threshold": 1}), slow_hand.slot(lane=lane)
        slow_hand.configure(terms, owners[:2], slot=slot)
        return terms, slot

    return make


@pytest.fixture
def veto(slow):
    return lambda change, owner: slow.veto(words(change[0]), words(change[1]), sender=owner)


def test_reverts_for_others_than_owners(slow, scheduled, veto, accepted, admin, newcomer, relayer, stranger):
    accepted(newcomer, wallet=slow)
    change = scheduled()
    for other in (admin, newcomer, relayer, stranger):
        with ape.reverts("multisig: not an owner"):
            veto(change, other)


def test_reverts_for_what_is_not_scheduled(slow_hand, owners, scheduled, veto):
    with ape.reverts(NOT_SCHEDULED):
        veto((slow_hand.becomes(threshold=1), slow_hand.slot()), owners[0])
    terms, slot = scheduled()
    for other in ((terms | {"threshold": 2}, slot), (terms, slot | {"lane": 1}), (terms, slot | {"deadline": 7})):
        with ape.reverts(NOT_SCHEDULED):
            veto(other, owners[0])


def test_reverts_a_second_time(owners, scheduled, veto):
    change = scheduled()
    veto(change, owners[0])
    for owner in owners:
        with ape.reverts(VETOED):
            veto(change, owner)


def test_reverts_once_executed(slow_hand, owners, scheduled, veto, chain, at):
    terms, slot = scheduled()
    at(chain.pending_timestamp + DAY)
    slow_hand.configure(terms, owners, slot=slot)
    with ape.reverts():
        veto((terms, slot), owners[0])


def test_stops_it_for_good(slow_hand, slow, owners, scheduled, veto, chain, at, only_event):
    terms, slot = scheduled()
    proposal = slow_hand.hash("ConfigurationChange", terms, slot)
    receipt = veto((terms, slot), owners[2])
    assert only_event(receipt, slow.ConfigurationVetoed) == {"proposal": proposal, "owner": owners[2]}
    assert slow.ready_at(proposal) == NEVER
    for moment in (chain.pending_timestamp, chain.pending_timestamp + DAY, chain.pending_timestamp + 400 * DAY):
        at(moment)
        with ape.reverts(VETOED):
            slow_hand.configure(terms, owners, slot=slot)
    assert slow.wallet_terms().threshold == 2
    assert slow.next_nonce(0) == 0


@pytest.mark.parametrize("offset", [-1, 0, 1, 100 * DAY])
def test_stops_it_until_it_is_executed(slow_hand, slow, owners, scheduled, veto, at, offset):
    terms, slot = scheduled()
    at(slow.ready_at(slow_hand.hash("ConfigurationChange", terms, slot)) + offset)
    veto((terms, slot), owners[0])
    with ape.reverts(VETOED):
        slow_hand.configure(terms, owners, slot=slot)


def test_leaves_other_changes_and_the_lane(slow_hand, slow, owners, scheduled, veto, chain, at):
    """The same change again, under another deadline, waits anew and can be vetoed anew."""
    terms, slot = scheduled()
    veto((terms, slot), owners[0])
    slow_hand.pay([], owners[:2], slot=slow_hand.slot(lane=1))
    again = slot | {"deadline": FOREVER - 1}
    slow_hand.configure(terms, owners[:2], slot=again)
    at(chain.pending_timestamp + DAY)
    slow_hand.configure(terms, owners[1:], slot=again)
    assert slow.wallet_terms().threshold == 1


def test_nobody_keeps_itself_in(slow_hand, slow, owners, scheduled, veto, chain, at):
    terms, slot = scheduled(remove=[owners[2]])
    with ape.reverts("multisig: own removal"):
        veto((terms, slot), owners[2])
    at(chain.pending_timestamp + DAY)
    slow_hand.configure(terms, owners[:2], slot=slot)
    assert not slow.is_owner(owners[2])


@pytest.mark.parametrize("vetoer", [0, 1])
def test_others_keep_an_owner_in(slow_hand, slow, owners, scheduled, veto, vetoer):
    change = scheduled(remove=[owners[2]])
    veto(change, owners[vetoer])
    with ape.reverts(VETOED):
        slow_hand.configure(change[0], owners, slot=change[1])


def test_an_owner_vetoes_its_removal_among_others(slow_hand, owners, scheduled, veto):
    """Two owners at once: what removes more than the vetoer could be a coup."""
    change = scheduled(remove=owners[1:], threshold=1, call_threshold=1)
    veto(change, owners[2])
    with ape.reverts(VETOED):
        slow_hand.configure(change[0], owners, slot=change[1])


def test_one_who_became_an_owner_meanwhile_vetoes(
    slow_hand, slow, owners, newcomer, accepted, scheduled, veto, chain, at
):
    accepted(newcomer, wallet=slow)
    addition, change = scheduled(lane=1, add=[newcomer]), scheduled()
    at(chain.pending_timestamp + DAY + 5)
    slow_hand.configure(addition[0], owners, slot=addition[1])
    veto(change, newcomer)


def test_a_contract_that_is_an_owner_vetoes(create, hand_of, owners, wallet, do):
    mixed = hand_of(create([owners[0], wallet], 1, delay=DAY))
    terms, slot = mixed.becomes(threshold=2, call_threshold=2), mixed.slot()
    mixed.configure(terms, owners[:1], slot=slot)
    do(wallet, mixed.wallet.veto, words(terms), words(slot))
    with ape.reverts(VETOED):
        mixed.configure(terms, owners[:1], slot=slot)
