"""What bad input gets: a problem that names code and field, and nothing stored."""

import json

import pytest

from tests.backend.web.premises import DOLLAR, NOW

SESSIONS = "/v1/payment_sessions"
GOOD = {"amount": "25000000", "token": DOLLAR}
LONG = "x" * 501
MIXED = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"

REFUSED = [
    # what is sent besides or instead of the good terms, code, param
    ({"colour": "red"}, "field_unknown", "colour"),
    ({"amount": None}, "amount_malformed", "amount"),
    ({"amount": 25000000}, "amount_malformed", "amount"),
    ({"amount": 25.5}, "amount_malformed", "amount"),
    ({"amount": True}, "amount_malformed", "amount"),
    ({"amount": "25.5"}, "amount_malformed", "amount"),
    ({"amount": "2.5e7"}, "amount_malformed", "amount"),
    ({"amount": "-1"}, "amount_malformed", "amount"),
    ({"amount": "+1"}, "amount_malformed", "amount"),
    ({"amount": " 1"}, "amount_malformed", "amount"),
    ({"amount": "1\n"}, "amount_malformed", "amount"),
    ({"amount": "1_000"}, "amount_malformed", "amount"),
    ({"amount": "0x10"}, "amount_malformed", "amount"),
    ({"amount": "١٢"}, "amount_malformed", "amount"),
    ({"amount": ""}, "amount_malformed", "amount"),
    ({"amount": "0"}, "amount_malformed", "amount"),
    ({"amount": "000"}, "amount_malformed", "amount"),
    ({"amount": "9" * 5000}, "amount_malformed", "amount"),
    ({"amount": str(2**256)}, "amount_too_large", "amount"),
    ({"token": "0x" + "d0" * 19}, "address_malformed", "token"),
    ({"token": "0x" + "d0" * 21}, "address_malformed", "token"),
    ({"token": "d0" * 20}, "address_malformed", "token"),
    ({"token": "TUSD"}, "address_malformed", "token"),
    ({"token": 5}, "address_malformed", "token"),
    ({"token": None}, "address_malformed", "token"),
    ({"token": DOLLAR + "\n"}, "address_malformed", "token"),
    ({"token": "0x" + "00" * 20}, "address_zero", "token"),
    ({"token": "0x" + "d1" * 20}, "token_unknown", "token"),
    ({"payer": MIXED.replace("aAeb", "aaeb")}, "address_checksum_wrong", "payer"),
    ({"payer": "0x" + "00" * 20}, "address_zero", "payer"),
    ({"payer": "payer.eth"}, "address_malformed", "payer"),
    ({"valid_until": NOW}, "time_malformed", "valid_until"),
    ({"valid_until": "tomorrow"}, "time_malformed", "valid_until"),
    ({"valid_until": "2027-02-01T12:00:00"}, "time_malformed", "valid_until"),
    ({"valid_until": "2027-02-30T12:00:00Z"}, "time_malformed", "valid_until"),
    ({"valid_until": "0001-01-01T00:00:00+12:00"}, "time_malformed", "valid_until"),
    ({"valid_until": "9999-12-31T23:59:59-12:00"}, "time_malformed", "valid_until"),
    ({"valid_until": "1969-12-31T23:59:59Z"}, "time_malformed", "valid_until"),
    ({"valid_until": "2027-01-15T07:59:59Z"}, "valid_until_passed", "valid_until"),
    ({"valid_until": "2027-01-15T08:00:00Z"}, "valid_until_passed", "valid_until"),
    ({"valid_until": "2028-01-16T08:00:01Z"}, "valid_until_too_far", "valid_until"),
    ({"refund_until": "2027-01-15T08:29:59Z"}, "refund_until_passed", "refund_until"),
    ({"refund_until": "2037-01-15T08:00:01Z"}, "refund_until_too_far", "refund_until"),
    ({"reference": ""}, "reference_malformed", "reference"),
    ({"reference": "x" * 33}, "reference_malformed", "reference"),
    ({"reference": "0x" + "ab" * 31}, "reference_malformed", "reference"),
    ({"reference": "Bestellung Nº 7"}, "reference_malformed", "reference"),
    ({"reference": 7}, "reference_malformed", "reference"),
    ({"description": ""}, "text_malformed", "description"),
    ({"description": LONG}, "text_malformed", "description"),
    ({"description": "a\x00b"}, "text_malformed", "description"),
    ({"description": 5}, "text_malformed", "description"),
    ({"success_url": "http://shop.example/"}, "success_url_refused", "success_url"),
    ({"success_url": "javascript:alert(1)"}, "success_url_refused", "success_url"),
    ({"success_url": "//shop.example/"}, "success_url_refused", "success_url"),
    ({"success_url": "https://"}, "success_url_refused", "success_url"),
    ({"success_url": "https://shop.example@stranger.example/"}, "success_url_refused", "success_url"),
    ({"success_url": "https:\\\\shop.example\\"}, "success_url_refused", "success_url"),
    ({"success_url": "https://shop.example:99999/"}, "success_url_refused", "success_url"),
    ({"success_url": "https://[::1/"}, "success_url_refused", "success_url"),
    ({"success_url": "https://shop.example/\n"}, "success_url_refused", "success_url"),
    ({"success_url": "https://shop.example/" + "x" * 2000}, "success_url_refused", "success_url"),
    ({"success_url": 5}, "success_url_refused", "success_url"),
    ({"metadata": []}, "field_malformed", "metadata"),
    ({"metadata": None}, "field_malformed", "metadata"),
    ({"metadata": {"order": 7}}, "field_malformed", "metadata"),
    ({"metadata": {"order": {"id": "7"}}}, "field_malformed", "metadata"),
    ({"metadata": {"": "x"}}, "metadata_too_large", "metadata"),
    ({"metadata": {"k" * 41: "x"}}, "metadata_too_large", "metadata"),
    ({"metadata": {"k": LONG}}, "metadata_too_large", "metadata"),
    ({"metadata": {f"k{i}": "x" for i in range(21)}}, "metadata_too_large", "metadata"),
    ({"metadata": {"k": "a\x00"}}, "text_malformed", "metadata"),
]


