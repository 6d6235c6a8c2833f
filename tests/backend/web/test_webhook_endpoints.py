"""Webhook endpoints: added with a secret that is shown once, listed, ended."""

import base64

from backend.tables.outbox import Delivery
from tests.backend.web.premises import delivery, endpoint, notice

URL = "https://shop.example/webhooks?from=counterfoil"


async def test_another_accounts_endpoint_can_be_neither_seen_nor_ended(premises, merchant, stranger):
    made = (await merchant.post("/v1/webhook_endpoints", json={"url": URL})).json()

    answer = await stranger.delete(f"/v1/webhook_endpoints/{made['id']}")

    assert (answer.status_code, answer.json()["code"]) == (404, "endpoint_unknown")
    assert (await stranger.get("/v1/webhook_endpoints")).json()["items"] == []
    assert len((await merchant.get("/v1/webhook_endpoints")).json()["items"]) == 1


async def test_the_secret_is_shown_at_creation_and_never_again(merchant):
    made = (await merchant.post("/v1/webhook_endpoints", json={"url": URL})).json()

    assert made["secret"].startswith("whsec_") and len(base64.b64decode(made["secret"][6:])) == 32
    listed = (await merchant.get("/v1/webhook_endpoints")).json()["items"]
    assert listed == [{k: v for k, v in made.items() if k != "secret"}]


async def test_private_addresses_are_taken_where_the_operator_allows_them(premises):
    import dataclasses

    from backend.web.app import create_app

    premises.app = create_app(dataclasses.replace(premises.context, private_webhooks=True))
    async with premises.asking(headers=premises.merchant.client.headers) as merchant:
        answer = await merchant.post("/v1/webhook_endpoints", json={"url": "http://127.0.0.1:9000/hook"})

    assert answer.status_code == 201


async def test_the_state_of_an_endpoint_is_told(premises, merchant):
    account = premises.merchant.account_id
    await premises.write(
        endpoint(account, 1),
        endpoint(account, 2, failing_since=5),
        endpoint(account, 3, failing_since=5, disabled_at=9),
    )

    listed = (await merchant.get("/v1/webhook_endpoints")).json()["items"]

    assert [item["status"] for item in listed] == ["enabled", "failing", "disabled"]


async def test_an_ended_endpoint_is_gone_with_its_deliveries(premises, merchant):
    account = premises.merchant.account_id
    told, ended, kept = notice(account, 1), endpoint(account, 1), endpoint(account, 2)
    other = delivery(told, kept).model_copy(update={"id": "dlv_other"})
    await premises.write(told, ended, kept, delivery(told, ended), other)

    answer = await merchant.delete(f"/v1/webhook_endpoints/{ended.id}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert [e["id"] for e in (await merchant.get("/v1/webhook_endpoints")).json()["items"]] == [kept.id]
    assert await premises.count(Delivery) == 1
    assert (await merchant.delete(f"/v1/webhook_endpoints/{ended.id}")).status_code == 404
