"""Revenue to come and churn: by the terms of the mandates, by the chain's time, exact to the unit."""

import pytest

from backend.checkout.schedule import MONTHS, Schedule
from tests.backend.web.premises import NOW, PAYER, position, word
from tests.backend.web.subscription_rows import DAY, mandate, plan

GOLD, METERED, MONTHLY = word(0xA0), word(0xA1), word(0xA2)
TEN = 10_000_000


async def forecast(premises, merchant, *rows, days: int = 60) -> dict:
    own = premises.merchant.address
    plans = [plan(own, GOLD), plan(own, METERED, metered=True, block=6)]
    plans += [plan(own, MONTHLY, period_unit=MONTHS, period_count=1, block=7)]
    await premises.write(position(20, time=NOW), *plans, *rows)
    return (await merchant.get(f"/v1/subscriptions/forecast?days={days}")).json()


def expected(answer: dict) -> tuple[int, int, int]:
    """Amount, at risk, charges in the only token."""
    (token,) = answer["tokens"] or [{"amount": 0, "at_risk": 0, "charges": 0, "days": []}]
    assert sum(int(day["amount"]) for day in token["days"]) == int(token["amount"])
    return int(token["amount"]), int(token["at_risk"]), token["charges"]


CASES = [
    ({}, (TEN, 0, 1)),
    ({"paid_until": NOW}, (2 * TEN, 0, 2)),
    ({"paid_until": NOW - 7 * DAY, "start": NOW - 37 * DAY}, (3 * TEN, 0, 3)),
    ({"end": NOW + 30 * DAY}, (0, 0, 0)),
    ({"end": NOW + 30 * DAY + 1}, (TEN, 0, 1)),
    ({"max_charges": 1}, (0, 0, 0)),
    ({"max_charges": 2, "paid_until": NOW}, (TEN, 0, 1)),
    ({"lifetime_cap": 2 * TEN - 1}, (0, 0, 0)),
    ({"lifetime_cap": 2 * TEN, "paid_until": NOW}, (TEN, 0, 1)),
    ({"status": "cancelled"}, (0, 0, 0)),
    ({"status": "lapsed"}, (0, 0, 0)),
    ({"price": 12_000_000, "price_from": NOW + 30 * DAY}, (12_000_000, 0, 1)),
    ({"price": 12_000_000, "price_from": NOW + 30 * DAY + 1}, (TEN, 0, 1)),
    ({"price": 12_000_000, "price_from": NOW + 31 * DAY, "price_before": 11_000_000}, (11_000_000, 0, 1)),
    (
        {"status": "failing", "paid_until": NOW, "retry_at": NOW + DAY, "grace_until": NOW + 7 * DAY},
        (2 * TEN, 2 * TEN, 2),
    ),
    ({"status": "failing", "paid_until": NOW, "retry_at": NOW + DAY, "grace_until": NOW + DAY}, (0, 0, 0)),
    ({"status": "paused", "paused_at": NOW, "paused_until": NOW + 29 * DAY}, (TEN, 0, 1)),
    ({"status": "paused", "paused_at": NOW, "paused_until": NOW + 30 * DAY}, (0, 0, 0)),
    ({"charges": 0, "total": 0, "paid_until": NOW + DAY, "start": NOW + DAY}, (2 * TEN, 0, 2)),
]


@pytest.mark.parametrize(("changes", "told"), CASES)
async def test_what_is_due_follows_from_the_terms(premises, merchant, changes, told):
    row = mandate(premises.merchant.address, word(1), GOLD, **changes)
    assert expected(await forecast(premises, merchant, row)) == told


async def test_the_first_charge_may_cost_something_else(premises, merchant):
    own = premises.merchant.address
    await premises.write(position(20, time=NOW), plan(own, GOLD, first_amount=1))
    await premises.write(mandate(own, word(1), GOLD, charges=0, total=0, paid_until=NOW + DAY, start=NOW + DAY))
    answer = (await merchant.get("/v1/subscriptions/forecast?days=60")).json()
    assert expected(answer) == (TEN + 1, 0, 2)


