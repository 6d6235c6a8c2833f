"""Plans and mandates with random terms, the same ones for the same seed."""

import random

from backend.checkout.subscribing import Mandate, Plan

UINT256 = 2**256 - 1


def random_plan(seed: int) -> Plan:
    """Every field random over its whole range; now and then at its ends."""
    chance = random.Random(seed)

    def number() -> int:
        return chance.choice([0, 1, UINT256, chance.getrandbits(256), chance.getrandbits(64)])

    return Plan(
        merchant="0x" + chance.randbytes(20).hex(),
        payout="0x" + chance.randbytes(20).hex(),
        token="0x" + chance.randbytes(20).hex(),
        amount=number(),
        first_amount=number(),
        period_unit=number(),
        period_count=number(),
        trial=number(),
        metered=chance.choice([True, False]),
        tip=number(),
        max_fee_bps=number(),
        grace=number(),
        retry_gap=number(),
        price_notice=number(),
        pause_limit=number(),
        reference="0x" + chance.randbytes(32).hex(),
    )


def random_mandate(seed: int) -> Mandate:
    chance = random.Random(-seed - 1)
    bounds = [chance.choice([0, UINT256, chance.getrandbits(256)]) for _ in range(4)]
    return Mandate("0x" + chance.randbytes(20).hex(), random_plan(seed), *bounds, "0x" + chance.randbytes(32).hex())
