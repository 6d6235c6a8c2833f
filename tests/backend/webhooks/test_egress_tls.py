"""Calling a judged address instead of a name must not weaken what TLS proves about the name.

`tls/` holds a self-signed certificate for shop.example and its key, made for these tests and of no use elsewhere.
"""

import asyncio
import ssl
from pathlib import Path

import httpx2
import pytest
from webhook_receiver import Receiver

from backend.webhooks import egress
from backend.webhooks.egress import guarded_client

TLS = Path(__file__).parent / "tls"


@pytest.fixture
async def tls_shop(monkeypatch):
    async def on_loopback(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    monkeypatch.setattr(egress, "resolve", on_loopback)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(TLS / "certificate.pem", TLS / "key.pem")
    shop = Receiver()
    server = await asyncio.start_server(shop.answer, "127.0.0.1", 0, ssl=context)
    shop.port = server.sockets[0].getsockname()[1]
    yield shop
    server.close()


@pytest.fixture
def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(TLS / "certificate.pem"))


async def test_a_certificate_for_another_name_is_refused(tls_shop, trusting) -> None:
    async with guarded_client(private_allowed=True, verify=trusting) as client:
        with pytest.raises(httpx2.ConnectError, match="Hostname mismatch"):
            await client.post(f"https://other.example:{tls_shop.port}/")


async def test_a_connection_proved_for_one_name_is_not_used_for_another(tls_shop, trusting) -> None:
    async with guarded_client(private_allowed=True, verify=trusting) as client:
        await client.post(f"https://shop.example:{tls_shop.port}/")
        with pytest.raises(httpx2.ConnectError, match="Hostname mismatch"):
            await client.post(f"https://other.example:{tls_shop.port}/")


async def test_a_certificate_of_an_unknown_authority_is_refused(tls_shop) -> None:
    async with guarded_client(private_allowed=True) as client:
        with pytest.raises(httpx2.ConnectError, match="self-signed certificate"):
            await client.post(f"https://shop.example:{tls_shop.port}/")


async def test_the_name_is_proved_although_an_address_is_called(tls_shop, trusting) -> None:
    async with guarded_client(private_allowed=True, verify=trusting) as client:
        assert (await client.post(f"https://shop.example:{tls_shop.port}/")).status_code == 204
    assert tls_shop.received[0].headers["host"] == f"shop.example:{tls_shop.port}"
