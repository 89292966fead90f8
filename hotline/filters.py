"""By what lists may be narrowed down. A field that is not named here cannot be asked for, nor one of another table."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters import (
    CharFilter,
    ChoiceFilter,
    FilterSet,
    IsoDateTimeFilter,
    MultipleChoiceFilter,
    UUIDFilter,
)
from django_filters.fields import IsoDateTimeField

from tickets.lifecycle import ENDED, Kind, Status
from tickets.models import Ticket, VisitState

MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
TRUE_FALSE = [("true", "true"), ("false", "false")]
LONGEST = timedelta(days=366)
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class MomentField(IsoDateTimeField):
    """A moment as RFC 3339 writes it: a date and a time with its zone; a day alone is none."""

    def strptime(self, value: str, format: str) -> datetime:
        if not MOMENT.fullmatch(value):
            raise ValueError(value)
        return super().strptime(value, format)


class MomentFilter(IsoDateTimeFilter):
    """Before or after a moment."""

    field_class = MomentField


class BoundedRange(forms.Form):
    """A span of time that a person could mean."""

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        since, until = told.get("registered_after"), told.get("registered_before")
        for name, moment in (("registered_after", since), ("registered_before", until)):
            if moment and not EARLIEST <= moment <= LATEST:
                self.add_error(name, _("A moment between 2000 and 2100."))
        if since and until and not timedelta(0) <= until - since <= LONGEST:
            self.add_error("registered_before", _("At most 366 days after `registered_after`."))
        return told


class TicketFilter(FilterSet):
    """The filters of the list of tickets."""

    status = MultipleChoiceFilter(choices=Status.choices)
    kind = MultipleChoiceFilter(choices=Kind.choices)
    hall = CharFilter(field_name="unit__code", max_length=12)
    crew = CharFilter(field_name="crew__code", max_length=12)
    open = ChoiceFilter(choices=TRUE_FALSE, method="by_openness")
    customer = UUIDFilter(field_name="customer_id")
    source = CharFilter(max_length=40)
    external_number = CharFilter(max_length=80)
    registered_after = MomentFilter(field_name="registered_at", lookup_expr="gte")
    registered_before = MomentFilter(field_name="registered_at", lookup_expr="lte")

    class Meta:
        model = Ticket
        fields: tuple[str, ...] = ()
        form = BoundedRange

    def by_openness(self, rows: QuerySet[Ticket], name: str, value: str) -> QuerySet[Ticket]:
        return rows.exclude(status__in=ENDED) if value == "true" else rows.filter(status__in=ENDED)


class VisitFilter(FilterSet):
    """The filters of today's numbers."""

    hall = CharFilter(field_name="hall__code", max_length=12)
    state = ChoiceFilter(choices=VisitState.choices)
