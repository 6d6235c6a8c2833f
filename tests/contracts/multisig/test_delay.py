"""Changes of a wallet with a delay: scheduled by enough owners, applied by enough owners when the time has come."""

import ape
import pytest
from wallet_hand import limit
from wallet_words import DAY, NEVER

EARLY, FEW = "multisig: configuration waits", "multisig: too few approvals"


@pytest.fixture
def schedule(slow_hand, owners):
    """A change that waits: its slot, its hash, and the second from which it may be executed."""

    def make(terms, **slot):
        slot = slow_hand.slot(**slot, kind="ConfigurationChange")
        receipt = slow_hand.configure(terms, owners[:2], slot=slot)
        proposal = slow_hand.hash("ConfigurationChange", terms, slot)
        return slot, proposal, receipt.timestamp + slow_hand.wallet.wallet_terms().delay

    return make


def test_reverts_below_the_threshold_both_times(slow_hand, owners, schedule, at):
    terms = slow_hand.becomes(threshold=1)
    with ape.reverts(FEW):
        slow_hand.configure(terms, owners[:1])
    slot, proposal, ready_at = schedule(terms)
    at(ready_at)
    for few in ([], owners[2:]):
        with ape.reverts(FEW):
            slow_hand.configure(terms, few, slot=slot)
    assert slow_hand.wallet.ready_at(proposal) == ready_at


@pytest.mark.parametrize("early", [DAY - 10, 1])
def test_reverts_while_it_waits(slow_hand, owners, schedule, at, early):
    terms = slow_hand.becomes(threshold=1)
    slot, _, ready_at = schedule(terms)
    at(ready_at - early)
    with ape.reverts(EARLY):
        slow_hand.configure(terms, owners, slot=slot)


def test_reverts_from_the_deadline_on_although_it_waited(slow_hand, owners, schedule, chain, at):
    terms = slow_hand.becomes(threshold=1)
    slot, _, ready_at = schedule(terms, deadline=chain.pending_timestamp + DAY + 100)
    assert ready_at < slot["deadline"]
    at(slot["deadline"])
    with ape.reverts("multisig: proposal expired"):
        slow_hand.configure(terms, owners, slot=slot)


@pytest.mark.parametrize("late", [0, 1])
def test_reverts_to_schedule_from_the_deadline_on(slow_hand, owners, chain, at, late):
    slot = slow_hand.slot(deadline=chain.pending_timestamp + DAY)
    at(slot["deadline"] + late)
    with ape.reverts("multisig: proposal expired"):
        slow_hand.configure(slow_hand.becomes(threshold=1), owners, slot=slot)


def test_reverts_before_its_own_time_although_it_waited(slow_hand, owners, chain, at, schedule):
    terms = slow_hand.becomes(threshold=1)
    slot = slow_hand.slot(not_before=chain.pending_timestamp + 3 * DAY)
    with ape.reverts("multisig: too early"):
        slow_hand.configure(terms, owners, slot=slot)
    at(slot["not_before"])
    slow_hand.configure(terms, owners, slot=slot)
    with ape.reverts(EARLY):
        slow_hand.configure(terms, owners, slot=slot)


def test_reverts_when_its_nonce_was_used_meanwhile(slow_hand, owners, schedule, at):
    terms = slow_hand.becomes(threshold=1)
    slot, _, ready_at = schedule(terms)
    slow_hand.configure(slow_hand.becomes(), owners[:2])
    at(ready_at)
    with ape.reverts("multisig: wrong nonce"):
        slow_hand.configure(terms, owners, slot=slot)


def test_payments_and_calls_void_no_change_that_waits(slow_hand, slow, owners, schedule, at):
    """Whoever may only pay could otherwise use a change's nonce up, for nothing, a second before."""
    terms = slow_hand.becomes(threshold=1)
    slot, _, ready_at = schedule(terms)
    slow_hand.pay([], owners[:2])
    slow_hand.call([], owners[:2])
    at(ready_at)
    slow_hand.configure(terms, owners, slot=slot)
    assert (slow.wallet_terms().threshold, slow.next_nonce(0), slow.next_change(0)) == (1, 2, 1)


def test_reverts_a_second_time(slow_hand, owners, schedule, at):
    terms = slow_hand.becomes(threshold=1)
    slot, _, ready_at = schedule(terms)
    at(ready_at)
    slow_hand.configure(terms, owners, slot=slot)
    with ape.reverts("multisig: wrong nonce"):
        slow_hand.configure(terms, owners, slot=slot)


def test_schedules_and_tells_since_when(slow_hand, slow, owners, only_event, told):
    terms, slot = slow_hand.becomes(threshold=1), slow_hand.slot(lane=5)
    proposal = slow_hand.hash("ConfigurationChange", terms, slot)
    assert slow.ready_at(proposal) == 0
    receipt = slow_hand.configure(terms, owners[1:], slot=slot)
    scheduled = {"proposal": proposal, "lane": 5, "nonce": 0, "ready_at": receipt.timestamp + DAY}
    assert told(receipt, slow) == [("ConfigurationScheduled", scheduled)]
    assert slow.ready_at(proposal) == receipt.timestamp + DAY
    assert list(slow.wallet_terms()) == [2, 2, 3, DAY, 0]
    assert slow.next_change(5) == 0


