import boa
import pytest
from eth_account import Account
from eth_utils import keccak
from hypothesis import given, settings
from hypothesis import strategies as st

DIGEST = keccak(text="a proposal")
NOT_ASCENDING = 2**8
BAD = 2**9
HALF_ORDER = 57896044618658097711785492504343953926418782139537452191302581570759080747168
ORDER = 2 * HALF_ORDER + 1
KEYS = sorted((Account.from_key(keccak(text=f"owner {i}")) for i in range(3)), key=lambda key: int(key.address, 16))


def signed(key, digest=DIGEST):
    return bytes(key.unsafe_sign_hash(digest).signature)


def entry(owner, s=0, v=1):
    return int(owner, 16).to_bytes(32, "big") + s.to_bytes(32, "big") + bytes([v])


@pytest.fixture
def harness(boa_harness_of):
    return boa_harness_of("Confirmations", [key.address for key in KEYS])


@pytest.fixture(scope="module")
def standing(request):
    """One harness for many questions."""
    path = request.config.rootpath / "contracts" / "mocks" / "ConfirmationsHarness.vy"
    return boa.load(str(path), [key.address for key in KEYS])


@pytest.fixture
def tally(harness):
    def count(*entries, sender=None):
        return harness.tally(DIGEST, b"".join(entries), sender=sender or boa.env.eoa)

    return count


def test_counts_owners_once_and_in_order(tally):
    first, second, third = (signed(key) for key in KEYS)
    assert [tally(), tally(second), tally(first, third), tally(first, second, third)] == [0, 1, 2, 3]
    assert tally(second, first) == NOT_ASCENDING
    assert tally(first, first) == NOT_ASCENDING
    assert tally(first, entry(KEYS[0].address), sender=KEYS[0].address) == NOT_ASCENDING


def test_refuses_what_is_no_entry(tally):
    whole = signed(KEYS[0])
    high = whole[:32] + (ORDER - int.from_bytes(whole[32:64], "big")).to_bytes(32, "big") + bytes([55 - whole[64]])
    stranger = Account.from_key(keccak(text="stranger"))
    for bad in (
        whole[:-1],
        whole + b"\0",
        high,
        whole[:64] + b"\x1d",
        whole[:64] + b"\x02",
        bytes(65),
        signed(KEYS[0], keccak(text="another")),
        signed(stranger),
        entry(KEYS[0].address, s=1),
        b"\1" + entry(KEYS[0].address)[1:],
        entry("0x1"),
    ):
        assert tally(bad, sender=KEYS[0].address) in (BAD, NOT_ASCENDING), bad.hex()


def test_the_sender_counts_and_nobody_else(tally):
    mine = entry(KEYS[1].address)
    assert tally(mine, sender=KEYS[1].address) == 1
    assert tally(mine, sender=KEYS[0].address) == BAD


def test_a_confirmation_counts_until_an_owner_is_removed(harness, tally):
    owner = KEYS[1].address
    harness.confirm(DIGEST, sender=owner)
    assert tally(entry(owner)) == 1 and harness.is_confirmed(DIGEST, owner)
    harness.forget(KEYS[2].address)
    assert tally(entry(owner)) == BAD and not harness.is_confirmed(DIGEST, owner)


def test_a_removed_owner_who_comes_back_has_approved_of_nothing(harness, tally):
    owner = KEYS[0].address
    harness.confirm(DIGEST, sender=owner)
    harness.forget(owner)
    assert tally(signed(KEYS[0])) == BAD
    harness.accept_ownership(sender=owner)
    harness.add(owner)
    assert tally(signed(KEYS[0])) == 1
    assert tally(entry(owner)) == BAD


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(parts=st.lists(st.one_of(st.binary(max_size=70), st.sampled_from([signed(key) for key in KEYS])), max_size=6))
def test_never_reverts(standing, parts):
    answer = standing.tally(DIGEST, b"".join(parts))
    assert answer in (BAD, NOT_ASCENDING) or answer * 65 == sum(map(len, parts))
