"""Customers: found by POST, so that no phone stands in a log; shown masked; one field at a time in full, on record."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from customers import actions
from customers.lookup import look_up
from customers.models import Customer
from hotline.api.door import Door, Strict
from hotline.api.fields import UnitField
from hotline.api.shapes import CustomerOut


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


class Customers(Door):
    """The people and organisations we serve."""

    verbs = {"retrieve": "lookup", "create": "register", "lookup": "lookup", "reveal": "reveal"}
    unkept = frozenset({"reveal"})
    lookup_value_regex = "[0-9A-Fa-f-]{36}"

    def get_queryset(self) -> QuerySet[Customer]:
        rows = Customer.objects.visible_to(self.me)
        return rows.prefetch_related("phones", "holdings__supply_point")

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(CustomerOut(self.get_object()).data)

    def create(self, request: Request) -> Response:
        told = self.told(CustomerIn)
        hall = told.pop("hall", None)
        org = hall.org if hall else self.me.org
        if org is None:
            raise serializers.ValidationError({"hall": _("Say at which hall: you work for several companies.")})
        at = timezone.now()
        customer = actions.register_customer(org=org, at=at, **told)
        shown = CustomerOut(self.get_queryset().get(pk=customer.pk)).data
        return Response(shown, status=201 if customer.created_at == at else 200)

    @action(detail=False, methods=["post"])
    def lookup(self, request: Request) -> Response:
        found = look_up(self.told(LookupIn)["q"], by=self.me, at=timezone.now())
        return Response({"results": CustomerOut(found.customers, many=True).data, "is_cut": found.is_many})

    @action(detail=True, methods=["post"])
    def reveal(self, request: Request, pk: str) -> Response:
        customer, told = self.get_object(), self.told(RevealIn)
        options: dict[str, Any] = {"pk": told.get("id"), "reason": told["reason"]}
        try:
            text = actions.reveal(customer, told["field"], by=self.me, at=timezone.now(), **options)
        except ObjectDoesNotExist:
            raise Http404 from None
        return Response({"field": told["field"], "text": text})
