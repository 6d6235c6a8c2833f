import ape
import pytest
from deal_terms import AMOUNT, FUNDED
from eth_account import Account

KEEPS_A_PART = 3
EVERYTHING = 1
OTHER_AMOUNT = "intake: token moved other amount"
PERMIT = {
    "Permit": [
        {"name": "owner", "type": "address"},
        {"name": "spender", "type": "address"},
        {"name": "value", "type": "uint256"},
        {"name": "nonce", "type": "uint256"},
        {"name": "deadline", "type": "uint256"},
    ]
}
RECEIVE = {
    "ReceiveWithAuthorization": [
        {"name": "from", "type": "address"},
        {"name": "to", "type": "address"},
        {"name": "value", "type": "uint256"},
        {"name": "validAfter", "type": "uint256"},
        {"name": "validBefore", "type": "uint256"},
        {"name": "nonce", "type": "bytes32"},
    ]
}


@pytest.fixture
def of_token(chain):
    def domain(token):
        return {
            "name": token.name(),
            "version": "1",
            "chainId": chain.chain_id,
            "verifyingContract": token.address,
        }

    return domain


@pytest.fixture
def permit(escrow, dollar, of_token, depositor, chain):
    """The depositor's permit for the Escrow, which has no allowance yet."""
    dollar.approve(escrow, 0, sender=depositor)

    def make(amount=AMOUNT, signer=depositor, spender=escrow):
        deadline = chain.pending_timestamp + 3_600
        message = {
            "owner": depositor.address,
            "spender": spender.address,
            "value": amount,
            "nonce": dollar.nonces(depositor),
            "deadline": deadline,
        }
        made = Account.sign_typed_data(signer.private_key, of_token(dollar), PERMIT, message)
        return amount, deadline, made.v, made.r.to_bytes(32, "big"), made.s.to_bytes(32, "big")

    return make


@pytest.fixture
def authorize(escrow, of_token, depositor, id_of, dollar):
    """The depositor's authorization of a deal's money; keywords change what is signed."""

    def make(terms, signer=depositor, token=dollar, valid_after=0, valid_before=2**40, **changes):
        message = {
            "from": terms["depositor"],
            "to": escrow.address,
            "value": terms["amount"],
            "validAfter": valid_after,
            "validBefore": valid_before,
            "nonce": id_of(terms),
        } | changes
        signed = Account.sign_typed_data(signer.private_key, of_token(token), RECEIVE, message).signature
        return valid_after, valid_before, bytes(signed)

    return make


@pytest.mark.parametrize("sender", ["beneficiary", "relayer", "stranger"])
def test_permit_reverts_for_others_than_the_depositor(escrow, deal, permit, request, sender):
    with ape.reverts("escrow: not the depositor"):
        escrow.fund_with_permit(deal(), b"", permit(), sender=request.getfixturevalue(sender))


@pytest.mark.parametrize("wrong", ["amount", "signer", "spender"])
def test_permit_reverts_when_it_gives_no_sufficient_allowance(escrow, deal, permit, depositor, stranger, dollar, wrong):
    changes = {"amount": AMOUNT - 1} if wrong == "amount" else {wrong: stranger}
    with ape.reverts():
        escrow.fund_with_permit(deal(), b"", permit(**changes), sender=depositor)
    assert dollar.balanceOf(escrow) == escrow.deal_count() == 0


def test_permit_of_a_token_that_knows_none_is_worth_nothing(escrow, deal, hostile, depositor):
    made_up = (AMOUNT, 2**40, 27, b"\1" * 32, b"\1" * 32)
    hostile.approve(escrow, AMOUNT - 1, sender=depositor)
    with ape.reverts():
        escrow.fund_with_permit(deal(token=hostile), b"", made_up, sender=depositor)
    hostile.approve(escrow, AMOUNT, sender=depositor)
    terms = deal(token=hostile)
    escrow.fund_with_permit(terms, b"", made_up, sender=depositor)
    assert escrow.deal(escrow.deal_id(terms)).status == FUNDED


def test_permit_that_somebody_submitted_before_is_no_failure(escrow, deal, permit, dollar, depositor, stranger):
    amount, deadline, v, r, s = permit()
    dollar.permit(depositor, escrow, amount, deadline, v, r, s, sender=stranger)
    terms = deal()
    escrow.fund_with_permit(terms, b"", (amount, deadline, v, r, s), sender=depositor)
    assert escrow.deal(escrow.deal_id(terms)).held == dollar.balanceOf(escrow) == AMOUNT


