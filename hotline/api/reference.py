"""What a caller needs to know before asking for anything: categories, halls, crews, and what would be promised."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django_filters import CharFilter, ChoiceFilter, FilterSet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Unit
from customers.models import Area
from hotline.api.door import Door
from hotline.api.fields import CategoryField, UnitField
from hotline.api.intake import CODE
from hotline.api.paging import paged_by
from hotline.api.says import says
from hotline.api.shapes import CategoryOut, ForeseenOut, HallOut
from hotline.api.strict import Strict
from tickets.actions.promises import preview
from tickets.lifecycle import Kind
from tickets.models import Category


class CategoryFilter(FilterSet):
    """By code, by kind, by heading."""

    code = CharFilter(max_length=40)
    kind = ChoiceFilter(choices=Kind.choices)
    parent = CharFilter(field_name="parent__code", max_length=40)


class PlaceFilter(FilterSet):
    """By code."""

    code = CharFilter(max_length=12)


class Categories(Door):
    """The kinds of request the company takes, with their questions."""

    verbs = {"list": "read"}
    pagination_class = paged_by("code", "-code")
    filterset_class = CategoryFilter

    def get_queryset(self) -> QuerySet[Category]:
        rows = Category.objects.filter(org__in=self.me.orgs(), is_active=True).with_line()
        return rows.annotate(is_group=Exists(Category.objects.filter(parent=OuterRef("pk"))))

    @says(gives=CategoryOut, form="page")
    def list(self, request: Request) -> Response:
        """The kinds of request the company takes, with their questions; `is_group`: only a heading."""
        return self.paged(self.get_queryset())


class Places(Door):
    """The units of one kind in the caller's companies."""

    verbs = {"list": "read"}
    pagination_class = paged_by("code", "-code")
    filterset_class = PlaceFilter
    kind = ""

    def get_queryset(self) -> QuerySet[Unit]:
        return Unit.objects.filter(org__in=self.me.orgs(), kind=self.kind, is_active=True)

    @says(gives=HallOut, form="page")
    def list(self, request: Request) -> Response:
        """The places of this kind in the caller's companies, by the code that a body names them with."""
        return self.paged(self.get_queryset())


class Halls(Places):
    """The business halls."""

    kind = Unit.Kind.HALL


class Crews(Places):
    """The crews that can be sent."""

    kind = Unit.Kind.CREW


class PreviewIn(Strict):
    category = CategoryField()
    area = serializers.ChoiceField(choices=Area.choices, default=Area.URBAN)
    level = serializers.RegexField(CODE, max_length=12, default="", allow_blank=True)
    importance = serializers.RegexField(CODE, max_length=20, default="", allow_blank=True)
    channel = serializers.RegexField(CODE, max_length=20, default="hotline")
    hall = UnitField("hall", required=False)


class Previews(Door):
    """The deadlines that a request would be promised, before anything is saved."""

    verbs = {"create": "register"}

    @says(takes=PreviewIn, gives=ForeseenOut, form="list")
    def create(self, request: Request) -> Response:
        """The deadlines a request would be promised now; nothing is saved."""
        return self.listed(foreseen(self.told()))


def foreseen(told: dict[str, Any]) -> list[Any]:
    """What a request of this category, place and level would be promised if it came in now."""
    category: Category = told["category"]
    hall: Unit | None = told.get("hall")
    facts = {name: told[name] for name in ("area", "level", "importance", "channel")} | {"hall": hall and hall.pk}
    return preview(org=category.org, kind=category.kind, category=category, at=timezone.now(), **facts)
