"""Which promises and calendars hold in a hall, and whether they are its own, the company's or the shipped ones."""

from django.utils.translation import gettext as _

from accounts.models import Unit
from accounts.panels import Fact, Panel
from deadlines.limits import parse_limit
from deadlines.models import PolicyRule, WorkCalendar
from deadlines.saying import describe
from deadlines.words import KINDS, STEPS


def promises_of_unit(unit: Unit) -> Panel | None:
    """The lines and calendars that count there now, the hall's own first. Two queries."""
    if unit.org is None or unit.kind not in (Unit.Kind.COMPANY, Unit.Kind.HALL):
        return None
    hall = unit if unit.kind == Unit.Kind.HALL else None
    lines = PolicyRule.objects.filter(org=unit.org, active_until__isnull=True).select_related("promise", "hall")
    here = [one for one in lines.order_by("order") if one.hall_id is None or one.hall_id == unit.pk]
    here.sort(key=lambda one: (one.hall_id is None, one.kind, _place(one.milestone)))
    facts = [Fact(_name(one), describe(parse_limit(one.promise.limit)), one.hall or unit.org) for one in here]
    codes = {one.promise.calendar for one in here}
    return Panel(
        _("Promises and calendars"), _calendars(unit.org, hall, codes) + facts, "/manage/promises/", "standards"
    )


def _place(milestone: str) -> int:
    return list(STEPS).index(milestone) if milestone in STEPS else len(STEPS)


def _name(line: PolicyRule) -> str:
    words = [str(KINDS.get(line.kind, line.kind)), str(STEPS.get(line.milestone, line.milestone))]
    return " · ".join([*words, *line.conditions])


def _calendars(org: Unit, hall: Unit | None, codes: set[str]) -> list[Fact]:
    rows = WorkCalendar.objects.open_to(org).at_hall(hall).filter(code__in=codes).newest_first()
    chosen: dict[str, WorkCalendar] = {}
    for row in rows:
        chosen.setdefault(row.code, row)
    return [
        Fact(_("Calendar %(code)s") % {"code": code}, row.name, hall if row.hall_id else org if row.org_id else None)
        for code, row in sorted(chosen.items())
    ]
