"""What the checkout computes is what the gateway computes: identity, calldata, signature. Runs the contract itself."""

from dataclasses import replace
from pathlib import Path

import boa
import pytest
from eth.exceptions import Revert
from eth_keys.datatypes import PrivateKey

from backend.checkout import calldata
from backend.checkout.acceptance import NATIVE_COIN
from backend.checkout.invoice import ANYONE, NO_BYTES32, Domain, Invoice, payment_id
from backend.checkout.signing import sign_invoice
from tests.backend.checkout.invoices import random_invoice

SOURCE = Path(__file__).resolve().parents[3] / "contracts" / "PaymentGateway.vy"
SIGNER = PrivateKey(b"\x09" * 32)
PAID = 2


@pytest.fixture(scope="module")
def gateway():
    boa.env.evm.patch.chain_id = 31337
    operator = boa.env.generate_address("operator")
    return boa.load(str(SOURCE), operator, operator, 50, 100, 86_400, ANYONE)


@pytest.fixture(scope="module")
def domain(gateway) -> Domain:
    return Domain(31337, str(gateway.address).lower())


@pytest.fixture
def invoice(gateway) -> Invoice:
    """One coin, from anyone, to a registered merchant whose invoice signer is SIGNER."""
    merchant, now = boa.env.generate_address("merchant"), boa.env.timestamp
    if not gateway.merchant(merchant)[0]:
        gateway.register_merchant(merchant, SIGNER.public_key.to_checksum_address(), sender=merchant)
    lower = str(merchant).lower()
    return Invoice(
        lower, ANYONE, NATIVE_COIN, 10**18, 100, now + 60, now + 3600, NO_BYTES32, NO_BYTES32, "0x" + "5a" * 32
    )


def test_the_payment_id_is_the_contracts(gateway, domain):
    for seed in range(50):
        invoice = random_invoice(seed)
        assert payment_id(invoice, domain) == "0x" + gateway.payment_id(invoice.values()).hex(), seed


def test_an_invoice_changed_after_signing_is_refused(gateway, domain, invoice):
    payer = boa.env.generate_address("payer")
    boa.env.set_balance(payer, 10**19)
    signature = sign_invoice(SIGNER, invoice, domain)

    with pytest.raises(Revert, match="gateway: not issued by merchant"):
        boa.env.raw_call(
            gateway.address,
            sender=payer,
            value=10**18,
            data=bytes.fromhex(calldata.pay(replace(invoice, reference="0x" + "11" * 32), signature)[2:]),
        )


def test_the_calldata_with_the_derived_signature_pays(gateway, domain, invoice):
    payer = boa.env.generate_address("payer")
    boa.env.set_balance(payer, 10**19)

    boa.env.raw_call(
        gateway.address,
        sender=payer,
        value=10**18,
        data=bytes.fromhex(calldata.pay(invoice, sign_invoice(SIGNER, invoice, domain))[2:]),
    )

    status, by, _, refunded = gateway.payment(bytes.fromhex(payment_id(invoice, domain)[2:]))
    assert (status, by, refunded) == (PAID, payer, 0)