async def test_metered_and_others_mandates_are_not_in_it(premises, merchant):
    own, other = premises.merchant.address, premises.stranger.address
    rows = [mandate(own, word(1), METERED), mandate(other, word(2), GOLD, block=11)]
    answer = await forecast(premises, merchant, *rows)
    assert (answer["tokens"], answer["metered_mandates"]) == ([], 1)


async def test_months_end_with_the_month(premises, merchant):
    # 31 January 2028 at noon; 2028 is a leap year.
    start = 1_832_932_800
    await premises.write(
        position(20, time=start), plan(premises.merchant.address, MONTHLY, period_unit=1, period_count=1)
    )
    row = mandate(premises.merchant.address, word(1), MONTHLY, start=start, paid_until=start, charges=0, total=0)
    await premises.write(row)
    answer = (await merchant.get("/v1/subscriptions/forecast?days=92")).json()
    assert [day["date"] for day in answer["tokens"][0]["days"]] == [
        "2028-01-31",
        "2028-02-29",
        "2028-03-31",
        "2028-04-30",
    ]


def test_every_second_belongs_to_the_period_that_began_last():
    schedule = Schedule(1_832_932_800, MONTHS, 1)
    for period in range(600):
        begins, ends = schedule.start_of(period), schedule.start_of(period + 1)
        assert (schedule.period_at(begins), schedule.period_at(ends - 1)) == (period, period)


@pytest.mark.parametrize("days", ["0", "367", "x"])
@pytest.mark.parametrize("view", ["forecast", "churn"])
async def test_days_are_bounded(premises, merchant, view, days):
    answer = await merchant.get(f"/v1/subscriptions/{view}?days={days}")
    assert (answer.status_code, answer.json()["param"]) == (422, "days")


async def test_churn_counts_who_came_and_who_went(premises, merchant):
    own, before = premises.merchant.address, NOW - 40 * DAY
    gone = {"ended_at": NOW - DAY, "opened_at": before}
    rows = [mandate(own, word(1), GOLD, opened_at=before), mandate(own, word(2), GOLD, opened_at=NOW - DAY)]
    rows += [mandate(own, word(3), GOLD, status="cancelled", cancelled_by=PAYER, **gone)]
    rows += [mandate(own, word(4), GOLD, status="cancelled", cancelled_by=own, **gone)]
    rows += [
        mandate(own, word(5), GOLD, status="lapsed", **gone),
        mandate(own, word(6), GOLD, status="finished", **gone),
    ]
    rows += [mandate(own, word(7), GOLD, status="lapsed", opened_at=before, ended_at=NOW - 31 * DAY)]
    rows += [mandate(own, word(8), METERED, opened_at=before)]
    rows += [mandate(own, word(9), GOLD, status="cancelled", cancelled_by=PAYER, opened_at=None, ended_at=NOW - DAY)]
    rows += [mandate(premises.stranger.address, word(10), GOLD, opened_at=before)]
    await premises.write(position(20, time=NOW), plan(own, GOLD), *rows)

    answer = (await merchant.get("/v1/subscriptions/churn")).json()

    counts = {name: answer[name] for name in ("live_before", "opened", "lapsed", "finished", "live")}
    assert counts == {"live_before": 6, "opened": 1, "lapsed": 1, "finished": 1, "live": 3}
    assert (answer["cancelled_by_subscriber"], answer["cancelled_by_merchant"], answer["churn"]) == (1, 1, "0.5000")
    of_plan = (await merchant.get(f"/v1/subscriptions/churn?plan={METERED}")).json()
    assert (of_plan["live_before"], of_plan["churn"], of_plan["plan_id"]) == (1, "0.0000", METERED)


async def test_without_anybody_there_is_no_churn(premises, merchant):
    await premises.write(position(20, time=NOW))
    answer = (await merchant.get("/v1/subscriptions/churn")).json()
    assert (answer["live_before"], answer["churn"]) == (0, None)
