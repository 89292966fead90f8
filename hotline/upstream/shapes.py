"""An order as a hotline above us tells it: the whole of it, as it stands in one version."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from hotline.api.strict import Strict
from hotline.upstream.told import Told

MOST_VERSIONS = 1_000_000
MOST_ADDITIONS = 50
YEARS = (2000, 2100)


def refused_year() -> str:
    """What is said of a moment that nobody can have meant."""
    return _("Write a year between %(first)d and %(last)d.") % {"first": YEARS[0], "last": YEARS[1]}


def sane_year(moment: datetime) -> None:
    """Refuse a year that nobody can have meant: the database knows others than Python does."""
    if not YEARS[0] <= moment.year <= YEARS[1]:
        raise ValidationError(refused_year())


class UpstreamIn(Strict):
    """`version` counts up with every change; `additions` and `urges` only ever grow; `withdrawn` is why, or empty.

    `accept_by`: by when it is to be accepted or returned; empty: as agreed. `answer_by`: by when the answer is wanted.
    """

    example = {
        "number": "370200-20260316-000417",
        "message_id": "370200-20260316-000417:1",
        "version": 1,
        "sent_at": "2026-03-16T09:00:00+08:00",
        "category": "0301",
        "category_name": "客户侧故障",
        "area": "370202",
        "area_name": "城南",
        "urgency": "2",
        "description": "家中没有电，邻居有电。",
        "contact_name": "陈先生",
        "contact_phone": "13800006217",
        "address": "文昌路 86 号",
        "account_number": "",
        "accept_by": "2026-03-16T09:03:00+08:00",
        "answer_by": "2026-03-16T13:00:00+08:00",
        "additions": ["门口有狗。"],
        "urges": 1,
    }

    number = serializers.RegexField(r"^[0-9A-Za-z][0-9A-Za-z._/-]{0,59}\Z", max_length=60)
    message_id = serializers.RegexField(r"^[\x21-\x7e]+\Z", max_length=80)
    version = serializers.IntegerField(min_value=1, max_value=MOST_VERSIONS)
    sent_at = serializers.DateTimeField()
    category = serializers.CharField(max_length=60)
    category_name = serializers.CharField(max_length=80, default="", allow_blank=True)
    area = serializers.CharField(max_length=60, default="", allow_blank=True)
    area_name = serializers.CharField(max_length=80, default="", allow_blank=True)
    urgency = serializers.CharField(max_length=60, default="", allow_blank=True)
    urgency_name = serializers.CharField(max_length=80, default="", allow_blank=True)
    title = serializers.CharField(max_length=200, default="", allow_blank=True)
    description = serializers.CharField(max_length=5000)
    contact_name = serializers.CharField(max_length=60, default="", allow_blank=True)
    contact_phone = serializers.CharField(max_length=40, default="", allow_blank=True)
    address = serializers.CharField(max_length=200, default="", allow_blank=True)
    account_number = serializers.CharField(max_length=20, default="", allow_blank=True)
    is_secret = serializers.BooleanField(default=False)
    accept_by = serializers.DateTimeField(required=False, allow_null=True)
    answer_by = serializers.DateTimeField(required=False, allow_null=True)
    additions = serializers.ListField(
        child=serializers.CharField(max_length=2000), max_length=MOST_ADDITIONS, default=list
    )
    urges = serializers.IntegerField(min_value=0, max_value=1000, default=0)
    urge_text = serializers.CharField(max_length=500, default="", allow_blank=True)
    withdrawn = serializers.CharField(max_length=500, default="", allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A limit that is over before the order was sent is a mistake, and so is a year of another century."""
        told = {name: attrs[name] for name in ("sent_at", "accept_by", "answer_by") if attrs.get(name)}
        wrong = {name: refused_year() for name, moment in told.items() if not YEARS[0] <= moment.year <= YEARS[1]}
        if not wrong:
            before = _("This lies before sent_at.")
            wrong = {name: before for name, at in told.items() if name != "sent_at" and at <= attrs["sent_at"]}
        if wrong:
            raise ValidationError(wrong)
        return attrs

    def as_told(self) -> Told:
        """The same as the action takes it."""
        return Told(**self.validated_data)
