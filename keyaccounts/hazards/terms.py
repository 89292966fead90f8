"""How many days and months a company gives: its own rows, else what is shipped."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from accounts.models import Unit
from keyaccounts.hazard_lifecycle import CYCLES
from keyaccounts.models import HazardTerms, InspectionCycle

TERMS = ("remedy_days", "report_days", "warn_days")


def terms_of(org: Unit) -> HazardTerms:
    """The days of a company; not saved if it has written none."""
    return HazardTerms.objects.filter(org=org).first() or HazardTerms(org=org)


def cycle_of(org: Unit, *, voltage: str, level: str) -> int:
    """Months between two inspections: the row of the level, else that of every level, else as shipped."""
    rows = InspectionCycle.objects.filter(org=org, voltage=voltage, level__in=[level, ""]).order_by("-level")
    own = rows.values_list("months", flat=True).first()
    return own or CYCLES[voltage]


def months_on(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month: 30 November and 3 months → 28 February."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    first_after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), first_after - timedelta(days=1))


def as_written(org: Unit) -> dict[str, int]:
    """Every figure of a company by the name of its field: own rows, else as shipped."""
    own = {
        f"{row.voltage}-{row.level}" if row.level else row.voltage: row.months
        for row in InspectionCycle.objects.filter(org=org)
    }
    terms = terms_of(org)
    days = {name: getattr(terms, name) for name in TERMS}
    return {str(voltage): months for voltage, months in CYCLES.items()} | own | days


@transaction.atomic
def write(org: Unit, told: dict[str, int | None]) -> None:
    """Write the cycles and terms of a company; a level that is left empty goes by the row of every level."""
    for name, months in told.items():
        if name in TERMS:
            continue
        voltage, _dash, level = name.partition("-")
        row: dict[str, Any] = {"org": org, "voltage": voltage, "level": level}
        if months:
            InspectionCycle.objects.update_or_create(**row, defaults={"months": months})
        else:
            InspectionCycle.objects.filter(**row).delete()
    HazardTerms.objects.update_or_create(org=org, defaults={name: told[name] for name in TERMS})
