"""Why it is due then, for machines: the runs of the clocks of one ticket."""

from datetime import timedelta

from rest_framework import serializers

from hotline.api.shapes import Out, PromiseOut
from tickets.explain import Run


class SecondsField(serializers.Field):
    """A length of time in whole seconds, on the clock of its limit: a working day of `wd` is 86,400."""

    example = 2700

    def to_representation(self, value: timedelta) -> int:
        return round(value.total_seconds())


class StageOut(Out):
    stage = serializers.CharField(source="code")
    due_at = serializers.DateTimeField()
    state = serializers.CharField()


class IntervalOut(Out):
    """One stretch of a run: what of it was counted, and why the rest was not."""

    to = serializers.DateTimeField(source="end")
    counted_seconds = SecondsField(source="counted")
    note = serializers.CharField(source="sentence")

    def get_fields(self) -> dict[str, serializers.Field]:
        return {"from": serializers.DateTimeField(source="begin")} | super().get_fields()


class RunOut(Out):
    """One run of one clock. `intervals` lead without a hole from its start to its due time (or to its early end)."""

    name = serializers.CharField(source="clock.name")
    label = serializers.CharField()  # type: ignore[assignment]
    generation = serializers.IntegerField(source="clock.generation")
    binding = serializers.CharField(source="clock.binding")
    cause = serializers.CharField(source="clock.cause")
    verdict = serializers.CharField()
    promise = PromiseOut(source="clock.promise")
    conditions = serializers.SerializerMethodField()
    also = PromiseOut(source="clock.promise.also", allow_null=True)
    limit = serializers.CharField(source="clock.limit")
    calendar = serializers.CharField(source="calendar.code")
    calendar_version = serializers.IntegerField(source="calendar.version")
    origin = serializers.DateTimeField(source="clock.origin")
    started_at = serializers.DateTimeField(source="clock.started_at")
    began = serializers.CharField()
    due_at = serializers.DateTimeField(source="clock.due_at")
    stopped_at = serializers.DateTimeField(source="clock.stopped_at", allow_null=True)
    dropped_at = serializers.DateTimeField(source="clock.dropped_at", allow_null=True)
    ended = serializers.CharField()
    used_seconds = SecondsField(source="used")
    carried_seconds = SecondsField(source="clock.used")
    paused_seconds = SecondsField(source="paused")
    stages = StageOut(many=True)
    intervals = IntervalOut(many=True)

    def get_conditions(self, run: Run) -> list[str]:
        """Of the line that chose the promise, in words; empty where it looks at the kind alone."""
        line = run.clock.promise.chosen_by
        return line.conditions if line else []
