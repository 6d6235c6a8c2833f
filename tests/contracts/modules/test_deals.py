import random

import ape
import boa
import pytest
from eth_account.messages import encode_typed_data
from eth_utils import keccak

ONE = "0x" + "11" * 20
OFFERED, ACCEPTED, DECLINED, FUNDED, DELIVERED, DISPUTED, CLOSED = range(7)
ALL = 2**256 - 1
LAST = 2**18 - 16
LATEST_STEP = 2**18 - 1
LARGEST = 2**96 - 1
NOW = 1_900_000_000
KINDS = {
    "depositor": "address",
    "beneficiary": "address",
    "arbiter": "address",
    "token": "address",
    "amount": "uint256",
    "max_fee_bps": "uint256",
    "delivery_until": "uint256",
    "inspection_period": "uint256",
    "claim_hash": "bytes32",
    "arbiter_fee_bps": "uint256",
    "dispute_period": "uint256",
    "on_timeout_bps": "uint256",
    "salt": "bytes32",
}
SAMPLES = {"address": ONE, "uint256": 7, "bytes32": b"\3" * 32}
OTHERS = {"address": "0x" + "22" * 20, "uint256": 8, "bytes32": b"\4" * 32}


def word_of(held=0, returned=0, since=0, step=1, fee_bps=0, status=FUNDED):
    return held << 160 | returned << 64 | since << 28 | step << 10 | fee_bps << 3 | status


def fields_of(word):
    return {
        "held": word >> 160,
        "returned": (word >> 64) % 2**96,
        "since": (word >> 28) % 2**36,
        "step": (word >> 10) % 2**18,
        "fee_bps": (word >> 3) % 2**7,
        "status": word % 2**3,
    }


@pytest.fixture(scope="module")
def harness(harness_of):
    return harness_of("Deals")


@pytest.fixture
def terms():
    return {name: SAMPLES[kind] for name, kind in KINDS.items()}


@pytest.fixture
def id_by_eth_account(chain, harness):
    def read(terms):
        domain = {
            "name": "Deals harness",
            "version": "1",
            "chainId": chain.chain_id,
            "verifyingContract": str(harness.address),
        }
        fields = [{"name": name, "type": kind} for name, kind in KINDS.items()]
        signable = encode_typed_data(domain, {"Deal": fields}, terms)
        return keccak(b"\x19\x01" + signable.header + signable.body)

    return read


def test_id_is_the_digest_of_eth_account(harness, terms, id_by_eth_account):
    assert harness.deal_id(terms) == id_by_eth_account(terms)


@pytest.mark.parametrize("name", KINDS)
def test_id_knows_every_term(harness, terms, id_by_eth_account, name):
    changed = terms | {name: OTHERS[KINDS[name]]}
    assert harness.deal_id(changed) == id_by_eth_account(changed) != harness.deal_id(terms)


def test_tells_what_became_of_a_deal(harness, deployer):
    fields = {"held": LARGEST, "returned": 5, "since": NOW, "step": LATEST_STEP, "fee_bps": 100, "status": DISPUTED}
    harness.write(b"\1" * 32, word_of(**fields), sender=deployer)
    told = harness.deal(b"\1" * 32)
    assert {name: getattr(told, name) for name in fields} == fields
    assert list(harness.deal(b"\2" * 32)) == [0] * 6


@pytest.mark.parametrize(
    "status, reason",
    [
        (OFFERED, "escrow: deal not funded"),
        (ACCEPTED, "escrow: deal not funded"),
        (DECLINED, "escrow: deal not funded"),
        (DISPUTED, "escrow: deal disputed"),
        (CLOSED, "escrow: deal closed"),
    ],
)
def test_reverts_where_parties_may_not_move_money(harness, status, reason):
    with ape.reverts(reason):
        harness.check_open(word_of(status=status))
    with ape.reverts(reason):
        harness.check_releasable(ALL, word_of(status=status))


def test_lets_parties_move_what_is_funded_or_delivered(harness):
    for status in (FUNDED, DELIVERED):
        harness.check_open(word_of(status=status, held=1))


def test_reverts_a_release_from_the_time_of_reclaiming_on(boa_harness_of):
    harness = boa_harness_of("Deals")
    boa.env.timestamp = NOW
    for until in (NOW, NOW - 1, 0):
        with boa.reverts("escrow: delivery time over"):
            harness.check_releasable(until, word_of(status=FUNDED))
        harness.check_releasable(until, word_of(status=DELIVERED))
    harness.check_releasable(NOW + 1, word_of(status=FUNDED))


