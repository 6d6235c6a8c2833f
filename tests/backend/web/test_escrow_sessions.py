"""Sessions whose money the Escrow holds: what may be asked for, and what the chain makes of them."""

import dataclasses

import pytest

from backend.checkout.deal import DAY
from backend.tables import mirrored
from tests.backend.web.premises import CHAIN, DOLLAR, ESCROW, NOW, PAYER, observed, position, word
from tests.backend.web.session_deals import MERCHANT, SESSIONS, funded, read

ZERO = "0x" + "00" * 20


REFUSED = [
    ({"deposit": {}}, "escrow_and_deposit", "deposit"),
    ({"reference": "order-7"}, "term_not_of_escrow", "reference"),
    ({"refund_until": "2027-07-01T00:00:00Z"}, "term_not_of_escrow", "refund_until"),
    ({"amount": str(2**96)}, "escrow_amount_too_large", "amount"),
    ({"token": "0x" + "d1" * 20}, "token_unknown", "token"),
    ({"valid_until": "2027-01-15T08:00:00Z"}, "valid_until_passed", "valid_until"),
    ({"escrow": {"arbiter": MERCHANT}}, "arbiter_refused", "escrow.arbiter"),
    ({"escrow": {"arbiter": ESCROW}}, "arbiter_refused", "escrow.arbiter"),
    ({"payer": PAYER, "escrow": {"arbiter": PAYER}}, "arbiter_refused", "escrow.arbiter"),
    ({"escrow": {"arbiter": ZERO}}, "address_zero", "escrow.arbiter"),
    ({"escrow": {"arbiter_fee_bps": 1}}, "arbiter_missing", "escrow.arbiter_fee_bps"),
    ({"escrow": {"arbiter": PAYER, "claim_code": True}}, "claim_code_with_arbiter", "escrow.claim_code"),
    ({"escrow": {"arbiter": PAYER, "arbiter_fee_bps": 10_001}}, "field_malformed", "escrow.arbiter_fee_bps"),
    ({"escrow": {"on_timeout_bps": 10_001}}, "field_malformed", "escrow.on_timeout_bps"),
    ({"escrow": {"on_timeout_bps": "1"}}, "field_malformed", "escrow.on_timeout_bps"),
    ({"escrow": {"inspection_period": 366 * DAY + 1}}, "field_malformed", "escrow.inspection_period"),
    ({"escrow": {"dispute_period": 366 * DAY + 1}}, "field_malformed", "escrow.dispute_period"),
    ({"escrow": {"dispute_period": -1}}, "field_malformed", "escrow.dispute_period"),
    ({"escrow": {"delivery_period": 0}}, "delivery_until_passed", "escrow.delivery_period"),
    ({"escrow": {"delivery_until": "2027-01-15T08:30:00Z"}}, "delivery_until_passed", "escrow.delivery_until"),
    ({"escrow": {"delivery_until": "2032-01-17T08:00:01Z"}}, "delivery_until_too_far", "escrow.delivery_until"),
    (
        {"escrow": {"delivery_period": 1, "delivery_until": "2027-03-01T00:00:00Z"}},
        "delivery_given_twice",
        "escrow.delivery_until",
    ),
    ({"escrow": {"oracle": ZERO}}, "field_unknown", "escrow.oracle"),
]


@pytest.mark.parametrize(("terms", "code", "param"), REFUSED)
async def test_terms_that_the_escrow_would_refuse_are_refused_by_name(premises, merchant, terms, code, param):
    answer = await merchant.post(SESSIONS, json={"amount": "25000000", "token": DOLLAR, "escrow": {}, **terms})

    assert (answer.status_code, answer.json()["code"], answer.json()["param"]) == (422, code, param)
    assert await premises.stored() == 0


async def test_terms_at_their_bounds_are_taken(premises):
    session = await premises.new_session(
        amount=str(2**96 - 1),
        escrow={
            "arbiter": PAYER,
            "arbiter_fee_bps": 10_000,
            "on_timeout_bps": 10_000,
            "inspection_period": 366 * DAY,
            "dispute_period": 0,
            "delivery_until": "2032-01-16T08:00:00Z",
        },
    )

    assert (session["amount"], session["escrow"]["delivery_until"]) == (str(2**96 - 1), "2032-01-16T08:00:00Z")


@pytest.mark.parametrize("asked", ["escrow", "deposit"])
async def test_what_is_not_deployed_here_is_refused(premises, merchant, monkeypatch, asked):
    bare = dataclasses.replace(premises.context.acceptance, escrow=None, deposits=None)
    monkeypatch.setattr(premises.app.state, "context", dataclasses.replace(premises.context, acceptance=bare))

    answer = await merchant.post(SESSIONS, json={"amount": "25000000", "token": DOLLAR, asked: {}})

    assert (answer.status_code, answer.json()["code"], answer.json()["param"]) == (409, f"{asked}_unavailable", asked)


async def test_defaults_are_two_weeks_three_days_and_everything_back(premises, merchant):
    session = await premises.new_session(escrow={})

    escrow = session["escrow"]
    assert (escrow["contract"].lower(), escrow["arbiter"], escrow["arbiter_acceptance"]) == (ESCROW, None, "none")
    assert escrow["delivery_until"] == "2027-01-29T08:30:00Z"
    assert (escrow["inspection_period"], escrow["dispute_period"]) == (3 * DAY, 14 * DAY)
    assert (escrow["on_timeout_bps"], escrow["arbiter_fee_bps"], escrow["claim_code"]) == (0, 0, False)
    assert session["max_fee_bps"] == 90
    assert await read(merchant, session) == session


