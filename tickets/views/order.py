"""Orders: the steps that the page of a case offers, the list, and the paper."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import Unit
from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from tickets import orderbook
from tickets.actions import ordering
from tickets.models import Order, Ticket


def _order(ticket: Ticket, told: Any) -> Ticket:
    to = orderbook.addressed(ticket, told.text("to", 60))
    return ordering.order(ticket, text=told.text("text", 5000), to=to, limit=told.text("limit", 60), **told.step)


def _return(ticket: Ticket, told: Any) -> Ticket:
    return ordering.return_answer(ticket, reason=told.text("reason"), limit=told.text("limit", 60), **told.step)


ACTS: dict[str, Callable[[Ticket, Any], Ticket]] = {
    "order": _order,
    "acknowledge": lambda ticket, told: ordering.acknowledge(ticket, **told.step),
    "answer_order": lambda ticket, told: ordering.answer_order(ticket, text=told.text("text", 5000), **told.step),
    "accept_answer": lambda ticket, told: ordering.accept_answer(ticket, reason=told.text("reason"), **told.step),
    "return_answer": _return,
    "withdraw_order": lambda ticket, told: ordering.withdraw_order(ticket, reason=told.text("reason"), **told.step),
}


@require_GET
@may("board")
def orders(request: SignedInRequest) -> HttpResponse:
    """Every order that this person may see, by time left; tab and hall stand in the address."""
    at, view = timezone.now(), request.GET.get("view", "open")
    view = view if view in orderbook.VIEWS else "open"
    halls = Unit.objects.filter(pk__in=request.user.units("board"), kind=Unit.Kind.HALL).order_by("code")
    hall = halls.filter(code=request.GET.get("hall", "")[:12]).first()
    counted = orderbook.counts(request.user, hall=hall, at=at)
    context = {
        "view": view,
        "tabs": [(code, word, counted.get(code)) for code, word in orderbook.VIEWS.items()],
        "hall": hall,
        "halls": halls,
        "entries": orderbook.chosen(request.user, view, hall=hall, at=at),
        "rail_here": "board",
    }
    return render(request, "tickets/orders.html", context)


@require_GET
@may("read")
def sheet(request: SignedInRequest, number: str, order: str) -> HttpResponse:
    """督办单: the paper with number, text, deadline, receipt and answer."""
    rows = Order.objects.visible_to(request.user).for_list()
    found = get_object_or_404(rows, ticket__number=number, number=order)
    context = {"ticket": found.ticket, "entry": orderbook.with_clocks([found])[0], "course": orderbook.course_of(found)}
    return render(request, "print/order.html", context)
