import itertools

import pytest

LARGEST_ADDRESS = 2**160 - 1
ONES = 2**256 - 1


def account(number):
    return "0x" + number.to_bytes(20, "big").hex()


def number_of(answer):
    """Whatever a field is in Solidity's eyes, as the number in the word."""
    return int(answer, 16) if isinstance(answer, str) else int(answer)


def edges(*widths):
    """Every field at zero, at one and at its largest, with all the others at zero and at their largest."""
    for field, width in enumerate(widths):
        for value, rest in itertools.product((0, 1, 2**width - 1), (0, 1)):
            yield tuple(value if i == field else rest * (2**other - 1) for i, other in enumerate(widths))


def laid(fields, widths):
    """The word that has the fields side by side, the first one highest."""
    word = 0
    for field, width in zip(fields, widths, strict=True):
        assert field < 2**width
        word = (word << width) | field
    return word


@pytest.fixture(scope="module")
def harness(harness_of):
    return harness_of("Packing")


def test_merchant_word(harness):
    widths = (160, 48, 16, 32)
    for fields in edges(*widths):
        word = harness.merchant(account(fields[0]), *fields[1:])
        assert word == laid(fields, widths)
        assert [number_of(a) for a in harness.of_merchant(word)] == list(fields)


@pytest.mark.parametrize("word", [0, 1, 2**96 - 1, 2**96, ONES])
@pytest.mark.parametrize("to", [0, 1, LARGEST_ADDRESS])
def test_merchant_word_with_another_payout(harness, word, to):
    assert harness.with_payout(word, account(to)) == (to << 96) | (word % 2**96)


def test_proposal_word(harness):
    for fields in edges(160, 96):
        word = harness.proposal(account(fields[0]), fields[1])
        assert word == laid(fields, (160, 96))
        assert [number_of(a) for a in harness.of_proposal(word)] == list(fields)


def test_policy_word(harness):
    widths = (160, 72, 16, 6, 1, 1)
    for receiver, number, fee_bps, _, has_list, paused in edges(*widths):
        word = harness.policy(account(receiver), number, fee_bps, bool(paused), bool(has_list))
        assert word == laid((receiver, number, fee_bps, 0, has_list, paused), widths)
        told = [number_of(a) for a in harness.of_policy(word)]
        assert told == [receiver, number, fee_bps, paused, paused | has_list]


def test_payment_word(harness):
    widths = (160, 40, 56)
    for fields in edges(*widths):
        told = harness.of_payment(laid(fields, widths))
        assert [number_of(a) for a in told] == [int(fields[0] != 0), *fields]


@pytest.mark.parametrize("status", [0, 1, 3])
def test_payment_word_of_nobody_is_a_status(harness, status):
    assert not harness.of_payment(status)[0]


def test_deal_word(harness):
    widths = (96, 96, 36, 18, 7, 3)
    for fields in edges(*widths):
        word = harness.deal(*fields)
        assert word == laid(fields, widths)
        assert list(harness.of_deal(word)) == list(fields)