async def test_no_invoice_is_signed_that_could_be_paid_around_the_escrow(premises):
    session = await premises.new_session(escrow={})

    none = ("payment_id", "refund_until", "links", "typed_data", "signature", "deposit", "acceptance_typed_data")
    assert [session[name] for name in none] == [None] * len(none)
    assert session["calls"] == []


async def test_a_merchant_unknown_to_the_gateway_may_ask_for_escrow(premises):
    other = await premises.open_shop("Fresh Shop", "0x" + "c3" * 20, signer="0x" + "11" * 20)

    answer = await other.client.post(SESSIONS, json={"amount": "1", "token": DOLLAR, "escrow": {}})
    await other.client.aclose()

    assert answer.status_code == 201


async def test_equal_terms_are_two_sessions_with_two_open_ids(premises):
    first, second = await premises.new_session(escrow={}), await premises.new_session(escrow={})

    assert first["escrow"]["open_id"] != second["escrow"]["open_id"]


CLOSED = {"status": "closed", "held": 0}
STANDINGS = [
    # what differs from a deal funded in block 8; position 10, confirmed 8, final 5
    ({"block": 9}, "seen", "seen"),
    ({"block": 8}, "held", "confirmed"),
    ({"block": 5}, "held", "final"),
    ({"block": 5, "status": "delivered", "block_number": 9}, "held", "final"),
    ({"block": 5, "status": "disputed", "block_number": 8}, "held", "final"),
    # Its end is in a block that may still be undone.
    ({"block": 5, **CLOSED, "released": 25_000_000, "block_number": 9}, "held", "final"),
    ({"block": 5, **CLOSED, "released": 25_000_000, "block_number": 8}, "paid", "final"),
    ({"block": 5, **CLOSED, "returned": 25_000_000, "block_number": 8}, "refunded", "final"),
    ({"block": 5, **CLOSED, "returned": 1, "released": 24_999_999, "block_number": 8}, "partially_refunded", "final"),
    ({"block": 5, **CLOSED, "returned": 24_000_000, "arbiter_fee": 1_000_000, "block_number": 8}, "refunded", "final"),
]


@pytest.mark.parametrize(("facts", "status", "certainty"), STANDINGS)
async def test_status_follows_from_what_became_of_the_deal(premises, merchant, facts, status, certainty):
    session = await premises.new_session(escrow={})
    deal = funded(session, **facts)
    await premises.write(position(10, confirmed=8, final=5), observed(10), deal)

    answer = await read(merchant, session)

    assert (answer["status"], answer["certainty"]) == (status, certainty)
    assert answer["transaction"]["block_number"] == facts["block"]
    assert answer["escrow"]["deal"]["status"] == deal.status
    assert (await merchant.get(SESSIONS)).json()["items"][0] == answer


async def test_the_first_deal_funded_counts_and_the_others_are_told(premises, merchant):
    session = await premises.new_session(escrow={})
    await premises.write(position(20, confirmed=20), funded(session, block=11), funded(session, block=10))

    escrow = (await read(merchant, session))["escrow"]

    assert (escrow["deal"]["deal_id"], escrow["further_deals"]) == (word(510), [word(511)])


async def test_a_deal_of_another_than_the_payer_means_nothing(premises, merchant):
    session = await premises.new_session(escrow={}, payer=PAYER)
    await premises.write(position(20, confirmed=20), funded(session, depositor="0x" + "7f" * 20))

    assert (await read(merchant, session))["status"] == "open"


async def test_a_deal_of_another_chain_means_nothing(premises, merchant):
    session = await premises.new_session(escrow={})
    other = funded(session).model_dump() | {"chain_id": CHAIN + 1}
    await premises.write(position(20, confirmed=20), mirrored.Deal(**other))

    assert (await read(merchant, session))["status"] == "open"


async def test_funded_after_its_time__held_all_the_same(premises, merchant):
    session = await premises.new_session(escrow={})
    await premises.write(position(20, confirmed=20, time=NOW + 1800))
    assert (await read(merchant, session))["status"] == "expired"

    await premises.write(funded(session))

    assert (await read(merchant, session))["status"] == "held"


def verbs(state):
    return {call["purpose"]: (call["anyone"], call["opens_at"], call["closes_at"]) for call in state["deal_calls"]}


END, INSPECTED, RULED = "2027-01-29T08:30:00Z", "2027-01-16T08:00:00Z", "2027-01-17T08:00:00Z"
VERBS = [
    ({}, {"release": (False, None, END), "reclaim": (True, END, None)}),
    (
        {"status": "delivered", "inspection_until": NOW + DAY},
        {"release": (False, None, None), "dispute": (False, None, INSPECTED)},
    ),
    ({"status": "disputed", "dispute_until": NOW + 2 * DAY}, {"resolve_by_timeout": (True, RULED, None)}),
    (CLOSED, {}),
]


@pytest.mark.parametrize(("facts", "offered"), VERBS)
async def test_the_depositor_is_offered_what_is_open_with_its_window(premises, customer, facts, offered):
    session = await premises.new_session(escrow={})
    await premises.write(position(20, confirmed=20), funded(session, **facts))

    state = (await customer.get(f"/checkout/{session['id']}/state")).json()

    assert verbs(state) == offered
    assert {call["to"].lower() for call in state["deal_calls"]} <= {ESCROW}


async def test_the_allowance_read_is_the_escrows(premises, customer):
    session = await premises.new_session(escrow={})

    state = (await customer.get(f"/checkout/{session['id']}/state")).json()

    assert state["allowance"]["data"].endswith(ESCROW[2:]) and state["calls"] == []
