"""One test for each class of defect that audits and users of other wallets found."""

import ape
import pytest
from wallet_hand import call, payment
from wallet_words import DAY, NATIVE, address_word, by_key, by_wallet, on_chain, packed, words

FEW, BAD = "multisig: too few approvals", "multisig: bad approval"


@pytest.fixture
def rent(dollar, receiver):
    return [payment(dollar, receiver, 7)]


def test_a_newcomer_cannot_evict_the_founder_before_the_threshold_rises(create, hand_of, owners, newcomer, accepted):
    """Owner and threshold come in one change: there is no second in which the newcomer alone is enough."""
    alone = hand_of(create(owners[:1], 1))
    accepted(newcomer, wallet=alone.wallet)
    alone.configure(alone.becomes(add=[newcomer], threshold=2, call_threshold=2), owners[:1])
    with ape.reverts(FEW):
        alone.configure(alone.becomes(remove=owners[:1], threshold=1, call_threshold=1), [newcomer])


def test_a_removal_lowers_no_threshold_by_itself(hand, owners):
    for gone in owners:
        with ape.reverts("multisig: bad threshold"):
            hand.configure(hand.becomes(remove=[gone]), owners)


def test_a_vetoed_change_stays_vetoed_when_the_delay_is_gone(slow_hand, owners, chain, at):
    """Cancelled operations of a timelock came to life when its guard was taken off."""
    coup, freed = slow_hand.becomes(threshold=1), slow_hand.becomes(delay=0)
    slots = slow_hand.slot(lane=1), slow_hand.slot(lane=2)
    slow_hand.configure(coup, owners, slot=slots[0])
    slow_hand.configure(freed, owners, slot=slots[1])
    slow_hand.wallet.veto(words(coup), words(slots[0]), sender=owners[0])
    at(chain.pending_timestamp + DAY + 5)
    slow_hand.configure(freed, owners, slot=slots[1])
    with ape.reverts("multisig: vetoed"):
        slow_hand.configure(coup, owners, slot=slots[0])


def test_an_owner_who_cannot_sign_locks_no_money(create, hand_of, owners, wallet, deployer, do, rent):
    """A contract that wraps what it signs in a digest of its own never approves by ERC-1271; it confirms instead."""
    wallet.setAnswer(2, sender=deployer)
    both = hand_of(create([owners[0], wallet], 2))
    proposal = both.hash("Payments", rent, both.slot())
    assert both.refuses("Payments", rent, both.slot(), packed(by_wallet(wallet, bytes(65))), BAD)
    do(wallet, both.wallet.confirm, proposal)
    both.pay(rent, [], approvals=packed(by_key(owners[0], proposal), on_chain(wallet)))


def test_owners_are_never_tricked_into_a_call_of_the_wallet(hand, owners, wallet, multisig):
    """Neither straight nor through somebody: what changes the wallet is signed as a configuration."""
    accept = multisig.accept_ownership
    with ape.reverts("multisig: call to itself"):
        hand.call([call(accept)], owners)
    around = call(wallet.execute, multisig, 0, accept.encode_input())
    with ape.reverts():
        hand.call([around], owners)
    assert not multisig.is_owner(wallet)


def test_bytes_within_a_contracts_signature_are_no_approvals(create, hand_of, owners, wallet, deployer, rent):
    """A signature may hold other entries: they belong to the contract, and are read once."""
    mixed = hand_of(create([owners[0], wallet, owners[1]], 3))
    proposal = mixed.hash("Payments", rent, mixed.slot())
    inside = packed(by_key(owners[0], proposal), by_key(owners[1], proposal))
    wallet.setAnswer(1, sender=deployer)
    assert mixed.refuses("Payments", rent, mixed.slot(), packed(by_wallet(wallet, inside)), FEW)
    short = address_word(wallet) + (0).to_bytes(32, "big") + b"\0"
    whole = packed((wallet.address, short), by_key(owners[0], proposal), by_key(owners[1], proposal))
    mixed.pay(rent, [], approvals=whole)


def test_words_with_dirty_addresses_and_short_words_are_none(hand, multisig, owners, rent, relayer):
    slot = hand.slot()
    approvals = hand.approvals("Payments", rent, slot, owners)
    good = bytes(multisig.execute_payments.encode_input([words(rent[0])], words(slot), approvals))
    receiver = address_word(rent[0]["to"])
    place = good.index(receiver)
    dirty = good[:place] + b"\1" + good[place + 1 :]
    for data in (dirty, good[:-64], good[:200], good[:4]):
        assert hand.refuses_data(data)
    relayer.transfer(multisig, 0, data=good)
    assert multisig.next_nonce(0) == 1


def test_a_proposal_that_fails_is_not_open_for_ever(hand, owners, wallet, deployer, chain, at):
    wallet.setReceipt(1, sender=deployer)
    stuck = [payment(NATIVE, wallet, 1)]
    slot = hand.slot(deadline=chain.pending_timestamp + DAY)
    with ape.reverts("wallet: no coin"):
        hand.pay(stuck, owners, slot=slot)
    wallet.setReceipt(0, sender=deployer)
    at(slot["deadline"])
    with ape.reverts("multisig: proposal expired"):
        hand.pay(stuck, owners, slot=slot)


def test_a_signature_for_one_wallet_counts_for_no_other_of_the_same_owners(create, hand_of, owners, rent):
    first, second = (hand_of(create(owners, 1)) for _ in range(2))
    signed = first.approvals("Payments", rent, first.slot(), owners[:1])
    assert second.refuses("Payments", rent, second.slot(), signed, BAD)
    first.pay(rent, [], approvals=signed)


def test_a_sender_who_asks_another_wallet_is_no_owner_of_it(create, hand_of, owners, multisig, hand, rent):
    """Only who sends to the wallet itself counts as sending: not an owner who sends through somebody."""
    outer = hand_of(create([owners[0], multisig], 1))
    verb = outer.wallet.execute_payments
    through = call(verb, [words(rent[0])], words(outer.slot()), packed(on_chain(owners[0])))
    with ape.reverts(BAD):
        hand.call([through], owners, sender=owners[0])
    itself = call(verb, [words(rent[0])], words(outer.slot()), packed(on_chain(multisig)))
    hand.call([itself], owners)
    assert outer.wallet.next_nonce(0) == 1


def test_a_limit_does_not_rise_without_the_wait(slow_hand, slow, owners, desk, dollar):
    """A limit that its signers can raise at once is none."""
    slow_hand.configure(slow_hand.becomes(limits=[]), owners)
    terms = slow_hand.becomes(limits=[{"spender": desk.address, "token": dollar.address, "amount": 1, "window": DAY}])
    slow_hand.configure(terms, owners)
    assert slow.limit(desk, dollar).amount == 0