async def wrongly_answered(premises, cases) -> list:
    """Of (request, status, code, param), those that were answered otherwise or stored something."""
    wrong = []
    for request, *expected in cases:
        answer = await premises.merchant.client.request(**request)
        problem = answer.json()
        told = [answer.status_code, problem.get("code"), problem.get("param")]
        problems_form = answer.headers["content-type"] == "application/problem+json"
        if told != expected or not problems_form or await premises.stored():
            wrong.append((repr(request)[:120], told, expected))
    return wrong


def posted(path: str, body: dict) -> dict:
    return {"method": "POST", "url": path, "json": body}


async def test_a_session_with_bad_terms_is_refused(premises):
    cases = [(posted(SESSIONS, {**GOOD, **terms}), 422, code, param) for terms, code, param in REFUSED]

    assert await wrongly_answered(premises, cases) == []


@pytest.mark.parametrize("missing", ["amount", "token"])
async def test_a_session_without_amount_or_token_is_refused(premises, merchant, missing):
    answer = await merchant.post("/v1/payment_sessions", json={k: v for k, v in GOOD.items() if k != missing})

    assert (answer.status_code, answer.json()["code"], answer.json()["param"]) == (422, "field_missing", missing)
    assert await premises.stored() == 0


TEXT = ("application/json", 422, "text_malformed")
BODIES = [
    (b"", "application/json", 422, "body_not_object", None),
    (b"{", "application/json", 400, "body_malformed", None),
    (b'{"amount": "1",}', "application/json", 400, "body_malformed", None),
    (b"\xff\xfe", "application/json", 400, "body_malformed", None),
    (b'{"amount": "\xff"}', "application/json", 400, "body_malformed", None),
    (b"[" * 30_000, "application/json", 400, "body_malformed", None),
    (b"[]", "application/json", 422, "body_not_object", None),
    (b"null", "application/json", 422, "body_not_object", None),
    (b'"text"', "application/json", 422, "body_not_object", None),
    (b"1", "application/json", 422, "body_not_object", None),
    (b"amount=1", "application/x-www-form-urlencoded", 422, "body_not_object", None),
    (json.dumps(GOOD).encode(), "text/plain", 422, "body_not_object", None),
    (b'{"amount": "' + b"1" * 65_536 + b'"}', "application/json", 413, "body_too_large", None),
    (b'{"amount": "1", "token": "\\ud800"}', "application/json", 422, "address_malformed", "token"),
    (b'{"amount": NaN, "token": 1e999}', "application/json", 422, "amount_malformed", "amount"),
    (b'{"description": "\\udfff", "amount": "1", "token": "0x%s"}' % (b"d0" * 20), *TEXT, "description"),
    (b'{"metadata": {"\\ud800": "x"}, "amount": "1", "token": "0x%s"}' % (b"d0" * 20), *TEXT, "metadata"),
]


