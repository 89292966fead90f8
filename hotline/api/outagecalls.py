"""The important customers inside an outage, to be called one by one."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.rows import Rows
from hotline.api.says import says, verb
from hotline.api.shapes import Out, PersonOut
from hotline.api.strict import Strict
from outages import duties, important
from outages.models import Outage, OutageCallee


class CalledIn(Strict):
    """`callee` is its `id`, from `calls/`."""

    callee = serializers.UUIDField()
    result = serializers.ChoiceField(choices=OutageCallee.Result.choices)
    note = serializers.CharField(max_length=200, default="", allow_blank=True)


class CalleeOut(Out):
    """One customer to call, the first by rank first."""

    example = {"rank": 1, "why": "一级", "tries": 0, "result": "", "note": ""}

    id = serializers.UUIDField()
    customer = serializers.UUIDField(source="customer_id")
    name = serializers.CharField(source="customer.masked_name")
    supply_point = serializers.UUIDField(source="supply_point_id")
    rank = serializers.IntegerField()
    why = serializers.CharField()
    tries = serializers.IntegerField(min_value=0)
    result = serializers.CharField()
    note = serializers.CharField()
    called_at = serializers.DateTimeField(allow_null=True)
    called_by = PersonOut(allow_null=True)


class OutageCalls(Rows):
    """Who is called about an outage, and how each call went."""

    verbs = {"calls": "outage_call", "called": "outage_call"}

    def get_queryset(self) -> QuerySet[Outage]:
        return Outage.objects.visible_to(self.me)

    @action(detail=True)
    @says(gives=CalleeOut, form="list")
    def calls(self, request: Request, pk: str) -> Response:
        """The important customers in it, and who has been told."""
        return self.listed(self.get_object().callees.select_related("customer", "called_by"))

    @verb(CalledIn, gives=CalleeOut)
    def called(self, request: Request, pk: str) -> Response:
        """Tick a call off; tried again, the last one counts."""
        outage, told, at = self.get_object(), self.told(), timezone.now()
        callee: Any = get_object_or_404(outage.callees, pk=told.pop("callee"))
        done = important.record_call(callee, **told, by=self.me, at=at)
        duties.told_first(outage, at=at)
        return self.one(done)
