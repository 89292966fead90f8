"""Quick texts for a box on a page: offered by their initials, with what is known of the ticket filled in."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.requests import SignedInRequest
from customers.models import Customer
from knowledge.filling import filled
from knowledge.models import Use
from knowledge.reading import texts_for
from servicedesk.lib.gate import may
from servicedesk.templatetags.hall import hall_time
from tickets.finding import home_hall
from tickets.models import Ticket
from tickets.progress import promised


@require_GET
@may("knowledge")
def of_ticket(request: SignedInRequest, number: str) -> HttpResponse:
    """The texts for a box on the ticket's page."""
    ticket = get_object_or_404(
        Ticket.objects.visible_to(request.user).select_related("unit", "customer"), number=number
    )
    return _list(request, known_of(ticket, by=request.user))


@require_GET
@may("register")
def at_intake(request: SignedInRequest) -> HttpResponse:
    """The texts for the description at the counter."""
    hall = home_hall(request.user)
    known = {"经办人": request.user.name, "营业厅": hall.name if hall else "", "电话": hall.phone if hall else ""}
    return _list(request, known)


def known_of(ticket: Ticket, *, by: User) -> dict[str, str]:
    """What fills the holes of a text about this ticket. A person is addressed by the surname alone: the name stays masked."""
    soonest = promised(ticket)
    return {
        "客户": address_of(ticket),
        "单号": ticket.short_number,
        "事项": ticket.title,
        "承诺": str(hall_time(soonest.due_at)) if soonest else "",
        "营业厅": ticket.unit.name,
        "电话": ticket.unit.phone,
        "经办人": by.name,
    }


def address_of(ticket: Ticket) -> str:
    """How a letter addresses the customer: 陈先生/女士; an organisation by its masked name."""
    if ticket.customer and ticket.customer.kind != Customer.Kind.RESIDENT:
        return ticket.masked_name
    return f"{ticket.contact_name[:1]}先生/女士" if ticket.contact_name else ""


def _list(request: SignedInRequest, known: dict[str, str]) -> HttpResponse:
    use, typed = request.GET.get("use", ""), request.GET.get("typed", "")[:20]
    rows = texts_for(user=request.user, use=use, day=timezone.localdate(), typed=typed) if use in Use.values else []
    offers = [(row, filled(row.body, known)) for row in rows[:9]]
    return render(request, "knowledge/_texts.html", {"offers": offers})
