"""What customers may read, without signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Unit
from accounts.speaking import as_company
from knowledge.models import Article, ArticleQuerySet
from servicedesk.lib.gate import open_to_all

MOST = 200


@require_safe
@open_to_all
def shelf(request: HttpRequest, company: str) -> HttpResponse:
    """The titles of what a company tells everybody."""
    org = _company(request, company)
    return render(request, "knowledge/public.html", {"org": org, "rows": _open(org).order_by("title")[:MOST]})


@require_safe
@open_to_all
def article(request: HttpRequest, company: str, slug: str) -> HttpResponse:
    """One article for customers; what is internal, a draft or over does not exist here."""
    org = _company(request, company)
    return render(request, "knowledge/public.html", {"org": org, "article": get_object_or_404(_open(org), slug=slug)})


def _company(request: HttpRequest, code: str) -> Unit:
    org = get_object_or_404(Unit, kind=Unit.Kind.COMPANY, code=code, is_active=True)
    as_company(request, org)
    return org


def _open(org: Unit) -> ArticleQuerySet:
    return Article.objects.filter(org=org).public().current(timezone.localdate())
