"""Invoices with random terms, the same ones for the same seed."""

import random

from backend.checkout.invoice import Domain, Invoice

UINT256 = 2**256 - 1


def text(chance: random.Random, length: int) -> str:
    return "0x" + chance.randbytes(length).hex()


def random_invoice(seed: int) -> Invoice:
    """Every field random over its whole range; now and then at its ends."""
    chance = random.Random(seed)

    def number() -> int:
        return chance.choice([0, 1, UINT256, chance.getrandbits(256), chance.getrandbits(64)])

    return Invoice(
        merchant=text(chance, 20),
        payer=chance.choice(["0x" + "00" * 20, text(chance, 20)]),
        token=text(chance, 20),
        amount=number(),
        max_fee_bps=number(),
        valid_until=number(),
        refund_until=number(),
        splits_hash=text(chance, 32),
        reference=chance.choice(["0x" + "00" * 32, text(chance, 32)]),
        salt=text(chance, 32),
    )


def random_domain(seed: int) -> Domain:
    chance = random.Random(-seed - 1)
    return Domain(chance.choice([1, 137, 31337, chance.getrandbits(63)]), text(chance, 20))
