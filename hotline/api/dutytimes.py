"""Who is on duty when: the shifts of the rota, and visits agreed with customers."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_filters import CharFilter, ChoiceFilter, FilterSet
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from fieldwork.actions import rota
from fieldwork.models import Shift, Sort
from hotline.api.fields import PersonField, TicketField, UnitField
from hotline.api.paging import paged_by
from hotline.api.rows import Rows
from hotline.api.says import says, verb
from hotline.api.shapes import Out, PersonOut, PlaceOut
from hotline.api.strict import Nothing, Strict
from hotline.api.verbs import Reason
from hotline.filters import MomentFilter
from tickets.models import Ticket
from worksheets.actions import visits
from worksheets.models import Appointment


class ShiftIn(Strict):
    """A crew or a person is on duty or rests; 24 hours at most."""

    crew = UnitField("crew", required=False)
    person = PersonField(required=False)
    sort = serializers.ChoiceField(choices=Sort.choices, default=Sort.DUTY)
    from_at = serializers.DateTimeField()
    until_at = serializers.DateTimeField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("crew" in attrs) == ("person" in attrs):
            raise ValidationError({"crew": _("Name either a crew or a person.")})
        return attrs


class ShiftOut(Out):
    """One stretch of the rota; taken off, it stays with `cancelled_at`."""

    id = serializers.UUIDField()
    crew = PlaceOut(allow_null=True)
    person = PersonOut(allow_null=True)
    sort = serializers.ChoiceField(choices=Sort.choices)
    from_at = serializers.DateTimeField()
    until_at = serializers.DateTimeField()
    cancelled_at = serializers.DateTimeField(allow_null=True)


class ShiftFilter(FilterSet):
    """By crew, by person (a staff number), by a stretch of time that they touch."""

    crew = CharFilter(field_name="crew__code", max_length=12)
    person = CharFilter(field_name="person__staff_number", max_length=20)
    sort = ChoiceFilter(choices=Sort.choices)
    since = MomentFilter(field_name="until_at", lookup_expr="gt")
    until = MomentFilter(field_name="from_at", lookup_expr="lt")


class Shifts(Rows):
    """The rota of the caller's companies."""

    verbs = {**dict.fromkeys(("list", "retrieve"), "rota"), **dict.fromkeys(("create", "cancel"), "rota_edit")}
    gives = ShiftOut
    pagination_class = paged_by("-from_at", "from_at")
    filterset_class = ShiftFilter

    def get_queryset(self) -> QuerySet[Shift]:
        return Shift.objects.visible_to(self.me).select_related("crew", "person")

    @says(gives=ShiftOut, form="page")
    def list(self, request: Request) -> Response:
        """Shifts, the latest first; `since` and `until` name a stretch of time."""
        return self.paged(self.get_queryset())

    @says(gives=ShiftOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One shift."""
        return self.one(self.get_object())

    @says(takes=ShiftIn, gives=ShiftOut, statuses=(201,))
    def create(self, request: Request) -> Response:
        """Put a crew or a person on the rota."""
        told = self.told()
        who = told.pop("crew", None) or told.pop("person")
        return self.shown(rota.add_shift(who, **told, by=self.me, at=timezone.now()), status=201)

    @verb(Nothing)
    def cancel(self, request: Request, pk: str) -> Response:
        """Take it off the rota; what has begun ends now."""
        return self.act_now(rota.cancel_shift)


class AgreedIn(Strict):
    """`starts_at` is the begin of a window with a place left; a visit agreed before is moved, with the `reason`."""

    ticket = TicketField()
    starts_at = serializers.DateTimeField()
    reason = Reason(max_length=200, default="", allow_blank=True)


class CallOffIn(Strict):
    reason = Reason(max_length=200)


class AppointmentOut(Out):
    """A visit agreed with a customer."""

    id = serializers.UUIDField()
    ticket = serializers.CharField(source="ticket.number")
    hall = PlaceOut()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=Appointment.State.choices)
    reason = serializers.CharField()


class AppointmentFilter(FilterSet):
    """By hall, by case, by state, by begin."""

    hall = CharFilter(field_name="hall__code", max_length=12)
    ticket = CharFilter(field_name="ticket__number", max_length=24)
    state = ChoiceFilter(choices=Appointment.State.choices)
    starts_after = MomentFilter(field_name="starts_at", lookup_expr="gte")
    starts_before = MomentFilter(field_name="starts_at", lookup_expr="lte")


class Appointments(Rows):
    """Visits agreed for tickets that the caller may see."""

    verbs = {
        **dict.fromkeys(("list", "retrieve"), "appointments"),
        **dict.fromkeys(("create", "call_off"), "appoint"),
    }
    gives = AppointmentOut
    pagination_class = paged_by("-starts_at", "starts_at")
    filterset_class = AppointmentFilter

    def get_queryset(self) -> QuerySet[Appointment]:
        seen = Appointment.objects.filter(ticket__in=Ticket.objects.visible_to(self.me))
        return seen.select_related("ticket", "hall")

    @says(gives=AppointmentOut, form="page")
    def list(self, request: Request) -> Response:
        """Visits, the latest begin first."""
        return self.paged(self.get_queryset())

    @says(gives=AppointmentOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One visit."""
        return self.one(self.get_object())

    @says(takes=AgreedIn, gives=AppointmentOut, statuses=(201,))
    def create(self, request: Request) -> Response:
        """Give the customer a place in a window, or move the visit there."""
        told = self.told()
        return self.shown(visits.book(told.pop("ticket"), **told, by=self.me), status=201)

    @verb(CallOffIn)
    def call_off(self, request: Request, pk: str) -> Response:
        """Call it off; its place is free again."""
        return self.act_now(visits.call_off)
