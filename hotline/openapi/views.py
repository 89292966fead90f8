"""The description of the API: as a file for programs, as pages for people, as a collection for Postman. No data in it."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

import yaml
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from hotline.openapi.chinese import groups
from hotline.openapi.page import found_in
from hotline.openapi.papers import opening, papers
from hotline.openapi.postman import collection
from hotline.openapi.whole import document
from servicedesk.lib.gate import open_to_all

LONGEST = 80
View = Callable[..., HttpResponse]


def described(view: View) -> View:
    """Open to everybody, unless the company keeps its description for who has signed in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.API_DOCS_PUBLIC and not request.user.is_authenticated:
            raise Http404
        with translation.override(_language(request)):
            return view(request, *args, **kwargs)

    return open_to_all(require_safe(guarded))  # type: ignore[return-value]


def _language(request: HttpRequest) -> str:
    return request.GET.get("lang", "") if request.GET.get("lang") in ("en", "zh-hans") else translation.get_language()


@described
def schema(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1 as YAML, with `?format=json` as JSON."""
    language = _language(request)
    if request.GET.get("format") == "json":
        return JsonResponse(document(language), json_dumps_params={"ensure_ascii": False})
    return HttpResponse(_yaml(language), content_type="application/yaml; charset=utf-8")


@cache
def _yaml(language: str) -> bytes:
    text: str = yaml.dump(document(language), Dumper=_Plain, allow_unicode=True, sort_keys=False, width=120)
    return text.encode()


class _Plain(yaml.SafeDumper):
    """Writes everything out: what stands in two places is written twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


@described
def postman(request: HttpRequest) -> HttpResponse:
    """The same as a Postman collection."""
    answer = JsonResponse(collection(document("en")), json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = 'attachment; filename="service-desk.postman_collection.json"'
    return answer


@described
def docs(request: HttpRequest) -> HttpResponse:
    """What there is, group by group; `q` leaves the operations in which these words occur."""
    language, asked = _language(request), request.GET.get("q", "").strip()[:LONGEST]
    found = found_in(groups(language), asked) if asked else groups(language)
    facts = {"info": document(language)["info"], "opening": opening(language), "found": found, "asked": asked}
    return render(
        request, "api/docs.html", _aside(language) | facts | {"count": sum(len(one.operations) for one in found)}
    )


@described
def group(request: HttpRequest, name: str) -> HttpResponse:
    """One group of addresses, each with what it takes and gives."""
    language = _language(request)
    chosen = next((one for one in groups(language) if one.name == name), None)
    if chosen is None:
        raise Http404
    return render(request, "api/group.html", _aside(language) | {"group": chosen})


@described
def paper(request: HttpRequest, name: str) -> HttpResponse:
    """A page of `docs/api`: how to begin, the journeys, signing, webhooks, the clients to copy."""
    language = _language(request)
    known = papers(language)
    if name not in known:
        raise Http404
    return render(request, "api/paper.html", _aside(language) | {"paper": known[name]})


def _aside(language: str) -> dict[str, Any]:
    """What stands at the side of every page."""
    return {"groups": groups(language), "papers": papers(language).values()}
