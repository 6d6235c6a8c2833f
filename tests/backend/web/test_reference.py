"""The reference page: everything the OpenAPI document says, nothing from anybody else, no script."""

import re

import pytest

from backend.web.catalogue import CATALOGUE


@pytest.fixture
def database_url(tmp_path) -> str:
    # What is tested here does not depend on the database.
    return f"sqlite:///{tmp_path / 'counterfoil.db'}"


async def page(customer) -> str:
    answer = await customer.get("/docs")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.text


async def test_the_page_fetches_nothing_and_runs_nothing(customer):
    text = await page(customer)

    assert not re.search(r"<script|<img|<link|<iframe|@import|url\(|\son\w+=|javascript:", text)
    assert {target for target in re.findall(r'href="([^"]*)"', text) if not target.startswith("#")} == {"/openapi.json"}
    assert "script-src" not in (await customer.get("/docs")).headers["content-security-policy"]


async def test_every_operation_and_every_problem_can_be_linked_to(premises, customer):
    text = await page(customer)
    operations = [op["operationId"] for ops in premises.app.openapi()["paths"].values() for op in ops.values()]

    anchors = re.findall(r'id="([^"]+)"', text)
    assert set(operations) | set(CATALOGUE) <= set(anchors)
    assert len(anchors) == len(set(anchors)), "an anchor twice"


async def test_a_problems_type_leads_to_its_row(customer):
    kind = (await customer.get("/v1/tokens")).json()["type"]

    path, _, anchor = kind.removeprefix("https://pay.example").partition("#")
    assert path == "/docs" and f'id="{anchor}"' in await page(customer)


async def test_fields_are_told_with_form_and_meaning(customer):
    text = await page(customer)

    for name in (
        "amount",
        "transaction.block_hash",
        "metadata",
        "items.data[payment].certainty",
        "items.data[deal].held",
        "cursor",
        "created_from",
    ):
        assert f"<code>{name}</code>" in text, name
    assert "curl -X POST https://pay.example/v1/payment_sessions" in text
