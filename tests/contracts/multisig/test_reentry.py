"""What calls back in the middle of something finds the writing doors locked, the reading ones open and up to date."""

import ape
import pytest
from wallet_hand import call, limit, payment
from wallet_words import DAY, FOREVER, NATIVE, on_chain, packed, struct, words

DOORS = ("pay", "call", "spend")


@pytest.fixture
def shared(create, hand_of, owners, hostile, desk):
    """A wallet of which a hostile token is an owner and a spender: whatever it tries would be its right elsewhere."""
    hand = hand_of(create([owners[0], hostile], 1))
    limits = [limit(hostile, hostile, 100, DAY), limit(desk, hostile, 100, DAY), limit(hostile, NATIVE, 100, DAY)]
    hand.configure(hand.becomes(limits=limits), owners[:1])
    return hand


@pytest.fixture
def enter(shared, owners, hostile, receiver, desk):
    """Let the wallet send five of the token, through one of the doors."""

    def through(door):
        made = payment(hostile, receiver, 5)
        if door == "spend":
            return shared.wallet.spend(words(made), sender=desk)
        if door == "pay":
            return shared.pay([made], owners[:1])
        return shared.call([call(hostile.transfer, receiver, 5)], owners[:1])

    return through


def tries(shared, hostile, receiver):
    """Every writing verb, as the token may call it at any other time: for lane 1, approved by being its sender."""
    wallet, slot = shared.wallet, words(struct("Slot", 1, 0, 0, FOREVER))
    made, approvals = words(payment(NATIVE, receiver, 1)), packed(on_chain(hostile))
    terms = words(shared.becomes())
    return {
        "execute_payments": wallet.execute_payments.encode_input([made], slot, approvals),
        "execute_calls": wallet.execute_calls.encode_input([(receiver.address, 1, b"")], slot, approvals),
        "execute_configuration": wallet.execute_configuration.encode_input(terms, slot, approvals),
        "propose_payments": wallet.propose_payments.encode_input([made], slot),
        "propose_calls": wallet.propose_calls.encode_input([], slot),
        "propose_configuration": wallet.propose_configuration.encode_input(terms, slot),
        "confirm": wallet.confirm.encode_input(b"\1" * 32),
        "spend": wallet.spend.encode_input(words(payment(NATIVE, receiver, 1))),
        "revoke_signature": wallet.revoke_signature.encode_input(b"\1" * 32),
    }


@pytest.mark.parametrize("door", DOORS)
def test_no_verb_can_be_called_back(shared, enter, hostile, receiver, deployer, door):
    for verb, data in tries(shared, hostile, receiver).items():
        hostile.setHook(shared.wallet, data, False, sender=deployer)
        enter(door)
        assert not hostile.hookSucceeded(), verb
    assert hostile.balanceOf(receiver) == 5 * 9
    assert shared.wallet.next_nonce(1) == 0


def test_each_of_them_works_at_another_time(shared, hostile, receiver, deployer, chain):
    """Or the test before would prove nothing."""
    hostile.mint(deployer, 5, sender=deployer)
    for verb, data in tries(shared, hostile, receiver).items():
        before = chain.snapshot()
        hostile.setHook(shared.wallet, data, False, sender=deployer)
        hostile.transfer(receiver, 5, sender=deployer)
        assert hostile.hookSucceeded(), verb
        chain.restore(before)


def test_a_call_back_that_must_succeed_reverts_all(shared, enter, hostile, receiver, deployer):
    hostile.setHook(shared.wallet, shared.wallet.confirm.encode_input(b"\1" * 32), True, sender=deployer)
    for door in DOORS:
        with ape.reverts("hook failed"):
            enter(door)
    assert hostile.balanceOf(receiver) == 0


@pytest.mark.parametrize("door", DOORS)
def test_views_answer_with_what_is_written_already(shared, enter, hostile, desk, deployer, door):
    wallet = shared.wallet
    reads = {
        "nonce": wallet.next_nonce.encode_input(0),
        "limit": wallet.limit.encode_input(desk, hostile),
        "valid": wallet.isValidSignature.encode_input(b"\1" * 32, b""),
    }
    for data in reads.values():
        nonce, spent = wallet.next_nonce(0), wallet.limit(desk, hostile).spent
        hostile.setHook(wallet, data, True, sender=deployer)
        enter(door)
        answer = bytes(hostile.hookAnswer())
        if data == reads["nonce"]:
            assert int.from_bytes(answer, "big") == nonce + (door != "spend")
        if data == reads["limit"]:
            assert int.from_bytes(answer[64:96], "big") == spent + (5 if door == "spend" else 0)


def test_a_receiver_of_coins_cannot_call_back(create, hand_of, owners, wallet, deployer):
    hand = hand_of(create([owners[0], wallet], 1))
    wallet.setReceipt(4, sender=deployer)
    wallet.setCall(hand.wallet, hand.wallet.confirm.encode_input(b"\1" * 32), sender=deployer)
    hand.pay([payment(NATIVE, wallet, 5)], owners[:1])
    assert not wallet.callSucceeded()
    deployer.transfer(wallet, 1)
    assert wallet.callSucceeded()


def test_coins_come_in_while_it_pays(create, hand_of, owners, wallet, deployer):
    """A receiver that sends something back finds that door open."""
    hand = hand_of(create([owners[0]], 1))
    before = hand.wallet.balance
    back = wallet.execute.encode_input(hand.wallet, 3, b"")
    wallet.setReceipt(4, sender=deployer)
    wallet.setCall(wallet, back, sender=deployer)
    hand.pay([payment(NATIVE, wallet, 5)], owners[:1])
    assert wallet.callSucceeded() and hand.wallet.balance == before - 2
