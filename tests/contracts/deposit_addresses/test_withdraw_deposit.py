import ape
import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils import keccak

NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
ZERO = "0x" + "00" * 20
DOLLAR = 10**6
DAY = 86_400
SPENT = "relayed: signature already spent"
EVERYTHING, NOTHING = 1, 2
WITHDRAW = [
    {"name": "payment_id", "type": "bytes32"},
    {"name": "refund_to", "type": "address"},
    {"name": "token", "type": "address"},
    {"name": "to", "type": "address"},
    {"name": "deadline", "type": "uint256"},
]


@pytest.fixture
def domain_here(chain, deposits):
    return {
        "name": "Counterfoil DepositAddresses",
        "version": "1",
        "chainId": chain.chain_id,
        "verifyingContract": deposits.address,
    }


@pytest.fixture
def withdrawal(gateway, chain, refund_to, stranger, dollar, domain_here):
    """Arguments of a signed withdrawal; keywords change what is signed."""

    def make(terms, signer=refund_to, domain=None, token=dollar, **changes):
        message = {
            "payment_id": gateway.payment_id(terms),
            "refund_to": refund_to.address,
            "token": token.address,
            "to": stranger.address,
            "deadline": chain.pending_timestamp + DAY,
        }
        signed = Account.sign_typed_data(
            signer.private_key, domain_here | (domain or {}), {"WithdrawDeposit": WITHDRAW}, message | changes
        )
        return terms, refund_to, token, stranger, message["deadline"], bytes(signed.signature)

    return make


@pytest.mark.parametrize("sender", ["payer", "merchant", "payout", "admin", "relayer", "stranger"])
@pytest.mark.parametrize("anonymous", [False, True])
def test_reverts_for_others_than_refund_to(
    deposits, invoice, arrive, refund_to, stranger, dollar, request, sender, anonymous
):
    terms = invoice()
    deposit = arrive(terms, ZERO if anonymous else refund_to)
    with ape.reverts("deposits: nothing to return"):
        deposits.withdraw_deposit(terms, dollar, stranger, sender=request.getfixturevalue(sender))
    assert dollar.balanceOf(deposit) == 25 * DOLLAR


def test_reverts_for_zero_and_for_the_contract(deposits, invoice, arrive, refund_to, dollar):
    terms = invoice()
    arrive(terms, refund_to)
    for to in (ZERO, deposits):
        with ape.reverts("deposits: bad destination"):
            deposits.withdraw_deposit(terms, dollar, to, sender=refund_to)


@pytest.mark.parametrize("native", [False, True])
def test_reverts_when_the_destination_refuses(
    deposits, invoice, arrive, refund_to, wallet, hostile, balance, deployer, native
):
    token = NATIVE if native else hostile
    terms = invoice()
    deposit = arrive(terms, refund_to, 7, token)
    hostile.list(wallet, True, sender=deployer)
    wallet.setReceipt(1, sender=deployer)
    with ape.reverts("deposits: return refused"):
        deposits.withdraw_deposit(terms, token, wallet, sender=refund_to)
    assert balance(token, deposit) == 7


def test_takes_awaited_money_at_any_time(deposits, issue, arrive, refund_to, relayer, stranger, dollar):
    terms, signature = issue()
    arrive(terms, refund_to)
    deposits.withdraw_deposit(terms, dollar, stranger, sender=refund_to)
    assert dollar.balanceOf(stranger) == 25 * DOLLAR
    with ape.reverts("deposits: below the amount"):
        deposits.collect(terms, [], signature, refund_to, sender=relayer)


@pytest.mark.parametrize("kind", ["dollar", "silent", NATIVE])
def test_sends_any_money_to_any_address(
    deposits, gateway, invoice, arrive, refund_to, merchant, stranger, balance, only_event, request, kind
):
    token = NATIVE if kind == NATIVE else request.getfixturevalue(kind)
    terms = invoice()
    deposit = arrive(terms, refund_to, 7, token)
    before = balance(token, stranger)
    receipt = deposits.withdraw_deposit(terms, token, stranger, sender=refund_to)
    assert only_event(receipt, deposits.DepositReturned) == {
        "payment_id": gateway.payment_id(terms),
        "merchant": merchant,
        "to": stranger,
        "number": 1,
        "deposit": deposit,
        "token": token,
        "amount": 7,
    }
    assert (balance(token, stranger) - before, balance(token, deposit)) == (7, 0)
    with ape.reverts("deposits: nothing to return"):
        deposits.withdraw_deposit(terms, token, stranger, sender=refund_to)


def test_goes_on_while_paused(deposits, gateway, invoice, arrive, refund_to, stranger, admin, dollar):
    gateway.set_paused(True, sender=admin)
    terms = invoice()
    arrive(terms, refund_to)
    deposits.withdraw_deposit(terms, dollar, stranger, sender=refund_to)
    assert dollar.balanceOf(stranger) == 25 * DOLLAR


@pytest.mark.parametrize("late", [0, 1])
def test_by_signature_reverts_from_the_deadline_on(deposits, invoice, arrive, withdrawal, refund_to, relayer, at, late):
    terms = invoice()
    arrive(terms, refund_to)
    signed = withdrawal(terms)
    at(signed[4] + late)
    with ape.reverts("relayed: signature expired"):
        deposits.withdraw_deposit_by_signature(*signed, sender=relayer)


