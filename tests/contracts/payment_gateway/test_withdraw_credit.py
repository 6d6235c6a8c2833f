import ape
import pytest

NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
ZERO = "0x" + "00" * 20
DAY = 86_400
ETHER = 10**18
FEE = 125_000
RETURNS_FALSE, RETURNS_TWO, RETURNS_31, RETURNS_96, MOVES_NOTHING, _, FEE_FROM_SENDER, PAUSED = 1, 3, 4, 5, 6, 7, 8, 9
WITHDRAW = [
    {"name": "receiver", "type": "address"},
    {"name": "token", "type": "address"},
    {"name": "to", "type": "address"},
    {"name": "deadline", "type": "uint256"},
]


@pytest.fixture
def credited(gateway, paid, hostile, fee_receiver, deployer):
    """The fee receiver was listed by a token when a fee came, and no longer is."""
    hostile.list(fee_receiver, True, sender=deployer)
    paid(token=hostile)
    hostile.list(fee_receiver, False, sender=deployer)
    return gateway


@pytest.fixture
def withdrawal(hostile, fee_receiver, stranger, chain, sign):
    """Arguments of a signed withdrawal; keywords change what is signed."""

    def make(signer=fee_receiver, domain=None, **changes):
        deadline = chain.pending_timestamp + DAY
        message = {
            "receiver": fee_receiver.address,
            "token": hostile.address,
            "to": stranger.address,
            "deadline": deadline,
        } | changes
        signature = sign(signer, message, "WithdrawCredit", WITHDRAW, **(domain or {}))
        return fee_receiver, hostile, stranger, deadline, signature

    return make


def test_reverts_when_there_is_no_credit(gateway, hostile, stranger):
    with ape.reverts("credits: nothing to withdraw"):
        gateway.withdraw_credit(hostile, stranger, sender=stranger)


def test_reverts_for_zero_and_for_the_gateway(credited, hostile, fee_receiver):
    with ape.reverts("credits: bad destination"):
        credited.withdraw_credit(hostile, ZERO, sender=fee_receiver)
    with ape.reverts("credits: bad destination"):
        credited.withdraw_credit(hostile, credited, sender=fee_receiver)


@pytest.mark.parametrize("sender", ["admin", "merchant", "payer", "payout", "stranger"])
def test_reverts_for_others_than_the_receiver(credited, hostile, request, sender):
    person = request.getfixturevalue(sender)
    with ape.reverts("credits: nothing to withdraw"):
        credited.withdraw_credit(hostile, person, sender=person)


@pytest.mark.parametrize("manner", [RETURNS_FALSE, RETURNS_TWO, RETURNS_31, PAUSED])
def test_reverts_when_the_token_refuses(credited, hostile, fee_receiver, stranger, deployer, manner):
    hostile.setManner(manner, sender=deployer)
    with ape.reverts("credits: withdrawal failed"):
        credited.withdraw_credit(hostile, stranger, sender=fee_receiver)
    assert credited.credit(fee_receiver, hostile) == FEE


@pytest.mark.parametrize("manner", [MOVES_NOTHING, FEE_FROM_SENDER])
def test_reverts_when_the_token_takes_another_amount_from_the_gateway(
    credited, hostile, fee_receiver, stranger, deployer, manner
):
    hostile.mint(credited, 10, sender=deployer)
    hostile.setManner(manner, sender=deployer)
    with ape.reverts("payout: token moved other amount"):
        credited.withdraw_credit(hostile, stranger, sender=fee_receiver)


def test_reverts_when_the_destination_refuses_native_coin(gateway, paid, wallet, admin, deployer):
    wallet.setReceipt(1, sender=deployer)
    gateway.set_fee_receiver(wallet, sender=admin)
    paid(value=ETHER, token=NATIVE, amount=ETHER)
    call = gateway.withdraw_credit.encode_input(NATIVE, wallet)
    with ape.reverts("credits: withdrawal failed"):
        wallet.execute(gateway, 0, call, sender=deployer)


def test_withdraws_native_coin_to_another_address(gateway, paid, wallet, admin, deployer, stranger):
    wallet.setReceipt(1, sender=deployer)
    gateway.set_fee_receiver(wallet, sender=admin)
    paid(value=ETHER, token=NATIVE, amount=ETHER)
    before = stranger.balance
    wallet.execute(gateway, 0, gateway.withdraw_credit.encode_input(NATIVE, stranger), sender=deployer)
    assert stranger.balance - before == ETHER // 200
    assert gateway.credits(NATIVE) == gateway.balance == 0


