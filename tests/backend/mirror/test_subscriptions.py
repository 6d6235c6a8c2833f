"""Plans and mandates from chain to tables: every status, when a keeper has to come, and a record of each charge."""

from __future__ import annotations

from typing import Any

import pytest

from backend.tables.subscriptions import Charge, ChargeFailure, Mandate, PeriodRefund, Plan, SubscriptionMerchant
from tests.backend.mirror.followed import Followed
from tests.backend.scripted_chain import SUBSCRIPTION, TOKEN, Act, merchant
from tests.backend.scripted_chain import own_fee as own_gateway_fee
from tests.backend.scripted_subscriptions import (
    HOUR,
    PRICE,
    STRANGER,
    SUBSCRIBER,
    accept_price,
    cancel_mandate,
    charge,
    close,
    fail,
    lapse,
    mandate_id,
    own_fee,
    pause,
    plan_id,
    propose_price,
    publish,
    refund_period,
    resume,
    subscribe,
)


async def only(followed: Followed, table: Any = Mandate) -> dict[str, Any]:
    await followed.catch_up()
    (row,) = await followed.rows(table)
    return dict(row)


async def test_a_plan_has_its_terms_and_is_closed(followed: Followed) -> None:
    published = followed.chain.mine(publish(1, by=2))
    row = await only(followed, Plan)
    terms = {
        "plan_id": plan_id(1),
        "contract": SUBSCRIPTION,
        "merchant": merchant(2),
        "status": "open",
        "token": TOKEN,
        "amount": PRICE,
        "first_amount": PRICE // 2,
        "period_unit": 0,
        "period_count": HOUR,
        "trial": 60,
        "metered": False,
        "grace": 600,
        "pause_limit": 7_200,
        "reference": plan_id(1),
        "published_at": published.timestamp,
        "number": 1,
    }
    assert {name: row[name] for name in terms} == terms
    followed.chain.mine(close(1, by=2))
    row = await only(followed, Plan)
    assert (row["status"], row["number"], row["first_block"], row["block_number"]) == ("closed", 2, 4, 5)


async def test_a_mandate_has_its_terms(followed: Followed) -> None:
    block = followed.chain.mine(subscribe(1, by=2, trial=60))
    row = await only(followed)
    terms = {
        "mandate_id": mandate_id(1),
        "merchant": merchant(2),
        "subscriber": SUBSCRIBER,
        "plan_id": plan_id(0),
        "start": block.timestamp,
        "end": 0,
        "max_charges": 2**255,
        "lifetime_cap": 0,
        "salt": "0x" + "01" * 32,
        "fee_bps": 50,
        "status": "open",
        "paid_until": block.timestamp + 60,
        "total": 0,
        "opened_at": block.timestamp,
        "next_action_at": block.timestamp + 60,
        "number": 1,
        "ended_at": None,
        "price": None,
    }
    assert {name: row[name] for name in terms} == terms


# What happens in the blocks after the subscription, the status then, and in which block the next action counts from.
AFTER: dict[str, tuple[list[Act], str, int | None, str]] = {
    "open": ([charge(1)], "open", None, "paid_until"),
    "failing": ([fail(1)], "failing", 60, "retry_at"),
    "failing for longer than the grace": ([fail(1, grace=30)], "failing", 30, "grace_until"),
    "charged after a failure": ([fail(1), charge(1)], "open", None, "paid_until"),
    "paused": ([pause(1, 90)], "paused", 90, "paused_until"),
    "resumed": ([pause(1, 90), resume(1)], "open", None, "paid_until"),
    "charged after a pause": ([pause(1, 12), charge(1)], "open", None, "paid_until"),
    "lapsed": ([fail(1), lapse(1)], "lapsed", None, ""),
    "lapsed at once": ([fail(1, grace=0)], "lapsed", None, ""),
    "cancelled": ([cancel_mandate(1)], "cancelled", None, ""),
    "cancelled while failing": ([fail(1), cancel_mandate(1)], "cancelled", None, ""),
    "cancelled while paused": ([pause(1), cancel_mandate(1)], "cancelled", None, ""),
    "finished": ([charge(1, finished=True)], "finished", None, ""),
}


@pytest.mark.parametrize("kind", AFTER)
async def test_each_status_says_when_to_come_again(followed: Followed, kind: str) -> None:
    acts, status, wait, of = AFTER[kind]
    followed.chain.mine(subscribe(1))
    for act in acts:
        followed.chain.mine(act)
    row = await only(followed)
    assert row["status"] == status
    assert row["next_action_at"] == (row[of] if of else None)
    if wait is not None:
        assert row["next_action_at"] == followed.chain.head.timestamp + wait
    waiting = {"failing": {"retry_at", "grace_until"}, "paused": {"paused_at", "paused_until"}}.get(status, set())
    names = ("retry_at", "grace_until", "paused_at", "paused_until")
    assert {name for name in names if row[name] is not None} == waiting
    assert (row["ended_at"] is not None) == (status in ("lapsed", "cancelled", "finished"))


