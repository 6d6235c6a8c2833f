"""The subscriber's pages as they are sent: the terms in words without any script, and a word for what is not there."""

import re

import pytest

from tests.backend.web.premises import NOW, position, word
from tests.backend.web.subscription_rows import DAY, charge, failure, mandate, plan

GOLD, CLOSED, OTHER = word(0xA0), word(0xA1), word(0xA2)


@pytest.fixture
def database_url(tmp_path) -> str:
    # Words do not depend on the database; what they are made of is tested on both.
    return f"sqlite:///{tmp_path / 'counterfoil.db'}"


@pytest.fixture
async def own(premises):
    address = premises.merchant.address
    await premises.write(position(20, time=NOW + DAY), plan(address, CLOSED, block=6, status="closed"))
    return address


async def words(client, path: str, status: int = 200) -> str:
    """A page without its markup, its spaces made one."""
    answer = await client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    assert not re.search(r"<script(?![^>]* src=)|\son\w+=|style=|javascript:", answer.text)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.text))


@pytest.mark.parametrize("id", [word(9), "0x12", "nothing", "%3Cscript%3E"])
async def test_an_unknown_plan_says_so(own, customer, id):
    assert "No such plan" in await words(customer, f"/subscribe/{id}", 404)


async def test_a_closed_plan_says_so(own, customer):
    assert "takes no new subscribers" in await words(customer, f"/subscribe/{CLOSED}", 410)


TERMS = [
    ({}, ["10.00 TUSD every 30 days, and never more than once", "tried again within 7 days", "up to 90 days in all"]),
    ({"period_unit": 1, "period_count": 1}, ["10.00 TUSD every month"]),
    ({"period_unit": 1, "period_count": 12}, ["10.00 TUSD every year"]),
    ({"period_unit": 1, "period_count": 18}, ["10.00 TUSD every 18 months"]),
    ({"period_count": DAY}, ["10.00 TUSD every day"]),
    ({"trial": 14 * DAY}, ["Nothing is charged for 14 days"]),
    ({"first_amount": 1_500_000}, ["The first charge is 1.50 TUSD."]),
    ({"first_amount": 0}, ["The first period is free."]),
    ({"metered": True}, ["What you use, and never more than 10.00 TUSD every 30 days"]),
    ({"grace": 0}, ["If a charge fails? Then the subscription ends"]),
    ({"token": "0x" + "0b" * 20, "amount": 7, "first_amount": 7}, ["7 ? every 30 days"]),
]


@pytest.mark.parametrize(("facts", "said"), TERMS)
async def test_the_terms_are_told_without_scripts(own, premises, customer, facts, said):
    await premises.write(plan(own, GOLD, **facts))
    told = await words(customer, f"/subscribe/{GOLD}")
    assert "Riverside Coffee" in told and "Cancel on the page of your subscription" in told
    assert [sentence for sentence in said if sentence not in told] == []


async def test_what_does_not_apply_is_not_told(own, premises, customer):
    await premises.write(plan(own, GOLD, pause_limit=0))
    told = await words(customer, f"/subscribe/{GOLD}")
    assert not re.search("A pause\\?|A trial|To begin with", told)


async def test_a_mandate_not_seen_yet_may_take_a_moment_and_the_page_looks_again(own, customer):
    assert "it may take a moment" in await words(customer, f"/subscription/{word(1)}", 404)
    assert 'http-equiv="refresh"' in (await customer.get(f"/subscription/{word(1)}")).text


async def test_what_can_never_be_a_mandate_is_not_waited_for(own, customer):
    assert "No such subscription" in await words(customer, "/subscription/0x12", 404)
    assert "refresh" not in (await customer.get("/subscription/0x12")).text


async def test_a_mandate_cancelled_before_it_began_says_so(own, premises, customer):
    await premises.write(mandate(own, word(1), None, status="cancelled", opened_at=None, start=None))
    assert "cancelled before it began" in await words(customer, f"/subscription/{word(1)}", 404)


