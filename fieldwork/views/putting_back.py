"""A member of a crew puts a job back for a colleague of the crew."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from tickets.actions import field
from tickets.models import Ticket


@require_POST
@may("unclaim")
def put_back(request: SignedInRequest, number: str) -> HttpResponse:
    """From my hands into my crew's queue."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), number=number)
    field.unclaim(ticket, by=request.user)
    messages.success(request, _("%(number)s is in the crew's queue again.") % {"number": ticket.short_number})
    return redirect("fieldwork:tasks")
