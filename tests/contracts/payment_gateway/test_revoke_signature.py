import ape
import pytest
from eth_account.messages import encode_typed_data
from eth_utils import keccak

SPENT = "relayed: signature already spent"
DIGEST = b"\7" * 32
FEE = 125_000
WITHDRAW = {"receiver": "address", "token": "address", "to": "address", "deadline": "uint256"}
CANCEL = {"payment_id": "bytes32", "deadline": "uint256"}
REFUND = {"payment_id": "bytes32", "amount": "uint256", "refunded": "uint256", "deadline": "uint256"}


@pytest.fixture
def signed(sign, domain):
    """A signature and its digest."""

    def make(signer, kind, fields, *values):
        listed = [{"name": name, "type": kind} for name, kind in fields.items()]
        message = {n: getattr(v, "address", v) for n, v in zip(fields, values, strict=True)}
        signable = encode_typed_data(domain, {kind: listed}, message)
        return sign(signer, message, kind, listed), keccak(b"\x19\x01" + signable.header + signable.body)

    return make


@pytest.fixture
def credited(gateway, paid, hostile, fee_receiver, deployer):
    """The fee receiver was listed by a token when a fee came, and no longer is."""
    hostile.list(fee_receiver, True, sender=deployer)
    paid(token=hostile)
    hostile.list(fee_receiver, False, sender=deployer)
    return gateway


def test_reverts_when_revoked_before(gateway, stranger):
    gateway.revoke_signature(DIGEST, sender=stranger)
    with ape.reverts(SPENT):
        gateway.revoke_signature(DIGEST, sender=stranger)


def test_reverts_when_used_before(credited, signed, hostile, fee_receiver, stranger, relayer):
    terms = fee_receiver, hostile, stranger, 2**40
    signature, digest = signed(fee_receiver, "WithdrawCredit", WITHDRAW, *terms)
    credited.withdraw_credit_by_signature(*terms, signature, sender=relayer)
    with ape.reverts(SPENT):
        credited.revoke_signature(digest, sender=fee_receiver)


@pytest.mark.parametrize("sender", ["stranger", "relayer", "admin", "merchant"])
def test_counts_when_somebody_else_revoked_it(
    credited, signed, hostile, fee_receiver, stranger, relayer, request, sender
):
    terms = fee_receiver, hostile, stranger, 2**40
    signature, digest = signed(fee_receiver, "WithdrawCredit", WITHDRAW, *terms)
    credited.revoke_signature(digest, sender=request.getfixturevalue(sender))
    credited.withdraw_credit_by_signature(*terms, signature, sender=relayer)
    assert hostile.balanceOf(stranger) == FEE


def test_stores_and_logs_that_it_is_spent(gateway, stranger, relayer, only_event):
    receipt = gateway.revoke_signature(DIGEST, sender=stranger)
    assert only_event(receipt, gateway.SignatureSpent) == {"signer": stranger, "digest": DIGEST}
    assert gateway.is_signature_spent(stranger, DIGEST)
    assert not gateway.is_signature_spent(relayer, DIGEST)
    assert not gateway.is_signature_spent(stranger, b"\6" * 32)


def test_stops_what_it_allowed_and_nothing_else(credited, signed, hostile, fee_receiver, stranger, relayer):
    terms = fee_receiver, hostile, stranger, 2**40
    signature, digest = signed(fee_receiver, "WithdrawCredit", WITHDRAW, *terms)
    other, _ = signed(fee_receiver, "WithdrawCredit", WITHDRAW, *terms[:3], 2**40 - 1)
    credited.revoke_signature(digest, sender=fee_receiver)
    with ape.reverts(SPENT):
        credited.withdraw_credit_by_signature(*terms, signature, sender=relayer)
    credited.withdraw_credit_by_signature(*terms[:3], 2**40 - 1, other, sender=relayer)
    assert hostile.balanceOf(stranger) == FEE


def test_stops_a_cancellation_and_a_refund(gateway, signed, invoice, paid, merchant, relayer):
    unpaid, settled = invoice(), paid()
    cancel, one = signed(merchant, "CancelPayment", CANCEL, gateway.payment_id(unpaid), 2**40)
    refund, two = signed(merchant, "RefundPayment", REFUND, gateway.payment_id(settled), 1, 0, 2**40)
    for digest in (one, two):
        gateway.revoke_signature(digest, sender=merchant)
    with ape.reverts(SPENT):
        gateway.cancel_payment_by_signature(unpaid, 2**40, cancel, sender=relayer)
    with ape.reverts(SPENT):
        gateway.refund_payment_by_signature(settled, 1, 2**40, refund, sender=relayer)


def test_goes_on_while_paused(gateway, stranger, admin):
    gateway.set_paused(True, sender=admin)
    gateway.revoke_signature(DIGEST, sender=stranger)
    assert gateway.is_signature_spent(stranger, DIGEST)
