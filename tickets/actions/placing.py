"""Who stands on the chain at a place, and in whose hours they are told."""

from django.utils.translation import gettext as _

from accounts.actions import grant
from accounts.models import Grant, Unit, User, ancestors
from deadlines.models import WorkCalendar
from deadlines.stages import Rung
from servicedesk.lib.refusals import Invalid
from tickets.rungs import ROLE_ON


def stand_on(person: User, *, rung: str, unit: Unit) -> Grant:
    """Let a person stand on a rung of the chain at a unit and everything below it."""
    if rung not in ROLE_ON:
        raise Invalid(_("The handler and the first contact are those of each case; choose a higher rung."))
    return grant(person, role=ROLE_ON[rung], unit=unit)


def keep_hours(who: Unit | User, calendar: str) -> None:
    """Tell a person, or the people of a unit, in the hours of this calendar; empty: in those of the unit above."""
    if calendar and not WorkCalendar.objects.open_to(who.org_id).filter(code=calendar).exists():
        raise Invalid(_("There is no calendar “%(code)s”.") % {"code": calendar})
    who.calendar = calendar
    who.save(update_fields=["calendar"])


def standing_at(unit: Unit) -> dict[str, list[User]]:
    """Who stands on each of the upper rungs of a unit: the nearest above it; empty where the next rung is told instead."""
    found: dict[str, list[User]] = {}
    for rung in (Rung.TEAM_LEADER, Rung.DIRECTOR, Rung.EXECUTIVE):
        found[rung] = []
        for path in reversed(ancestors(unit.path)):
            holders = Grant.objects.live().filter(role=ROLE_ON[rung], unit__path=path).values("person_id")
            found[rung] = found[rung] or list(User.objects.filter(pk__in=holders, is_active=True, is_service=False))
    return found
