"""Work sheets over REST: begun by kind, written, issued, done, approved or sent back, made void; visits agreed by window."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django_filters import CharFilter, ChoiceFilter, FilterSet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.fields import TicketField
from hotline.api.fieldverbs import LineIn
from hotline.api.paging import paged_by
from hotline.api.rows import Rows
from hotline.api.says import says, verb
from hotline.api.shapes import Out, PersonOut, PlaceOut
from hotline.api.strict import Strict
from hotline.api.verbs import Reason
from worksheets.actions import sheets
from worksheets.models import SheetKind, WorkSheet
from worksheets.naming import named_lines

SAID = 2000
MOST_LINES = 30


class Said(serializers.DictField):
    """What is written on the sheet: `{"section.field": "…"}`, by the codes of the kind's version."""

    def __init__(self, **options: Any) -> None:
        usual: dict[str, Any] = {"child": serializers.CharField(max_length=SAID, allow_blank=True), "default": dict}
        super().__init__(**usual | options)


class SheetIn(Strict):
    """`kind` is the code of a kind of the company (`repair`, `install` …)."""

    ticket = TicketField()
    kind = serializers.SlugField(max_length=20)
    said = Said()

    example = {"kind": "repair", "said": {}}


class SheetSeenIn(Strict):
    """`seen`: the sheet as the caller saw it."""

    seen = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class SheetWriteIn(SheetSeenIn):
    """`lines` left out: the materials stay as they are."""

    said = Said()
    fee = serializers.CharField(max_length=12, default="", allow_blank=True)
    receipt = serializers.CharField(max_length=40, default="", allow_blank=True)
    lines = serializers.ListField(child=LineIn(), required=False, max_length=MOST_LINES)


class SheetWhyIn(SheetSeenIn):
    reason = Reason(max_length=300)


class SheetOut(Out):
    """A sheet of a ticket; `sections` is what its kind asks for, `said` what stands there."""

    example: dict[str, Any] = {"number": "WX2026-00001", "kind": "repair", "name": "维修服务单", "state": "draft", "sections": [],
               "said": {}, "fee": None, "receipt": "", "reason": ""}  # fmt: skip

    id = serializers.UUIDField()
    number = serializers.CharField()
    ticket = serializers.CharField(source="ticket.number")
    kind = serializers.CharField(source="version.kind.code")
    name = serializers.CharField(source="version.name")
    state = serializers.ChoiceField(choices=WorkSheet.State.choices)
    sections = serializers.JSONField(source="version.sections")
    said = serializers.JSONField()
    fee = serializers.DecimalField(max_digits=10, decimal_places=2, allow_null=True)
    receipt = serializers.CharField()
    owner = PersonOut(allow_null=True)
    crew = PlaceOut(allow_null=True)
    begun_at = serializers.DateTimeField(source="at")
    issued_at = serializers.DateTimeField(allow_null=True)
    done_at = serializers.DateTimeField(allow_null=True)
    done_by = PersonOut(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    seen = serializers.IntegerField(min_value=1)


class SheetFilter(FilterSet):
    """By case, by how far it has come, by kind."""

    ticket = CharFilter(field_name="ticket__number", max_length=24)
    state = ChoiceFilter(choices=WorkSheet.State.choices)
    kind = CharFilter(field_name="version__kind__code", max_length=20)


class Sheets(Rows):
    """The work sheets of the tickets that the caller may see."""

    verbs = {
        **dict.fromkeys(("list", "retrieve"), "read"),
        **dict.fromkeys(("create", "write", "issue", "finish", "void"), "sheet"),
        **dict.fromkeys(("approve", "send_back"), "approve_sheet"),
    }
    gives = SheetOut
    pagination_class = paged_by("-at", "at")
    filterset_class = SheetFilter

    def get_queryset(self) -> QuerySet[WorkSheet]:
        beside = ("ticket", "version__kind", "owner", "crew", "done_by")
        return WorkSheet.objects.visible_to(self.me).select_related(*beside)

    @says(gives=SheetOut, form="page")
    def list(self, request: Request) -> Response:
        """Work sheets, the newest first."""
        return self.paged(self.get_queryset())

    @says(gives=SheetOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One sheet with what it asks for and what stands on it."""
        return self.one(self.get_object())

    @says(takes=SheetIn, gives=SheetOut, statuses=(201,))
    def create(self, request: Request) -> Response:
        """Begin a sheet of a ticket; a draft holds nothing up."""
        told = self.told()
        ticket = told.pop("ticket")
        kind = get_object_or_404(SheetKind, org=ticket.org_id, code=told.pop("kind"), is_active=True)
        return self.shown(sheets.begin(ticket, kind=kind, **told, by=self.me, at=timezone.now()), status=201)

    @verb(SheetWriteIn)
    def write(self, request: Request, pk: str) -> Response:
        """Keep what is written on a sheet that is not over."""
        return self.act_now(_write)

    @verb(SheetSeenIn)
    def issue(self, request: Request, pk: str) -> Response:
        """Give the sheet to the crew: from now on the ticket waits for it."""
        return self.act_now(sheets.issue)

    @verb(SheetSeenIn)
    def finish(self, request: Request, pk: str) -> Response:
        """The work is done, and the depots hear what it took."""
        return self.act_now(sheets.finish)

    @verb(SheetSeenIn)
    def approve(self, request: Request, pk: str) -> Response:
        """A manager approves what was done; nobody approves their own."""
        return self.act_now(sheets.approve)

    @verb(SheetWhyIn)
    def send_back(self, request: Request, pk: str) -> Response:
        """A manager sends the sheet back with the reason."""
        return self.act_now(sheets.return_sheet)

    @verb(SheetWhyIn)
    def void(self, request: Request, pk: str) -> Response:
        """Make a sheet void; its number is not given out again."""
        return self.act_now(sheets.void)


def _write(sheet: WorkSheet, *, lines: Any = None, **told: Any) -> WorkSheet:
    used = None if lines is None else named_lines(sheet.ticket, lines)
    return sheets.write(sheet, lines=used, **told)
