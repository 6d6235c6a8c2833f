import ape
import pytest
from eth_abi import encode
from eth_utils import keccak

HASH = b"\5" * 32
ONE = "0xA0a0a0A0A0A0a0a0A0A0a0A0a0A0a0A0A0A0a0a0"
APPROVE = [
    {"name": "merchant", "type": "address"},
    {"name": "splits_hash", "type": "bytes32"},
    {"name": "approved", "type": "bool"},
    {"name": "deadline", "type": "uint256"},
]


@pytest.mark.parametrize("approved", [True, False])
def test_reverts_when_the_hash_is_zero(gateway, merchant, relayer, chain, sign, approved):
    with ape.reverts("splits: hash is zero"):
        gateway.approve_splits(bytes(32), approved, sender=merchant)
    deadline = chain.pending_timestamp + 60
    terms = (merchant.address, bytes(32), approved, deadline)
    message = dict(zip(["merchant", "splits_hash", "approved", "deadline"], terms, strict=True))
    with ape.reverts("splits: hash is zero"):
        gateway.approve_splits_by_signature(*terms, sign(merchant, message, "ApproveSplits", APPROVE), sender=relayer)


@pytest.mark.parametrize("sender", ["invoice_signer", "payout", "admin", "payer", "stranger"])
def test_changes_nothing_for_anybody_but_the_caller(gateway, merchant, request, sender):
    person = request.getfixturevalue(sender)
    gateway.approve_splits(HASH, True, sender=person)
    assert gateway.are_splits_approved(person, HASH) and not gateway.are_splits_approved(merchant, HASH)
    gateway.approve_splits(HASH, True, sender=merchant)
    gateway.approve_splits(HASH, False, sender=person)
    assert gateway.are_splits_approved(merchant, HASH)


def test_stores_and_logs_approval_and_withdrawal(gateway, merchant, only_event):
    for approved in (True, False, False):
        receipt = gateway.approve_splits(HASH, approved, sender=merchant)
        assert only_event(receipt, gateway.SplitsApproved) == {
            "merchant": merchant,
            "splits_hash": HASH,
            "approved": approved,
        }
        assert gateway.are_splits_approved(merchant, HASH) == approved
        assert not gateway.are_splits_approved(merchant, b"\6" * 32)


def test_goes_on_while_paused(gateway, merchant, admin):
    gateway.set_paused(True, sender=admin)
    gateway.approve_splits(HASH, True, sender=merchant)
    assert gateway.are_splits_approved(merchant, HASH)


@pytest.mark.parametrize("count", [0, 1, 2, 8])
def test_tells_the_hash_of_shares(gateway, count):
    shares = [(ONE, 100 + place) for place in range(count)]
    assert gateway.splits_hash(shares) == keccak(encode(["(address,uint256)[]"], [shares]))
