import boa
import pytest

NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
HOUR = 3_600
MEMO = b"refund 7".ljust(32, b"\0")
ABOVE = "multisig: above the limit"
RANGE = "multisig: limit out of range"


@pytest.fixture
def limits(boa_harness_of):
    made = boa_harness_of("Limits")
    boa.env.set_balance(made.address, 10**18)
    return made


@pytest.fixture
def spender():
    return boa.env.generate_address("spender")


@pytest.fixture
def receiver():
    return boa.env.generate_address("receiver")


@pytest.fixture
def pay(limits, spender, receiver):
    """The native coin, as the spender."""

    def send(amount):
        limits.spend((NATIVE, receiver, amount, MEMO), sender=spender)

    return send


@pytest.fixture
def at(limits):
    """The state of the spender's limit at a time."""

    def move(timestamp):
        boa.env.timestamp = timestamp

    return move


@pytest.fixture
def state(limits, spender):
    return lambda: tuple(limits.limit(spender, NATIVE))


def test_reverts_for_what_is_no_limit(limits, spender):
    for terms, reason in (
        (("0x" + "00" * 20, NATIVE, 1, HOUR), "multisig: bad spender"),
        ((limits.address, NATIVE, 1, HOUR), "multisig: bad spender"),
        ((spender, NATIVE, 2**96, HOUR), RANGE),
        ((spender, NATIVE, 1, 366 * 86_400 + 1), RANGE),
        ((spender, NATIVE, 1, 0), RANGE),
    ):
        with boa.reverts(reason):
            limits.change(terms)
    limits.change((spender, NATIVE, 2**96 - 1, 366 * 86_400))
    limits.change((spender, NATIVE, 0, 0))


def test_reverts_without_a_limit(pay, state):
    with boa.reverts(ABOVE):
        pay(1)
    assert state() == (0, 0, 0, 0, 0)


def test_reverts_above_what_the_window_leaves(limits, spender, pay):
    limits.change((spender, NATIVE, 100, HOUR))
    pay(60)
    with boa.reverts(ABOVE):
        pay(41)
    pay(40)
    with boa.reverts(ABOVE):
        pay(1)


def test_windows_count_from_the_second_the_limit_was_set(limits, spender, pay, at, state):
    start = boa.env.timestamp
    limits.change((spender, NATIVE, 100, HOUR))
    at(start + HOUR - 1)
    pay(100)
    assert state() == (100, HOUR, 100, start + HOUR, 1)
    with boa.reverts(ABOVE):
        pay(1)
    at(start + HOUR)
    assert state() == (100, HOUR, 0, start + 2 * HOUR, 1)
    pay(100)
    at(start + 9 * HOUR + 1)
    assert state() == (100, HOUR, 0, start + 10 * HOUR, 2)
    pay(1)


def test_a_change_is_no_fresh_start(limits, spender, pay, state):
    start = boa.env.timestamp
    limits.change((spender, NATIVE, 100, HOUR))
    pay(70)
    for amount in (50, 0, 90):
        limits.change((spender, NATIVE, amount, HOUR))
        assert state() == (amount, HOUR, 70, start + HOUR, 1)
    with boa.reverts(ABOVE):
        pay(21)
    pay(20)


def test_below_what_is_spent_nothing_is_left(limits, spender, pay):
    limits.change((spender, NATIVE, 100, HOUR))
    pay(70)
    limits.change((spender, NATIVE, 50, HOUR))
    with boa.reverts(ABOVE):
        pay(1)


def test_another_window_begins_at_once_and_the_numbers_go_on(limits, spender, pay, at, state):
    limits.change((spender, NATIVE, 100, HOUR))
    pay(100)
    at(boa.env.timestamp + 5)
    limits.change((spender, NATIVE, 100, HOUR + 1))
    assert state() == (100, HOUR + 1, 0, boa.env.timestamp + HOUR + 1, 1)
    pay(100)
    assert state()[4] == 2


def test_lowers_only_within_the_same_window(limits, spender):
    limits.change((spender, NATIVE, 100, HOUR))
    assert limits.lowers((spender, NATIVE, 100, HOUR))
    assert limits.lowers((spender, NATIVE, 0, HOUR))
    assert not limits.lowers((spender, NATIVE, 101, HOUR))
    assert not limits.lowers((spender, NATIVE, 99, HOUR + 1))
    assert not limits.lowers((spender, NATIVE, 0, 0))
