"""What goes in and out about interruptions of supply."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from customers.lookup import look_up
from hotline.api.fields import SupplyPointField, TicketField, UnitField
from hotline.api.shapes import Out, PersonOut, PlaceOut, SupplyPointOut
from hotline.api.strict import Strict
from hotline.api.versions import Versioned
from outages.checking import Told
from outages.forms import LINES, area_of
from outages.model_event import OutageEvent
from outages.models import Kind, Outage, OutageArea
from outages.sentences import tell

MOST_LINES, MOST_JOINED = 200, 200


class AreaOut(Out):
    """A part of the grid or of the town; an account that is covered alone is not named."""

    by = serializers.ChoiceField(choices=OutageArea.By.choices)
    value = serializers.SerializerMethodField(method_name="told")
    low = serializers.IntegerField(allow_null=True)
    high = serializers.IntegerField(allow_null=True)

    def told(self, area: OutageArea) -> str:
        return "" if area.by == OutageArea.By.POINT else area.value


class OutageOut(Out):
    """An interruption of supply. `script` is what the desk reads out; `state`: ahead, on, late, ended, withdrawn, suggested."""

    example = {
        "kind": "fault",
        "title": "文昌路一带",
        "state": "on",
        "script": "文昌路一带因线路故障停电，预计 18:00 恢复。",
    }

    id = serializers.UUIDField()
    number = serializers.CharField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    title = serializers.CharField()
    cause_code = serializers.CharField()
    cause = serializers.CharField()
    crew = PlaceOut(allow_null=True)
    script = serializers.CharField()
    state = serializers.SerializerMethodField()
    starts_at = serializers.DateTimeField()
    expected_end_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    announced_at = serializers.DateTimeField()
    households = serializers.IntegerField()
    areas = AreaOut(many=True, source="areas.all")
    version = serializers.IntegerField()

    def get_state(self, outage: Outage) -> str:
        return outage.state(timezone.now())


class WordOut(Out):
    """What is known of one place: without supply now, soon, and what passes close by. `supply_point` is null for an address."""

    supply_point = SupplyPointOut(source="known", allow_null=True)
    now = OutageOut(many=True, source="word.now")
    soon = OutageOut(many=True, source="word.soon")
    spared = OutageOut(many=True, source="word.spared")

    example = {"supply_point": None}


class OutageEventOut(Out):
    """One fact of its history."""

    what = serializers.CharField()
    at = serializers.DateTimeField()
    by = PersonOut(allow_null=True)
    reason = serializers.CharField()
    sentence = serializers.SerializerMethodField()

    def get_sentence(self, event: OutageEvent) -> str:
        return tell(event)


class QueryIn(Strict):
    """Exactly one of: an account (by number or id), the phone of a customer, an address as it is spoken."""

    supply_point = SupplyPointField(required=False)
    phone = serializers.RegexField(r"^\+?[0-9 -]{4,24}$", required=False)
    address = serializers.CharField(max_length=200, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            raise ValidationError({"supply_point": _("Ask by one of: account, phone, address.")})
        if "phone" not in attrs:
            return attrs
        return {"phone": look_up(attrs["phone"], by=self.context["request"].user, at=timezone.now()).customers}


class Lines(serializers.ListField):
    """Some texts, 200 at most."""

    def __init__(self, **options: Any) -> None:
        child = options.pop("child", None) or serializers.CharField(max_length=80)
        super().__init__(child=child, max_length=MOST_LINES, default=list, **options)


class AnnounceIn(Strict):
    """An outage: when, where, why. `streets` may end in house numbers (`文昌路 80-96`). Without `script` one is written."""

    example = {
        "kind": "fault",
        "title": "文昌路一带",
        "cause_code": "",
        "streets": ["文昌路 80-96"],
        "transformers": ["文昌 3 号公变"],
        "script": "",
    }

    hall = UnitField("hall", required=False)
    kind = serializers.ChoiceField(choices=Kind.choices)
    title = serializers.CharField(max_length=80)
    starts_at = serializers.DateTimeField()
    expected_end_at = serializers.DateTimeField(required=False)
    cause_code = serializers.CharField(max_length=24, default="", allow_blank=True)
    cause = serializers.CharField(max_length=200, default="", allow_blank=True)
    crew = UnitField("crew", required=False)
    script = serializers.CharField(max_length=500, default="", allow_blank=True)
    districts = Lines(child=UnitField("hall"))
    streets = Lines()
    transformers = Lines()
    feeders = Lines()
    accounts = Lines(child=SupplyPointField())
    confirmed = serializers.BooleanField(default=False)


def told_of(told: dict[str, Any]) -> Told:
    """What was sent as the action takes it."""
    areas = [area_of(by, line) for name, by in LINES.items() for line in told[name]]
    return Told(**{name: value for name, value in told.items() if name not in LINES}, areas=areas)


class ExpectIn(Versioned):
    end_at = serializers.DateTimeField()
    reason = serializers.CharField(max_length=500, default="", allow_blank=True)


class EndIn(Versioned):
    ended_at = serializers.DateTimeField()


class WithdrawIn(Versioned):
    reason = serializers.CharField(max_length=500)


class JoinIn(Strict):
    """Without `tickets` all candidates go along."""

    tickets = serializers.ListField(child=TicketField(), max_length=MOST_JOINED, required=False)
