"""Events: one ordered list per account, the very bodies of the webhooks, and their deliveries."""

from tests.backend.web.premises import delivery, endpoint, notice


async def test_another_accounts_events_do_not_exist(premises, stranger):
    told = notice(premises.merchant.account_id, 1)
    await premises.write(told)

    assert (await stranger.get("/v1/events")).json() == {"object": "list", "items": [], "next_after": 0}
    for path in (f"/v1/events/{told.id}", f"/v1/events/{told.id}/deliveries"):
        answer = await stranger.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "event_unknown")


async def test_nothing_new_leaves_the_place_where_it_was(premises, merchant):
    await premises.write(notice(premises.merchant.account_id, 1))

    assert (await merchant.get("/v1/events?after=1")).json() == {"object": "list", "items": [], "next_after": 1}


async def test_read_page_by_page_every_event_comes_once_and_in_order(premises, merchant):
    account = premises.merchant.account_id
    await premises.write(*(notice(account, n) for n in (3, 1, 5, 2, 4)), notice(premises.stranger.account_id, 1))

    read, after = [], 0
    while True:
        page = (await merchant.get(f"/v1/events?after={after}&limit=2")).json()
        if not page["items"]:
            break
        read += [event["sequence"] for event in page["items"]]
        after = page["next_after"]

    assert read == [1, 2, 3, 4, 5]


async def test_a_type_alone_can_be_read(premises, merchant):
    account = premises.merchant.account_id
    kinds = ["payment.seen", "payment.completed", "payment.seen"]
    await premises.write(*(notice(account, n, kind) for n, kind in enumerate(kinds, 1)))

    page = (await merchant.get("/v1/events?type=payment.seen")).json()

    assert [event["sequence"] for event in page["items"]] == [1, 3]


async def test_an_event_is_the_webhooks_body_byte_for_byte(premises, merchant):
    told = notice(premises.merchant.account_id, 1, note="Größe ☕")
    await premises.write(told)

    assert (await merchant.get(f"/v1/events/{told.id}")).content == told.body.encode()
    assert told.body.encode() in (await merchant.get("/v1/events")).content


async def test_deliveries_say_what_became_of_an_event(premises, merchant):
    account = premises.merchant.account_id
    told, first, second = notice(account, 1), endpoint(account, 1), endpoint(account, 2)
    failing = delivery(told, first, attempts=3, last_status=500, last_error="no")
    delivered = delivery(told, second, attempts=1, state="delivered", delivered_at=1_800_000_001, last_status=204)
    await premises.write(told, first, second, failing, delivered.model_copy(update={"id": "dlv_z"}))

    read = (await merchant.get(f"/v1/events/{told.id}/deliveries")).json()["items"]

    told_of = [(d["url"], d["state"], d["attempts"], d["next_attempt_at"], d["delivered_at"]) for d in read]
    assert told_of == [
        ("https://shop.example/1", "pending", 3, "2027-01-15T08:01:00Z", None),
        ("https://shop.example/2", "delivered", 1, None, "2027-01-15T08:00:01Z"),
    ]