@pytest.mark.parametrize("signer", ["payer", "merchant", "payout", "admin", "relayer", "stranger"])
def test_by_signature_reverts_for_others_than_refund_to(
    deposits, invoice, arrive, withdrawal, refund_to, relayer, dollar, request, signer
):
    terms = invoice()
    deposit = arrive(terms, refund_to)
    with ape.reverts("relayed: bad signature"):
        deposits.withdraw_deposit_by_signature(*withdrawal(terms, request.getfixturevalue(signer)), sender=relayer)
    assert dollar.balanceOf(deposit) == 25 * DOLLAR


def test_by_signature_reverts_for_refund_to_zero(deposits, invoice, arrive, dollar, stranger, relayer):
    terms = invoice()
    arrive(terms, ZERO)
    with ape.reverts("relayed: bad signature"):
        deposits.withdraw_deposit_by_signature(terms, ZERO, dollar, stranger, 2**40, bytes(65), sender=relayer)


@pytest.mark.parametrize(
    "changes",
    [
        {"payment_id": b"\1" * 32},
        {"refund_to": "0x" + "11" * 20},
        {"to": "0x" + "12" * 20},
        {"deadline": 2**40},
        {"domain": {"chainId": 1}},
        {"domain": {"verifyingContract": "0x" + "22" * 20}},
        {"domain": {"name": "Counterfoil PaymentGateway"}},
    ],
)
def test_by_signature_reverts_when_something_else_was_signed(
    deposits, invoice, arrive, withdrawal, refund_to, relayer, changes
):
    terms = invoice()
    arrive(terms, refund_to)
    with ape.reverts("relayed: bad signature"):
        deposits.withdraw_deposit_by_signature(*withdrawal(terms, **changes), sender=relayer)


def test_by_signature_reverts_for_another_token(deposits, invoice, arrive, withdrawal, refund_to, relayer, silent):
    terms = invoice()
    arrive(terms, refund_to)
    arrive(terms, refund_to, 7, silent)
    signed = withdrawal(terms)
    with ape.reverts("relayed: bad signature"):
        deposits.withdraw_deposit_by_signature(*signed[:2], silent, *signed[3:], sender=relayer)


def test_by_signature_reverts_for_another_invoice(deposits, invoice, arrive, withdrawal, refund_to, relayer):
    terms, other = invoice(), invoice()
    arrive(other, refund_to)
    with ape.reverts("relayed: bad signature"):
        deposits.withdraw_deposit_by_signature(other, *withdrawal(terms)[1:], sender=relayer)


@pytest.mark.parametrize("how", ["used", "revoked"])
def test_by_signature_counts_once_and_can_be_revoked(
    deposits, gateway, invoice, arrive, withdrawal, refund_to, relayer, stranger, dollar, domain_here, only_event, how
):
    terms = invoice()
    arrive(terms, refund_to)
    signed = withdrawal(terms)
    values = gateway.payment_id(terms), refund_to.address, dollar.address, stranger.address, signed[4]
    message = dict(zip([field["name"] for field in WITHDRAW], values, strict=True))
    signable = encode_typed_data(domain_here, {"WithdrawDeposit": WITHDRAW}, message)
    digest = keccak(b"\x19\x01" + signable.header + signable.body)
    if how == "used":
        receipt = deposits.withdraw_deposit_by_signature(*signed, sender=relayer)
        arrive(terms, refund_to)
    else:
        receipt = deposits.revoke_signature(digest, sender=refund_to)
    assert only_event(receipt, deposits.SignatureSpent) == {"signer": refund_to, "digest": digest}
    assert deposits.is_signature_spent(refund_to, digest) and not gateway.is_signature_spent(refund_to, digest)
    with ape.reverts(SPENT):
        deposits.withdraw_deposit_by_signature(*signed, sender=relayer)


@pytest.mark.parametrize("answer, accepted", [(EVERYTHING, True), (NOTHING, False)])
def test_by_signature_asks_a_wallet(
    deposits, invoice, arrive, wallet, stranger, dollar, relayer, deployer, answer, accepted
):
    wallet.setAnswer(answer, sender=deployer)
    terms = invoice()
    arrive(terms, wallet)
    call = terms, wallet, dollar, stranger, 2**40, bytes(300)
    if accepted:
        deposits.withdraw_deposit_by_signature(*call, sender=relayer)
        assert dollar.balanceOf(stranger) == 25 * DOLLAR
    else:
        with ape.reverts("relayed: bad signature"):
            deposits.withdraw_deposit_by_signature(*call, sender=relayer)


def test_by_signature_withdraws_for_anyone(
    deposits, invoice, arrive, withdrawal, refund_to, relayer, stranger, dollar, at
):
    terms = invoice()
    deposit = arrive(terms, refund_to)
    signed = withdrawal(terms)
    at(signed[4] - 1)
    deposits.withdraw_deposit_by_signature(*signed, sender=relayer)
    assert [dollar.balanceOf(owner) for owner in (stranger, refund_to, relayer, deposit)] == [25 * DOLLAR, 0, 0, 0]


def test_by_signature_withdraws_what_refund_to_was_refused(
    deposits, issue, arrive, withdrawal, refund_to, relayer, stranger, hostile, deployer
):
    terms, signature = issue(token=hostile)
    deposit = arrive(terms, refund_to, 30 * DOLLAR, hostile)
    hostile.list(refund_to, True, sender=deployer)
    deposits.collect(terms, [], signature, refund_to, sender=relayer)
    assert hostile.balanceOf(deposit) == 5 * DOLLAR
    deposits.withdraw_deposit_by_signature(*withdrawal(terms, token=hostile), sender=relayer)
    assert (hostile.balanceOf(stranger), hostile.balanceOf(deposit)) == (5 * DOLLAR, 0)
