"""The deal's identity: the same digest as the field's own library, whatever the terms."""

import dataclasses

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak

from backend.checkout import deal as deals
from backend.checkout.deal import acceptance_digest, acceptance_typed_data, deal_id, open_id
from backend.checkout.signing import is_signed_by
from tests.backend.checkout.deals import random_deal, random_escrow

ARBITER = Account.from_key(b"\x0a" * 32)
STRANGER = Account.from_key(b"\x0b" * 32)


@pytest.mark.parametrize("field", [f.name for f in dataclasses.fields(random_deal(0))])
def test_every_term_counts(field):
    domain, first = random_escrow(1), random_deal(2)
    others = [random_deal(seed) for seed in range(3, 30)]
    other = next(getattr(d, field) for d in others if getattr(d, field) != getattr(first, field))

    assert deal_id(dataclasses.replace(first, **{field: other}), domain) != deal_id(first, domain)


def test_the_deal_id_is_the_digest_that_wallets_sign():
    for seed in range(100):
        deal, domain = random_deal(seed), random_escrow(seed)
        signable = encode_typed_data(full_message=deals.typed_data(deal, domain))
        digest = keccak(b"\x19" + signable.version + signable.header + signable.body)
        assert deal_id(deal, domain) == "0x" + digest.hex(), seed


def test_the_open_id_is_the_same_whoever_funds_and_whatever_the_code():
    deal, domain = random_deal(7), random_escrow(7)

    funded = deal.of("0x" + "7e" * 20, "0x" + "c0" * 32)

    assert open_id(funded, domain) == open_id(deal, domain) == deal_id(deal.of(deals.NOBODY), domain)
    assert deal_id(funded, domain) != open_id(funded, domain)


@pytest.mark.parametrize("field", [f for f in deals.Deal.__slots__ if f not in ("depositor", "claim_hash")])
def test_every_other_term_counts_for_the_open_id(field):
    domain, first = random_escrow(1), random_deal(2)
    others = [random_deal(seed) for seed in range(3, 30)]
    other = next(getattr(d, field) for d in others if getattr(d, field) != getattr(first, field))

    assert open_id(dataclasses.replace(first, **{field: other}), domain) != open_id(first, domain)


def test_an_arbiters_acceptance_is_told_from_everybody_elses():
    domain, of_deal = random_escrow(3), deal_id(random_deal(3), random_escrow(3))
    signable = encode_typed_data(full_message=acceptance_typed_data(of_deal, domain))
    digest = acceptance_digest(of_deal, domain)
    signature = "0x" + bytes(ARBITER.sign_message(signable).signature).hex()

    assert is_signed_by(ARBITER.address.lower(), digest, signature)
    assert not is_signed_by(STRANGER.address.lower(), digest, signature)
    assert not is_signed_by(ARBITER.address.lower(), acceptance_digest("0x" + "11" * 32, domain), signature)


@pytest.mark.parametrize("broken", ["high s", "no such v", "too short", "no curve point"])
def test_a_signature_that_the_contract_would_refuse_is_nobodys(broken):
    digest = b"\x21" * 32
    raw = bytes(Account.unsafe_sign_hash(digest, b"\x0a" * 32).signature)
    order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
    made = {
        "high s": raw[:32] + (order - int.from_bytes(raw[32:64])).to_bytes(32) + bytes([55 - raw[64]]),
        "no such v": raw[:64] + b"\x1d",
        "too short": raw[:64],
        "no curve point": b"\xff" * 64 + b"\x1b",
    }

    assert is_signed_by(ARBITER.address.lower(), digest, "0x" + raw.hex())
    assert not is_signed_by(ARBITER.address.lower(), digest, "0x" + made[broken].hex())
