"""The letterbox as the customers see it, and one hidden field shown once."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from customers import actions
from customers.models import Customer, Message, Phone, SupplyPoint
from servicedesk.lib.gate import may
from servicedesk.lib.paging import newest_first
from servicedesk.lib.refusals import Invalid

STATES = ("sent", "waiting", "dead")


@require_GET
@may("messages")
def messages(request: SignedInRequest) -> HttpResponse:
    """Every SMS and mail, newest first; `state` narrows the list."""
    state = request.GET.get("state", "")
    rows = Message.objects.visible_to(request.user).to_customers().select_related("org")
    chosen = rows.in_state(state) if state in STATES else rows
    page = newest_first(chosen, request.GET, by="created_at", size=30)
    return render(request, "customers/messages.html", {"pager": page, "state": state, "states": _state_words()})


def _state_words() -> list[tuple[str, str]]:
    return [("", _("All")), ("sent", _("Sent")), ("waiting", _("Waiting")), ("dead", _("Not delivered"))]


@require_POST
@may("reveal")
def reveal(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show one field of one customer in full, in place of its mask; that it was seen is recorded."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    field = request.POST.get("field", "phone")
    try:
        shown = actions.reveal(
            customer, field, by=request.user, at=timezone.now(), pk=_which(request.POST.get("pk", ""))
        )
    except (Phone.DoesNotExist, SupplyPoint.DoesNotExist) as missing:
        raise Invalid(_("Nothing of the kind is known of this customer.")) from missing
    part = "parts/_phone.html" if field == "phone" else "customers/_shown.html"
    template = part if request.headers.get("HX-Request") else "customers/shown.html"
    return render(request, template, {"number": shown, "shown": True, "call": field == "phone"})


def _which(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as wrong:
        raise Invalid(_("Nothing of the kind is known of this customer.")) from wrong
