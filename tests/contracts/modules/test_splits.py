import ape
import pytest
from eth_abi import encode
from eth_utils import keccak

ZERO = "0x" + "00" * 20
ZERO_HASH = b"\0" * 32
BAD_RECEIVER = "splits: bad receiver"
MORE = "splits: more than the whole"
APPROVAL = [
    {"name": "merchant", "type": "address"},
    {"name": "splits_hash", "type": "bytes32"},
    {"name": "approved", "type": "bool"},
    {"name": "deadline", "type": "uint256"},
]


def hash_of(splits):
    return keccak(encode(["(address,uint256)[]"], [splits]))


def receiver(number):
    return "0x" + number.to_bytes(20, "big").hex()


@pytest.fixture(scope="module")
def harness(harness_of):
    return harness_of("Splits")


@pytest.fixture
def domain(chain, harness):
    return {
        "name": "Splits harness",
        "version": "1",
        "chainId": chain.chain_id,
        "verifyingContract": harness.address,
    }


@pytest.fixture
def approval(chain, merchant, sign):
    """A merchant's signed approval of shares."""

    def make(approved=True, splits_hash=b"\1" * 32):
        deadline = chain.pending_timestamp + 3_600
        terms = merchant.address, splits_hash, approved, deadline
        message = dict(zip([field["name"] for field in APPROVAL], terms, strict=True))
        return *terms, sign(merchant, message, kind="ApproveSplits", fields=APPROVAL)

    return make


@pytest.mark.parametrize("count", range(9))
def test_hash_is_that_of_eth_abi(harness, count):
    splits = [(receiver(2**159 + i), i * 7) for i in range(count)]
    assert harness.splits_hash(splits) == hash_of(splits)


def test_hash_knows_order_receiver_and_share(harness):
    one, other = (receiver(1), 10), (receiver(2), 20)
    lists = ([one, other], [other, one], [one], [(receiver(1), 11)], [(receiver(3), 10)], [one, one], [])
    assert len({bytes(harness.splits_hash(splits)) for splits in lists}) == len(lists)


def test_reverts_for_more_than_eight(harness):
    splits = [(receiver(i + 1), 1) for i in range(9)]
    with ape.reverts():
        harness.check(hash_of(splits), splits)


def test_reverts_when_the_invoice_has_none(harness):
    with ape.reverts("splits: not in the invoice"):
        harness.check(ZERO_HASH, [(receiver(1), 1)])


def test_reverts_for_others_than_the_invoices(harness):
    with ape.reverts("splits: not those of the invoice"):
        harness.check(hash_of([(receiver(1), 1)]), [(receiver(1), 2)])
    with ape.reverts("splits: not those of the invoice"):
        harness.check(hash_of([(receiver(1), 1)]), [])


def test_reverts_for_the_hash_of_none(harness):
    with ape.reverts("splits: none given"):
        harness.check(hash_of([]), [])


def test_reverts_for_a_receiver_where_it_would_be_lost(harness):
    for lost in (ZERO, str(harness.address)):
        splits = [(receiver(1), 1), (lost, 1)]
        with ape.reverts(BAD_RECEIVER):
            harness.check(hash_of(splits), splits)


@pytest.mark.parametrize("shares", [[10_001], [10_000, 1], [5_000, 5_001], [2**255, 2**255], [2**256 - 1, 2]])
def test_reverts_for_more_than_the_whole(harness, shares):
    splits = [(receiver(i + 1), bps) for i, bps in enumerate(shares)]
    with ape.reverts(MORE):
        harness.check(hash_of(splits), splits)


@pytest.mark.parametrize("shares", [[0], [1], [10_000], [9_999, 1], [1_250] * 8, [0] * 8])
def test_lets_through_up_to_the_whole(harness, shares):
    splits = [(receiver(i + 1), bps) for i, bps in enumerate(shares)]
    harness.check(hash_of(splits), splits)


def test_lets_through_no_shares_for_no_hash(harness):
    harness.check(ZERO_HASH, [])


def test_reverts_when_approving_no_shares(harness, merchant):
    with ape.reverts("splits: hash is zero"):
        harness.approve_splits(ZERO_HASH, True, sender=merchant)


def test_reverts_by_signature_for_other_terms_and_twice(harness, approval, relayer):
    merchant, splits_hash, approved, deadline, signature = approval()
    with ape.reverts("relayed: bad signature"):
        harness.approve_splits_by_signature(merchant, splits_hash, False, deadline, signature, sender=relayer)
    with ape.reverts("relayed: bad signature"):
        harness.approve_splits_by_signature(merchant, b"\2" * 32, True, deadline, signature, sender=relayer)
    harness.approve_splits_by_signature(merchant, splits_hash, approved, deadline, signature, sender=relayer)
    with ape.reverts("relayed: signature already spent"):
        harness.approve_splits_by_signature(merchant, splits_hash, approved, deadline, signature, sender=relayer)


def test_approves_and_withdraws_approval(harness, merchant, stranger, only_event):
    splits_hash = b"\1" * 32
    for approved in (True, False):
        receipt = harness.approve_splits(splits_hash, approved, sender=merchant)
        told = only_event(receipt, harness.SplitsApproved)
        assert told == {"merchant": merchant, "splits_hash": splits_hash, "approved": approved}
        assert harness.are_splits_approved(merchant, splits_hash) is approved
        assert not harness.are_splits_approved(stranger, splits_hash)


def test_approves_by_signature(harness, approval, merchant, relayer):
    for approved in (True, False):
        harness.approve_splits_by_signature(*approval(approved), sender=relayer)
        assert harness.are_splits_approved(merchant, b"\1" * 32) is approved
        assert not harness.are_splits_approved(relayer, b"\1" * 32)
