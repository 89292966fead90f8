"""Who is at the other end of the wire: the address that our own proxies name, and nobody else's word."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class TrueAddress:
    """Middleware: behind a trusted proxy REMOTE_ADDR is the caller that it names; any other X-Forwarded-For is hearsay."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.TRUSTED_PROXIES:
            request.META["REMOTE_ADDR"] = caller(
                request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", "")
            )
        return self.get_response(request)


def caller(peer: str, forwarded: str) -> str:
    """Return the last address, from the right, that is not one of our proxies: what stands left of it anybody may write."""
    for told in reversed(forwarded.split(",")):
        if not (is_ours(peer) and _is_address(told.strip())):
            break
        peer = told.strip()
    return peer


def is_ours(address: str) -> bool:
    """Whether an address is that of a trusted proxy."""
    if not _is_address(address):
        return False
    found = ip_address(address)
    return any(found in network for network in settings.TRUSTED_PROXIES)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
