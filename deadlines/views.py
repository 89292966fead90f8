"""The company's service standards: listed, tried, revised; its calendars."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.requests import SignedInRequest
from deadlines.forms import Try
from deadlines.reading import company_of
from servicedesk.lib.gate import may


@require_GET
@may("standards")
def attempt(request: SignedInRequest) -> HttpResponse:
    """Try a promise or a limit from a start; everything stands in the address."""
    org = company_of(request.user, request.GET.get("org", ""))
    form = Try(request.GET if "start" in request.GET else None, org=org, initial={"start": timezone.now()})
    wrong = form.is_bound and not form.is_valid()
    return render(request, "deadlines/try.html", {"form": form, "org": org}, status=422 if wrong else 200)