async def test_a_body_that_is_no_json_object_is_refused(premises):
    cases = [
        (
            {"method": "POST", "url": SESSIONS, "content": body, "headers": {"content-type": kind}},
            *(status, code, param),
        )
        for body, kind, status, code, param in BODIES
    ]

    assert await wrongly_answered(premises, cases) == []


async def test_a_body_that_grows_beyond_the_limit_is_refused_while_it_arrives(premises, merchant):
    async def chunks():
        for _ in range(100):
            yield b" " * 1000

    answer = await merchant.post("/v1/payment_sessions", content=chunks(), headers={"content-type": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


async def test_a_body_announced_above_the_limit_is_refused_unread(premises, merchant):
    read = []

    async def chunks():
        read.append(1)
        yield b" " * 65_537

    headers = {"content-type": "application/json", "content-length": "65537"}
    answer = await merchant.post("/v1/payment_sessions", content=chunks(), headers=headers)

    assert (answer.status_code, answer.json()["code"], read) == (413, "body_too_large", [])


async def test_every_fault_is_told_when_there_are_several(premises, merchant):
    answer = await merchant.post("/v1/payment_sessions", json={"amount": 1.5, "colour": "red"})

    told = {(fault["code"], fault["param"]) for fault in answer.json()["errors"]}
    assert told == {("amount_malformed", "amount"), ("field_missing", "token"), ("field_unknown", "colour")}
    assert await premises.stored() == 0


async def test_a_merchant_unknown_to_the_gateway_cannot_offer_invoices(premises):
    shop = await premises.open_shop("New Shop", "0x" + "c3" * 20, signer="0x" + "44" * 20)

    answer = await shop.client.post("/v1/payment_sessions", json=GOOD)

    assert (answer.status_code, answer.json()["code"]) == (409, "invoice_signer_differs")
    assert await premises.stored() == 0
    await shop.client.aclose()


WEBHOOKS = [
    ({}, "field_missing", "url"),
    ({"url": 5}, "field_malformed", "url"),
    ({"url": "https://shop.example/", "secret": "x"}, "field_unknown", "secret"),
    ({"url": ""}, "webhook_url_refused", "url"),
    ({"url": "http://shop.example/"}, "webhook_url_refused", "url"),
    ({"url": "ftp://shop.example/"}, "webhook_url_refused", "url"),
    ({"url": "https://127.0.0.1/"}, "webhook_url_refused", "url"),
    ({"url": "https://10.1.2.3/"}, "webhook_url_refused", "url"),
    ({"url": "https://169.254.169.254/latest"}, "webhook_url_refused", "url"),
    ({"url": "https://[::1]/"}, "webhook_url_refused", "url"),
    ({"url": "https://2130706433/"}, "webhook_url_refused", "url"),
    ({"url": "https://user:password@shop.example/"}, "webhook_url_refused", "url"),
    ({"url": "https://shop.example/\x00"}, "webhook_url_refused", "url"),
    ({"url": "https://shop.example/" + "x" * 1980}, "field_malformed", "url"),
]


async def test_a_webhook_address_that_cannot_be_is_refused(premises):
    cases = [(posted("/v1/webhook_endpoints", body), 422, code, param) for body, code, param in WEBHOOKS]

    assert await wrongly_answered(premises, cases) == []


QUERIES = [
    ("/v1/payment_sessions?limit=0", "field_malformed", "limit"),
    ("/v1/payment_sessions?limit=101", "field_malformed", "limit"),
    ("/v1/payment_sessions?limit=many", "field_malformed", "limit"),
    ("/v1/payment_sessions?page=2", "field_unknown", "page"),
    ("/v1/payment_sessions?cursor=zzz", "cursor_malformed", "cursor"),
    ("/v1/payment_sessions?cursor=9999999999999999-ps_0000000000000000000000", "cursor_malformed", "cursor"),
    ("/v1/payments?cursor=1", "cursor_malformed", "cursor"),
    ("/v1/payments?cursor=99999999999999999999-1", "cursor_malformed", "cursor"),
    ("/v1/payments?status=lost", "field_malformed", "status"),
    ("/v1/payments?token=0x12", "address_malformed", "token"),
    ("/v1/payments?session=ps_%00", "field_malformed", "session"),
    ("/v1/payments?reference=%00", "reference_malformed", "reference"),
    ("/v1/payments?created_from=yesterday", "time_malformed", "created_from"),
    ("/v1/payments?created_until=1", "time_malformed", "created_until"),
    ("/v1/deals?limit=0", "field_malformed", "limit"),
    ("/v1/deals?cursor=1-", "cursor_malformed", "cursor"),
    ("/v1/deals?cursor=9999999999999999-1", "cursor_malformed", "cursor"),
    ("/v1/deals?status=paid", "field_malformed", "status"),
    ("/v1/deals?role=arbiter", "field_malformed", "role"),
    ("/v1/deals?token=0x12", "address_malformed", "token"),
    ("/v1/deals?page=2", "field_unknown", "page"),
    ("/v1/deposits?cursor=0x1", "cursor_malformed", "cursor"),
    ("/v1/deposits?token=TUSD", "address_malformed", "token"),
    ("/v1/deposits?payment_id=1", "field_unknown", "payment_id"),
    ("/v1/credits?cursor=1-1", "cursor_malformed", "cursor"),
    (f"/v1/credits?cursor={DOLLAR}-{DOLLAR}-{DOLLAR}%0A", "cursor_malformed", "cursor"),
    (f"/v1/credits?cursor={DOLLAR}-{DOLLAR}-{DOLLAR[:-1]}D", "cursor_malformed", "cursor"),
    (f"/v1/credits?token=0x{'00' * 20}", "address_zero", "token"),
    (f"/v1/credits?receiver={DOLLAR}", "field_unknown", "receiver"),
    ("/v1/events?type=deal.lost", "field_malformed", "type"),
    ("/v1/events?after=-1", "field_malformed", "after"),
    ("/v1/events?after=99999999999999999999", "field_malformed", "after"),
    ("/v1/events?type=payment.lost", "field_malformed", "type"),
]


async def test_a_query_that_cannot_be_is_refused(premises):
    cases = [({"method": "GET", "url": path}, 422, code, param) for path, code, param in QUERIES]

    assert await wrongly_answered(premises, cases) == []


IDS = ["ps_%00", "x" * 300, "%ff", "..%2f..%2f", "evt_%00", "0x%00", "ps_0000000000000000000000", "'%20or%201=1"]
READS = [
    "/v1/payment_sessions/{}",
    "/v1/payments/{}",
    "/v1/deals/{}",
    "/v1/events/{}",
    "/v1/events/{}/deliveries",
    "/checkout/{}/state",
]


async def test_an_id_that_nobody_has_is_not_found(premises, merchant):
    answers = {path.format(id): await merchant.get(path.format(id)) for path in READS for id in IDS}

    assert {path: found.status_code for path, found in answers.items() if found.status_code != 404} == {}