FAILING = {"status": "failing", "last_failure": "insufficient_balance", "retry_at": NOW + 2 * DAY}
STANDINGS = [
    ({}, ["Subscribed", "10.00 TUSD goes to Riverside Coffee every 30 days", "Charges so far 1, 10.00 TUSD in all"]),
    ({"max_charges": 6}, ["1 of 6, 10.00 TUSD in all", "Next charge 10.00 TUSD, 2027-02-14 08:00 UTC"]),
    ({"charges": 0, "total": 0, "paid_until": NOW + 14 * DAY}, ["The first charge comes at 2027-01-29 08:00 UTC"]),
    (
        {**FAILING, "grace_until": NOW + 7 * DAY},
        ["A charge failed", "not enough money in the account", "Tried again from 2027-01-17", "before 2027-01-22"],
    ),
    ({"status": "paused", "paused_at": NOW, "paused_until": NOW + 9 * DAY}, ["Paused", "at the latest 2027-01-24"]),
    ({"status": "cancelled", "ended_at": NOW}, ["Cancelled", "Nothing is charged any more", "Paid until 2027-02-14"]),
    ({"status": "lapsed", "ended_at": NOW}, ["Ended", "you can subscribe anew"]),
    ({"status": "finished", "ended_at": NOW}, ["Finished", "The last charge you agreed to was made"]),
    (
        {"proposed_price": 12_000_000, "proposed_from": NOW + 30 * DAY},
        ["Proposed price 12.00 TUSD from 2027-02-14 08:00 UTC"],
    ),
    ({"price": 12_000_000, "price_from": NOW}, ["12.00 TUSD goes to Riverside Coffee"]),
    ({"price": 12_000_000, "price_from": NOW + 9 * DAY}, ["10.00 TUSD goes to", "Next charge 12.00 TUSD"]),
    (
        {"price": 12_000_000, "price_from": NOW + 9 * DAY, "price_before": 11_000_000},
        ["11.00 TUSD goes to Riverside Coffee"],
    ),
]


@pytest.mark.parametrize(("facts", "said"), STANDINGS)
async def test_where_it_stands_is_told_in_words(own, premises, customer, facts, said):
    await premises.write(plan(own, GOLD), mandate(own, word(1), GOLD, **facts))
    told = await words(customer, f"/subscription/{word(1)}")
    assert [sentence for sentence in said if sentence not in told] == []


async def test_a_metered_one_is_told_as_such(own, premises, customer):
    far = {"paid_until": 2**36 - 1, "charges": 0, "total": 0, "next_action_at": None}
    await premises.write(plan(own, GOLD, metered=True), mandate(own, word(1), GOLD, **far))
    told = await words(customer, f"/subscription/{word(1)}")
    assert "may charge what you use, up to 10.00 TUSD every 30 days" in told
    assert "Paid until" not in told and "Next charge" not in told


async def test_charges_and_failures_are_listed_newest_first(own, premises, customer):
    rows = [charge(own, word(1), block=11), failure(own, word(1), block=12, reason="insufficient_allowance")]
    await premises.write(plan(own, GOLD), mandate(own, word(1), GOLD), *rows)
    told = await words(customer, f"/subscription/{word(1)}")
    failed = told.index("10.00 TUSD failed: the allowance is used up")
    assert failed < told.index("10.00 TUSD", failed + 11)


async def test_a_merchants_name_is_text(own, premises, customer):
    await premises.open_shop("<script>alert(1)</script>'", "0x" + "c3" * 20)
    await premises.write(plan("0x" + "c3" * 20, OTHER, block=7), mandate("0x" + "c3" * 20, word(1), OTHER))
    assert "&lt;script&gt;" in await words(customer, f"/subscribe/{OTHER}")
    assert "&lt;script&gt;" in await words(customer, f"/subscription/{word(1)}")


@pytest.mark.parametrize("path", [f"/subscribe/{GOLD}", f"/subscription/{word(1)}"])
async def test_a_page_stays_light(own, premises, customer, path):
    most = plan(own, GOLD, trial=DAY, first_amount=1)
    await premises.write(most, mandate(own, word(1), GOLD), *(charge(own, word(1), block=11 + n) for n in range(12)))
    seen, waiting, read, sent = set(), [path], 0, 0
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        answer = await customer.get(at)
        read, sent = read + len(answer.content), sent + int(answer.headers["content-length"])
        waiting += re.findall(r'(?:src|href)="(/static/[^"]+)"', answer.text)
        waiting += [f"/static/checkout/{name}" for name in re.findall(r'from "\./([^"]+)"', answer.text)]
    assert len(seen) > 8
    assert read < 50_000, read
    assert sent < 20_000, sent
