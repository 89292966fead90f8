"""Requests to addresses that somebody else has chosen: only public ones, the one that was checked, no detour, no waiting.

The address is resolved here, every answer of the resolver is checked, and the connection is made to the very address that was
checked: a name that means something else a moment later changes nothing. Redirects are an answer like any other.
"""

import socket
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from threading import Timer
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
LONGEST_URL = 500
PORTS = {80, 443}
LEAST_PORT = 1024
# These carry another address inside, which is where they lead to.
NAT64 = ip_network("64:ff9b::/96")
WITHIN = (NAT64, ip_network("64:ff9b:1::/48"), ip_network("2002::/16"), ip_network("2001::/32"), ip_network("::/96"))


class Forbidden(Exception):
    """An address that is not called: `code` is shape, scheme, port, unknown or inside."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NoAnswer(Exception):
    """Nothing that could be understood came back in time; `code` is timeout, refused, tls or broken."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Spot:
    """Where a request goes: the name for the certificate, the address that was checked."""

    host: str
    port: int
    is_tls: bool
    address: str
    target: str


@dataclass(frozen=True)
class Answer:
    """What came back: the status, and the first of its text."""

    status: int
    text: str
    retry_after: int | None = None


def is_public(address: Address) -> bool:
    """Whether an address lies in the open internet; one that carries another inside it never counts as such."""
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        return is_public(mapped)
    if any(address in network for network in WITHIN if network.version == address.version):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def look_up(url: str, *, allowed: Iterable[Network] = ()) -> Spot:
    """Check an address and resolve it. `allowed` are networks of our own that may be called, without TLS as well.

    Raises Forbidden.
    """
    host, port, is_tls, target = _taken_apart(url)
    found = _resolved(host, port)
    own = [any(_lies_in(one, network) for network in allowed) for one in found]
    if not all(is_own or is_public(one) for one, is_own in zip(found, own, strict=True)):
        raise Forbidden("inside")
    if not is_tls and not all(own):
        raise Forbidden("scheme")
    return Spot(host, port, is_tls, str(found[0]), target)


def _taken_apart(url: str) -> tuple[str, int, bool, str]:
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna").decode().lower(), parts.port
    except (ValueError, UnicodeError):
        raise Forbidden("shape") from None
    odd = not url.isprintable() or " " in url or "\\" in url or len(url) > LONGEST_URL or not url.isascii()
    if odd or not host or parts.username is not None or parts.password is not None or parts.fragment:
        raise Forbidden("shape")
    if parts.scheme not in ("http", "https"):
        raise Forbidden("scheme")
    port = port if port is not None else (443 if parts.scheme == "https" else 80)
    if port not in PORTS and port < LEAST_PORT:
        raise Forbidden("port")
    return host, port, parts.scheme == "https", (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _resolved(host: str, port: int) -> list[Address]:
    try:
        told = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        # A zone would name one of our own interfaces; what has one lies inside.
        found = [ip_address(str(one[4][0]).partition("%")[0]) for one in told]
    except (OSError, ValueError, UnicodeError):
        raise Forbidden("unknown") from None
    if not found:
        raise Forbidden("unknown")
    return found


def _lies_in(address: Address, network: Network) -> bool:
    inner = getattr(address, "ipv4_mapped", None) or address
    return inner.version == network.version and inner in network


def post(spot: Spot, body: bytes, headers: Mapping[str, str], *, within: float, most: int) -> Answer:
    """Post to a checked address; all of it takes `within` seconds at most, and `most` bytes of the answer are read.

    Raises NoAnswer.
    """
    return call(spot, "POST", body, headers, within=within, most=most)


def get(spot: Spot, headers: Mapping[str, str], *, within: float, most: int) -> Answer:
    """Read from a checked address, within the same bounds. Raises NoAnswer."""
    return call(spot, "GET", None, headers, within=within, most=most)


def call(
    spot: Spot, method: str, body: bytes | None, headers: Mapping[str, str], *, within: float, most: int
) -> Answer:
    """One request to a checked address, whatever becomes of it within `within` seconds. Raises NoAnswer."""
    ends = monotonic() + within
    line = _connection(spot, within)
    # A partner that sends a byte now and then never trips a socket's own limit.
    watch = Timer(within, _cut, [line])
    watch.daemon = True
    watch.start()
    try:
        line.request(method, spot.target, body, {"User-Agent": "servicedesk-webhooks/1", **headers})
        answer = line.getresponse()
        if monotonic() >= ends:  # cut off among the headers, which then look as if they were all
            raise NoAnswer("timeout")
        return Answer(answer.status, _first_of(answer, most), _seconds(answer.getheader("Retry-After")))
    except ssl.SSLError as error:
        raise NoAnswer("timeout" if monotonic() >= ends else "tls") from error
    except (OSError, HTTPException, ValueError, AttributeError) as error:
        late = isinstance(error, TimeoutError) or monotonic() >= ends
        refused = isinstance(error, ConnectionRefusedError)
        raise NoAnswer("timeout" if late else "refused" if refused else "broken") from error
    finally:
        watch.cancel()
        line.close()


def _connection(spot: Spot, within: float) -> HTTPConnection:
    line: HTTPConnection = (
        HTTPSConnection(spot.host, spot.port, timeout=within, context=ssl.create_default_context())
        if spot.is_tls
        else HTTPConnection(spot.host, spot.port, timeout=within)
    )

    def straight(_told: Any, timeout: Any = within, source: Any = None) -> socket.socket:
        return socket.create_connection((spot.address, spot.port), timeout, source)

    # The certificate is checked against the name, the connection goes to the address.
    line._create_connection = straight  # type: ignore[attr-defined]
    return line


def _cut(line: HTTPConnection) -> None:
    held = line.sock
    if held is not None:
        try:
            socket.socket.shutdown(held, socket.SHUT_RDWR)
        except OSError:
            return  # it has ended by itself


def _first_of(answer: HTTPResponse, most: int) -> str:
    """The first of its text; a status that has come counts, whatever becomes of the text."""
    try:
        text = answer.read(most).decode("utf-8", "replace")
    except (OSError, HTTPException, ValueError, AttributeError):
        return ""
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()


def _seconds(told: str | None) -> int | None:
    return int(told) if told and told.isascii() and told.isdigit() and len(told) < 6 else None
