"""The queue machine: it draws numbers, gives them back, and reads who is called. No name, no phone passes here."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.fields import UnitField
from hotline.api.paging import paged_by
from hotline.api.rows import Rows
from hotline.api.says import says
from hotline.api.shapes import Out
from hotline.api.strict import Nothing, Strict
from hotline.filters import VisitFilter
from hotline.models import ApiKey
from tickets.actions.numbers import FURTHEST_BACK, cancel_number, take_number
from tickets.models import Visit

FURTHEST_AHEAD = timedelta(minutes=2)


class NumberIn(Strict):
    """A number that was drawn. `taken_at` is when, if the machine had to wait for the network."""

    hall = UnitField("hall")
    number = serializers.RegexField(r"^[A-Za-z0-9-]{1,12}$")
    external_id = serializers.CharField(max_length=80)
    service = serializers.CharField(max_length=40, default="", allow_blank=True)
    taken_at = serializers.DateTimeField(required=False)

    def validate_taken_at(self, taken_at: datetime) -> datetime:
        now = timezone.now()
        if not now - FURTHEST_BACK <= taken_at <= now + FURTHEST_AHEAD:
            raise ValidationError(_("At most 12 hours back, and not in the future."))
        return min(taken_at, now)


class VisitOut(Out):
    """What the machine and the screen above the windows may know of a visit."""

    id = serializers.UUIDField()
    hall = serializers.CharField(source="hall.code")
    number = serializers.CharField()
    service = serializers.CharField()
    external_id = serializers.SerializerMethodField()
    state = serializers.CharField()
    left = serializers.CharField()
    window = serializers.CharField(source="window.name", default=None)
    recalls = serializers.IntegerField()
    taken_at = serializers.DateTimeField()
    called_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)

    def get_external_id(self, visit: Visit) -> str | None:
        """The machine's own id, told to nobody else."""
        request = self.context["request"]
        is_its_own = isinstance(request.auth, ApiKey) and request.auth.client.source == visit.source
        return visit.external_id if is_its_own else None


class Visits(Rows):
    """The numbers of today."""

    verbs = {"list": "queue", "retrieve": "queue", "create": "take_number", "cancel": "cancel_number"}
    gives = VisitOut
    pagination_class = paged_by("-taken_at", "taken_at")
    filterset_class = VisitFilter

    def get_queryset(self) -> QuerySet[Visit]:
        rows = Visit.objects.filter(hall__in=self.me.units(self.verbs[self.action]), day=timezone.localdate())
        return rows.exclude(number="").select_related("hall", "window")

    @says(gives=VisitOut, form="page")
    def list(self, request: Request) -> Response:
        """Today's numbers; `called` with their window."""
        return self.paged(self.get_queryset())

    @says(gives=VisitOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One of today's numbers."""
        return self.one(self.get_object())

    @says(takes=NumberIn, gives=VisitOut, statuses=(201, 200))
    def create(self, request: Request) -> Response:
        """A number was drawn: 201, or 200 if it is known."""
        told = self.told()
        if not isinstance(request.auth, ApiKey):
            raise ValidationError({"external_id": _("Only an API client has numbers of its own.")})
        at = timezone.now()
        before = Visit.objects.filter(source=request.auth.client.source, external_id=told["external_id"]).exists()
        visit = take_number(told.pop("hall"), by=self.me, at=at, source=request.auth.client.source, **told)
        return self.one(visit, status=200 if before else 201)

    @action(detail=True, methods=["post"])
    @says(takes=Nothing, gives=VisitOut)
    def cancel(self, request: Request, pk: str) -> Response:
        """The number is given back before it is called."""
        visit = self.get_object()
        self.told()
        return self.one(cancel_number(visit, by=self.me))
