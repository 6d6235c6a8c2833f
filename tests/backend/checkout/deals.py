"""Deals with random terms, the same ones for the same seed."""

import random

from backend.checkout.deal import Deal, escrow_domain
from backend.checkout.eip712 import Signed

UINT256 = 2**256 - 1


def random_deal(seed: int) -> Deal:
    """Every field random over its whole range; now and then at its ends."""
    chance = random.Random(seed)

    def number() -> int:
        return chance.choice([0, 1, UINT256, chance.getrandbits(256), chance.getrandbits(64)])

    def text(length: int) -> str:
        return chance.choice(["0x" + "00" * length, *["0x" + chance.randbytes(length).hex()] * 3])

    return Deal(
        depositor=text(20),
        beneficiary=text(20),
        arbiter=text(20),
        token=text(20),
        amount=number(),
        max_fee_bps=number(),
        delivery_until=number(),
        inspection_period=number(),
        claim_hash=text(32),
        arbiter_fee_bps=number(),
        dispute_period=number(),
        on_timeout_bps=number(),
        salt=text(32),
    )


def random_escrow(seed: int) -> Signed:
    chance = random.Random(-seed - 1)
    return escrow_domain(chance.choice([1, 137, 31337, chance.getrandbits(63)]), "0x" + chance.randbytes(20).hex())
