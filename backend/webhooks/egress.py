"""The way out to merchants' servers, which must never become a way into ours (SSRF).

A name is resolved once, the addresses are judged, and the connection goes to a judged address: there is no second
look-up that a rebinding name server could answer differently. Proxies of the environment are not used, because a
proxy would resolve the name again, out of sight.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Iterable
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpcore2
import httpx2

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# IANA special-purpose registry for IPv4 (RFC 6890 and later), multicast and reserved space.
_CLOSED_4 = [
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
]
# In IPv6 only global unicast is open (RFC 4291): loopback, link-local, unique local, NAT64, discard-only and SRv6
# space lie outside it. Inside it: protocol assignments with Teredo, documentation, 6to4.
_OPEN_6 = ipaddress.IPv6Network("2000::/3")
_CLOSED_6 = [
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "2620:4f:8000::/48",
        "3fff::/20",
    )
]
_ADDRESSES_TRIED = 4


class EndpointRefusedError(httpcore2.ConnectError, ValueError):
    """The address of a webhook endpoint may not be called; the message says why and what would be allowed."""


def is_public(address: Address) -> bool:
    """Whether `address` belongs to the public internet. An IPv4 address inside IPv6 is judged as IPv4."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        return address in _OPEN_6 and not any(address in network for network in _CLOSED_6)
    return not any(address in network for network in _CLOSED_4)


def check_endpoint_url(url: str, private_allowed: bool) -> None:
    """Refuse a webhook URL that could never be delivered to, before it is stored; names are not resolved here.

    Raises EndpointRefusedError when the URL has no host, carries credentials, is not https, or names a private address,
    the last two unless `private_allowed`.
    """
    try:
        parsed = httpx2.URL(url)
    except httpx2.InvalidURL as error:
        raise EndpointRefusedError(f"webhook URL: {error}") from error
    allowed = ("https", "http") if private_allowed else ("https",)
    if parsed.scheme not in allowed:
        raise EndpointRefusedError(f"webhook URL: use {' or '.join(allowed)}://")
    if not parsed.host or not 0 < (parsed.port or 443) < 65_536:
        raise EndpointRefusedError("webhook URL: give a host name, and a port from 1 to 65535 if any")
    if parsed.userinfo:
        raise EndpointRefusedError("webhook URL: leave out user name and password; deliveries are signed instead")
    literal = _literal(parsed.host)
    if literal is not None and not private_allowed and not is_public(literal):
        raise _refusal(parsed.host)


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        # The C library also reads 2130706433, 0x7f.1 and 0177.0.0.1 as addresses, and so would the connection.
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


def _refusal(host: str) -> EndpointRefusedError:
    return EndpointRefusedError(
        f"{host} is not on the public internet; give a public address, "
        "or set COUNTERFOIL_PRIVATE_WEBHOOKS=true on a server of your own"
    )


async def resolve(host: str, port: int) -> list[str]:
    """Every address of `host`, in the system's order. Raises httpcore2.ConnectError when there is none."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore2.ConnectError(f"{host}: the name does not resolve") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """Opens connections only to judged addresses: the address that was judged is the address that is called."""

    def __init__(self, private_allowed: bool) -> None:
        self._private_allowed = private_allowed
        self._sockets = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (the interface of httpcore2)
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        addresses = await resolve(host, port)
        if not self._private_allowed:
            addresses = [a for a in addresses if is_public(ipaddress.ip_address(a.partition("%")[0]))]
        if not addresses:
            raise _refusal(host)
        *first, last = addresses[:_ADDRESSES_TRIED]
        for address in first:
            try:
                return await self._sockets.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return await self._sockets.connect_tcp(last, port, timeout, local_address, socket_options)


class GuardedTransport(httpx2.AsyncHTTPTransport):
    """httpx2's transport over a guarded backend; the scheme is checked again at every request."""

    def __init__(self, private_allowed: bool, verify: ssl.SSLContext | None = None, connections: int = 64) -> None:
        context = verify if verify is not None else ssl.create_default_context()
        super().__init__(verify=context, trust_env=False)
        self._private_allowed = private_allowed
        # The pool is keyed by host name, not by address: a TLS connection is only used again for the name it proved.
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=context,
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=30.0,
            network_backend=GuardedBackend(private_allowed),
        )

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        try:
            check_endpoint_url(str(request.url), self._private_allowed)
        except EndpointRefusedError as error:
            raise httpx2.ConnectError(str(error), request=request) from error
        return await super().handle_async_request(request)


def guarded_client(private_allowed: bool, verify: ssl.SSLContext | None = None) -> httpx2.AsyncClient:
    """The client for deliveries: guarded, without redirects, proxies or cookies.

    `verify` replaces the system's certificate authorities.
    """
    return httpx2.AsyncClient(
        transport=GuardedTransport(private_allowed, verify),
        follow_redirects=False,
        trust_env=False,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
    )
