import itertools

import pytest

TERMS = (160, 6, 6, 6, 22, 20, 36)
AMOUNT_AND_TIME = (96, 120, 40)


def account(number):
    return "0x" + number.to_bytes(20, "big").hex()


def number_of(answer):
    return int(answer, 16) if isinstance(answer, str) else int(answer)


def edges(widths):
    """Every field at zero, at one and at its largest, with all the others at zero and at their largest."""
    for field, width in enumerate(widths):
        for value, rest in itertools.product((0, 1, 2**width - 1), (0, 1)):
            yield tuple(value if i == field else rest * (2**other - 1) for i, other in enumerate(widths))


def laid(fields, widths):
    """The word that has the fields side by side, the first one highest."""
    assert sum(widths) == 256
    word = 0
    for field, width in zip(fields, widths, strict=True):
        word = (word << width) | field
    return word


@pytest.fixture
def harness(boa_harness_of):
    return boa_harness_of("WalletPacking")


def test_terms_word(harness):
    for fields in edges(TERMS):
        word = harness.terms(account(fields[0]), *fields[1:])
        assert word == laid(fields, TERMS)
        assert [number_of(answer) for answer in harness.of_terms(word)] == list(fields)


def test_limit_and_usage_words(harness):
    for fields in edges(AMOUNT_AND_TIME):
        word = harness.amount_and_time(*fields)
        assert word == laid(fields, AMOUNT_AND_TIME)
        assert tuple(harness.of_amount_and_time(word)) == fields
