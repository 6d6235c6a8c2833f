"""A new webhook endpoint: its URL judged, its secret drawn."""

from __future__ import annotations

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from backend.accounts.identifiers import new_id
from backend.tables.merchants_own import WebhookEndpoint
from backend.web.shapes.fields import URL
from backend.webhooks.egress import EndpointRefusedError, check_endpoint_url
from backend.webhooks.sign import new_secret


async def enrol_endpoint(
    connection: AsyncConnection, account_id: str, url: str, *, private_allowed: bool, now: int
) -> WebhookEndpoint:
    """Stores an endpoint in the caller's transaction; its `secret` is to be shown once. Raises EndpointRefusedError."""
    if len(url) > URL or not url.isascii() or not url.isprintable():
        raise EndpointRefusedError(f"webhook URL: give up to {URL} printable ASCII characters")
    check_endpoint_url(url, private_allowed)
    endpoint = WebhookEndpoint(id=new_id("we"), account_id=account_id, url=url, secret=new_secret(), created_at=now)
    await connection.execute(insert(WebhookEndpoint), endpoint.model_dump())
    return endpoint
