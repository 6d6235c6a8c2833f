"""Sessions that take plain sends: where the money goes, what collects it, and where it goes back."""

import pytest
from eth_abi.abi import decode

from backend.checkout.calldata import INVOICE_TUPLE
from backend.checkout.deposit import deposit_address
from tests.backend.web.premises import DEPOSITS, DOLLAR, GATEWAY, NOW, PAYER, paid, position
from tests.backend.web.session_deals import SESSIONS, read

ZERO = "0x" + "00" * 20
NATIVE = "0x" + "ee" * 20
OTHER = "0x" + "7f" * 20


async def asked(customer, session, **body):
    return await customer.post(f"/checkout/{session['id']}/deposit", json=body)


@pytest.mark.parametrize("refund_to", [DOLLAR, GATEWAY, DEPOSITS])
async def test_a_contract_that_would_lose_the_money_is_refused(premises, merchant, customer, refund_to):
    body = {"amount": "25000000", "token": DOLLAR, "deposit": {"refund_to": refund_to}}
    made = await merchant.post(SESSIONS, json=body)
    chosen = await asked(customer, await premises.new_session(deposit={}), refund_to=refund_to)

    for answer in (made, chosen):
        assert (answer.status_code, answer.json()["code"]) == (422, "refund_to_refused")
    assert await premises.stored() == 1


async def test_a_session_made_without_deposit_has_no_address(premises, customer):
    session = await premises.new_session()

    answer = await asked(customer, session)

    assert (session["deposit"], answer.status_code, answer.json()["code"]) == (None, 409, "deposit_not_offered")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"refund_to": ZERO}, "address_zero"),
        ({"refund_to": "me"}, "address_malformed"),
        ({"to": PAYER}, "field_unknown"),
    ],
)
async def test_where_money_goes_back_must_be_an_address(premises, customer, body, code):
    answer = await asked(customer, await premises.new_session(deposit={}), **body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.parametrize("refund_to", [None, PAYER])
async def test_the_address_follows_from_the_payment_id_and_where_money_goes_back(premises, customer, refund_to):
    session = await premises.new_session(deposit={})

    answer = (await asked(customer, session, refund_to=refund_to)).json()

    expected = deposit_address(DEPOSITS, session["payment_id"], refund_to or ZERO)
    assert (answer["address"].lower(), answer["contract"].lower()) == (expected, DEPOSITS)
    assert (answer["refund_to"] and answer["refund_to"].lower()) == refund_to
    assert answer["link"] == answer["qr"]
    assert answer["link"].endswith(f"@31337/transfer?address={answer['address']}&uint256=25000000")
    assert await premises.stored() == 1


async def test_the_calls_collect_with_the_merchants_signature_or_return(premises, customer):
    session = await premises.new_session(deposit={})

    collect, back = (await asked(customer, session, refund_to=PAYER)).json()["calls"]

    kinds = [INVOICE_TUPLE, "(address,uint256)[]", "bytes", "address"]
    invoice, splits, signature, refund_to = decode(kinds, bytes.fromhex(collect["data"][10:]))
    assert (invoice[0], splits, refund_to) == (premises.merchant.address, (), PAYER)
    assert signature.hex() == session["signature"][2:]
    same, refund_to, token = decode([INVOICE_TUPLE, "address", "address"], bytes.fromhex(back["data"][10:]))
    assert (same, refund_to, token) == (invoice, PAYER, DOLLAR)
    assert [(c["purpose"], c["to"].lower(), c["value"]) for c in (collect, back)] == [
        ("collect", DEPOSITS, "0"),
        ("return_deposit", DEPOSITS, "0"),
    ]


async def test_the_coin_is_sent_without_a_call(premises):
    session = await premises.new_session(token=NATIVE, deposit={"refund_to": PAYER})

    deposit = session["deposit"]
    assert deposit["link"] == f"ethereum:{deposit['address']}@31337?value=25000000"


async def test_what_the_merchant_said_is_kept_and_the_customer_may_say_otherwise(premises, merchant, customer):
    session = await premises.new_session(deposit={"refund_to": PAYER})
    state = (await customer.get(f"/checkout/{session['id']}/state")).json()
    other = (await asked(customer, session, refund_to=OTHER)).json()

    after = await read(merchant, session)
    assert after["deposit"].pop("customers") == [{"refund_to": other["refund_to"], "address": other["address"]}]
    assert session["deposit"].pop("customers") == [] and after == session
    assert session["deposit"]["refund_to"].lower() == state["deposit"]["refund_to"].lower() == PAYER
    assert other["address"] != session["deposit"]["address"]


async def test_terms_for_one_payer_leave_no_choice(premises, merchant, customer):
    """The refund address becomes the payer of record, and the gateway takes the money of no other."""
    session = await premises.new_session(payer=PAYER, deposit={})

    same, other = await asked(customer, session), await asked(customer, session, refund_to=OTHER)
    body = {"amount": "1", "token": DOLLAR, "payer": PAYER, "deposit": {"refund_to": OTHER}}
    made = await merchant.post(SESSIONS, json=body)

    assert session["deposit"]["refund_to"].lower() == same.json()["refund_to"].lower() == PAYER
    assert [answer.json()["code"] for answer in (other, made)] == ["refund_to_refused"] * 2


async def test_the_merchant_is_told_every_address_that_a_customer_was_shown(premises, merchant, customer):
    """Whoever does not know where the money goes back cannot find the address, and cannot collect."""
    session = await premises.new_session(deposit={})
    for back in (PAYER, OTHER, PAYER, None):
        assert (await asked(customer, session, refund_to=back)).status_code == 200

    told = (await read(merchant, session))["deposit"]["customers"]

    expected = [deposit_address(DEPOSITS, session["payment_id"], back) for back in (PAYER, OTHER)]
    assert [one["address"].lower() for one in told] == expected


async def test_a_stranger_cannot_fill_a_session_with_addresses(premises, merchant, customer):
    session = await premises.new_session(deposit={})
    answers = [await asked(customer, session, refund_to=f"0x{number:040x}") for number in range(1, 19)]

    assert [answer.status_code for answer in answers] == [200] * 16 + [409] * 2
    assert answers[-1].json()["code"] == "deposit_addresses_too_many"
    again = await asked(customer, session, refund_to=f"0x{16:040x}")
    assert again.status_code == 200 and len((await read(merchant, session))["deposit"]["customers"]) == 16


async def test_when_it_is_over_the_way_back_is_told_and_nothing_stored(premises, merchant, customer):
    session = await premises.new_session(deposit={})
    premises.clock.now = NOW + 1800

    answer = await asked(customer, session, refund_to=PAYER)

    assert answer.json()["calls"][1]["purpose"] == "return_deposit"
    assert (await read(merchant, session))["deposit"]["customers"] == []


async def test_a_collected_deposit_is_a_payment_like_any_other(premises, merchant):
    session = await premises.new_session(deposit={})
    await premises.write(position(12), paid(premises.merchant.address, session["payment_id"], block=10))

    assert (await read(merchant, session))["status"] == "paid"
