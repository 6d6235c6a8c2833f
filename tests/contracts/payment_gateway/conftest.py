"""The doors by which new money comes in, and what a payer signs at some of them."""

import pytest
from eth_account import Account

DOORS = ("pay", "pay_split", "pay_for", "pay_with_permit", "pay_with_authorization")
FOREVER = 2**40
PERMIT = [
    {"name": "owner", "type": "address"},
    {"name": "spender", "type": "address"},
    {"name": "value", "type": "uint256"},
    {"name": "nonce", "type": "uint256"},
    {"name": "deadline", "type": "uint256"},
]
RECEIVE = [
    {"name": "from", "type": "address"},
    {"name": "to", "type": "address"},
    {"name": "value", "type": "uint256"},
    {"name": "validAfter", "type": "uint256"},
    {"name": "validBefore", "type": "uint256"},
    {"name": "nonce", "type": "bytes32"},
]


@pytest.fixture(params=DOORS)
def door(request):
    return request.param


@pytest.fixture
def at_the_token(chain):
    """A signature under the domain of a test dollar; keywords change the domain."""

    def make(signer, token, kind, fields, message, **changes):
        domain = {"name": "Test Dollar", "version": "1", "chainId": chain.chain_id, "verifyingContract": token.address}
        return Account.sign_typed_data(signer.private_key, domain | changes, {kind: fields}, message)

    return make


@pytest.fixture
def permit(at_the_token, dollar, gateway, payer):
    """A payer's ERC-2612 permit as the gateway takes it; keywords change what is signed."""

    def make(signer=payer, token=dollar, domain=None, **changes):
        message = {
            "owner": signer.address,
            "spender": gateway.address,
            "value": 10**9,
            "nonce": token.nonces(signer),
            "deadline": FOREVER,
        } | {key: getattr(value, "address", value) for key, value in changes.items()}
        signed = at_the_token(signer, token, "Permit", PERMIT, message, **(domain or {}))
        words = signed.r.to_bytes(32, "big"), signed.s.to_bytes(32, "big")
        return (message["value"], message["deadline"], signed.v, *words)

    return make


@pytest.fixture
def authorization(at_the_token, dollar, gateway, payer):
    """A payer's ERC-3009 authorization for an invoice as the gateway takes it; keywords change what is signed."""

    def make(terms, signer=payer, contract=gateway, domain=None, **changes):
        message = {
            "from": signer.address,
            "to": contract.address,
            "value": terms["amount"],
            "validAfter": 0,
            "validBefore": FOREVER,
            "nonce": contract.payment_id(terms),
        } | {key: getattr(value, "address", value) for key, value in changes.items()}
        signed = at_the_token(signer, dollar, "ReceiveWithAuthorization", RECEIVE, message, **(domain or {}))
        return message["validAfter"], message["validBefore"], bytes(signed.signature)

    return make


@pytest.fixture
def enter(funded, payer, relayer, authorization):
    """Pay an invoice through a door with the payer's money and as the payer, whoever sends it."""

    def through(door, terms, signature, contract=funded, shares=()):
        if door == "pay":
            return contract.pay(terms, signature, sender=payer)
        rest = {
            "pay_split": lambda: (),
            "pay_for": lambda: (payer,),
            # The allowance decides: this one is nobody's signature.
            "pay_with_permit": lambda: ((0, 0, 27, bytes(32), bytes(32)),),
            "pay_with_authorization": lambda: (payer, authorization(terms, contract=contract)),
        }[door]()
        sender = relayer if door == "pay_with_authorization" else payer
        return getattr(contract, door)(terms, list(shares), signature, *rest, sender=sender)

    return through