@pytest.mark.parametrize("late", [0, 1, 400 * DAY])
def test_applies_from_then_on(slow_hand, slow, owners, schedule, at, told, late):
    terms = slow_hand.becomes(threshold=1, delay=0)
    slot, proposal, ready_at = schedule(terms)
    at(ready_at + late)
    receipt = slow_hand.configure(terms, owners[1:], slot=slot)
    assert [name for name, _ in told(receipt, slow)] == ["ConfigurationChanged"]
    assert list(slow.wallet_terms()) == [1, 2, 3, 0, 0]
    assert (slow.next_change(0), slow.ready_at(proposal)) == (1, 0)


CHANGES = {
    "a lower threshold": {"threshold": 1},
    "a higher threshold": {"threshold": 2, "call_threshold": 3},
    "a lower threshold of calls": {"threshold": 1, "call_threshold": 1},
    "no delay": {"delay": 0},
    "a longer delay": {"delay": 2 * DAY},
    "an owner more": {"add": ["newcomer"]},
    "an owner less": {"remove": ["third"]},
}


def test_every_other_change_than_lower_limits_waits(slow_hand, slow, owners, newcomer, schedule):
    """Additions too of one who has not accepted: the terms are judged when they are applied."""
    people = {"newcomer": newcomer, "third": owners[2]}
    for change, fields in CHANGES.items():
        named = {
            key: [people[name] for name in value] if key in ("add", "remove") else value
            for key, value in fields.items()
        }
        _, proposal, ready_at = schedule(slow_hand.becomes(**named))
        assert slow.ready_at(proposal) == ready_at, change


def test_the_delay_of_now_counts_for_what_comes_after(slow_hand, slow, owners, schedule, at):
    longer = slow_hand.becomes(delay=2 * DAY)
    slot = schedule(longer)[0]
    other, waiting, ready_other = schedule(slow_hand.becomes(threshold=1), lane=1)
    at(ready_other + 1)
    slow_hand.configure(longer, owners, slot=slot)
    assert slow.ready_at(waiting) == ready_other
    slow_hand.configure(slow_hand.becomes(threshold=1, delay=DAY), owners, slot=other)
    assert slow.wallet_terms().delay == DAY


def test_a_limit_is_given_after_the_delay(slow_hand, slow, owners, desk, dollar, schedule, at):
    terms = slow_hand.becomes(limits=[limit(desk, dollar, 100, DAY)])
    slot, _, ready_at = schedule(terms)
    assert slow.limit(desk, dollar).amount == 0
    at(ready_at)
    slow_hand.configure(terms, owners, slot=slot)
    assert slow.limit(desk, dollar).amount == 100


@pytest.fixture
def limited(slow_hand, owners, desk, dollar, schedule, at):
    """The slow wallet with a limit of 100 a day."""
    terms = slow_hand.becomes(limits=[limit(desk, dollar, 100, DAY)])
    slot, _, ready_at = schedule(terms)
    at(ready_at)
    slow_hand.configure(terms, owners, slot=slot)


@pytest.mark.parametrize("amount", [0, 99, 100])
def test_a_limit_is_lowered_at_once(slow_hand, slow, owners, desk, dollar, limited, told, amount):
    receipt = slow_hand.configure(slow_hand.becomes(limits=[limit(desk, dollar, amount, DAY)]), owners[:2])
    assert [name for name, _ in told(receipt, slow)] == ["LimitChanged", "ConfigurationChanged"]
    assert slow.limit(desk, dollar).amount == amount


@pytest.mark.parametrize("amount, window", [(101, DAY), (100, DAY - 1), (99, DAY + 1), (99, DAY - 1)])
def test_a_limit_is_raised_or_counted_otherwise_after_the_delay(
    slow_hand, slow, desk, dollar, limited, schedule, amount, window
):
    _, proposal, ready_at = schedule(slow_hand.becomes(limits=[limit(desk, dollar, amount, window)]))
    assert slow.ready_at(proposal) == ready_at
    assert slow.limit(desk, dollar).amount == 100


def test_one_raise_among_lowerings_makes_all_wait(slow_hand, slow, desk, dollar, hostile, limited, schedule):
    both = [limit(desk, dollar, 50, DAY), limit(desk, hostile, 1, DAY)]
    _, proposal, ready_at = schedule(slow_hand.becomes(limits=both))
    assert slow.ready_at(proposal) == ready_at
    assert slow.limit(desk, dollar).amount == 100


def test_a_lowering_with_another_change_waits(slow_hand, slow, desk, dollar, limited, schedule):
    terms = slow_hand.becomes(threshold=1, limits=[limit(desk, dollar, 50, DAY)])
    _, proposal, ready_at = schedule(terms)
    assert slow.ready_at(proposal) == ready_at != NEVER
    assert slow.limit(desk, dollar).amount == 100


def test_payments_and_calls_do_not_wait(slow_hand, owners):
    slow_hand.pay([], owners[:2])
    slow_hand.call([], owners[:2])
    assert slow_hand.wallet.next_nonce(0) == 2
