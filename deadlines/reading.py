"""What a company's pages of standards read: its lines, its promises in all versions, its calendars."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Unit, User
from deadlines.models import PolicyRule, Promise, WorkCalendar
from servicedesk.lib.refusals import Invalid


def company_of(user: User, chosen: str = "") -> Unit:
    """The company whose standards are read: the chosen one of the person's own, else the first."""
    companies = {str(unit.pk): unit for unit in Unit.objects.filter(pk__in=user.orgs()).order_by("path")}
    if not companies:
        raise Invalid(_("You work for no company yet. Ask your administrator for a place in one."))
    return companies.get(chosen) or next(iter(companies.values()))


def versioned(code: str, version: int) -> str:
    """How a version is named in addresses: `code@2`."""
    return f"{code}@{version}"


def promises_of(org: Unit) -> dict[str, Promise]:
    """Every version of the promises that a line of the company has ever named, by `code@version`."""
    codes = PolicyRule.objects.filter(org=org).values("promise__code")
    rows = Promise.objects.open_to(org).filter(code__in=codes).order_by("name", "code", "-version")
    found: dict[str, Promise] = {}
    for row in rows:
        key = versioned(row.code, row.version)
        if key not in found or row.org_id is not None:
            found[key] = row
    return found


def calendars_of(org: Unit) -> dict[str, WorkCalendar]:
    """Every version of every calendar that the company may count by, the usual one of each code first."""
    found: dict[str, WorkCalendar] = {}
    for row in sorted(WorkCalendar.objects.open_to(org).newest_first(), key=lambda row: row.code):
        found.setdefault(versioned(row.code, row.version), row)
    return found


def usual_calendar(calendars: dict[str, WorkCalendar], code: str) -> WorkCalendar:
    """The version of a calendar by which the company counts now."""
    usual = next((row for row in calendars.values() if row.code == code), None)
    if usual is None:
        raise Invalid(_("There is no calendar “%(code)s”.") % {"code": code})
    return usual


def lines_of(org: Unit, at: datetime) -> list[PolicyRule]:
    """The lines that hold at `at` or later, in the order in which they are tried."""
    rows = PolicyRule.objects.filter(org=org).select_related("promise").order_by("order", "active_from", "pk")
    return [row for row in rows if row.active_until is None or row.active_until > at]
