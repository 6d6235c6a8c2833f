import asyncio
import ipaddress

import httpx2
import pytest
from webhook_receiver import receiving, status

from backend.webhooks.deliver import deliver_due
from backend.webhooks.egress import EndpointRefusedError, check_endpoint_url, guarded_client, is_public

CLOSED = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1
172.31.255.255 192.0.0.1 192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.7
203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1
::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1
100::1 2001::1 2001:2::1 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1:: 2002:a00:1:: 3fff::1 5f00::1 fc00::1
fd12:3456::1 fe80::1 fec0::1 ff02::1
"""

OPEN = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.255.255
172.15.255.255 172.32.0.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255 ::ffff:8.8.8.8
2001:4860:4860::8888 2606:4700:4700::1111 2a00:1450:4001:80b::200e
"""

SPELLINGS = """
127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0x7f.1 017700000001 0x7f.0x0.0x0.0x1 localhost LOCALHOST 0 0.0.0.0
[::1] [::ffff:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:0:0:1] 127。0。0。1
"""


@pytest.fixture
async def listener():
    async with receiving() as listener:
        yield listener


def spelled(scheme: str, host: str, port: int) -> str:
    return f"{scheme}://{host}:{port}/hooks"


@pytest.fixture
def names(monkeypatch):
    """A name server of the test's own: a list of answers per name, taken in turn; the last one stays."""
    answers: dict[str, list[list[str]]] = {}
    real = asyncio.BaseEventLoop.getaddrinfo

    async def getaddrinfo(loop, host, port, **hints):
        if host not in answers:
            return await real(loop, host, port, **hints)
        told = answers[host].pop(0) if len(answers[host]) > 1 else answers[host][0]
        return [found for address in told for found in await real(loop, address, port, **hints)]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)
    return answers


@pytest.fixture
def called(monkeypatch):
    """The addresses that connections are opened to; none of them is really called."""
    called: list[str] = []

    async def connect_tcp(self, host, port, *rest):
        called.append(host)
        raise OSError("unplugged")

    monkeypatch.setattr("httpcore2.AnyIOBackend.connect_tcp", connect_tcp)
    return called


@pytest.mark.parametrize("address", CLOSED.split())
def test_closed_addresses(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", OPEN.split())
def test_open_addresses(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("host", SPELLINGS.split())
async def test_no_spelling_of_loopback_reaches_a_listener(listener, host: str) -> None:
    async with guarded_client(private_allowed=False) as client:
        with pytest.raises(httpx2.ConnectError, match="not on the public internet"):
            await client.post(spelled("https", host, listener.port))
    assert listener.connections == 0


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f.1", "localhost", "127.0.0.1", "0"])
async def test_when_private_addresses_are_allowed_the_same_spellings_do_reach_it(listener, host: str) -> None:
    async with guarded_client(private_allowed=True) as client:
        assert (await client.post(spelled("http", host, listener.port))).status_code == 204
    assert listener.connections == 1


async def test_a_name_that_changes_its_answer_is_asked_once(listener, names, called) -> None:
    names["rebind.example"] = [["93.184.215.14"], ["127.0.0.1"]]
    async with guarded_client(private_allowed=False) as client:
        with pytest.raises(OSError, match="unplugged"):
            await client.post(spelled("https", "rebind.example", listener.port))
    assert called == ["93.184.215.14"]


async def test_of_a_mixed_answer_only_public_addresses_are_called(names, called) -> None:
    names["mixed.example"] = [["127.0.0.1", "93.184.215.14", "::1", "169.254.169.254"]]
    async with guarded_client(private_allowed=False) as client:
        with pytest.raises(OSError, match="unplugged"):
            await client.post("https://mixed.example/")
    assert called == ["93.184.215.14"]


async def test_a_second_address_is_tried_when_the_first_does_not_answer(listener, names) -> None:
    names["two.example"] = [["::1", "127.0.0.1"]]
    async with guarded_client(private_allowed=True) as client:
        assert (await client.post(spelled("http", "two.example", listener.port))).status_code == 204


async def test_plain_http_is_refused_at_every_request(listener) -> None:
    async with guarded_client(private_allowed=False) as client:
        with pytest.raises(httpx2.ConnectError, match="use https://"):
            await client.post("http://8.8.8.8/")


async def test_a_proxy_of_the_environment_is_not_used(listener, monkeypatch) -> None:
    for variable in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(variable, f"http://127.0.0.1:{listener.port}")
    async with guarded_client(private_allowed=False) as client:
        with pytest.raises(httpx2.ConnectError, match="not on the public internet"):
            await client.post("https://localhost/")
    assert listener.connections == 0


async def test_cookies_are_not_kept(listener) -> None:
    listener.script.append(status(204, b"", "Set-Cookie: a=b"))
    async with guarded_client(private_allowed=True) as client:
        await client.post(listener.url)
        await client.post(listener.url)
    assert "cookie" not in listener.received[1].headers


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://shop.example/", "use https://"),
        ("ftp://shop.example/", "use https://"),
        ("shop.example", "use https://"),
        ("", "use https://"),
        ("https://", "give a host name"),
        ("https://user:pass@shop.example/", "leave out user name and password"),
        ("https://10.1.2.3/", "not on the public internet"),
        ("https://[::1]/", "not on the public internet"),
        ("https://2130706433/", "not on the public internet"),
        ("https://0x7f.1/", "not on the public internet"),
        ("https://0177.0.0.1/", "Invalid IPv4 address"),
        ("https://shop.example:99999999/", "webhook URL"),
        ("https://\x00/", "webhook URL"),
    ],
)
def test_refuses_an_endpoint_before_it_is_stored(url: str, reason: str) -> None:
    with pytest.raises(EndpointRefusedError, match=reason):
        check_endpoint_url(url, private_allowed=False)


def test_accepts_a_public_https_endpoint_and_private_ones_where_allowed() -> None:
    check_endpoint_url("https://shop.example/hooks?a=b", private_allowed=False)
    check_endpoint_url("https://8.8.8.8:8443/", private_allowed=False)
    check_endpoint_url("http://127.0.0.1:9000/", private_allowed=True)


async def test_a_refused_delivery_says_so_and_uses_up_an_attempt(outbox, listener, engine, clock) -> None:
    await outbox.add_endpoint("shop", spelled("https", "localhost", listener.port))
    await outbox.announce("shop")
    async with guarded_client(private_allowed=False) as client:
        await deliver_due(engine, client, clock, 10)
    row = await outbox.delivery()
    assert (row.state, row.attempts) == ("pending", 1)
    assert "localhost is not on the public internet" in row.last_error
    assert listener.connections == 0
