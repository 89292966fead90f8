"""The bounds of the crews' phones."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from deadlines.reading import company_of
from fieldwork.actions.standing import terms_of
from fieldwork.actions.terming import set_terms
from fieldwork.termspage import TermsForm, history_of, known
from servicedesk.lib.forms import refusals_on
from servicedesk.lib.gate import may


@require_http_methods(["GET", "POST"])
@may("crews")
def terms(request: SignedInRequest) -> HttpResponse:
    """Look at them, change them; who changed what from what stands beside."""
    org = company_of(request.user)
    form = TermsForm(request.POST or None, initial=known(terms_of(org.pk)))
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        with refusals_on(form):
            set_terms(org, version=told.pop("version") or 0, told=told, by=request.user, at=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("fieldwork:terms")
    facts = {"form": form, "events": history_of(org), "rail_here": "crews"}
    return render(request, "fieldwork/terms.html", facts, status=422 if form.errors else 200)
