"""Deals from chain to tables: every way to an end, and what is held on the way."""

from __future__ import annotations

from typing import Any

import pytest

from backend.checkout.deal import Deal as Terms
from backend.checkout.deal import escrow_domain, open_id
from backend.tables.mirrored import ChainEvent, Deal, KeptFees
from tests.backend.mirror.followed import Followed
from tests.backend.scripted_chain import CHAIN_ID, ESCROW, TOKEN, Act, fee_is, merchant
from tests.backend.scripted_deals import (
    ARBITER,
    DAY,
    DEPOSITOR,
    NOBODY,
    accept,
    collect_fees,
    deal_id,
    decline,
    deliver,
    dispute,
    fund,
    give_back,
    release,
    resolve,
)

ZERO = "0x" + "00" * 32


async def only(followed: Followed) -> dict[str, Any]:
    await followed.catch_up()
    (row,) = await followed.rows(Deal)
    return dict(row)


async def test_an_arbiters_word_comes_before_the_terms(followed: Followed) -> None:
    followed.chain.mine(accept(1, by=3))
    row = await only(followed)
    assert (row["status"], row["arbiter"], row["beneficiary"]) == ("accepted", ARBITER, merchant(3))
    assert (row["depositor"], row["amount"], row["step"], row["number"]) == (None, None, 0, None)
    followed.chain.mine(decline(1))
    assert (await only(followed))["status"] == "declined"


async def test_a_funded_deal_has_its_terms(followed: Followed) -> None:
    block = followed.chain.mine(fund(1, by=3, amount=2**96 - 1, claim_hash=deal_id(7)))
    row = await only(followed)
    terms = {
        "depositor": DEPOSITOR,
        "beneficiary": merchant(3),
        "arbiter": None,
        "token": TOKEN,
        "amount": 2**96 - 1,
        "max_fee_bps": 2**200,
        "delivery_until": block.timestamp + 10 * DAY,
        "inspection_period": 3 * DAY,
        "claim_hash": deal_id(7),
        "arbiter_fee_bps": 200,
        "dispute_period": 14 * DAY,
        "on_timeout_bps": 5_000,
        "salt": "0x" + "01" * 32,
        "fee_bps": 50,
    }
    assert {name: row[name] for name in terms} == terms


async def test_a_funded_deal_says_where_it_was_funded(followed: Followed) -> None:
    followed.chain.mine()
    block = followed.chain.mine(fund(2), fund(1))
    await followed.catch_up()
    row = {row["deal_id"]: row for row in await followed.rows(Deal)}[deal_id(1)]
    facts = {
        "contract": ESCROW,
        "status": "funded",
        "held": 25_000_000,
        "number": 2,
        "step": 1,
        "funded_at": block.timestamp,
        "funded_block": block.number,
        "funded_block_hash": block.hash,
        "funded_transaction": block.logs[1]["transactionHash"],
        "funded_log_index": 4,
        "first_block": block.number,
        "first_log_index": 4,
        "block_number": block.number,
    }
    assert {name: row[name] for name in facts} == facts


@pytest.mark.parametrize("claim_hash", [ZERO, deal_id(7)])
@pytest.mark.parametrize("before", [[], [accept(1)]])
async def test_the_open_id_is_that_of_the_offer(followed: Followed, claim_hash: str, before: list[Act]) -> None:
    block = followed.chain.mine(*before, fund(1, claim_hash=claim_hash))
    offer = Terms(
        depositor=NOBODY,
        beneficiary=merchant(0),
        arbiter=ARBITER if before else NOBODY,
        token=TOKEN,
        amount=25_000_000,
        max_fee_bps=2**200,
        delivery_until=block.timestamp + 10 * DAY,
        inspection_period=3 * DAY,
        claim_hash=ZERO,
        arbiter_fee_bps=200,
        dispute_period=14 * DAY,
        on_timeout_bps=5_000,
        salt="0x" + "01" * 32,
    )
    assert (await only(followed))["open_id"] == open_id(offer, escrow_domain(CHAIN_ID, ESCROW))


ENDS: dict[str, tuple[list[Act], dict[str, int]]] = {
    "released": ([release(1)], {"released": 25_000_000, "fees": 125_000, "step": 2}),
    "returned": ([give_back(1, 5), give_back(1)], {"returned": 25_000_000, "step": 3}),
    "mixed": (
        [release(1, 199), release(1, 1), deliver(1), give_back(1)],
        {"released": 200, "fees": 1, "returned": 24_999_800, "step": 5},
    ),
    "settled": ([resolve(1, 1)], {"released": 12_500_000, "fees": 62_500, "returned": 12_500_000, "step": 2}),
    "ruled": (
        [deliver(1), dispute(1), resolve(1, 2)],
        {"released": 12_500_000, "fees": 62_500, "returned": 12_000_000, "arbiter_fee": 500_000, "step": 4},
    ),
    "timed_out": ([dispute(1), resolve(1, 3)], {"released": 12_500_000, "returned": 12_500_000, "fees": 62_500}),
}


@pytest.mark.parametrize("outcome", ENDS)
async def test_every_end_is_told_apart(followed: Followed, outcome: str) -> None:
    acts, sums = ENDS[outcome]
    followed.chain.mine(fund(1))
    followed.chain.mine(*acts)
    row = await only(followed)
    assert (row["status"], row["outcome"], row["held"]) == ("closed", outcome, 0)
    nothing = dict.fromkeys(("released", "returned", "fees", "arbiter_fee"), 0)
    assert {name: row[name] for name in nothing | sums} == nothing | sums


async def test_delivery_and_dispute_carry_their_deadlines(followed: Followed) -> None:
    followed.chain.mine(fund(1))
    delivered = followed.chain.mine(deliver(1))
    row = await only(followed)
    assert (row["status"], row["proof"]) == ("delivered", deal_id(1))
    assert row["inspection_until"] == delivered.timestamp + 3 * DAY
    disputed = followed.chain.mine(release(1, 5), dispute(1))
    row = await only(followed)
    assert (row["status"], row["disputed_by"], row["held"]) == ("disputed", DEPOSITOR, 24_999_995)
    assert row["dispute_until"] == disputed.timestamp + 14 * DAY
    assert (row["first_block"], row["block_number"], row["step"]) == (4, disputed.number, 4)


async def test_kept_fees_are_those_of_deals_less_what_was_collected(followed: Followed) -> None:
    followed.chain.mine(fund(1), fund(2), release(1), release(2, 10_000), collect_fees())
    followed.chain.mine(release(2), collect_fees())
    await followed.catch_up()
    (row,) = await followed.rows(KeptFees)
    fees = sum(deal["fees"] for deal in await followed.rows(Deal))
    assert (row["contract"], row["token"], row["number"]) == (ESCROW, TOKEN, 2)
    assert fees - row["collected"] == followed.chain.head.ledger.fees == 1


async def test_a_reorg_takes_steps_back(followed: Followed) -> None:
    followed.chain.mine(fund(1), deliver(1))
    followed.chain.mine(release(1), fee_is(20, ESCROW))
    await followed.catch_up()
    followed.chain.reorg(1, [dispute(1)], [])
    row = await only(followed)
    assert (row["status"], row["held"], row["released"], row["outcome"]) == ("disputed", 25_000_000, 0, None)
    followed.chain.reorg(3, [], [], [], [])
    await followed.catch_up()
    assert await followed.rows(Deal) == []
    assert len(await followed.rows(ChainEvent)) == 2
