"""The queue machine: it draws numbers, gives them back, and reads who is called. No name, no phone passes here."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.door import Door, Nothing, Pager, Strict
from hotline.api.fields import UnitField
from hotline.api.shapes import Out
from hotline.models import ApiKey
from tickets.actions.numbers import FURTHEST_BACK, cancel_number, take_number
from tickets.models import Visit, VisitState

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
    called_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField()

    def get_external_id(self, visit: Visit) -> str | None:
        """The machine's own id, told to nobody else."""
        request = self.context["request"]
        is_its_own = isinstance(request.auth, ApiKey) and request.auth.client.source == visit.source
        return visit.external_id if is_its_own else None


class VisitPager(Pager):
    orderings = ("-taken_at", "taken_at")


class Visits(Door):
    """The numbers of today."""

    verbs = {"list": "queue", "retrieve": "queue", "create": "take_number", "cancel": "cancel_number"}
    parameters = {"list": frozenset({"hall", "state", "ordering", "page_size", "cursor"})}
    pagination_class = VisitPager
    lookup_value_regex = "[0-9A-Fa-f-]{36}"

    def get_queryset(self) -> QuerySet[Visit]:
        rows = Visit.objects.filter(hall__in=self.me.units(self.verbs[self.action]), day=timezone.localdate())
        return rows.exclude(number="").select_related("hall", "window")

    def list(self, request: Request) -> Response:
        asked = request.query_params
        rows = self.get_queryset()
        if "hall" in asked:
            rows = rows.filter(hall__code=asked["hall"])
        if "state" in asked:
            if asked["state"] not in VisitState.values:
                raise ValidationError({"state": _("One of: %(names)s") % {"names": ", ".join(VisitState.values)}})
            rows = rows.filter(state=asked["state"])
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self._shown(page, many=True))

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(self._shown(self.get_object()))

    def create(self, request: Request) -> Response:
        told = self.told(NumberIn)
        if not isinstance(request.auth, ApiKey):
            raise ValidationError({"external_id": _("Only an API client has numbers of its own.")})
        at = timezone.now()
        before = Visit.objects.filter(source=request.auth.client.source, external_id=told["external_id"]).exists()
        visit = take_number(told.pop("hall"), by=self.me, at=at, source=request.auth.client.source, **told)
        return Response(self._shown(visit), status=200 if before else 201)

    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        visit = self.get_object()
        self.told(Nothing)
        return Response(self._shown(cancel_number(visit, by=self.me)))

    def _shown(self, found: Any, *, many: bool = False) -> Any:
        return VisitOut(found, many=many, context=self.get_serializer_context()).data
