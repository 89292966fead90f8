"""Supply security (保电): a task for an event, its plan, its approval by a second person, its record and its report."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import ChoiceFilter, FilterSet, UUIDFilter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from deadlines.reading import company_of
from hotline.api.fields import CustomerField, PersonField, SupplyPointField, UnitField
from hotline.api.paging import paged_by
from hotline.api.rows import VersionedRows
from hotline.api.says import says, verb
from hotline.api.securityshapes import TaskOut, WholeTaskOut
from hotline.api.strict import Strict
from hotline.api.verbs import Reason, Words
from hotline.api.versions import Versioned
from keyaccounts.model_security import SecurityTaskQuerySet
from keyaccounts.models import SecurityAsset, SecurityTask
from keyaccounts.security import keeping, planning
from keyaccounts.security.showing import SHOWS, chosen, parts_of
from keyaccounts.security_lifecycle import MOVES, Level

STEPS = ("change", "cover", "ask_duty", "set_asset", "set_check", "drop", "submit", "approve", "refuse", "replan",
         "tick_off", "start", "patrol", "incident", "finish", "report", "call_off")  # fmt: skip


class SecurityPlanIn(Strict):
    """The event, from when until when, and the plan in words."""

    event = serializers.CharField(max_length=120)
    level = serializers.ChoiceField(choices=Level.choices)
    from_at = serializers.DateTimeField()
    until_at = serializers.DateTimeField()
    measures = Words(default="", allow_blank=True)
    patrol_hours = serializers.IntegerField(min_value=1, max_value=48, default=4)

    example = {"event": "高考保供电", "level": "first", "measures": "双电源热备，发电车驻点。", "patrol_hours": 2}


class SecurityIn(SecurityPlanIn):
    """`customer`: whose supply is secured, if it is for one alone."""

    customer = CustomerField(required=False)


class SecurityChangeIn(SecurityPlanIn, Versioned):
    pass


class CoverIn(Strict):
    customer = CustomerField()
    point = SupplyPointField(required=False)


class DutyIn(Strict):
    """Who is on duty: a person, a crew, or `words` for somebody of another house."""

    person = PersonField(required=False)
    crew = UnitField("crew", required=False)
    words = serializers.CharField(max_length=80, default="", allow_blank=True)
    part = serializers.CharField(max_length=60)
    place = serializers.CharField(max_length=120, default="", allow_blank=True)
    from_at = serializers.DateTimeField()
    until_at = serializers.DateTimeField()


class AssetIn(Strict):
    kind = serializers.ChoiceField(choices=SecurityAsset.Kind.choices)
    name = serializers.CharField(max_length=80)
    count = serializers.IntegerField(min_value=1, max_value=999, default=1)
    kilowatts = serializers.IntegerField(min_value=1, max_value=100_000, required=False)
    place = serializers.CharField(max_length=120, default="", allow_blank=True)


class ChecksIn(Strict):
    """One line of the checklist a line of text."""

    lines = Words()


class LineDropIn(Strict):
    part = serializers.ChoiceField(choices=sorted(planning.PARTS))
    row = serializers.UUIDField()


class TickIn(Strict):
    row = serializers.UUIDField()
    note = serializers.CharField(max_length=200, default="", allow_blank=True)


class SecurityWhyIn(Versioned):
    text = Reason(max_length=1000)


class RemarkIn(Versioned):
    text = Reason(max_length=1000, default="", allow_blank=True)


class SecurityReportIn(Versioned):
    text = Words()


class RoundIn(Strict):
    text = Reason(max_length=1000)
    place = serializers.CharField(max_length=120, default="", allow_blank=True)


class TaskFilter(FilterSet):
    """The tab of the page, how much hangs on it, at whom."""

    show = ChoiceFilter(choices=[(show, show) for show in SHOWS], method="by_show")
    level = ChoiceFilter(choices=Level.choices)
    customer = UUIDFilter(method="by_customer")

    def by_show(self, rows: SecurityTaskQuerySet, name: str, value: str) -> SecurityTaskQuerySet:
        return chosen(rows, value)

    def by_customer(self, rows: SecurityTaskQuerySet, name: str, value: Any) -> SecurityTaskQuerySet:
        return rows.filter(points__customer=value).distinct()


class SupplySecurity(VersionedRows):
    """The tasks of the caller's companies."""

    verbs = {
        **dict.fromkeys(("list", "retrieve"), "supply_security"),
        "create": "secure",
        **{step: MOVES[step].right for step in STEPS},
    }
    gives = TaskOut
    pagination_class = paged_by("-from_at", "from_at")
    filterset_class = TaskFilter

    def get_queryset(self) -> QuerySet[SecurityTask]:
        return SecurityTask.objects.visible_to(self.me).for_list()

    def history_of(self, row: SecurityTask) -> QuerySet[Any]:
        return row.records.all()

    @says(gives=TaskOut, form="page")
    def list(self, request: Request) -> Response:
        """Tasks by their begin; `show=open` is planned or running."""
        return self.paged(self.get_queryset())

    @says(gives=WholeTaskOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One task with customers, duty list, equipment, checklist and record; whom one may not see is not named."""
        task = self.get_object()
        parts = parts_of(task, self.me)
        parts["records"] = [record for record, _word in parts["records"]]
        for name, rows in parts.items():
            setattr(task, f"shown_{name}", rows)
        return self.one(task, version=task.version)

    @says(takes=SecurityIn, gives=TaskOut, statuses=(201,))
    def create(self, request: Request) -> Response:
        """Open a task for an event."""
        told, at = self.told(), timezone.now()
        customer = told.pop("customer", None)
        org = customer.org if customer else company_of(self.me, "")
        task = planning.open_task(org, **told, by=self.me, at=at)
        if customer:
            planning.cover(task, customer=customer, by=self.me, at=at)
        return self.shown(task, status=201)

    @verb(SecurityChangeIn)
    def change(self, request: Request, pk: str) -> Response:
        """Write the plan anew, while it is planned."""
        return self.act(planning.change)

    @verb(CoverIn)
    def cover(self, request: Request, pk: str) -> Response:
        """Name a customer, or one account of theirs, whose supply is secured."""
        return self.act(planning.cover)

    @verb(DutyIn)
    def ask_duty(self, request: Request, pk: str) -> Response:
        """Put somebody, or a crew, on the duty list."""
        return self.act(planning.ask_duty)

    @verb(AssetIn)
    def set_asset(self, request: Request, pk: str) -> Response:
        """Say which vehicle or generator stands ready, and where."""
        return self.act(planning.set_asset)

    @verb(ChecksIn)
    def set_check(self, request: Request, pk: str) -> Response:
        """Add lines to the checklist."""
        return self.act(planning.set_check)

    @verb(LineDropIn)
    def drop(self, request: Request, pk: str) -> Response:
        """Take a line out of the plan again, by its `id`."""
        return self.act(planning.drop)

    @verb(Versioned)
    def submit(self, request: Request, pk: str) -> Response:
        """Ask for approval: a plan has measures, customers and people."""
        return self.act(planning.submit)

    @verb(Versioned)
    def approve(self, request: Request, pk: str) -> Response:
        """Approve a plan that somebody else has submitted; everybody on duty is told."""
        return self.act(planning.approve)

    @verb(SecurityWhyIn)
    def refuse(self, request: Request, pk: str) -> Response:
        """Send a plan back with the reason."""
        return self.act(planning.refuse)

    @verb(SecurityWhyIn)
    def replan(self, request: Request, pk: str) -> Response:
        """Take a plan back to change it; it is approved anew."""
        return self.act(planning.replan)

    @verb(TickIn)
    def tick_off(self, request: Request, pk: str) -> Response:
        """One line of the checklist is done."""
        return self.act(keeping.tick_off)

    @verb(RemarkIn)
    def start(self, request: Request, pk: str) -> Response:
        """Duty begins."""
        return self.act(keeping.start)

    @verb(RoundIn)
    def patrol(self, request: Request, pk: str) -> Response:
        """Write down a round: where, and what was seen."""
        return self.act(keeping.patrol)

    @verb(RoundIn)
    def incident(self, request: Request, pk: str) -> Response:
        """Something happened; those who approve are told at once."""
        return self.act(keeping.incident)

    @verb(RemarkIn)
    def finish(self, request: Request, pk: str) -> Response:
        """Duty is over."""
        return self.act(keeping.finish)

    @verb(SecurityReportIn)
    def report(self, request: Request, pk: str) -> Response:
        """Write the report; its figures are counted from what was recorded."""
        return self.act(keeping.report)

    @verb(SecurityWhyIn)
    def call_off(self, request: Request, pk: str) -> Response:
        """The event does not take place; everybody on duty is told."""
        return self.act(planning.call_off)
