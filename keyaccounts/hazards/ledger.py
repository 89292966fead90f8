"""What the pages of hazards show: lists of what is open and due, the table that leaves the house, one hazard."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from keyaccounts.hazard_lifecycle import WORDS, Grade, State, Way, target
from keyaccounts.hazards.forms import STEP_WORDS, STEPS, VersionForm
from keyaccounts.hazards.spine import right_for
from keyaccounts.hazards.terms import terms_of
from keyaccounts.models import Hazard, HazardEvent, HazardFollowUp, HazardQuerySet, SafetyFile
from servicedesk.lib.tables.leaving import Table, in_batches
from servicedesk.lib.tables.writing import Value

SHOWS: dict[str, Promise] = {
    "open": pgettext_lazy("hazards", "Open"),
    "due": pgettext_lazy("hazards", "Due and overdue"),
    "inspections": pgettext_lazy("hazards", "Inspections"),
    "removed": pgettext_lazy("hazards", "Removed"),
}
AHEAD = timedelta(days=30)
MOST = 200


def in_show(user: User, show: str, *, on: date) -> HazardQuerySet:
    """The hazards of one list. Due: a report is owed, a remedy's day is over, somebody wanted to look again by now."""
    rows = Hazard.objects.visible_to(user)
    if show == "removed":
        return rows.filter(state=State.REMOVED)
    if show != "due":
        return rows.open()
    owed = Q(grade=Grade.MAJOR, reported_at__isnull=True)
    late = Q(remedy_on__lte=on) & ~Q(state=State.CHECKED)
    looked = Q(follow_ups__done_at__isnull=True, follow_ups__due_on__lte=on)
    return rows.open().filter(owed | late | looked).distinct()


def inspections(user: User, *, on: date) -> QuerySet[SafetyFile]:
    """Accounts whose inspection is overdue or falls due within a month, the most overdue first."""
    files = SafetyFile.objects.visible_to(user).filter(next_on__lte=on + AHEAD, customer__hidden_at__isnull=True)
    return files.select_related("customer__caretaker", "supply_point").order_by("next_on", "pk")


def follow_ups(user: User, *, on: date) -> QuerySet[HazardFollowUp]:
    rows = HazardFollowUp.objects.filter(hazard__in=Hazard.objects.visible_to(user).open(), done_at__isnull=True)
    return rows.filter(due_on__lte=on + timedelta(days=7)).select_related("hazard", "by").order_by("due_on")


def counts(user: User, *, on: date) -> dict[str, int]:
    return {
        "open": in_show(user, "open", on=on)[:1000].count(),
        "due": in_show(user, "due", on=on)[:1000].count(),
        "inspections": inspections(user, on=on).filter(next_on__lt=on)[:1000].count(),
        "removed": 0,
    }


HEAD: tuple[Promise, ...] = (
    pgettext_lazy("hazard ledger", "Number"),
    pgettext_lazy("hazard ledger", "Found"),
    pgettext_lazy("hazard ledger", "Found by"),
    pgettext_lazy("hazard ledger", "Customer"),
    pgettext_lazy("hazard ledger", "Account"),
    pgettext_lazy("hazard ledger", "What is dangerous"),
    pgettext_lazy("hazard ledger", "Grade"),
    pgettext_lazy("hazard ledger", "Legal basis"),
    pgettext_lazy("hazard ledger", "State"),
    pgettext_lazy("hazard ledger", "Notice served"),
    pgettext_lazy("hazard ledger", "Remedy until"),
    pgettext_lazy("hazard ledger", "Reported"),
    pgettext_lazy("hazard ledger", "Report number"),
    pgettext_lazy("hazard ledger", "Removed"),
)


def asked(query: QueryDict) -> tuple[str, str]:
    """Which list, and which grade of it, an address asks for."""
    show, grade = query.get("show", ""), query.get("grade", "")
    return show if show in SHOWS else "open", grade if grade in Grade.values else ""


def rows_of(query: QueryDict, user: User, *, on: date) -> HazardQuerySet:
    """The hazards that an address asks for."""
    show, grade = asked(query)
    rows = in_show(user, show, on=on).for_list()
    return rows.filter(grade=grade) if grade else rows


def table_of(query: QueryDict, *, in_full: bool, by: User, at: datetime) -> Table:
    """The same as a table; no name of it is ever in full."""
    rows = rows_of(query, by, on=timezone.localdate(at)).order_by("found_at", "pk")
    keys = list(rows.values_list("pk", flat=True))
    return Table(HEAD, len(keys), as_rows(in_batches(keys, _with_reports)))


def _with_reports(keys: Sequence[UUID]) -> dict[UUID, Hazard]:
    return {one.pk: one for one in Hazard.objects.filter(pk__in=keys).for_list().prefetch_related("reports")}


def as_rows(hazards: Iterable[Hazard]) -> Iterator[list[Value]]:
    """The ledger as a table: names and accounts masked, as everywhere that leaves the page."""
    for one in hazards:
        reports = "、".join(report.number for report in one.reports.all())
        account = str(one.supply_point) if one.supply_point else ""
        yield [
            *(one.number, _day(one.found_at), one.found_by.name, one.customer.masked_name, account, one.text),
            *(str(one.get_grade_display()), one.basis, str(one.get_state_display()), _day(one.notified_at)),
            *(one.remedy_on, _day(one.reported_at), reports, _day(one.removed_at)),
        ]


def _day(moment: datetime | None) -> str:
    return f"{timezone.localdate(moment)}" if moment else ""


def steps(hazard: Hazard, user: User, *, on: date) -> list[tuple[str, object, VersionForm]]:
    """The verbs that are legal now and that this person may, each with its form; a notice proposes the usual term."""
    begun = {
        "version": hazard.version,
        "until_on": on + timedelta(days=terms_of(hazard.org).remedy_days),
        "grade": hazard.grade,
        "authority": "",
    }
    waiting = hazard.notices.filter(served_at__isnull=True).exists()
    return [
        (verb, STEP_WORDS[verb], form(initial=begun, auto_id=f"{verb}_%s"))
        for verb, (form, _act) in STEPS.items()
        if target(verb, hazard.state) and user.may(right_for(verb)) and (verb != "serve" or waiting)
    ]


def history(hazard: Hazard) -> list[tuple[HazardEvent, str]]:
    rows = hazard.events.select_related("by").order_by("-at", "-id")
    return [(row, _told(row)) for row in rows]


def _told(event: HazardEvent) -> str:
    """One line of a hazard's history."""
    facts: dict[str, Any] = event.facts
    more = [
        str(Grade(facts["grade"]).label) if facts.get("grade") in Grade.values else "",
        str(Way(facts["how"]).label) if facts.get("how") in Way.values else "",
        _("until %(day)s") % {"day": facts["until"]} if facts.get("until") else "",
        " ".join(str(facts[name]) for name in ("authority", "number") if facts.get(name)),
    ]
    return " · ".join([str(WORDS.get(event.what, event.what)), *(one for one in more if one)])