def test_permit_takes_no_coins(escrow, deal, permit, depositor):
    with ape.reverts():
        depositor.transfer(escrow, 1, data=escrow.fund_with_permit.encode_input(deal(), b"", permit()))


def test_permit_funds_in_one_transaction(escrow, deal, permit, dollar, depositor, only_event):
    terms = deal()
    receipt = escrow.fund_with_permit(terms, b"", permit(), sender=depositor)
    assert only_event(receipt, escrow.DealFunded)["deal_id"] == escrow.deal_id(terms)
    assert escrow.deal(escrow.deal_id(terms)).held == dollar.balanceOf(escrow) == AMOUNT
    assert dollar.allowance(depositor, escrow) == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"to": "0x" + "22" * 20},
        {"value": AMOUNT + 1},
        {"nonce": b"\1" * 32},
        {"validAfter": 1},
        {"validBefore": 2**41},
    ],
)
def test_authorization_reverts_when_something_else_was_signed(escrow, deal, authorize, relayer, dollar, changes):
    terms = deal()
    with ape.reverts():
        escrow.fund_with_authorization(terms, b"", authorize(terms, **changes), sender=relayer)
    assert dollar.balanceOf(escrow) == escrow.deal_count() == 0


@pytest.mark.parametrize("signer", ["beneficiary", "arbiter", "relayer", "stranger"])
def test_authorization_reverts_for_others_than_the_depositor(escrow, deal, authorize, relayer, request, signer):
    terms = deal()
    with ape.reverts():
        escrow.fund_with_authorization(terms, b"", authorize(terms, request.getfixturevalue(signer)), sender=relayer)


def test_authorization_is_for_no_other_terms(escrow, deal, authorize, relayer, stranger):
    terms = deal()
    signed = authorize(terms)
    for change in ({"beneficiary": stranger.address}, {"max_fee_bps": 99}, {"on_timeout_bps": 1}):
        with ape.reverts():
            escrow.fund_with_authorization(terms | change, b"", signed, sender=relayer)
    escrow.fund_with_authorization(terms, b"", signed, sender=relayer)


def test_authorization_counts_once(escrow, deal, authorize, relayer):
    terms = deal()
    signed = authorize(terms)
    escrow.fund_with_authorization(terms, b"", signed, sender=relayer)
    with ape.reverts("escrow: already funded"):
        escrow.fund_with_authorization(terms, b"", signed, sender=relayer)


def test_authorization_reverts_when_the_token_keeps_a_part(escrow, deal, strange, wallet, relayer, deployer):
    wallet.setAnswer(EVERYTHING, sender=deployer)
    strange.mint(wallet, AMOUNT, sender=deployer)
    strange.setManner(KEEPS_A_PART, sender=deployer)
    with ape.reverts(OTHER_AMOUNT):
        escrow.fund_with_authorization(
            deal(token=strange, depositor=wallet), b"", (0, 2**40, b"\5" * 130), sender=relayer
        )


def test_authorization_funds_for_a_wallet(escrow, deal, strange, wallet, relayer, deployer):
    strange.mint(wallet, AMOUNT, sender=deployer)
    terms = deal(token=strange, depositor=wallet)
    with ape.reverts():
        escrow.fund_with_authorization(terms, b"", (0, 2**40, b"\5" * 130), sender=relayer)
    wallet.setAnswer(EVERYTHING, sender=deployer)
    escrow.fund_with_authorization(terms, b"", (0, 2**40, b"\5" * 130), sender=relayer)
    assert escrow.deal(escrow.deal_id(terms)).held == strange.balanceOf(escrow) == AMOUNT


def test_authorization_funds_for_anyone_who_sends_it(escrow, deal, authorize, dollar, depositor, relayer, only_event):
    dollar.approve(escrow, 0, sender=depositor)
    terms = deal()
    before = dollar.balanceOf(depositor)
    receipt = escrow.fund_with_authorization(terms, b"", authorize(terms), sender=relayer)
    assert only_event(receipt, escrow.DealFunded)["depositor"] == depositor
    assert before - dollar.balanceOf(depositor) == dollar.balanceOf(escrow) == AMOUNT
    assert dollar.authorizationState(depositor, escrow.deal_id(terms))
    assert escrow.deal(escrow.deal_id(terms)).status == FUNDED
