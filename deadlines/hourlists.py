"""The calendars that a unit or a person may name as their hours."""

from accounts.models import Unit
from deadlines.models import WorkCalendar


def calendars(unit: Unit) -> dict[str, str]:
    """Those of everybody and of the company: code and name, a company's own name before the shipped one."""
    rows = WorkCalendar.objects.open_to(unit.org_id).filter(hall=None).order_by("org_id", "version")
    return dict(sorted({row.code: row.name for row in rows}.items()))
