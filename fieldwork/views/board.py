"""The dispatch desk: what waits, whom to send, who has what."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Unit
from accounts.requests import SignedInRequest
from fieldwork.dispatching import SUGGESTED, crews_for
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from tickets.actions import field
from tickets.models import Ticket
from tickets.standing import by_time_left
from tickets.views.live import live

MOST = 60


@require_GET
@may("dispatch")
@live
def desk(request: SignedInRequest) -> HttpResponse:
    """Undispatched tickets by time left; the first, or the chosen one, with its three best crews."""
    waiting = Ticket.objects.visible_to(request.user).to_dispatch().filter(imported_at__isnull=True)
    rows = by_time_left(waiting.select_related("supply_point"), most=MOST)
    wanted = request.GET.get("t", "")
    chosen = next((row for row in rows if row.ticket.number == wanted), rows[0] if rows else None)
    crews = crews_for(request.user, chosen.ticket if chosen else None)
    context = {"rows": rows, "chosen": chosen, "crews": crews, "suggested": crews[:SUGGESTED]}
    return render(request, "fieldwork/board.html", context)


@require_POST
@may("dispatch")
def assign(request: SignedInRequest, number: str) -> HttpResponse:
    """Send the chosen crew; if a colleague was faster, say who and move on."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), number=number)
    crew = get_object_or_404(Unit, pk=_uuid(request.POST.get("crew")), pk__in=request.user.units("dispatch"))
    try:
        field.dispatch(ticket, crew=crew, by=request.user, version=_number(request.POST.get("version")))
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
    else:
        facts = {"number": ticket.short_number, "crew": crew.name}
        messages.success(request, _("%(number)s sent to %(crew)s.") % facts)
    return redirect("fieldwork:board")


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
