"""A month is told: once, on a set day, for ever."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from accounts.actions import tell
from accounts.models import Unit, User
from reporting.bulletins import figures_of, measures_now
from reporting.models import Bulletin
from reporting.reading import not_counted
from reporting.rules import rules_of
from reporting.wanted import Wanted
from servicedesk.lib.months import month_end
from tickets.models import Ticket

MOST_BACK = 12


def to_freeze(*, at: datetime) -> Iterator[tuple[Unit, date]]:
    """The months whose day has come and that are not told yet: the last one, and any left out since the first that was."""
    today = timezone.localdate(at)
    for org in Unit.objects.filter(kind=Unit.Kind.COMPANY, is_active=True):
        if today.day < rules_of(org.pk).bulletin_day:
            continue
        begun = Ticket.objects.filter(org=org).aggregate(first=Min("registered_at"))["first"]
        known = set(Bulletin.objects.filter(org=org).values_list("month", flat=True))
        for month in _months_before(today):
            if begun is not None and timezone.localdate(begun) <= month_end(month) and month not in known:
                yield org, month
            if not known:
                break
            if month <= min(known):
                break


def _months_before(today: date) -> Iterator[date]:
    month = today.replace(day=1)
    for _n in range(MOST_BACK):
        month = date.fromordinal(month.toordinal() - 1).replace(day=1)
        yield month


@transaction.atomic
def freeze(org: Unit, month: date, *, at: datetime) -> Bulletin | None:
    """Keep the figures of a month; None while a day of it is not counted yet, or if it was told already."""
    Unit.objects.select_for_update().get(pk=org.pk)
    last, today = month_end(month), timezone.localdate(at)
    if Bulletin.objects.filter(org=org, month=month).exists() or not_counted(org.pk, month, last, today=today):
        return None
    want = Wanted(None, month, last, org=org.pk)
    figures = figures_of(want, _names(org), today=today)
    rules = rules_of(org.pk).version
    made = Bulletin.objects.create(
        org=org, month=month, frozen_at=at, rules_version=rules, measures=measures_now(), figures=figures
    )
    readers = User.objects.holding("reports", [org])
    path = f"/reports/bulletins/{month:%Y-%m}/"
    tell(readers, key=f"bulletin:{made.pk}", what="bulletin", at=at, path=path, facts={"month": f"{month:%Y-%m}"})
    return made


def _names(org: Unit) -> dict[str, dict[str, list[str]]]:
    units = Unit.objects.filter(org=org).values_list("pk", "name", "code")
    names = {str(pk): [name, code] for pk, name, code in units}
    return {"hall": names, "crew": names}
