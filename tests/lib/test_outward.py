"""What somebody else's address may lead to. Security line 40."""

import socket
from ipaddress import ip_address, ip_network

import pytest

from servicedesk.lib import outward

INSIDE = (
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.100.100.200", "0.0.0.0"),
    *("224.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1"),
    *("::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2"),
)


@pytest.fixture
def named(monkeypatch):
    """A resolver that says what it is told; each time the next."""
    told: list[list[str]] = []

    def resolve(host, port, **_more):
        found = told.pop(0) if len(told) > 1 else told[0]
        return [(socket.AF_INET6 if ":" in one else socket.AF_INET, 1, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(outward.socket, "getaddrinfo", resolve)
    return told


@pytest.mark.parametrize("address", INSIDE)
def test_nothing_inside_is_public(address):
    """Security line 40: no private, loopback, link-local or metadata address, in no form."""
    assert not outward.is_public(ip_address(address))


def test_what_is_public_is_found_and_pinned(named):
    named.append(["93.184.215.14"])
    spot = outward.look_up("https://example.cn:8443/a?b=1")

    assert spot == outward.Spot("example.cn", 8443, True, "93.184.215.14", "/a?b=1")
    assert outward.is_public(ip_address("2606:4700::1111"))


@pytest.mark.parametrize(
    ("url", "found", "code"),
    [
        ("https://example.cn/", ["93.184.215.14", "10.0.0.1"], "inside"),
        ("https://example.cn/", ["fe80::1%eth0"], "inside"),
        ("http://example.cn/", ["93.184.215.14"], "scheme"),
        ("ftp://example.cn/", ["93.184.215.14"], "scheme"),
        ("file:///etc/passwd", ["93.184.215.14"], "shape"),
        ("https://me:word@example.cn/", ["93.184.215.14"], "shape"),
        ("https://example.cn/#x", ["93.184.215.14"], "shape"),
        ("https://example.cn\\@10.0.0.1/", ["93.184.215.14"], "shape"),
        ("https://example.cn/\r\nX: y", ["93.184.215.14"], "shape"),
        ("https://example.cn:22/", ["93.184.215.14"], "port"),
        ("https://example.cn:0/", ["93.184.215.14"], "port"),
        ("https://example.cn:99999/", ["93.184.215.14"], "shape"),
        ("https:///x", ["93.184.215.14"], "shape"),
        ("https://[::1/", ["::1"], "shape"),
        ("https://example.cn/" + "x" * 500, ["93.184.215.14"], "shape"),
    ],
)
def test_what_is_not_called(named, url, found, code):
    named.append(found)
    with pytest.raises(outward.Forbidden) as refused:
        outward.look_up(url)

    assert refused.value.code == code


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "[::ffff:7f00:1]"])
def test_odd_spellings_of_this_machine_lead_nowhere_else(host):
    with pytest.raises(outward.Forbidden):
        outward.look_up(f"https://{host}:8443/")


def test_our_own_networks_may_be_called_without_tls(named):
    named.append(["10.8.0.9"])
    spot = outward.look_up("http://pbx.local:8080/", allowed=[ip_network("10.8.0.0/16")])

    assert (spot.address, spot.is_tls) == ("10.8.0.9", False)
    with pytest.raises(outward.Forbidden):
        outward.look_up("http://pbx.local:8080/", allowed=[ip_network("10.9.0.0/16")])


def test_the_connection_goes_to_the_address_that_was_checked(named, monkeypatch):
    """Security line 40: resolved once, pinned. A name that means this machine a moment later changes nothing: nobody asks the resolver again."""
    named += [["93.184.215.14"], ["127.0.0.1"]]
    reached = []

    def connect(address, timeout, source):
        reached.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(outward.socket, "create_connection", connect)
    spot = outward.look_up("https://example.cn/")
    with pytest.raises(outward.NoAnswer, match="refused"):
        outward.post(spot, b"{}", {}, within=1, most=10)

    assert reached == [("93.184.215.14", 443)]
