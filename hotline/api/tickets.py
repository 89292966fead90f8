"""Tickets: listed, taken in, read, with their history and their deadlines."""

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.door import Door
from hotline.api.intake import TicketIn, receive
from hotline.api.paging import Pager
from hotline.api.says import Shape, says
from hotline.api.shapes import DeadlineOut, EventOut, HintOut, Out, TicketOut
from hotline.api.strict import Asked, Nothing
from hotline.api.why import RunOut
from hotline.filters import TicketFilter
from tickets.actions.revealing import reveal_contact
from tickets.binding import explained
from tickets.duplicates import hints_about
from tickets.models import Ticket

MOST_EVENTS = 200
NUMBER = "[0-9A-Za-z-]{1,24}"


class EventsAsked(Asked):
    """`after`: the `seq` of the last event that the caller has."""

    after = serializers.IntegerField(min_value=0, max_value=2**31 - 1, default=0)


class RegisteredOut(TicketOut):
    """A ticket as it was taken in, with what was known already."""

    hints = HintOut(many=True)


class WhyOut(Out):
    """Why each is due then: every run of every clock."""

    why = RunOut(many=True)


class ShownOut(Out):
    """One field in full; that it was shown is on record."""

    field = serializers.CharField()
    text = serializers.CharField()


class OnTicket(Door):
    """Whatever is done to one ticket: reached by its number, and only through what the caller may see."""

    lookup_field = "number"
    lookup_value_regex = NUMBER
    gives: Shape = TicketOut

    def get_queryset(self) -> QuerySet[Ticket]:
        return Ticket.objects.visible_to(self.me).for_list()

    def shown(self, ticket: Ticket, *, status: int = 200) -> Response:
        """The ticket as it is now, even if the caller has just handed it on to where they cannot see it."""
        fresh = Ticket.objects.for_list().get(pk=ticket.pk)
        return self.one(fresh, status=status, version=fresh.version)


class Tickets(OnTicket):
    """The requests of customers."""

    verbs = {
        **dict.fromkeys(("list", "retrieve", "events", "deadlines"), "read"),
        "create": "register",
        "reveal": "reveal",
    }
    unkept = frozenset({"reveal"})
    pagination_class = Pager
    filterset_class = TicketFilter

    @says(gives=TicketOut, form="page")
    def list(self, request: Request) -> Response:
        """The tickets that the caller may see, the newest first."""
        return self.paged(self.get_queryset())

    @says(takes=TicketIn, gives=RegisteredOut, statuses=(201, 200))
    def create(self, request: Request) -> Response:
        """Take a request in: 201, or 200 if this external number is known and says the same."""
        ticket, is_new = receive(request, self.told(), by=self.me)
        # Nothing has happened to a new case since it was written: it need not be read back.
        fresh = ticket if is_new and ticket.seq == 1 else Ticket.objects.for_list().get(pk=ticket.pk)
        fresh.hints = hints_about(fresh, user=self.me)  # type: ignore[attr-defined]
        return self.one(fresh, status=201 if is_new else 200, version=fresh.version)

    @says(gives=TicketOut)
    def retrieve(self, request: Request, number: str) -> Response:
        """One ticket; its version stands at the head of the `ETag`."""
        ticket = self.get_object()
        return self.one(ticket, version=ticket.version)

    @action(detail=True)
    @says(asks=EventsAsked, gives=EventOut, form="list")
    def events(self, request: Request, number: str) -> Response:
        """Its history, 200 events at a time."""
        rows = self.get_object().timeline.select_related("by").filter(seq__gt=self.asked()["after"])
        return self.listed(rows.order_by("seq")[:MOST_EVENTS])

    @action(detail=True)
    @says(gives=DeadlineOut, form="list", beside=WhyOut)
    def deadlines(self, request: Request, number: str) -> Response:
        """Each stage of each clock with the promise it comes from; `why` explains every run of every clock."""
        ticket = self.get_object()
        rows = ticket.deadlines.select_related("clock__promise").order_by("due_at", "pk")
        why = RunOut(explained(ticket, timezone.now()), many=True).data
        return self.listed(rows[:MOST_EVENTS], why=why)

    @action(detail=True, methods=["post"])
    @says(takes=Nothing, gives=ShownOut)
    def reveal(self, request: Request, number: str) -> Response:
        """The contact's number in full, on record, 50 a day."""
        ticket = self.get_object()
        self.told()
        text = reveal_contact(ticket, by=self.me, at=timezone.now())
        return self.one({"field": "contact_phone", "text": text})
