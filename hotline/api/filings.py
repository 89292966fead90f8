"""Filed matters: what everybody who answers a customer should know beforehand; approved by somebody else."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_filters import ChoiceFilter, FilterSet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from applications.actions import filing as actions
from applications.actions.filing import FilingFacts
from applications.lifecycle import FilingKind
from applications.model_filing import FilingQuerySet
from applications.models import Filing
from hotline.api.fields import CategoryField, CustomerField, SupplyPointField, UnitField
from hotline.api.paging import paged_by
from hotline.api.says import says, verb
from hotline.api.shapes import Out, PersonOut, PlaceOut
from hotline.api.strict import Strict
from hotline.api.ticketfiles import FileVerbs, TicketFiles
from hotline.api.verbs import ReasonIn
from hotline.api.versions import Versioned
from tickets.actions.desk import Intake
from tickets.lifecycle import Kind

SHOWS = [("force", "force"), ("ahead", "ahead"), ("approve", "approve"), ("over", "over")]


class FilingIn(Strict):
    """A matter: whom or where it concerns (at least one of four), from when until when, what customers are told."""

    hall = UnitField("hall")
    category = CategoryField()
    kind = serializers.ChoiceField(choices=FilingKind.choices, default=FilingKind.OTHER)
    title = serializers.CharField(max_length=100)
    to_say = serializers.CharField(max_length=300, default="", allow_blank=True)
    customer = CustomerField(required=False)
    supply_point = SupplyPointField(required=False)
    transformer = serializers.CharField(max_length=40, default="", allow_blank=True)
    place = UnitField("hall", required=False)
    valid_from = serializers.DateTimeField()
    valid_until = serializers.DateTimeField()
    remind_days = serializers.IntegerField(min_value=0, max_value=60, default=3)

    example = {"kind": "event", "title": "高考保供电", "to_say": "考点周边不安排计划停电。", "category": "filed-matter"}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["category"].kind != Kind.FILING or attrs["category"].org_id != attrs["hall"].org_id:
            raise serializers.ValidationError({"category": _("This category is not one of filed matters.")})
        return attrs


class RenewIn(Versioned):
    until = serializers.DateTimeField()


class FilingOut(Out):
    """A filed matter; its number and history are its ticket's."""

    ticket = serializers.CharField(source="ticket.number")
    status = serializers.CharField(source="ticket.status")
    title = serializers.CharField(source="ticket.title")
    kind = serializers.ChoiceField(choices=FilingKind.choices)
    to_say = serializers.CharField()
    customer = serializers.UUIDField(source="customer_id", allow_null=True)
    supply_point = serializers.UUIDField(source="supply_point_id", allow_null=True)
    transformer = serializers.CharField()
    place = PlaceOut(allow_null=True)
    valid_from = serializers.DateTimeField()
    valid_until = serializers.DateTimeField()
    filed_by = PersonOut(source="ticket.first_contact")
    decided_by = PersonOut(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    renewals = serializers.IntegerField()
    version = serializers.IntegerField(source="ticket.version")


class FilingFilter(FilterSet):
    """In force, still ahead, to be approved, over; by what it is."""

    show = ChoiceFilter(choices=SHOWS, method="by_time")
    kind = ChoiceFilter(choices=FilingKind.choices)

    def by_time(self, rows: FilingQuerySet, name: str, value: str) -> FilingQuerySet:
        at: datetime = timezone.now()
        if value == "force":
            return rows.in_force(at)
        if value == "ahead":
            return rows.approved().filter(valid_from__gt=at)
        return rows.to_approve() if value == "approve" else rows.over()


class Filings(TicketFiles):
    """Matters filed beforehand."""

    verbs = {**dict.fromkeys(("list", "retrieve"), "filings"), "create": "register"}
    gives = FilingOut
    pagination_class = paged_by("-valid_until", "valid_until")
    filterset_class = FilingFilter

    def get_queryset(self) -> QuerySet[Filing]:
        return Filing.objects.visible_to(self.me).for_list()

    @says(gives=FilingOut, form="page")
    def list(self, request: Request) -> Response:
        """Filed matters by their end; `show=force` is what holds now."""
        return self.paged(self.get_queryset())

    @says(gives=FilingOut)
    def retrieve(self, request: Request, number: str) -> Response:
        """One filed matter."""
        return self.whole()

    @says(takes=FilingIn, gives=FilingOut, statuses=(201,))
    def create(self, request: Request) -> Response:
        """File a matter; it waits for somebody else's approval."""
        told = self.told()
        hall, category = told.pop("hall"), told.pop("category")
        intake = Intake(category=category, title=told.pop("title"), description=told["to_say"], channel="hotline")
        ticket = actions.file_matter(intake, facts=FilingFacts(**told), unit=hall, by=self.me)
        return self.one(Filing.objects.for_list().get(ticket=ticket), status=201, version=ticket.version)


class FilingVerbs(FileVerbs):
    """What becomes of a filed matter; each answers with its ticket."""

    has_file = "filing"
    verbs = {verb: verb for verb in ("approve", "refuse", "renew", "revoke")}

    @verb(Versioned)
    def approve(self, request: Request, number: str) -> Response:
        """Somebody other than who filed it approves."""
        return self.act(actions.approve)

    @verb(ReasonIn)
    def refuse(self, request: Request, number: str) -> Response:
        """Not approved, with the reason."""
        return self.act(actions.refuse)

    @verb(RenewIn)
    def renew(self, request: Request, number: str) -> Response:
        """It holds longer."""
        return self.act(actions.renew)

    @verb(ReasonIn)
    def revoke(self, request: Request, number: str) -> Response:
        """It holds no longer, before its time."""
        return self.act(actions.revoke)
