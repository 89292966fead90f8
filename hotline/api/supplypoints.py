"""Accounts at addresses: read masked, with what is known of their supply; found by POST."""

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions import count_lookup
from customers.models import SupplyPoint
from hotline.api.outageshapes import OutageOut
from hotline.api.rows import Rows
from hotline.api.says import says
from hotline.api.shapes import Out, PlaceOut, SupplyPointOut, TicketOut
from hotline.api.strict import Strict
from outages.reach import word_on
from tickets.models import Ticket

MOST_OPEN = 50


class PointIn(Strict):
    """A whole account number."""

    example = {"account": "053211876204"}

    account = serializers.RegexField(r"^[0-9A-Za-z -]{4,24}$")


class PointOut(SupplyPointOut):
    """An account with the hall whose district it lies in."""

    hall = PlaceOut(allow_null=True)


class SupplyOut(Out):
    """What is known of the supply of an account."""

    now = OutageOut(many=True)
    soon = OutageOut(many=True)
    spared = OutageOut(many=True)


class SupplyPoints(Rows):
    """Accounts at addresses."""

    verbs = dict.fromkeys(("retrieve", "lookup", "outages"), "lookup") | {"tickets": "read"}
    gives = PointOut

    def get_queryset(self) -> QuerySet[SupplyPoint]:
        return SupplyPoint.objects.visible_to(self.me).select_related("hall")

    @says(gives=PointOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One account, masked."""
        return self.one(self.get_object())

    @action(detail=False, methods=["post"])
    @says(takes=PointIn, gives=PointOut, form="list")
    def lookup(self, request: Request) -> Response:
        """Find an account by its whole number; it is counted like every look-up."""
        number = "".join(self.told()["account"].split()).replace("-", "")
        count_lookup(
            self.me, at=timezone.now(), facts={"length": len(number), "partial": False}, sees_all=self.me.may("reveal")
        )
        return self.listed(self.get_queryset().filter(account_number=number, org__in=self.me.orgs()))

    @action(detail=True)
    @says(gives=SupplyOut)
    def outages(self, request: Request, pk: str) -> Response:
        """Why is it off, and until when: what leaves this account without supply now or within a week."""
        return self.one(word_on(self.get_object(), at=timezone.now()))

    @action(detail=True)
    @says(gives=TicketOut, form="list")
    def tickets(self, request: Request, pk: str) -> Response:
        """Its open tickets, the newest first."""
        seen = Ticket.objects.visible_to(self.me).open().filter(supply_point=self.get_object())
        return self.listed(seen.for_list().order_by("-registered_at")[:MOST_OPEN])
