"""Interruptions of supply: what is off, until when, and for whom; announced, put off and ended from outside as well."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, MultipleChoiceFilter
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Unit, User
from customers.models import SupplyPoint
from hotline.api.outageshapes import (
    AnnounceIn,
    EndIn,
    ExpectIn,
    JoinIn,
    OutageEventOut,
    OutageOut,
    QueryIn,
    WithdrawIn,
    WordOut,
    told_of,
)
from hotline.api.paging import paged_by
from hotline.api.rows import Rows
from hotline.api.says import says, verb
from hotline.api.shapes import TicketOut
from hotline.api.strict import Nothing
from hotline.api.versions import do_as_seen
from hotline.filters import MomentFilter
from outages import actions
from outages.model_event import OutageEvent
from outages.models import Kind, Outage, OutageArea, OutageQuerySet
from outages.reach import word_on
from outages.sentences import tell
from restoration.actions import joining, restoring, storms
from restoration.cases import joined_to
from tickets.models import Ticket

MOST_EVENTS, MOST_POINTS, MOST_CASES = 200, 20, 200
SHOWS = [("now", "now"), ("ahead", "ahead"), ("suggested", "suggested"), ("over", "over")]


class OutageFilter(FilterSet):
    """The filters of the list of outages: by time, by kind, by a part of the grid or of the town."""

    show = ChoiceFilter(choices=SHOWS, method="by_time")
    kind = MultipleChoiceFilter(choices=Kind.choices)
    number = CharFilter(max_length=16)
    feeder = CharFilter(max_length=80, method="by_area")
    transformer = CharFilter(max_length=80, method="by_area")
    street = CharFilter(max_length=80, method="by_area")
    district = CharFilter(max_length=12, method="by_district")
    starts_after = MomentFilter(field_name="starts_at", lookup_expr="gte")
    starts_before = MomentFilter(field_name="starts_at", lookup_expr="lte")

    def by_time(self, rows: OutageQuerySet, name: str, value: str) -> OutageQuerySet:
        now = timezone.now()
        if value in ("over", "suggested"):
            return rows.over() if value == "over" else rows.suggested()
        return rows.standing(now) if value == "now" else rows.ahead(now)

    def by_area(self, rows: OutageQuerySet, name: str, value: str) -> OutageQuerySet:
        asked = value.replace(" ", "") if name == "street" else value
        return rows.filter(pk__in=OutageArea.objects.filter(by=name, value=asked).values("outage"))

    def by_district(self, rows: OutageQuerySet, name: str, value: str) -> OutageQuerySet:
        areas = OutageArea.objects.filter(by=OutageArea.By.DISTRICT, hall__code=value)
        return rows.filter(pk__in=areas.values("outage"))


class Outages(Rows):
    """Interruptions of supply."""

    verbs = {
        **dict.fromkeys(("list", "retrieve", "events", "cases"), "read"),
        "query": "lookup",
        **dict.fromkeys(("create", "expect", "withdraw", "accept", "reject", "join"), "outage"),
        "end": "supply_back",
    }
    gives = OutageOut
    pagination_class = paged_by("-starts_at", "starts_at")
    filterset_class = OutageFilter

    def get_queryset(self) -> QuerySet[Outage]:
        return Outage.objects.visible_to(self.me).select_related("crew").prefetch_related("areas__hall")

    @says(gives=OutageOut, form="page")
    def list(self, request: Request) -> Response:
        """Outages, the latest first; `show=now` is what is off now."""
        return self.paged(self.get_queryset())

    @says(gives=OutageOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One outage with its area."""
        return self._fresh(self.get_object())

    @says(takes=AnnounceIn, gives=OutageOut, statuses=(201,))
    def create(self, request: Request) -> Response:
        """Announce an outage. What should be read first is refused with `to_confirm`; `confirmed` says that it was."""
        told = self.told()
        hall, confirmed = told.pop("hall", None), told.pop("confirmed")
        org = company_of(self, hall)
        who: dict[str, Any] = {"by": self.me, "at": timezone.now()}
        made = actions.announce(told_of(told), org=org, confirmed=confirmed, **who)
        return self._fresh(made, status=201)

    @action(detail=False, methods=["post"])
    @says(takes=QueryIn, gives=WordOut, form="list")
    def query(self, request: Request) -> Response:
        """Why is my power off, and until when: by account, phone, supply point or address, so that none stands in an address."""
        told, now = self.told(), timezone.now()
        return self.listed([_word(point, now) for point in points_of(told, by=self.me)])

    @action(detail=True)
    @says(gives=OutageEventOut, form="list")
    def events(self, request: Request, pk: str) -> Response:
        """Its history."""
        return self.listed(self.get_object().timeline.select_related("by")[:MOST_EVENTS])

    @action(detail=True)
    @says(gives=TicketOut, form="list")
    def cases(self, request: Request, pk: str) -> Response:
        """The tickets that go along with it, as far as the caller may see them; 200 at most."""
        seen = Ticket.objects.visible_to(self.me).filter(pk__in=joined_to(self.get_object()).values("pk"))
        return self.listed(seen.for_list().order_by("registered_at")[:MOST_CASES])

    @verb(ExpectIn)
    def expect(self, request: Request, pk: str) -> Response:
        """Another time at which supply is expected back, and why not before."""
        return self.act(actions.expect)

    @verb(EndIn)
    def end(self, request: Request, pk: str) -> Response:
        """Supply is back: every ticket of it waits for its callback."""
        return self.act(lambda row, **told: restoring.restored(row, **told).outage)

    @verb(WithdrawIn)
    def withdraw(self, request: Request, pk: str) -> Response:
        """It does not take place, or was announced by mistake."""
        return self.act(actions.withdraw)

    @verb(Nothing)
    def accept(self, request: Request, pk: str) -> Response:
        """What the calls suggest is an outage."""
        return self.act(storms.accept)

    @verb(Nothing)
    def reject(self, request: Request, pk: str) -> Response:
        """What the calls suggest is none."""
        return self.act(storms.reject)

    @verb(JoinIn)
    def join(self, request: Request, pk: str) -> Response:
        """Let open faults in its area go along with it: those named, or all."""
        return self.act(_join)

    def act(self, do: Callable[..., object]) -> Response:
        """Do it as the caller saw it and show the outage."""
        outage = self.get_object()
        do_as_seen(self, outage, do, since=lambda version: changes_of(outage), at=timezone.now())
        return self._fresh(outage)

    def _fresh(self, outage: Outage, *, status: int = 200) -> Response:
        fresh = Outage.objects.select_related("crew").prefetch_related("areas__hall").get(pk=outage.pk)
        return self.one(fresh, status=status, version=fresh.version)


