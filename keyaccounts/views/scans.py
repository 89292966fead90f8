"""The scanned paper of a contract: added, opened by whoever may see the customer, taken out of sight with a reason."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.actions import audit
from accounts.requests import SignedInRequest
from keyaccounts.actions.contracts import add_scans, drop_scan
from keyaccounts.file import the_customer
from keyaccounts.model_dealings import Contract
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import NotAllowed, Refusal
from tickets.models import Attachment
from tickets.views.files import read_uploads
from tickets.views.serving import served


def _contract(request: SignedInRequest, pk: UUID, contract: UUID) -> Contract:
    """The one door to a scan: through the customer, who is not there for whoever may not see them."""
    customer = the_customer(request, pk)
    return get_object_or_404(Contract.objects.select_related("org", "customer"), pk=contract, customer=customer)


@require_POST
@may("care")
def add(request: SignedInRequest, pk: UUID, contract: UUID) -> HttpResponse:
    """Add the scan; what is not taken is named."""
    row = _contract(request, pk, contract)
    ready, why_not = read_uploads(request)
    try:
        if ready:
            add_scans(row, ready, by=request.user, at=timezone.now())
            messages.success(request, _("Saved."))
    except NotAllowed:
        raise
    except Refusal as refusal:
        why_not = [*why_not, refusal.sentence()]
    for sentence in why_not or ([] if ready else [_("Choose a file first.")]):
        messages.error(request, sentence)
    return redirect("keyaccounts:contracts", pk)


@require_GET
@may("customers")
def scan(request: SignedInRequest, pk: UUID, contract: UUID, key: UUID) -> HttpResponseBase:
    """The scan, if it is judged clean, whole and hidden by nobody; that it was opened is on record."""
    row = _contract(request, pk, contract)
    found = get_object_or_404(Attachment.objects.held(row.pk), pk=key)
    if not found.is_servable:
        raise Http404
    audit(what="file", by=request.user, at=timezone.now(), facts={"file": str(key), "customer": str(pk)})
    return served(found)


@require_POST
@may("care")
def drop(request: SignedInRequest, pk: UUID, contract: UUID, key: UUID) -> HttpResponse:
    """Take a scan out of sight."""
    row = _contract(request, pk, contract)
    found = get_object_or_404(Attachment.objects.held(row.pk), pk=key)
    drop_scan(row, found, reason=request.POST.get("reason", ""), by=request.user, at=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("keyaccounts:contracts", pk)
