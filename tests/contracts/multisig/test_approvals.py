import itertools

import ape
import pytest
from eth_account import Account
from wallet_hand import call, payment
from wallet_words import DAY, MEMO, address_word, by_key, high_s, mutations, on_chain, packed, signature

BAD, UNSORTED, FEW = "multisig: bad approval", "multisig: approvals not ascending", "multisig: too few approvals"
KINDS = ("Payments", "Calls", "ConfigurationChange")
ROLES = ("admin", "newcomer", "receiver", "desk", "relayer", "stranger", "deployer")
each_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def content(hand, dollar, receiver, desk, newcomer, owners, accepted):
    """Something of each kind that the wallet would do."""
    accepted(newcomer)
    limit = {"spender": desk.address, "token": dollar.address, "amount": 5, "window": DAY}
    return {
        "Payments": [payment(dollar, receiver, 7, MEMO), payment(dollar, receiver, 8)],
        "Calls": [call(dollar.approve, receiver, 7), call(dollar.transfer, receiver, 9)],
        "ConfigurationChange": hand.becomes(add=[newcomer], remove=[owners[1]], limits=[limit]),
    }


@pytest.fixture
def refuses(hand, content):
    """Whether approvals of something of a kind are refused for a reason."""

    def ask(kind, approvals, reason, **how):
        return hand.refuses(kind, content[kind], hand.slot(), approvals, reason, **how)

    return ask


@pytest.fixture
def proposal(hand, content):
    return lambda kind: hand.hash(kind, content[kind], hand.slot())


@each_kind
def test_refused_when_another_field_was_signed(hand, content, refuses, owners, kind):
    message = hand.message(kind, content[kind], hand.slot())
    changed = list(mutations(message))
    assert len(changed) >= 13
    for field, other in changed:
        assert refuses(kind, packed(by_key(owners[0], hand.digest(kind, other))), BAD), field
    hand.execute(kind, content[kind], owners)


@each_kind
def test_refused_for_another_domain(hand, content, refuses, owners, slow, implementation, factory, kind):
    message = hand.message(kind, content[kind], hand.slot())
    others = [{"chainId": 1}, {"name": "Counterfoil Escrow"}, {"version": "2"}]
    others += [{"verifyingContract": other.address} for other in (slow, implementation, factory)]
    for other in others:
        assert refuses(kind, packed(by_key(owners[0], hand.digest(kind, message, **other))), BAD), other


def test_refused_for_another_kind(refuses, proposal, owners):
    for signed, handed_in in itertools.permutations(KINDS, 2):
        assert refuses(handed_in, packed(by_key(owners[0], proposal(signed))), BAD)


@each_kind
def test_refused_for_others_than_owners(refuses, proposal, request, kind):
    for role in ROLES:
        other = request.getfixturevalue(role)
        assert refuses(kind, packed(by_key(other, proposal(kind))), BAD), role
        assert refuses(kind, packed(on_chain(other)), BAD, sender=other), role


@each_kind
def test_refused_for_one_bad_approval_among_enough(refuses, proposal, owners, stranger, kind):
    good = [by_key(owner, proposal(kind)) for owner in owners]
    for spoiled in range(3):
        owner, entry = good[spoiled]
        bad = list(good)
        bad[spoiled] = owner, entry[:31] + bytes([entry[31] ^ 1]) + entry[32:]
        assert refuses(kind, packed(*bad), BAD) or refuses(kind, packed(*bad), UNSORTED)
    assert refuses(kind, packed(*good, by_key(stranger, proposal(kind))), BAD)


def test_refused_in_another_form(refuses, proposal, owners):
    good = signature(owners[0], proposal("Payments"))
    bad = [high_s(good), bytes(65), b"\xff" * 65, good[:32] + bytes(32) + good[64:], bytes(32) + good[32:]]
    bad += [good[:64] + bytes([v]) for v in (0, 1, 2, 26, 29, 30, 31, 32, 255, 55 - good[64])]
    bad += [good[:length] for length in (1, 63, 64)]
    for signed in bad:
        assert refuses("Payments", signed, BAD), signed.hex()


