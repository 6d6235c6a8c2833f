"""The invoice's identity: the same digest as the field's own library, whatever the terms."""

import dataclasses

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_keys.datatypes import PrivateKey
from eth_utils.crypto import keccak

from backend.checkout.invoice import Domain, domain_separator, payment_id, typed_data
from backend.checkout.signing import sign_invoice
from tests.backend.checkout.invoices import random_domain, random_invoice

HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0


@pytest.mark.parametrize("field", [f.name for f in dataclasses.fields(random_invoice(0))])
def test_every_term_counts(field):
    domain, first, second = random_domain(1), random_invoice(2), random_invoice(3)
    changed = dataclasses.replace(first, **{field: getattr(second, field)})
    if getattr(first, field) == getattr(second, field):
        changed = dataclasses.replace(first, **{field: getattr(random_invoice(5), field)})

    assert payment_id(changed, domain) != payment_id(first, domain)


def test_the_same_terms_elsewhere_are_another_payment():
    invoice, domain = random_invoice(1), Domain(31337, "0x" + "9a" * 20)

    ids = {payment_id(invoice, d) for d in (domain, Domain(1, domain.gateway), Domain(31337, "0x" + "9b" * 20))}

    assert len(ids) == 3


def test_the_payment_id_is_the_digest_that_wallets_sign():
    for seed in range(200):
        invoice, domain = random_invoice(seed), random_domain(seed)
        signable = encode_typed_data(full_message=typed_data(invoice, domain))
        assert domain_separator(domain) == signable.header
        digest = keccak(b"\x19" + signable.version + signable.header + signable.body)
        assert payment_id(invoice, domain) == "0x" + digest.hex(), seed


def test_signatures_are_canonical_and_recover_to_the_key():
    key = PrivateKey(b"\x07" * 32)
    for seed in range(20):
        invoice, domain = random_invoice(seed), random_domain(seed)
        signature = bytes.fromhex(sign_invoice(key, invoice, domain)[2:])
        assert (len(signature), signature[64] in (27, 28)) == (65, True)
        assert 0 < int.from_bytes(signature[32:64]) <= HALF_ORDER
        signable = encode_typed_data(full_message=typed_data(invoice, domain))
        assert Account.recover_message(signable, signature=signature) == key.public_key.to_checksum_address()


def test_signing_again_gives_the_same_signature():
    key, invoice, domain = PrivateKey(b"\x07" * 32), random_invoice(1), random_domain(1)

    assert sign_invoice(key, invoice, domain) == sign_invoice(key, invoice, domain)
