"""Shifts handed over, and who is on duty where."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import CharFilter, ChoiceFilter, FilterSet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Unit
from hotline.api.door import Door
from hotline.api.paging import paged_by
from hotline.api.rows import Rows
from hotline.api.says import says
from hotline.api.shapes import Out, PersonOut, PlaceOut
from hotline.filters import MomentFilter
from shifts.duty import on_duty, places_of
from shifts.lifecycle import State
from shifts.models import Handover


class HandoverOut(Out):
    """The end of one shift at one place. `answers`: of the four questions, `true` or why not."""

    example = {"turn": "白班", "state": "done", "answers": {"records": True, "tidy": True}, "open_cases": 12}

    id = serializers.UUIDField()
    place = PlaceOut(source="unit")
    turn = serializers.CharField()
    from_at = serializers.DateTimeField()
    until_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=State.choices)
    out_by = PersonOut(allow_null=True)
    out_at = serializers.DateTimeField(allow_null=True)
    in_by = PersonOut(allow_null=True)
    in_at = serializers.DateTimeField(allow_null=True)
    answers = serializers.DictField()
    overruled_by = PersonOut(allow_null=True)
    overrule_reason = serializers.CharField()
    open_cases = serializers.IntegerField(source="sheet.total", default=None, allow_null=True)
    late_told_at = serializers.DateTimeField(allow_null=True)


class HandoverFilter(FilterSet):
    """By place, by state, by the end of the shift."""

    place = CharFilter(field_name="unit__code", max_length=12)
    state = ChoiceFilter(choices=State.choices)
    since = MomentFilter(field_name="until_at", lookup_expr="gte")
    until = MomentFilter(field_name="until_at", lookup_expr="lt")


class Handovers(Rows):
    """The ends of shifts at the caller's places."""

    verbs = dict.fromkeys(("list", "retrieve"), "handover")
    gives = HandoverOut
    pagination_class = paged_by("-until_at", "until_at")
    filterset_class = HandoverFilter

    def get_queryset(self) -> QuerySet[Handover]:
        return Handover.objects.visible_to(self.me).for_list()

    @says(gives=HandoverOut, form="page")
    def list(self, request: Request) -> Response:
        """Handovers, the latest end first."""
        return self.paged(self.get_queryset())

    @says(gives=HandoverOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One handover; signed and taken over by people on their pages."""
        return self.one(self.get_object())


class StretchOut(Out):
    """A person, or a whole crew, on duty until a moment."""

    person = PersonOut(allow_null=True)
    crew = PlaceOut(allow_null=True)
    from_at = serializers.DateTimeField()
    until_at = serializers.DateTimeField()


class OnDutyOut(Out):
    """A hall, desk or crew with who is there now and who comes next."""

    place = PlaceOut(source="unit")
    now = StretchOut(many=True)
    next = StretchOut(many=True)
    next_at = serializers.DateTimeField(allow_null=True)


class Duty(Door):
    """Who is on duty, by the rota."""

    verbs = {"list": "handover"}
    gives = OnDutyOut
    pagination_class = paged_by("code", "-code")

    def get_queryset(self) -> QuerySet[Unit]:
        return places_of(self.me)

    def _shown(self, rows: Any, *, many: bool = False) -> Any:
        return super()._shown(on_duty(rows, at=timezone.now()), many=many)

    @says(gives=OnDutyOut, form="page")
    def list(self, request: Request) -> Response:
        """Every hall, desk and crew of the caller's, now."""
        return self.paged(self.get_queryset())
