"""The queue: numbers are drawn, by a machine or by hand, and given back."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Unit, User
from servicedesk.lib.refusals import NotAllowed
from tickets.actions.visiting import give_up, held
from tickets.model_visit import MANUAL
from tickets.models import Visit, VisitState
from tickets.moment import database_time
from tickets.visit_refusals import SameNumberOtherVisit, WrongVisitMoment

# How long a machine may have been cut off.
FURTHEST_BACK = timedelta(hours=12)
PREFIX = "M"  # numbers that the hall gives out by hand


@transaction.atomic
def take_number(
    hall: Unit,
    *,
    by: User,
    at: datetime | None = None,
    number: str = "",
    service: str = "",
    source: str = MANUAL,
    external_id: str = "",
    taken_at: datetime | None = None,
) -> Visit:
    """Draw a number at a hall. The same `external_id` of the same source again returns the visit that it made.

    Without a `number` the hall's next one by hand is given. `taken_at` is when a machine that was cut off drew it.
    Raises SameNumberOtherVisit.
    """
    if not by.may_at("take_number", hall.pk):
        raise NotAllowed("take_number")
    at = at or database_time()
    _one_at_a_time(f"queue:{hall.pk}")
    known = Visit.objects.filter(source=source, external_id=external_id).first() if external_id else None
    if known and (known.hall_id, known.number) != (hall.pk, number):
        raise SameNumberOtherVisit
    if known:
        return known
    day = timezone.localtime(taken_at or at).date()
    visit = Visit(org_id=hall.org_id or hall.pk, hall=hall, day=day, source=source, external_id=external_id)
    visit.number, visit.service, visit.taken_at = number or _by_hand(hall, day), service, taken_at or at
    try:
        with transaction.atomic():
            visit.save(force_insert=True)
    except IntegrityError:
        raise SameNumberOtherVisit from None
    return visit


def _one_at_a_time(what: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])


def _by_hand(hall: Unit, day: date) -> str:
    given = Visit.objects.filter(hall=hall, day=day, number__startswith=PREFIX, source=MANUAL).count()
    return f"{PREFIX}{given + 1:03d}"


@transaction.atomic
def cancel_number(visit: Visit, *, by: User, at: datetime | None = None) -> Visit:
    """The number is given back before it was called; the same again changes nothing. Raises WrongVisitMoment."""
    if not by.may_at("cancel_number", visit.hall_id):
        raise NotAllowed("cancel_number")
    visit = held(visit)
    if visit.left == Visit.Left.CANCELLED:
        return visit
    if visit.state != VisitState.WAITING:
        raise WrongVisitMoment(visit)
    return give_up(visit, Visit.Left.CANCELLED, at=at or database_time())
