import itertools

import pytest

# total, charges, paid_until, until, offset, shift, fee in bps, attempts, flags, status: 256 bits
WIDTHS = (96, 16, 36, 36, 25, 25, 7, 6, 6, 3)
PAID_UNTIL, UNTIL, OFFSET, SHIFT, FEE, ATTEMPTS, FLAGS, STATUS = range(2, 10)


@pytest.fixture(scope="module")
def harness(harness_of):
    return harness_of("MandatePacking")


def edges():
    """Every field at zero, at one and at its largest, with all the others at zero and at their largest."""
    for field, width in enumerate(WIDTHS):
        for value, rest in itertools.product((0, 1, 2**width - 1), (0, 1)):
            yield [value if i == field else rest * (2**other - 1) for i, other in enumerate(WIDTHS)]


def laid(fields):
    """The word that has the fields side by side, the first one highest."""
    word = 0
    for field, width in zip(fields, WIDTHS, strict=True):
        word = (word << width) | field
    return word


def test_mandate_word(harness):
    assert sum(WIDTHS) == 256
    for fields in edges():
        assert harness.mandate(*fields) == laid(fields)
        assert list(harness.of_mandate(laid(fields))) == fields


@pytest.mark.parametrize("paid_until", [0, 1, 2**36 - 1])
def test_mandate_word_paid_until_another_time(harness, paid_until):
    for rest in (0, 1):
        fields = [rest * (2**width - 1) for width in WIDTHS]
        changed = [paid_until if i == PAID_UNTIL else field for i, field in enumerate(fields)]
        assert harness.with_paid_until(laid(fields), paid_until) == laid(changed)


@pytest.mark.parametrize("wait", [(0, 0, 0), (1, 1, 1), (2**36 - 1, 2**25 - 1, 7)])
def test_mandate_word_in_another_wait(harness, wait):
    for rest in (0, 1):
        fields = [rest * (2**width - 1) for width in WIDTHS]
        changed = list(fields)
        changed[UNTIL], changed[OFFSET], changed[STATUS] = wait
        assert harness.waiting(laid(fields), *wait) == laid(changed)


def test_what_a_charge_keeps(harness):
    kept = [0] * 5 + [2**25 - 1, 2**7 - 1, 0, 0b000011, 0]
    assert harness.kept_by_a_charge(2**256 - 1) == laid(kept)


def test_statuses_in_which_paid_time_counts(harness):
    assert [status for status in range(8) if harness.is_lasting(status)] == [1, 4, 6]
