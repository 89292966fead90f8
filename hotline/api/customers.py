"""Customers: found by POST, so that no phone stands in a log; shown masked; one field at a time in full, on record."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django_filters import CharFilter, ChoiceFilter, FilterSet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from customers import actions
from customers.lookup import look_up
from customers.models import Customer, Level
from hotline.api.fields import UnitField
from hotline.api.paging import paged_by
from hotline.api.rows import Rows
from hotline.api.says import says
from hotline.api.shapes import CustomerOut, Out
from hotline.api.strict import Strict
from hotline.api.tickets import ShownOut
from hotline.filters import TRUE_FALSE


class LookupIn(Strict):
    q = serializers.CharField(max_length=60)


class CustomerIn(Strict):
    name = serializers.CharField(max_length=60)
    phone = serializers.CharField(max_length=40)
    kind = serializers.ChoiceField(choices=Customer.Kind.choices, default=Customer.Kind.RESIDENT)
    identity = serializers.RegexField(r"^(\d{17}[\dXx]|\d{15})$", required=False)
    hall = UnitField("hall", required=False)


class RevealIn(Strict):
    field = serializers.ChoiceField(choices=["name", "phone", "address", "identity"])
    id = serializers.UUIDField(required=False)
    reason = serializers.CharField(max_length=200)


class CutOut(Out):
    """`is_cut`: there are more than are shown."""

    is_cut = serializers.BooleanField()


class CustomerFilter(FilterSet):
    """By kind, by importance, by who looks after them (a staff number), and those taken down by hand."""

    kind = ChoiceFilter(choices=Customer.Kind.choices)
    level = ChoiceFilter(choices=Level.choices[1:])
    caretaker = CharFilter(field_name="caretaker__staff_number", max_length=20)
    unverified = ChoiceFilter(choices=TRUE_FALSE, method="by_hand")

    def by_hand(self, rows: QuerySet[Customer], name: str, value: str) -> QuerySet[Customer]:
        return rows.filter(unverified_at__isnull=value == "false")


class Customers(Rows):
    """The people and organisations we serve."""

    pagination_class = paged_by("-id", "id")
    filterset_class = CustomerFilter
    verbs = {"list": "customers", "retrieve": "lookup", "create": "register", "lookup": "lookup", "reveal": "reveal"}
    unkept = frozenset({"reveal"})

    def get_queryset(self) -> QuerySet[Customer]:
        rows = Customer.objects.visible_to(self.me)
        return rows.prefetch_related("phones", "holdings__supply_point")

    @says(gives=CustomerOut, form="page")
    def list(self, request: Request) -> Response:
        """The customers' files, the newest first, masked; whoever calls is found by `lookup`."""
        return self.paged(self.get_queryset().filter(hidden_at__isnull=True))

    @says(gives=CustomerOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One customer, masked."""
        customer = self.get_object()
        return self.one(customer, version=customer.version)

    @says(takes=CustomerIn, gives=CustomerOut, statuses=(201, 200))
    def create(self, request: Request) -> Response:
        """Register a customer: 201, or 200 if name and phone are known."""
        told = self.told()
        hall = told.pop("hall", None)
        org = hall.org if hall else self.me.org
        if org is None:
            raise serializers.ValidationError({"hall": _("Say at which hall: you work for several companies.")})
        at = timezone.now()
        customer = actions.register_customer(org=org, at=at, **told)
        fresh = self.get_queryset().get(pk=customer.pk)
        return self.one(fresh, status=201 if customer.created_at == at else 200, version=fresh.version)

    @action(detail=False, methods=["post"])
    @says(takes=LookupIn, gives=CustomerOut, form="list", beside=CutOut)
    def lookup(self, request: Request) -> Response:
        """Find by phone, account, meter, the last 4 or more digits, name or pinyin initials; at most 9."""
        found = look_up(self.told()["q"], by=self.me, at=timezone.now())
        return self.listed(found.customers, is_cut=found.is_many)

    @action(detail=True, methods=["post"])
    @says(takes=RevealIn, gives=ShownOut)
    def reveal(self, request: Request, pk: str) -> Response:
        """One field in full, on record, 50 a day."""
        customer, told = self.get_object(), self.told()
        options: dict[str, Any] = {"pk": told.get("id"), "reason": told["reason"]}
        try:
            text = actions.reveal(customer, told["field"], by=self.me, at=timezone.now(), **options)
        except ObjectDoesNotExist:
            raise Http404 from None
        return self.one({"field": told["field"], "text": text})
