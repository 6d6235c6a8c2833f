import ape
import pytest

LARGEST_IN_THE_WORD = 2**56 - 2
ID, OTHER = b"\1" * 32, b"\2" * 32
PAID_AT = 1_800_000_000
UNKNOWN, REQUESTED, CANCELLED = 0, 1, 3
ZERO = "0x" + "00" * 20


@pytest.fixture(scope="module")
def harness(harness_of):
    return harness_of("Payments")


@pytest.fixture
def paid_word(payer):
    return (int(payer.address, 16) << 96) | (PAID_AT << 56)


@pytest.fixture
def paid_harness(harness, paid_word, deployer):
    harness.write(ID, paid_word, sender=deployer)
    return harness


def test_reverts_for_what_is_cancelled(harness, deployer):
    harness.write(ID, CANCELLED, sender=deployer)
    with ape.reverts("payments: invoice cancelled"):
        harness.check_unsettled(ID)


def test_reverts_for_what_is_paid(paid_harness):
    with ape.reverts("payments: invoice already paid"):
        paid_harness.check_unsettled(ID)


def test_lets_through_what_is_neither(harness, deployer):
    for word in (UNKNOWN, REQUESTED):
        harness.write(ID, word, sender=deployer)
        harness.check_unsettled(ID)


@pytest.mark.parametrize("status", [UNKNOWN, REQUESTED, CANCELLED])
def test_tells_a_status(harness, deployer, status):
    harness.write(ID, status, sender=deployer)
    assert list(harness.payment(ID)) == [status, ZERO, 0, 0]
    assert not harness.is_paid(ID)


@pytest.mark.parametrize(
    "refunded", [0, 1, LARGEST_IN_THE_WORD, LARGEST_IN_THE_WORD + 1, LARGEST_IN_THE_WORD + 2, 2**240, 2**256 - 1]
)
def test_tells_any_total_of_refunds(paid_harness, paid_word, deployer, payer, refunded):
    paid_harness.write_refunded(ID, refunded, sender=deployer)
    assert list(paid_harness.payment(ID)) == [2, payer, PAID_AT, refunded]
    assert paid_harness.is_paid(ID)
    in_the_word = min(refunded, LARGEST_IN_THE_WORD + 1)
    assert paid_harness.word(ID) == paid_word | in_the_word


def test_a_total_grows_out_of_the_word_and_on(paid_harness, deployer):
    for refunded in (5, LARGEST_IN_THE_WORD, LARGEST_IN_THE_WORD + 1, 2**100):
        paid_harness.write_refunded(ID, refunded, sender=deployer)
        assert paid_harness.payment(ID)[3] == refunded


def test_large_totals_are_each_payments_own(paid_harness, paid_word, deployer):
    paid_harness.write(OTHER, paid_word, sender=deployer)
    paid_harness.write_refunded(ID, 2**100, sender=deployer)
    paid_harness.write_refunded(OTHER, 2**101, sender=deployer)
    assert [paid_harness.payment(i)[3] for i in (ID, OTHER)] == [2**100, 2**101]