@pytest.mark.parametrize(
    "held, amount, reason",
    [
        (10, 0, "escrow: amount is zero"),
        (10, 11, "escrow: amount above the rest"),
        (10, ALL - 1, "escrow: amount above the rest"),
        (LARGEST, LARGEST + 1, "escrow: amount above the rest"),
    ],
)
def test_reverts_for_a_part_that_is_none(harness, held, amount, reason):
    with ape.reverts(reason):
        harness.part(word_of(held=held), amount)


@pytest.mark.parametrize("held, amount, part", [(10, 1, 1), (10, 10, 10), (10, ALL, 10), (LARGEST, ALL, LARGEST)])
def test_a_part_is_at_most_what_is_held(harness, held, amount, part):
    assert harness.part(word_of(held=held), amount) == part


@pytest.mark.parametrize("step", [LAST, LAST + 1, LATEST_STEP])
def test_reverts_for_a_part_when_few_steps_are_left(harness, step):
    word = word_of(held=10, step=step)
    with ape.reverts("escrow: too many parts"):
        harness.part(word, 9)
    assert harness.part(word, 10) == harness.part(word, ALL) == 10


def test_lets_parts_take_all_other_steps(harness):
    assert harness.part(word_of(held=10, step=LAST - 1), 9) == 9


def test_what_ends_a_deal_finds_a_step(harness):
    """After the last part: delivery, dispute, and the whole rest, each a step that stays in its own bits."""
    word = harness.less(word_of(held=10, step=LAST - 1, since=NOW), 9)
    for status in (DELIVERED, DISPUTED):
        word = harness.with_status(word, status)
    word = harness.less(word, 1)
    told = fields_of(word)
    assert (told["step"], told["status"], told["held"]) == (LAST + 3, CLOSED, 0)
    assert told["step"] <= LATEST_STEP


@pytest.mark.parametrize("status", [FUNDED, DELIVERED, DISPUTED])
def test_less_is_held_one_step_on(harness, status):
    kept = {"returned": LARGEST, "since": 2**36 - 1, "fee_bps": 127}
    word = word_of(held=LARGEST, step=7, status=status, **kept)
    for amount, left in ((0, status), (1, status), (LARGEST - 1, status), (LARGEST, CLOSED)):
        expected = kept | {"held": LARGEST - amount, "step": 8, "status": left}
        assert fields_of(harness.less(word, amount)) == expected


def test_reverts_for_less_than_nothing(harness):
    with ape.reverts():
        harness.less(word_of(held=1, returned=5), 2)


@pytest.mark.parametrize("status", [DELIVERED, DISPUTED])
def test_a_new_status_counts_since_now(boa_harness_of, status):
    harness = boa_harness_of("Deals")
    boa.env.timestamp = NOW
    kept = {"held": LARGEST, "returned": LARGEST, "fee_bps": 127}
    word = word_of(since=2**36 - 1, step=7, status=DELIVERED, **kept)
    assert fields_of(harness.with_status(word, status)) == kept | {"since": NOW, "step": 8, "status": status}


@pytest.mark.parametrize("total, bps", [(1, 100), (99, 100), (10_001, 50), (25 * 10**6, 33), (LARGEST, 127)])
def test_fees_of_any_parts_sum_up_to_the_fee_of_one(boa_harness_of, total, bps):
    harness = boa_harness_of("Deals")
    chance = random.Random(total)
    for _ in range(20):
        cuts = sorted(chance.randint(0, total) for _ in range(chance.randint(0, 6)))
        parts = [b - a for a, b in zip([0, *cuts], [*cuts, total], strict=True)]
        word, fees = word_of(held=total, fee_bps=bps), 0
        for part in parts:
            fees += harness.fee(total, word, part)
            word = harness.less(word, part)
        assert fees == total * bps // 10_000


def test_what_went_back_bears_no_fee(boa_harness_of):
    """A third back, a third released before and a third after: the fee is that of two thirds."""
    harness = boa_harness_of("Deals")
    first = harness.fee(299, word_of(held=299, fee_bps=100), 100)
    second = harness.fee(299, word_of(held=99, returned=100, fee_bps=100), 99)
    assert (first, second) == (1, 199 * 100 // 10_000 - 1)
    assert harness.fee(299, word_of(held=199, returned=100, fee_bps=100), 0) == 0
