"""What the subscriber's pages are told: terms with finished calls, and what became of a mandate; without a key."""

import pytest
from eth_abi.abi import decode
from eth_utils import to_checksum_address

from backend.checkout.subscribing import MANDATE_TUPLE, Mandate, mandate_id, subscription_domain
from backend.web.presenting_subscription import plan_terms
from tests.backend.web.premises import CHAIN, DOLLAR, NOW, PAYER, observed, position, word
from tests.backend.web.subscription_rows import DAY, SUBSCRIPTION, charge, failure, mandate, plan

GOLD, TRIED, CLOSED, METERED, NOBODYS = (word(number) for number in range(0xA0, 0xA5))
PRICE = 10_000_000


@pytest.fixture
async def offers(premises):
    """Plans of the merchant, and one of somebody without an account."""
    own = premises.merchant.address
    plans = [plan(own, GOLD, first_amount=1_000_000), plan(own, TRIED, block=6, trial=14 * DAY)]
    plans += [plan(own, CLOSED, block=7, status="closed"), plan(own, METERED, block=8, metered=True)]
    plans += [plan("0x" + "0f" * 20, NOBODYS, block=9)]
    # The head was looked at later than its block was made: a mandate must not begin after the chain's own time.
    await premises.write(position(20, time=NOW + 5), observed(20, at=NOW + 500), *plans)
    return own


async def terms(customer, plan_id=GOLD, **asked):
    return await customer.get(f"/subscribe/{plan_id}/terms", params={"subscriber": PAYER, **asked})


@pytest.mark.parametrize("id", [word(99), NOBODYS, "0x12", "nothing"])
async def test_an_unknown_plan_has_no_terms(offers, customer, id):
    answer = await terms(customer, id)
    assert (answer.status_code, answer.json()["code"]) == (404, "plan_unknown")


async def test_a_closed_plan_has_no_terms(offers, customer):
    answer = await terms(customer, CLOSED)
    assert (answer.status_code, answer.json()["code"]) == (410, "plan_closed")


WRONG = [
    ({"subscriber": "0x12"}, "address_malformed"),
    ({"subscriber": "0x" + "00" * 20}, "address_zero"),
    ({"subscriber": to_checksum_address(PAYER).swapcase().replace("0X", "0x")}, "address_checksum_wrong"),
    ({"subscriber": "0x" + "a1" * 20}, "subscriber_refused"),
    ({"subscriber": SUBSCRIPTION}, "subscriber_refused"),
    ({"max_charges": "-1"}, "field_malformed"),
    ({"max_charges": "1001"}, "field_malformed"),
    ({"max_charges": "many"}, "field_malformed"),
    ({"salt": word(1)}, "field_unknown"),
]


@pytest.mark.parametrize(("asked", "code"), WRONG)
async def test_bad_input_is_refused_by_name(offers, customer, asked, code):
    answer = await terms(customer, **asked)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_a_subscriber_must_be_named(offers, customer):
    answer = await customer.get(f"/subscribe/{GOLD}/terms")
    assert (answer.status_code, answer.json()["code"]) == (422, "field_missing")


async def test_the_calls_carry_the_mandate_and_exactly_its_allowance(offers, customer):
    told = (await terms(customer, max_charges="3")).json()
    approve, subscribe = told["calls"]

    assert [call["purpose"] for call in told["calls"]] == ["approve", "subscribe"]
    assert decode(["address", "uint256"], bytes.fromhex(approve["data"][10:])) == (SUBSCRIPTION, 21_000_000)
    assert (told["allowance"], told["due_now"], told["charges_allowed"]) == ("21000000", "1000000", 3)
    ((subscriber, terms_sent, start, end, most, cap, salt),) = decode(
        [MANDATE_TUPLE], bytes.fromhex(subscribe["data"][10:])
    )
    row = plan_terms(plan(offers, GOLD, first_amount=1_000_000))
    assert (subscriber, terms_sent, end, most, cap) == (PAYER, row.values(), 0, 3, 0)
    assert start == NOW + 5, "the followed block's time"
    sent = Mandate(subscriber, row, start, end, most, cap, "0x" + salt.hex())
    assert told["mandate_id"] == mandate_id(sent, subscription_domain(CHAIN, SUBSCRIPTION))
    assert told["typed_data"]["message"]["salt"] == "0x" + salt.hex()


async def test_without_a_bound_twelve_charges_are_allowed(offers, customer):
    told = (await terms(customer)).json()
    assert (told["max_charges"], told["charges_allowed"], told["allowance"]) == (0, 12, str(1_000_000 + 11 * PRICE))


async def test_other_live_mandates_in_the_token_keep_their_part_of_the_allowance(offers, premises, customer):
    """A token knows one allowance for the contract: asking for this mandate's alone would take the others' away."""
    other_token = plan(offers, word(0xA8), block=11, token="0x" + "0b" * 20)
    rows = [mandate(offers, word(1), TRIED, max_charges=4), mandate(offers, word(2), GOLD, status="lapsed", block=12)]
    rows += [mandate(offers, word(3), GOLD, subscriber="0x" + "7f" * 20), mandate(offers, word(4), word(0xA8))]
    await premises.write(other_token, *rows)
    told = (await terms(customer, max_charges="3")).json()
    assert (told["allowance"], told["for_others"]) == (str(21_000_000 + 3 * PRICE), str(3 * PRICE))
    state = (await customer.get(f"/subscription/{word(1)}/state")).json()
    assert decode(["address", "uint256"], bytes.fromhex(state["calls"][0]["data"][10:])) == (SUBSCRIPTION, 3 * PRICE)


