"""A telephone system tells what happens to its calls, in any order and as often as it likes; and reads how they stand."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_filters import ChoiceFilter, FilterSet
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from calls.actions.hearing import Heard, hear
from calls.lifecycle import State, What
from calls.models import Call
from hotline.api.door import Door
from hotline.api.paging import Pager
from hotline.api.says import says
from hotline.api.shapes import Out
from hotline.api.strict import Strict
from hotline.filters import MomentFilter
from hotline.models import ApiKey
from hotline.openapi.examples import OMIT
from hotline.rest.bodies import BoundedForm, BoundedJson
from servicedesk.lib.phones import digits

FURTHEST_BACK = timedelta(days=7)
FURTHEST_AHEAD = timedelta(minutes=2)
LONGEST_KEPT = timedelta(days=3660)
FEWEST_DIGITS = 7
EXTENSION = r"^[0-9A-Za-z_-]{1,20}$"
NAME = r"^[\x21-\x7e]{1,120}$"
RECORDING = ("address", "ref", "sha256", "seconds", "keep_until")


class CallEventIn(Strict):
    """One event of one call, as JSON or as a form. `call` and `event` are the telephone system's own ids; the same event again changes nothing.

    `number` is the other side's; left out or empty, it is withheld. `extension`: where it happened. `to`: where a transferred call went.
    """

    example: dict[str, Any] = {
        "call": "1773626400.17",
        "event": "1773626400.17-ringing-801",
        "what": "ringing",
        "at": "2026-03-16T10:00:00+08:00",
        "number": "13800006217",
        "line": "95598",
        "extension": "801",
        "direction": "in",
        **dict.fromkeys(("to", "way", *RECORDING), OMIT),
    }

    is_form_too = True

    call = serializers.RegexField(NAME)
    event = serializers.RegexField(NAME)
    what = serializers.ChoiceField(choices=What.choices)
    at = serializers.DateTimeField()
    direction = serializers.ChoiceField(choices=Call.Direction.choices, required=False)
    number = serializers.CharField(max_length=60, allow_blank=True, required=False)
    line = serializers.RegexField(r"^[0-9A-Za-z_+-]{1,20}$", required=False)
    extension = serializers.RegexField(EXTENSION, required=False)
    to = serializers.RegexField(EXTENSION, required=False)
    way = serializers.ChoiceField(choices=[("blind", "blind"), ("consult", "consult")], required=False)
    address = serializers.URLField(max_length=500, required=False)
    ref = serializers.RegexField(NAME, required=False)
    sha256 = serializers.RegexField(r"^[0-9a-f]{64}$", required=False)
    seconds = serializers.IntegerField(min_value=0, max_value=86400, required=False)
    keep_until = serializers.DateTimeField(required=False)

    def validate_at(self, at: datetime) -> datetime:
        now = timezone.now()
        if not now - FURTHEST_BACK <= at <= now + FURTHEST_AHEAD:
            raise ValidationError(_("At most 7 days back, and not in the future."))
        return at

    def validate_address(self, address: str) -> str:
        """The browser of whoever listens goes there: only over TLS, and with no name and password in it."""
        parts = urlsplit(address)
        if parts.scheme != "https" or "@" in parts.netloc:
            raise ValidationError(_("An https address without a name and a password in it."))
        return address

    def validate_keep_until(self, moment: datetime) -> datetime:
        if abs(moment - timezone.now()) > LONGEST_KEPT:
            raise ValidationError(_("A moment within ten years."))
        return moment

    def validate(self, told: dict[str, Any]) -> dict[str, Any]:
        wrong: dict[str, str] = {}
        if told["what"] == What.TRANSFERRED and not told.get("to"):
            wrong["to"] = _("Where did it go?")
        if told["what"] == What.RECORDING:
            if not told.get("address") and not told.get("ref"):
                wrong["address"] = _("Where it lies, or what it is called there.")
        else:
            wrong |= {name: _("Only with a recording.") for name in RECORDING if name in told}
        figures = digits(told.get("number", ""))
        if len(figures) >= FEWEST_DIGITS:
            named = ("call", "event", "address", "ref")
            wrong |= {name: _("A telephone number stands in it.") for name in named if figures in told.get(name, "")}
        if wrong:
            raise ValidationError(wrong)
        return told


class CallOut(Out):
    """How a call stands by all that was heard of it. `seat`: whose telephone it is at, if somebody sits there."""

    example: dict[str, Any] = {
        "call": "1773626400.17",
        "state": "ringing",
        "direction": "in",
        "number": "138****6217",
        "extension": "801",
        "seat": "K2001",
        "waited": None,
        "tickets": [],
    }

    id = serializers.UUIDField()
    call = serializers.CharField(source="external_id")
    state = serializers.ChoiceField(choices=State.choices)
    direction = serializers.ChoiceField(choices=Call.Direction.choices)
    number = serializers.CharField(source="masked_number")
    line = serializers.CharField()
    extension = serializers.CharField()
    seat = serializers.CharField(source="holder.staff_number", default=None, allow_null=True)
    began_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    waited = serializers.IntegerField(allow_null=True, min_value=0)
    tickets = serializers.SerializerMethodField()

    def get_tickets(self, call: Call) -> list[str]:
        return [about.ticket.number for about in call.about.all()]


class CallFilter(FilterSet):
    """By how it stands, by its own id, by when it began."""

    state = ChoiceFilter(choices=State.choices)
    direction = ChoiceFilter(choices=Call.Direction.choices)
    began_after = MomentFilter(field_name="began_at", lookup_expr="gte")
    began_before = MomentFilter(field_name="began_at", lookup_expr="lte")


class CallPager(Pager):
    orderings = ("-began_at", "began_at")


class Calls(Door):
    """The calls that a telephone system has told of. Each sees its own."""

    verbs = dict.fromkeys(("list", "retrieve", "create"), "call_event")
    gives = CallOut
    parser_classes = (BoundedJson, BoundedForm)  # type: ignore[assignment]
    pagination_class = CallPager
    filterset_class = CallFilter
    lookup_value_regex = "[0-9A-Fa-f-]{36}"

    def get_queryset(self) -> QuerySet[Call]:
        key = self.request.auth
        own = Call.objects.filter(source=key.client.source) if isinstance(key, ApiKey) else Call.objects.none()
        return own.select_related("holder").prefetch_related("about__ticket")

    @says(gives=CallOut, form="page")
    def list(self, request: Request) -> Response:
        """One's own calls, the newest first."""
        return self.paged(self.get_queryset())

    @says(gives=CallOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One call."""
        return self.one(self.get_object())

    @says(takes=CallEventIn, gives=CallOut, statuses=(201, 200))
    def create(self, request: Request) -> Response:
        """Something happened to a call: 201, or 200 if this event is known. The answer is how the call stands now."""
        told = self.told()
        if not isinstance(request.auth, ApiKey):
            raise ValidationError({"call": _("Only an API client has calls of its own.")})
        client = request.auth.client
        recording = {name: told.pop(name) for name in RECORDING if name in told}
        heard = Heard(recording=recording, **told)
        call, is_new = hear(heard, org=client.org, source=client.source, at=timezone.now())
        return self.one(self.get_queryset().get(pk=call.pk), status=201 if is_new else 200)
