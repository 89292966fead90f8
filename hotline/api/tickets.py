"""Tickets: listed, taken in, read, with their history and their deadlines."""

from django.db.models import QuerySet
from django.utils import timezone
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.door import Door, Nothing, Pager, whole_number
from hotline.api.intake import TicketIn, receive
from hotline.api.shapes import DeadlineOut, EventOut, HintOut, TicketOut
from hotline.api.why import RunOut
from hotline.filters import NAMES, TicketFilter
from tickets.actions.revealing import reveal_contact
from tickets.binding import explained
from tickets.duplicates import Asked, hints_for
from tickets.models import Ticket

MOST_EVENTS = 200
PAGING = frozenset({"cursor", "page_size", "ordering"})


class OnTicket(Door):
    """Whatever is done to one ticket: reached by its number, and only through what the caller may see."""

    lookup_field = "number"
    lookup_value_regex = "[0-9A-Za-z-]{1,24}"

    def get_queryset(self) -> QuerySet[Ticket]:
        return Ticket.objects.visible_to(self.me).for_list()

    def shown(self, ticket: Ticket, *, status: int = 200) -> Response:
        """The ticket as it is now, even if the caller has just handed it on to where they cannot see it."""
        fresh = Ticket.objects.for_list().get(pk=ticket.pk)
        return Response(TicketOut(fresh).data, status=status, headers={"ETag": f'"{fresh.version}"'})


class Tickets(OnTicket):
    """The requests of customers."""

    verbs = {
        **dict.fromkeys(("list", "retrieve", "events", "deadlines"), "read"),
        "create": "register",
        "reveal": "reveal",
    }
    unkept = frozenset({"reveal"})
    parameters = {"list": NAMES | PAGING, "events": frozenset({"after"})}
    pagination_class = Pager
    filter_backends = (DjangoFilterBackend,)
    filterset_class = TicketFilter

    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(TicketOut(page, many=True).data)

    def create(self, request: Request) -> Response:
        ticket, is_new = receive(request, self.told(TicketIn), by=self.me)
        answer = self.shown(ticket, status=201 if is_new else 200)
        asked, at = Asked.of(ticket), ticket.registered_at
        answer.data["hints"] = HintOut(hints_for(asked, user=self.me, at=at, leave_out=ticket.pk), many=True).data
        return answer

    def retrieve(self, request: Request, number: str) -> Response:
        ticket = self.get_object()
        return Response(TicketOut(ticket).data, headers={"ETag": f'"{ticket.version}"'})

    @action(detail=True)
    def events(self, request: Request, number: str) -> Response:
        after = whole_number(request.query_params.get("after", "0"), name="after")
        rows = self.get_object().timeline.select_related("by").filter(seq__gt=after)
        return Response({"results": EventOut(rows.order_by("seq")[:MOST_EVENTS], many=True).data})

    @action(detail=True)
    def deadlines(self, request: Request, number: str) -> Response:
        ticket = self.get_object()
        rows = ticket.deadlines.select_related("clock__promise").order_by("due_at", "pk")
        why = [RunOut(run).data for run in explained(ticket, timezone.now())]
        return Response({"results": DeadlineOut(rows[:MOST_EVENTS], many=True).data, "why": why})

    @action(detail=True, methods=["post"])
    def reveal(self, request: Request, number: str) -> Response:
        ticket = self.get_object()
        self.told(Nothing)
        text = reveal_contact(ticket, by=self.me, at=timezone.now())
        return Response({"field": "contact_phone", "text": text})
