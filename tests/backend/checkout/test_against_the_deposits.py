"""The deposit address computed here is where DepositAddresses looks for money. Runs the contracts themselves."""

from pathlib import Path

import boa
import pytest
from boa.util.abi import Address
from eth.exceptions import Revert
from eth_keys.datatypes import PrivateKey

from backend.checkout import calldata
from backend.checkout.acceptance import NATIVE_COIN
from backend.checkout.deposit import NOBODY, deposit_address, implementation
from backend.checkout.invoice import ANYONE, NO_BYTES32, Domain, Invoice, payment_id
from backend.checkout.signing import sign_invoice

CONTRACTS = Path(__file__).resolve().parents[3] / "contracts"
SIGNER = PrivateKey(b"\x09" * 32)
PAID, ONE = 2, 10**18
REFUND_TO = "0x" + "5e" * 20


@pytest.fixture(scope="module")
def gateway():
    boa.env.evm.patch.chain_id = 31337
    operator = boa.env.generate_address("operator")
    return boa.load(str(CONTRACTS / "PaymentGateway.vy"), operator, operator, 50, 100, 86_400, ANYONE)


@pytest.fixture(scope="module")
def deposits(gateway):
    blueprint = boa.load_partial(str(CONTRACTS / "DepositAddress.vy")).deploy_as_blueprint()
    return boa.load(str(CONTRACTS / "DepositAddresses.vy"), gateway.address, blueprint.address)


@pytest.fixture(scope="module")
def domain(gateway) -> Domain:
    return Domain(31337, str(gateway.address).lower())


@pytest.fixture
def invoice(gateway) -> Invoice:
    """One coin, from anyone, to a registered merchant whose invoice signer is SIGNER."""
    merchant, now = boa.env.generate_address("merchant"), boa.env.timestamp
    gateway.register_merchant(merchant, SIGNER.public_key.to_checksum_address(), sender=merchant)
    lower = str(merchant).lower()
    return Invoice(lower, ANYONE, NATIVE_COIN, ONE, 100, now + 60, now + 99, NO_BYTES32, NO_BYTES32, "0x" + "5a" * 32)


@pytest.fixture
def stranger():
    stranger = boa.env.generate_address("stranger")
    boa.env.set_balance(stranger, 10 * ONE)
    return stranger


def send(to, sender, data: str = "0x", value: int = 0):
    return boa.env.raw_call(Address(str(to)), sender=sender, value=value, data=bytes.fromhex(data[2:]))


def test_the_code_behind_every_address_is_the_first_that_the_contract_created(deposits):
    assert implementation(str(deposits.address).lower()) == str(deposits.origin()[1]).lower()


@pytest.mark.parametrize("refund_to", [NOBODY, REFUND_TO, "0x" + "ff" * 20])
@pytest.mark.parametrize("number", [0, 7, 2**256 - 1])
def test_the_address_is_the_contracts(deposits, refund_to, number):
    id = f"0x{number:064x}"

    assert deposit_address(str(deposits.address).lower(), id, refund_to) == (
        str(deposits.deposit_address(number.to_bytes(32), refund_to)).lower()
    )


@pytest.mark.parametrize("refund_to", [NOBODY, REFUND_TO])
def test_a_plain_send_is_collected_by_anyone_and_pays_the_invoice(
    gateway, deposits, domain, invoice, stranger, refund_to
):
    id = payment_id(invoice, domain)
    deposit = deposit_address(str(deposits.address).lower(), id, refund_to)

    send(deposit, stranger, value=ONE)
    send(deposits.address, stranger, calldata.collect(invoice, sign_invoice(SIGNER, invoice, domain), refund_to))

    status, payer, _, _ = gateway.payment(bytes.fromhex(id[2:]))
    assert (status, str(payer).lower()) == (PAID, deposit if refund_to == NOBODY else refund_to)


def test_less_than_the_amount_is_not_collected_and_goes_back_when_time_is_up(deposits, domain, invoice, stranger):
    id = payment_id(invoice, domain)
    deposit = deposit_address(str(deposits.address).lower(), id, REFUND_TO)
    signature, before = sign_invoice(SIGNER, invoice, domain), boa.env.get_balance(Address(REFUND_TO))
    send(deposit, stranger, value=ONE - 1)

    with pytest.raises(Revert, match="deposits: below the amount"):
        send(deposits.address, stranger, calldata.collect(invoice, signature, REFUND_TO))
    with pytest.raises(Revert, match="deposits: awaits its invoice"):
        send(deposits.address, stranger, calldata.return_deposit(invoice, REFUND_TO, NATIVE_COIN))
    boa.env.time_travel(seconds=60)
    send(deposits.address, stranger, calldata.return_deposit(invoice, REFUND_TO, NATIVE_COIN))

    assert boa.env.get_balance(Address(REFUND_TO)) - before == ONE - 1


def test_what_was_sent_for_another_refund_address_is_not_found(deposits, domain, invoice, stranger):
    deposit = deposit_address(str(deposits.address).lower(), payment_id(invoice, domain), REFUND_TO)
    send(deposit, stranger, value=ONE)

    with pytest.raises(Revert, match="deposits: below the amount"):
        signature = sign_invoice(SIGNER, invoice, domain)
        send(deposits.address, stranger, calldata.collect(invoice, signature, NOBODY))
