"""The lines of the company's policy, one by one: a new one, another in its place, an end."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Unit
from accounts.requests import SignedInRequest
from deadlines.lineform import LineForm
from deadlines.lines import end_line, write_line
from deadlines.models import PolicyRule
from deadlines.views.here import company_here
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@may("manage")
def new(request: SignedInRequest) -> HttpResponse:
    """Write a line that was not there."""
    org = company_here(request)
    return _answer(request, org, LineForm(request.POST or None, org=org, at=timezone.now()))


@require_http_methods(["GET", "HEAD", "POST"])
@may("manage")
def change(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Write another line in a line's place, or let it end."""
    mine = PolicyRule.objects.filter(org__in=request.user.orgs()).select_related("org", "promise", "hall")
    line, at = get_object_or_404(mine, pk=key), timezone.now()
    if request.POST.get("do") == "end":
        end_line(line, at=at)
        messages.success(request, _("The line has ended. Cases already promised keep it."))
        return redirect("deadlines:promises")
    return _answer(request, line.org, LineForm(request.POST or None, org=line.org, at=at, line=line))


def _answer(request: SignedInRequest, org: Unit, form: LineForm) -> HttpResponse:
    facts = {"org": org, "form": form, "line": form.line}
    if not form.is_bound or not form.is_valid():
        return render(request, "deadlines/line.html", facts, status=422 if form.is_bound else 200)
    try:
        begins = form.cleaned_data["active_from"]
        write_line(org, by=request.user, at=begins, instead_of=form.line, **form.told)
    except Refusal as refusal:
        return render(request, "deadlines/line.html", facts | {"refusal": refusal.sentence()}, status=refusal.status)
    messages.success(request, _("The line is written."))
    return redirect("deadlines:promises")
