"""Approvals lie where the ABI says that they lie, and nowhere else, however a caller lays the words out."""

import pytest
from eth_abi import encode
from wallet_hand import payment
from wallet_words import MAGIC, NO_MAGIC, by_key, packed, words

DIGEST = b"\7" * 32
PAYMENTS = "(address,address,uint256,bytes32)[]"
HEAD = 6 * 32
FAR = (10_000, 2**32, 2**255, 2**256 - 1, 2**256 - 32, 2**256 - 36, 2**256 - 37, 2**256 - 100, 2**256 - HEAD)


def word(number):
    return number.to_bytes(32, "big")


@pytest.fixture
def rent(dollar, receiver):
    return [payment(dollar, receiver, 7)]


@pytest.fixture
def approvals(hand, rent, owners):
    return hand.approvals("Payments", rent, hand.slot(), owners[:2])


@pytest.fixture
def lay_out(hand, rent):
    """A call of execute_payments written out; parts are bytes, and each is where its offset says."""
    selector = bytes(hand.wallet.execute_payments.encode_input([], words(hand.slot()), b""))[:4]
    slot = b"".join(map(word, hand.slot().values()))

    def make(payments_at, approvals_at, tail):
        return selector + word(payments_at) + slot + word(approvals_at) + tail

    return make


@pytest.fixture
def listed(rent):
    return encode([PAYMENTS], [words(rent)])[32:]


def test_read_in_any_order_and_with_gaps(hand, lay_out, listed, approvals):
    given = word(len(approvals)) + approvals
    for gap in (0, 1, 31, 32, 500):
        first = lay_out(HEAD, HEAD + len(listed) + gap, listed + b"\xff" * gap + given)
        second = lay_out(HEAD + len(given) + gap, HEAD, given + b"\xff" * gap + listed)
        for data in (first, first + bytes(14), first + b"\xff" * 65, second):
            assert not hand.refuses_data(data), gap


def test_refused_elsewhere(hand, lay_out, listed, approvals):
    given = word(len(approvals)) + approvals
    right = HEAD + len(listed)
    for wrong in (0, 4, 32, HEAD, right - 32, right - 1, right + 1, right + 32, right + len(given), *FAR):
        assert hand.refuses_data(lay_out(HEAD, wrong, listed + given)), wrong
    assert not hand.refuses_data(lay_out(HEAD, right, listed + given))


def test_refused_when_longer_than_the_call(hand, lay_out, listed, approvals):
    right = HEAD + len(listed)
    for length in (131, 195, 6_144, 6_145, 2**32, 2**255, 2**256 - 1):
        assert hand.refuses_data(lay_out(HEAD, right, listed + word(length) + approvals)), length
    for cut in (1, 14, 65, 66, 130):
        assert hand.refuses_data(lay_out(HEAD, right, listed + word(130) + approvals[:-cut])), cut


def test_bytes_behind_them_are_none(hand, lay_out, listed, approvals):
    """Two approvals lie there, and one is said to: it is too few."""
    right = HEAD + len(listed)
    for length, reason in ((65, "too few approvals"), (0, "too few approvals"), (129, "bad approval")):
        data = lay_out(HEAD, right, listed + word(length) + approvals)
        assert hand.refuses_data(data, f"multisig: {reason}")


def test_a_message_is_read_in_the_same_way(hand, owners):
    message = hand.digest("WalletMessage", {"digest": DIGEST, "epoch": 0})
    signed = packed(*(by_key(owner, message) for owner in owners))
    selector = bytes(hand.wallet.isValidSignature.encode_input(DIGEST, b""))[:4]
    for gap in (0, 1, 64):
        data = selector + DIGEST + word(64 + gap) + b"\xff" * gap + word(195) + signed
        for more in (b"", bytes(29), b"\xff" * 70):
            assert hand.ask(data + more)[:4] == MAGIC
    for length in (194, 130, 0):
        data = selector + DIGEST + word(64) + word(length) + signed
        assert hand.ask(data)[:4] == NO_MAGIC
    for wrong in (0, 32, 96, *FAR):
        data = selector + DIGEST + word(wrong) + word(195) + signed
        assert hand.refuses_data(data) or hand.ask(data)[:4] == NO_MAGIC, wrong
