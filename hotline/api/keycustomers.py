"""Key customers: their quarterly re-check, and the watch-list of whom to look after before they complain."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import CharFilter, ChoiceFilter, FilterSet, UUIDFilter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.paging import paged_by
from hotline.api.rows import Rows
from hotline.api.says import says, verb
from hotline.api.shapes import Out, PersonOut
from hotline.api.strict import Strict
from hotline.api.verbs import Reason
from hotline.filters import TRUE_FALSE
from keyaccounts.model_recheck import Item, Verdict
from keyaccounts.model_watch import WatchEntryQuerySet
from keyaccounts.models import RecheckSheet, WatchEntry
from keyaccounts.recheck.actions import answer
from keyaccounts.watch import actions as watching

SHOWS = [(show, show) for show in ("to_do", "under_way", "ended")]


class CheckedIn(Strict):
    """What was found about one item; what has changed is told in `note`."""

    item = serializers.ChoiceField(choices=Item.choices)
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    note = serializers.CharField(max_length=300, default="", allow_blank=True)


class RecheckIn(Strict):
    """One or more of the five items; all answered, the sheet is done."""

    items = serializers.ListField(child=CheckedIn(), min_length=1, max_length=len(Item))

    example = {"items": [{"item": "phones", "verdict": "changed", "note": "换了值班电话"}]}


class CheckedOut(Out):
    """One item with what was found."""

    example = {"item": "phones", "verdict": "changed", "note": "换了值班电话"}

    item = serializers.ChoiceField(choices=Item.choices)
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    note = serializers.CharField()
    by = PersonOut()
    at = serializers.DateTimeField()


class RecheckOut(Out):
    """One customer's sheet in one quarter."""

    example = {"quarter": "2026Q1"}

    id = serializers.UUIDField()
    customer = serializers.UUIDField(source="customer_id")
    quarter = serializers.CharField(source="round.quarter")
    due_on = serializers.DateField(source="round.due_on")
    done_at = serializers.DateTimeField(allow_null=True)
    done_by = PersonOut(allow_null=True)
    items = CheckedOut(many=True, source="answers.all")


class RecheckFilter(FilterSet):
    """By quarter, by customer, by whether it is done."""

    quarter = CharFilter(field_name="round__quarter", max_length=6)
    customer = UUIDFilter(field_name="customer_id")
    open = ChoiceFilter(choices=TRUE_FALSE, method="by_openness")

    def by_openness(self, rows: QuerySet[RecheckSheet], name: str, value: str) -> QuerySet[RecheckSheet]:
        return rows.filter(done_at__isnull=value == "true")


class Rechecks(Rows):
    """The sheets of the customers whom the caller looks after; who leads sees those of everybody."""

    verbs = dict.fromkeys(("list", "retrieve", "answer"), "recheck")
    gives = RecheckOut
    pagination_class = paged_by("-id", "id")
    filterset_class = RecheckFilter

    def get_queryset(self) -> QuerySet[RecheckSheet]:
        rows = RecheckSheet.objects.visible_to(self.me).filter(customer__hidden_at__isnull=True)
        return rows.select_related("round", "done_by").prefetch_related("answers__by")

    @says(gives=RecheckOut, form="page")
    def list(self, request: Request) -> Response:
        """The sheets of the re-check, the newest first, with what was found."""
        return self.paged(self.get_queryset())

    @says(gives=RecheckOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One sheet."""
        return self.one(self.get_object())

    @verb(RecheckIn)
    def answer(self, request: Request, pk: str) -> Response:
        """Write down what was found: confirmed, changed or unknown."""
        return self.act_now(_answer)


def _answer(sheet: RecheckSheet, *, items: Any, **told: Any) -> RecheckSheet:
    return answer(sheet, {one["item"]: (one["verdict"], one["note"]) for one in items}, **told)


class VisitIn(Strict):
    on = serializers.DateField()
    reason = Reason(max_length=300, default="", allow_blank=True)


class ExplainIn(Strict):
    reason = Reason(max_length=300)


class PutOffIn(ExplainIn):
    on = serializers.DateField()


class WatchOut(Out):
    """A rule holds for a customer. `facts` are the figures by which it does; `handled` is the last act."""

    example = {"rule": "投诉偏多", "facts": {"complaints": 3}, "handled": "", "reason": ""}

    id = serializers.UUIDField()
    customer = serializers.UUIDField(source="customer_id")
    rule = serializers.CharField(source="rule.name")
    since = serializers.DateTimeField()
    seen_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    facts = serializers.JSONField()
    handled = serializers.CharField()
    handled_at = serializers.DateTimeField(allow_null=True)
    handled_by = PersonOut(allow_null=True)
    reason = serializers.CharField()
    until_on = serializers.DateField(allow_null=True)


class WatchFilter(FilterSet):
    """To do, under way or ended; by customer."""

    show = ChoiceFilter(choices=SHOWS, method="by_show")
    customer = UUIDFilter(field_name="customer_id")

    def by_show(self, rows: WatchEntryQuerySet, name: str, value: str) -> WatchEntryQuerySet:
        today = timezone.localdate()
        if value == "ended":
            return rows.ended()
        return rows.to_do(today) if value == "to_do" else rows.under_way(today)


class WatchList(Rows):
    """Whom to look after before they complain."""

    verbs = dict.fromkeys(("list", "retrieve", "plan", "explain", "put_off"), "watch")
    gives = WatchOut
    pagination_class = paged_by("-since", "since")
    filterset_class = WatchFilter

    def get_queryset(self) -> QuerySet[WatchEntry]:
        return WatchEntry.objects.visible_to(self.me).select_related("rule", "handled_by")

    @says(gives=WatchOut, form="page")
    def list(self, request: Request) -> Response:
        """The entries of the watch-list, the newest first."""
        return self.paged(self.get_queryset())

    @says(gives=WatchOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One entry."""
        return self.one(self.get_object())

    @verb(VisitIn)
    def plan(self, request: Request, pk: str) -> Response:
        """A visit is planned because of it; it stands in the customer's file as well."""
        return self.act_now(watching.plan)

    @verb(ExplainIn)
    def explain(self, request: Request, pk: str) -> Response:
        """There is a reason that needs nothing done."""
        return self.act_now(watching.explain)

    @verb(PutOffIn)
    def put_off(self, request: Request, pk: str) -> Response:
        """Not now; after that day it is on the list again."""
        return self.act_now(watching.put_off)