async def test_charges_are_summed_and_recorded(followed: Followed) -> None:
    first = followed.chain.mine(subscribe(1))
    second = followed.chain.mine(fail(1, reason=4), charge(1, 7))
    row = await only(followed)
    assert (row["total"], row["charges"], row["attempts"], row["last_failure"]) == (PRICE + 7, 2, 0, "sanctioned")
    assert row["paid_until"] == first.timestamp + 2 * HOUR
    charges = [dict(row) for row in await followed.rows(Charge)]
    assert [(row["amount"], row["total"], row["number"], row["tip"]) for row in charges] == [
        (PRICE, PRICE, 2, 7),
        (7, PRICE + 7, 4, 7),
    ]
    facts = {
        "contract": SUBSCRIPTION,
        "mandate_id": mandate_id(1),
        "merchant": merchant(0),
        "subscriber": SUBSCRIBER,
        "sender": STRANGER,
        "finished": False,
        "charged_at": second.timestamp,
        "block_number": second.number,
        "log_index": 4,
        "transaction_hash": second.logs[1]["transactionHash"],
    }
    assert {name: charges[1][name] for name in facts} == facts
    failure = await only(followed, ChargeFailure)
    assert (failure["reason"], failure["attempt"], failure["failed_at"]) == ("sanctioned", 1, second.timestamp)


async def test_a_mandate_that_was_never_opened_can_be_cancelled(followed: Followed) -> None:
    followed.chain.mine(cancel_mandate(1, by=2))
    row = await only(followed)
    assert (row["status"], row["merchant"], row["cancelled_by"]) == ("cancelled", merchant(2), SUBSCRIBER)
    assert (row["plan_id"], row["start"], row["fee_bps"], row["next_action_at"]) == (None, None, None, None)


async def test_a_price_counts_when_it_is_accepted(followed: Followed) -> None:
    followed.chain.mine(subscribe(1), propose_price(1, 9))
    row = await only(followed)
    assert (row["price"], row["proposed_price"], row["proposed_from"]) == (
        None,
        9,
        followed.chain.head.timestamp + 86_400,
    )
    accepted = followed.chain.mine(accept_price(1, 9, wait=0))
    row = await only(followed)
    assert (row["price"], row["price_from"], row["price_before"]) == (9, accepted.timestamp, None)
    assert (row["proposed_price"], row["proposed_from"]) == (None, None)
    followed.chain.mine(accept_price(1, 11))
    row = await only(followed)
    assert (row["price"], row["price_before"]) == (11, 9)
    followed.chain.mine(accept_price(1, 12))
    row = await only(followed)
    # The price of 11 was never in force.
    assert (row["price"], row["price_before"]) == (12, 9)


async def test_a_refunded_period_is_refunded_until_the_next_charge(followed: Followed) -> None:
    block = followed.chain.mine(subscribe(1), refund_period(1))
    row = await only(followed)
    assert (row["refunded_at"], row["status"]) == (block.timestamp, "open")
    refund = await only(followed, PeriodRefund)
    assert (refund["amount"], refund["period"], refund["refunded_at"]) == (5, 1, block.timestamp)
    followed.chain.mine(charge(1))
    assert (await only(followed))["refunded_at"] is None


async def test_a_merchants_fees_of_gateway_and_subscription_are_apart(followed: Followed) -> None:
    followed.chain.mine(own_fee(1, 20), own_gateway_fee(2, 30))
    row = await only(followed, SubscriptionMerchant)
    assert (row["merchant"], row["contract"], row["fee_bps"]) == (merchant(1), SUBSCRIPTION, 20)
    followed.chain.mine(own_fee(1, 10_000))
    assert (await only(followed, SubscriptionMerchant))["fee_bps"] is None


async def test_a_reorg_takes_rows_and_records_back(followed: Followed) -> None:
    followed.chain.mine(publish(1), subscribe(1))
    followed.chain.mine(charge(1), fail(1), refund_period(1))
    await followed.catch_up()
    assert [len(await followed.rows(table)) for table in (Charge, ChargeFailure, PeriodRefund)] == [2, 1, 1]
    followed.chain.reorg(1, [pause(1)], [])
    row = await only(followed)
    assert (row["status"], row["total"], row["refunded_at"]) == ("paused", PRICE, None)
    assert [len(await followed.rows(table)) for table in (Charge, ChargeFailure, PeriodRefund)] == [1, 0, 0]
    followed.chain.reorg(3, [], [], [], [])
    await followed.catch_up()
    assert [await followed.rows(table) for table in (Plan, Mandate, Charge)] == [[], [], []]


@pytest.mark.parametrize("act", [charge(1), fail(1), pause(1), propose_price(1, 9), refund_period(1)])
async def test_a_mandate_that_was_not_opened_is_no_row(followed: Followed, act: Act) -> None:
    followed.chain.mine(subscribe(1, trial=60))
    followed.chain.mine(act)
    for place, log in enumerate(followed.chain.head.logs):
        log["data"] = f"0x{place + 1:064x}" + log["data"][66:]
    hidden = followed.chain.blocks[4].logs
    followed.node.has_receipts = False
    followed.node.lie = lambda method, params, result: (
        [log for log in result if log not in hidden] if method == "eth_getLogs" else result
    )
    problem = (await followed.mirror.step()).problem
    assert problem is not None and "was not opened before" in problem


async def test_a_total_that_does_not_fit_is_no_row(followed: Followed) -> None:
    followed.chain.mine(subscribe(1))
    followed.chain.mine(charge(1, 7))
    log = followed.chain.head.logs[0]
    log["data"] = log["data"].replace(f"{PRICE + 7:064x}", f"{PRICE + 8:064x}")
    problem = (await followed.mirror.step()).problem
    assert problem is not None and f"was not charged {PRICE + 1}" in problem


async def test_a_failure_without_a_reason_that_there_is_is_no_record(followed: Followed) -> None:
    followed.chain.mine(subscribe(1), fail(1, reason=9))
    problem = (await followed.mirror.step()).problem
    assert problem is not None and "for no reason that there is (9)" in problem
    assert await followed.rows(Mandate) == []
