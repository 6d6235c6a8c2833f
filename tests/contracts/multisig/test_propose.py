import ape
import pytest
from wallet_hand import VERBS, call, limit, payment
from wallet_words import DAY, FOREVER, MEMO, by_key, on_chain, packed, words

KINDS = ("Payments", "Calls", "ConfigurationChange")
EVENTS = {
    "Payments": "PaymentsProposed",
    "Calls": "CallsProposed",
    "ConfigurationChange": "ConfigurationProposed",
}
each_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def content(hand, dollar, receiver, desk, newcomer, owners, accepted):
    accepted(newcomer)
    changes = {"add": [newcomer], "remove": [owners[2]], "threshold": 1, "limits": [limit(desk, dollar, 5, DAY)]}
    return {
        "Payments": [payment(dollar, receiver, 7, MEMO), payment(dollar, receiver, 8)],
        "Calls": [call(dollar.approve, receiver, 7), call(dollar.transfer, receiver, 9, value=0)],
        "ConfigurationChange": hand.becomes(**changes),
    }


@each_kind
def test_reverts_for_others_than_owners(hand, content, admin, newcomer, relayer, stranger, kind):
    for other in (admin, newcomer, relayer, stranger):
        with ape.reverts("multisig: not an owner"):
            hand.propose(kind, content[kind], hand.slot(), other)


@each_kind
def test_tells_all_of_it(hand, content, owners, told, kind):
    slot = hand.slot(lane=3, nonce=8, not_before=5, deadline=FOREVER)
    proposal = hand.hash(kind, content[kind], slot)
    confirmed, proposed = told(hand.propose(kind, content[kind], slot, owners[1]), hand.wallet)
    assert confirmed == ("Confirmed", {"proposal": proposal, "owner": owners[1]})
    assert proposed[0] == EVENTS[kind]
    assert bare(proposed[1]) == bare(
        {"proposal": proposal, "proposer": owners[1].address, VERBS[kind]: content[kind], "slot": slot, "epoch": 0}
    )


def bare(value):
    """Structs and lists as tuples, addresses in small letters: as Ape decodes what lies deeper than a field."""
    if isinstance(value, dict):
        return tuple(bare(one) for one in value.values())
    if isinstance(value, (list, tuple)):
        return tuple(bare(one) for one in value)
    return value.lower() if isinstance(value, str) else value


def test_can_be_repeated_and_joined(hand, content, owners, told):
    """Terms are told again by whoever proposes them; a confirmation once."""
    slot = hand.slot()
    names = [
        [name for name, _ in told(hand.propose("Payments", content["Payments"], slot, owner), hand.wallet)]
        for owner in (owners[0], owners[0], owners[1])
    ]
    assert names == [["Confirmed", "PaymentsProposed"], ["PaymentsProposed"], ["Confirmed", "PaymentsProposed"]]


@each_kind
def test_counts_as_the_proposers_confirmation(hand, content, owners, kind):
    slot = hand.slot()
    hand.propose(kind, content[kind], slot, owners[0])
    proposal = hand.hash(kind, content[kind], slot)
    assert hand.wallet.is_confirmed(proposal, owners[0])
    approvals = packed(on_chain(owners[0]), *(by_key(owner, proposal) for owner in owners[1:]))
    hand.execute(kind, content[kind], [], approvals=approvals)
    assert hand.wallet.next_nonce(0) + hand.wallet.next_change(0) == 1


def test_uses_no_nonce_and_moves_nothing(hand, content, owners, dollar, receiver):
    for kind in KINDS:
        hand.propose(kind, content[kind], hand.slot(), owners[0])
    assert hand.wallet.next_nonce(0) == 0
    assert (dollar.balanceOf(receiver), hand.wallet.owners()) == (0, owners)


def test_a_proposal_can_be_taken_back_by_its_proposer(hand, content, owners):
    for kind in KINDS:
        hand.propose(kind, content[kind], hand.slot(), owners[0])
        proposal = hand.hash(kind, content[kind], hand.slot())
        hand.wallet.revoke_confirmation(proposal, sender=owners[0])
        approvals = packed(on_chain(owners[0]))
        assert hand.refuses(kind, content[kind], hand.slot(), approvals, "multisig: bad approval")


@each_kind
def test_hash_is_that_of_eth_account(hand, content, kind):
    for slot in (hand.slot(), hand.slot(lane=2**256 - 1, nonce=7, not_before=1, deadline=2**256 - 1)):
        view = getattr(hand.wallet, f"{VERBS[kind]}_hash")
        assert view(words(content[kind]), words(slot)) == hand.hash(kind, content[kind], slot)


def test_hash_of_an_empty_list_is_that_of_eth_account(hand):
    slot = words(hand.slot())
    assert hand.wallet.payments_hash([], slot) == hand.hash("Payments", [], hand.slot())
    assert hand.wallet.calls_hash([], slot) == hand.hash("Calls", [], hand.slot())


def test_hash_of_the_longest_lists_is_that_of_eth_account(hand, dollar, receiver, accounts):
    payments = [payment(dollar, receiver, i, bytes([i]) * 32) for i in range(16)]
    calls = [dict(call(dollar.approve, receiver, i), data=bytes([i]) * (2_048 - i)) for i in range(8)]
    people = [account.address for account in accounts[:10]] * 3
    limits = [limit(receiver, dollar, i, i) for i in range(8)]
    terms = hand.becomes(threshold=2**255) | {"add": people, "remove": people[1:], "limits": limits}
    slot = hand.slot()
    for kind, content in zip(KINDS, (payments, calls, terms), strict=True):
        view = getattr(hand.wallet, f"{VERBS[kind]}_hash")
        assert view(words(content), words(slot)) == hand.hash(kind, content, slot)