def test_refused_with_trailing_bytes(refuses, proposal, owners):
    good = packed(*(by_key(owner, proposal("Payments")) for owner in owners[:2]))
    for more in (b"\0", b"\1", b"\x1b", bytes(64), bytes(65), b"\xff" * 65):
        assert refuses("Payments", good + more, BAD)


def test_refused_when_an_owner_comes_twice(refuses, proposal, owners):
    first, second = owners[:2]
    by_first, by_second = by_key(first, proposal("Payments")), by_key(second, proposal("Payments"))
    twice = [[by_first, by_first], [by_first, on_chain(first)], [on_chain(first), by_first], [on_chain(first)] * 2]
    for pair in twice:
        approvals = b"".join(entry for _, entry in pair)
        assert refuses("Payments", approvals, UNSORTED, sender=first)
        assert refuses("Payments", approvals + by_second[1], UNSORTED, sender=first)


def test_refused_when_they_do_not_ascend(refuses, proposal, owners):
    entries = [by_key(owner, proposal("Payments"))[1] for owner in owners]
    for order in itertools.permutations(range(3)):
        if list(order) != [0, 1, 2]:
            assert refuses("Payments", b"".join(entries[i] for i in order), UNSORTED), order


@each_kind
def test_refused_a_second_time(hand, content, owners, kind):
    slot = hand.slot()
    approvals = hand.approvals(kind, content[kind], slot, owners)
    hand.execute(kind, content[kind], [], slot=slot, approvals=approvals)
    assert hand.refuses(kind, content[kind], slot, approvals, "multisig: wrong nonce")


def test_refused_for_an_owner_who_neither_confirmed_nor_sends(multisig, refuses, proposal, owners):
    multisig.confirm(proposal("Calls"), sender=owners[0])
    for sender in (None, owners[1]):
        assert refuses("Payments", packed(on_chain(owners[0])), BAD, sender=sender)


def test_refused_when_the_word_of_an_owner_on_chain_is_not_clean(refuses, owners):
    sender = owners[0]
    clean = on_chain(sender)[1]
    assert refuses("Payments", clean, FEW, sender=sender)
    for place in (0, 11, 32, 63):
        dirty = clean[:place] + b"\1" + clean[place + 1 :]
        assert refuses("Payments", dirty, BAD, sender=sender), place


def test_refused_for_an_owner_word_of_nobody(refuses):
    for owner in (bytes(32), bytes(31) + b"\1", b"\xff" * 32):
        for v in (0, 1):
            assert refuses("Payments", owner + bytes(32) + bytes([v]), BAD)


def test_refused_when_a_key_is_named_as_a_contract(refuses, proposal, owners):
    for signed in (b"", bytes(65), signature(owners[0], proposal("Payments"))):
        entry = address_word(owners[0]) + len(signed).to_bytes(32, "big") + b"\0" + signed
        assert refuses("Payments", entry, BAD)


@each_kind
def test_counts_all_three_owners(hand, content, owners, multisig, kind):
    hand.execute(kind, content[kind], owners)
    change = kind == "ConfigurationChange"
    assert (multisig.next_nonce(0), multisig.next_change(0)) == (not change, change)


def test_counts_the_sender_as_one(hand, proposal, content, owners, multisig):
    for sender, other in ((owners[0], owners[1]), (owners[2], owners[1])):
        approvals = packed(on_chain(sender), by_key(other, proposal("Payments")))
        hand.execute("Payments", content["Payments"], [], approvals=approvals, sender=sender)
    assert multisig.next_nonce(0) == 2


def test_does_not_count_the_sender_unasked(hand, content, owners):
    with ape.reverts(FEW):
        hand.execute("Payments", content["Payments"], owners[:1], sender=owners[1])


def test_counts_thirty_two_owners(create, hand_of, dollar, receiver):
    people = [Account.from_key(bytes([7]) * 31 + bytes([i])) for i in range(1, 33)]
    crowd = hand_of(create([person.address for person in people], 32))
    rent = [payment(dollar, receiver, 7)]
    proposal = crowd.hash("Payments", rent, crowd.slot())
    signed = [(one.address, bytes(one.unsafe_sign_hash(proposal).signature)) for one in people]
    assert crowd.refuses("Payments", rent, crowd.slot(), packed(*signed[1:]), FEW)
    crowd.pay(rent, [], approvals=packed(*signed))
    assert dollar.balanceOf(receiver) == 7
