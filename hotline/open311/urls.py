"""`/open311/v2/`: each address with `.xml` or `.json` behind it; XML without."""

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import URLPattern, re_path

from hotline.open311 import views

app_name = "open311"
FORM = r"(?:\.(?P<form>xml|json))?/?$"
ID = "[0-9A-Za-z_:-]{1,80}"


def _route(path: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    return re_path(f"^{path}{FORM}", view, name=name)


urlpatterns = [
    _route("discovery", views.discovery, "discovery"),
    _route("services", views.services, "services"),
    _route(f"services/(?P<code>{ID})", views.definition, "definition"),
    _route("requests", views.requests, "requests"),
    _route(f"requests/(?P<number>{ID})", views.one, "request"),
    _route(f"tokens/(?P<token>{ID})", views.token, "token"),
    re_path(r"^(?P<rest>.*)$", views.nowhere, name="nowhere"),
]