def test_withdraws_everything_to_an_address_of_choice(credited, hostile, fee_receiver, stranger, admin, only_event):
    credited.set_paused(True, sender=admin)
    receipt = credited.withdraw_credit(hostile, stranger, sender=fee_receiver)
    assert only_event(receipt, credited.CreditWithdrawn) == {
        "receiver": fee_receiver,
        "token": hostile,
        "number": 2,
        "to": stranger,
        "amount": FEE,
        "balance": 0,
    }
    assert hostile.balanceOf(stranger) == FEE
    assert credited.credit(fee_receiver, hostile) == credited.credits(hostile) == 0
    assert credited.credit_number() == 2
    with ape.reverts("credits: nothing to withdraw"):
        credited.withdraw_credit(hostile, stranger, sender=fee_receiver)


def test_withdraws_with_96_bytes_of_answer(credited, hostile, fee_receiver, stranger, deployer):
    hostile.setManner(RETURNS_96, sender=deployer)
    credited.withdraw_credit(hostile, stranger, sender=fee_receiver)
    assert hostile.balanceOf(stranger) == FEE


def test_locks_the_token_out_while_it_pays(credited, hostile, fee_receiver, stranger, deployer):
    call = credited.register_merchant.encode_input(stranger, ZERO)
    hostile.setHook(credited, call, False, sender=deployer)
    credited.withdraw_credit(hostile, stranger, sender=fee_receiver)
    assert hostile.hookRuns() == 1 and not hostile.hookSucceeded()


@pytest.mark.parametrize("late", [0, 1])
def test_by_signature_reverts_from_the_deadline_on(credited, withdrawal, relayer, at, late):
    signed = withdrawal()
    at(signed[3] + late)
    with ape.reverts("relayed: signature expired"):
        credited.withdraw_credit_by_signature(*signed, sender=relayer)


@pytest.mark.parametrize("signer", ["stranger", "relayer", "admin", "merchant"])
def test_by_signature_reverts_for_others_than_the_receiver(credited, withdrawal, relayer, request, signer):
    with ape.reverts("relayed: bad signature"):
        credited.withdraw_credit_by_signature(*withdrawal(request.getfixturevalue(signer)), sender=relayer)


@pytest.mark.parametrize(
    "changes",
    [
        {"receiver": "0x" + "11" * 20},
        {"token": NATIVE},
        {"to": "0x" + "12" * 20},
        {"deadline": 2**40},
        {"domain": {"chainId": 1}},
        {"domain": {"verifyingContract": "0x" + "22" * 20}},
    ],
)
def test_by_signature_reverts_when_something_else_was_signed(credited, withdrawal, relayer, changes):
    with ape.reverts("relayed: bad signature"):
        credited.withdraw_credit_by_signature(*withdrawal(**changes), sender=relayer)


def test_by_signature_reverts_for_receiver_zero(credited, hostile, stranger, relayer, chain):
    with ape.reverts("relayed: bad signature"):
        credited.withdraw_credit_by_signature(
            ZERO, hostile, stranger, chain.pending_timestamp + DAY, bytes(65), sender=relayer
        )


def test_by_signature_cannot_be_replayed(credited, withdrawal, paid, hostile, fee_receiver, deployer, relayer):
    signed = withdrawal()
    credited.withdraw_credit_by_signature(*signed, sender=relayer)
    hostile.list(fee_receiver, True, sender=deployer)
    paid(token=hostile)
    with ape.reverts("relayed: signature already spent"):
        credited.withdraw_credit_by_signature(*signed, sender=relayer)


def test_by_signature_is_not_spent_by_a_failed_withdrawal(credited, withdrawal, hostile, deployer, relayer, stranger):
    signed = withdrawal()
    hostile.setManner(PAUSED, sender=deployer)
    with ape.reverts("credits: withdrawal failed"):
        credited.withdraw_credit_by_signature(*signed, sender=relayer)
    hostile.setManner(0, sender=deployer)
    credited.withdraw_credit_by_signature(*signed, sender=relayer)
    assert hostile.balanceOf(stranger) == FEE


def test_by_signature_withdraws_one_second_before_the_deadline(credited, withdrawal, relayer, hostile, stranger, at):
    signed = withdrawal()
    at(signed[3] - 1)
    credited.withdraw_credit_by_signature(*signed, sender=relayer)
    assert hostile.balanceOf(stranger) == FEE