def points_of(told: dict[str, Any], *, by: User) -> list[SupplyPoint]:
    """The places that were asked about, known accounts or (for an address) a place of nobody's."""
    if "supply_point" in told:
        return [told["supply_point"]]
    if "address" in told:
        return [SupplyPoint(org_id=org, address=told["address"]) for org in sorted(by.orgs(), key=str)]
    held = SupplyPoint.objects.visible_to(by).filter(holders__in=told["phone"])
    return list(held.distinct().order_by("account_number")[:MOST_POINTS])


def _word(point: SupplyPoint, at: datetime) -> dict[str, Any]:
    return {"known": point if point.account_number else None, "word": word_on(point, at=at)}


def _join(outage: Outage, *, by: Any, at: datetime, tickets: list[Ticket] | None = None) -> object:
    return joining.join(outage, [ticket.pk for ticket in tickets] if tickets else None, by=by, at=at)


def changes_of(outage: Outage) -> dict[str, str]:
    """The latest event of an outage, for somebody who saw an earlier version."""
    last = OutageEvent.objects.filter(outage=outage).select_related("by").order_by("-at", "-id").first()
    return {"last": tell(last)} if last else {}


def company_of(view: Any, hall: Unit | None) -> Unit:
    """The company that is meant: the hall's, or the caller's only one."""
    org = hall.org if hall else view.me.org
    if org is None:
        raise serializers.ValidationError({"hall": _("Say at which hall: you work for several companies.")})
    return org
