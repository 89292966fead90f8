"""The papers that the customer takes home: what is missing, all of it, and why an application was declined."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.actions import audit
from accounts.requests import SignedInRequest
from applications.models import Application, MissingNotice
from servicedesk.lib.gate import may

SIZES = ("slip", "a4")


@require_GET
@may("read")
def notice(request: SignedInRequest, number: str, n: int) -> HttpResponse:
    """《一次性告知单》, 80 mm or A4; every printing is on record."""
    rows = MissingNotice.objects.select_related("by", "application__type", "application__ticket__unit__org")
    seen = Application.objects.visible_to(request.user)
    found = get_object_or_404(rows, application__in=seen, application__ticket__number=number, n=n)
    return _paper(request, "print/missing.html", "missing_notice", found.application, {"notice": found})


@require_GET
@may("read")
def declined(request: SignedInRequest, number: str) -> HttpResponse:
    """《不予受理通知书》, 80 mm or A4; every printing is on record."""
    seen = Application.objects.visible_to(request.user).select_related("declined_by", "type", "ticket__unit__org")
    file = get_object_or_404(seen, ticket__number=number, declined_at__isnull=False)
    return _paper(request, "print/declined.html", "declined_notice", file, {})


def _paper(
    request: SignedInRequest, template: str, what: str, file: Application, more: dict[str, object]
) -> HttpResponse:
    size = request.GET.get("size", "a4")
    at = timezone.now()
    audit(what=what, by=request.user, at=at, facts={"ticket": file.ticket.number})
    facts = {"file": file, "ticket": file.ticket, "size": size if size in SIZES else "a4", "now": "now" in request.GET}
    return render(request, template, facts | more)