@pytest.mark.parametrize("id", [TRIED, METERED])
async def test_a_trial_and_a_metered_plan_take_nothing_at_once(offers, customer, id):
    told = (await terms(customer, id)).json()
    assert (told["due_now"], told["allowance"]) == ("0", str(12 * PRICE))


async def test_asked_again_it_is_another_mandate_and_nothing_is_stored(offers, customer, premises):
    before = await premises.stored()
    ids = {(await terms(customer)).json()["mandate_id"] for _ in range(3)}
    assert len(ids) == 3 and await premises.stored() == before


@pytest.mark.parametrize("id", [word(99), "0x12", "nothing"])
async def test_an_unknown_mandate(offers, customer, id):
    answer = await customer.get(f"/subscription/{id}/state")
    assert (answer.status_code, answer.json()["code"]) == (404, "mandate_unknown")


async def test_a_mandate_of_a_merchant_without_an_account_is_unknown(offers, premises, customer):
    await premises.write(mandate("0x" + "0f" * 20, word(1), NOBODYS))
    assert (await customer.get(f"/subscription/{word(1)}/state")).status_code == 404


async def test_a_mandate_cancelled_before_it_was_opened_has_nothing_to_show(offers, premises, customer):
    await premises.write(mandate(offers, word(1), None, status="cancelled", opened_at=None, start=None))
    answer = await customer.get(f"/subscription/{word(1)}/state")
    assert answer.status_code == 404 and "before it was ever opened" in answer.json()["detail"]


STANDINGS = [
    ({}, ["approve", "cancel", "pause"]),
    ({"shift": 89 * DAY, "start": NOW - 99 * DAY}, ["approve", "cancel", "pause"]),
    ({"shift": 90 * DAY, "start": NOW - 99 * DAY}, ["approve", "cancel"]),
    ({"end": NOW + 9}, ["approve", "cancel"]),
    ({"start": NOW + DAY}, ["approve", "cancel"]),
    ({"status": "failing", "attempts": 1, "retry_at": NOW + DAY, "grace_until": NOW + 7 * DAY}, ["approve", "cancel"]),
    ({"status": "paused", "paused_at": NOW, "paused_until": NOW + DAY}, ["approve", "cancel", "resume"]),
    (
        {"proposed_price": 12_000_000, "proposed_from": NOW + DAY},
        ["approve", "cancel", "pause", "accept_price"],
    ),
    *(({"status": status, "ended_at": NOW}, []) for status in ("cancelled", "lapsed", "finished")),
]


@pytest.mark.parametrize(("facts", "purposes"), STANDINGS)
async def test_what_a_subscriber_can_do_follows_from_the_standing(offers, premises, customer, facts, purposes):
    await premises.write(mandate(offers, word(1), GOLD, **facts))
    state = (await customer.get(f"/subscription/{word(1)}/state")).json()
    assert [call["purpose"] for call in state["calls"]] == purposes


async def test_the_calls_are_of_the_mandate_as_it_stands_in_the_tables(offers, premises, customer):
    row = mandate(offers, word(1), GOLD, max_charges=6, proposed_price=12_000_000, proposed_from=NOW + DAY)
    await premises.write(row)
    state = (await customer.get(f"/subscription/{word(1)}/state")).json()
    data = {call["purpose"]: bytes.fromhex(call["data"][10:]) for call in state["calls"]}

    values = Mandate(PAYER, plan_terms(plan(offers, GOLD, first_amount=1_000_000)), NOW, 0, 6, 0, word(7)).values()
    assert decode([MANDATE_TUPLE], data["cancel"]) == decode([MANDATE_TUPLE], data["pause"]) == (values,)
    assert decode([MANDATE_TUPLE, "uint256", "uint256"], data["accept_price"]) == (values, 12_000_000, NOW + DAY)
    # One of six is charged; the five to come may cost the price that is proposed.
    assert decode(["address", "uint256"], data["approve"]) == (SUBSCRIPTION, 60_000_000)


async def test_it_is_told_with_its_past_and_what_comes_next(offers, premises, customer):
    own = offers
    row = mandate(own, word(1), GOLD, status="failing", last_failure="insufficient_balance", attempts=1, retry_at=NOW)
    row.grace_until = NOW + 7 * DAY
    await premises.write(row, charge(own, word(1), block=11), failure(own, word(1), block=12))
    state = (await customer.get(f"/subscription/{word(1)}/state")).json()

    assert (state["merchant"]["name"], state["token"]["symbol"]) == ("Riverside Coffee", "TUSD")
    assert [one["reason"] for one in state["history"]] == ["insufficient_balance", None]
    assert (state["mandate"]["status"], state["mandate"]["charges"]) == ("failing", 1)
    assert state["mandate"]["next_charge"]["amount"] == "10000000"
    owner = state["allowance"]["data"].replace("{owner}", "00" * 12 + PAYER[2:])
    assert decode(["address", "address"], bytes.fromhex(owner[10:])) == (PAYER, SUBSCRIPTION)
    assert state["allowance"]["to"].lower() == DOLLAR
