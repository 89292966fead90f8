"""A supply-security task as the outside may know it: on a list, and whole."""

from rest_framework import serializers

from hotline.api.shapes import Out, PersonOut, PlaceOut
from keyaccounts.models import SecurityAsset
from keyaccounts.security_lifecycle import Level, State


class TaskOut(Out):
    """A task on the list, and as it is after every step."""

    example = {"number": "BD26-0001", "event": "高考保供电", "level": "first", "state": "planning", "patrol_hours": 2}

    id = serializers.UUIDField()
    number = serializers.CharField()
    event = serializers.CharField()
    level = serializers.ChoiceField(choices=Level.choices)
    state = serializers.ChoiceField(choices=State.choices)
    from_at = serializers.DateTimeField()
    until_at = serializers.DateTimeField()
    measures = serializers.CharField()
    patrol_hours = serializers.IntegerField(min_value=1)
    opened_by = PersonOut(source="by")
    approved_by = PersonOut(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    reported_at = serializers.DateTimeField(allow_null=True)
    report = serializers.CharField()
    version = serializers.IntegerField()


class CoveredOut(Out):
    """A customer whose supply is secured; null for one whom the caller may not see."""

    id = serializers.UUIDField(source="row.pk")
    customer = serializers.UUIDField(source="customer.pk", default=None, allow_null=True)
    point = serializers.UUIDField(source="point.pk", default=None, allow_null=True)


class DutyOut(Out):
    id = serializers.UUIDField()
    person = PersonOut(allow_null=True)
    crew = PlaceOut(allow_null=True)
    words = serializers.CharField()
    part = serializers.CharField()
    place = serializers.CharField()
    from_at = serializers.DateTimeField()
    until_at = serializers.DateTimeField()


class AssetOut(Out):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=SecurityAsset.Kind.choices)
    name = serializers.CharField()
    count = serializers.IntegerField()
    kilowatts = serializers.IntegerField(allow_null=True)
    place = serializers.CharField()


class CheckOut(Out):
    id = serializers.UUIDField()
    text = serializers.CharField()
    done_at = serializers.DateTimeField(allow_null=True)
    done_by = PersonOut(allow_null=True)
    note = serializers.CharField()


class RecordOut(Out):
    """What was done or seen, in the order of time."""

    what = serializers.CharField()
    at = serializers.DateTimeField()
    by = PersonOut(allow_null=True)
    place = serializers.CharField()
    text = serializers.CharField()


class WholeTaskOut(TaskOut):
    """A task with everything in it."""

    points = CoveredOut(many=True, source="shown_points")
    duties = DutyOut(many=True, source="shown_duties")
    assets = AssetOut(many=True, source="shown_assets")
    checks = CheckOut(many=True, source="shown_checks")
    records = RecordOut(many=True, source="shown_records")
