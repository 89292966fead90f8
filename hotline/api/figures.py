"""Figures: the measures as they are defined, what they come to in a period, and the bulletins as they were told."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.door import Door
from hotline.api.paging import paged_by
from hotline.api.rows import Rows
from hotline.api.says import says
from hotline.api.shapes import Out
from hotline.api.strict import Asked
from reporting.measures import MEASURES, Measure
from reporting.models import Bulletin
from reporting.tables import Cell, Line, table
from reporting.wanted import BYS, USUAL, Wanted, of_words
from tickets.lifecycle import Kind

LONGEST = timedelta(days=366)


class MeasureOut(Out):
    """One measure: what is counted (`part` of `whole`, our names of counters), what is left out, and whence it is."""

    example = {
        "code": "returned",
        "group": "desk",
        "form": "share",
        "part": "events.send_back",
        "whole": "events.dispatch",
    }

    code = serializers.CharField()
    group = serializers.CharField()
    word = serializers.CharField()
    means = serializers.CharField()
    leaves_out = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    form = serializers.CharField()
    part = serializers.CharField()
    whole = serializers.CharField()
    version = serializers.IntegerField()
    good = serializers.CharField()


class FiguresAsked(Asked):
    """One measure (`on_time` unless said) in a period of at most a year (the last 30 days), by what it is divided, and what narrows it."""

    measure = serializers.RegexField(r"^[a-z_]{1,40}$", required=False)
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)
    by = serializers.ChoiceField(choices=[*BYS, "person"], required=False)
    hall = serializers.CharField(max_length=12, required=False)
    category = serializers.CharField(max_length=40, required=False)
    crew = serializers.UUIDField(required=False)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)


class FigureOut(Out):
    """What a measure comes to in one group, or in all (`is_total`): in percent, hours or a number; none if nothing counts."""

    example = {"key": "CN", "name": "南桥营业厅", "value": 96.4, "part": 80, "whole": 83, "is_total": False}

    key = serializers.CharField()
    name = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    part = serializers.IntegerField()
    whole = serializers.IntegerField(allow_null=True)
    is_total = serializers.BooleanField()


class BulletinOut(Out):
    """A month as it was told. `figures`: of each hall, of each crew and of all the counters, each with number and seconds."""

    id = serializers.UUIDField()
    month = serializers.DateField()
    frozen_at = serializers.DateTimeField()
    rules_version = serializers.IntegerField()
    measures = serializers.ListField(child=serializers.DictField())
    figures = serializers.DictField()


class Measures(Door):
    """What is counted, and how."""

    verbs = {"list": "reports"}

    @says(gives=MeasureOut, form="list")
    def list(self, request: Request) -> Response:
        """Every measure with its definition; beside each figure of a page stand the same words."""
        return self.listed(MEASURES.values())


class Figures(Door):
    """What the measures come to."""

    verbs = {"list": "reports"}

    @says(asks=FiguresAsked, gives=FigureOut, form="list")
    def list(self, request: Request) -> Response:
        """One measure in a period, divided or in all; the same numbers as on the page of reports. The total comes last."""
        asked = self.asked()
        measure, want = _measure(asked.get("measure", "on_time")), self._wanted(asked)
        by = asked.get("by", "")
        found = table(want, [measure], by=by or "month", today=timezone.localdate())
        lines = [*(found.lines if by else []), found.total]
        return self.listed([_figure(line, is_total=line is found.total) for line in lines])

    def _wanted(self, asked: dict[str, Any]) -> Wanted:
        last = asked.get("until") or timezone.localdate()
        first = asked.get("since") or last - USUAL
        if last < first or last - first > LONGEST:
            raise serializers.ValidationError({"until": _("At most a year, and not before it begins.")})
        told: dict[str, str] = {
            name: str(asked[name]) for name in ("hall", "category", "crew", "kind") if name in asked
        }
        want = of_words(told, user=self.me, first=first, last=last)
        unknown: dict[str, Any] = {
            name: _("There is none that you may ask for.") for name in told if not getattr(want, name)
        }
        if unknown:
            raise serializers.ValidationError(unknown)
        return want


def _measure(code: str) -> Measure:
    if code not in MEASURES:
        raise serializers.ValidationError({"measure": _("There is none that you may ask for.")})
    return MEASURES[code]


def _figure(line: Line, *, is_total: bool) -> dict[str, Any]:
    (cell,) = line.cells
    whole = cell.whole.n if cell.measure.whole else None
    told = {"key": line.key, "name": line.name, "value": _rounded(cell), "part": cell.part.n}
    return told | {"whole": whole, "is_total": is_total}


def _rounded(cell: Cell) -> float | None:
    return None if cell.value is None else round(float(cell.value), 2)


class Bulletins(Rows):
    """The months that were told."""

    verbs = dict.fromkeys(("list", "retrieve"), "reports")
    gives = BulletinOut
    pagination_class = paged_by("-month", "month")

    def get_queryset(self) -> QuerySet[Bulletin]:
        return Bulletin.objects.visible_to(self.me)

    @says(gives=BulletinOut, form="page")
    def list(self, request: Request) -> Response:
        """The bulletins, the latest first, as they were frozen."""
        return self.paged(self.get_queryset())

    @says(gives=BulletinOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One bulletin; nothing changes it."""
        return self.one(self.get_object())
