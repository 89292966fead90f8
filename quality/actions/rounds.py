"""互查: once a quarter each hall inspects another; who inspects whom is drawn from a stored seed."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import Unit, User
from quality.models import CrossVisit
from quality.refusals import CannotNow, OwnWork
from servicedesk.lib.refusals import Invalid, NotAllowed
from surveys.actions.checking import quarter_of
from tickets.actions.desk import required


@transaction.atomic
def open_round(org: Unit, *, by: User, at: datetime) -> list[CrossVisit]:
    """Draw who inspects whom this quarter; drawn already, it stays. Raises Invalid with fewer than two halls."""
    if not by.may_at("qa", org.pk):
        raise NotAllowed("qa")
    Unit.objects.select_for_update(no_key=True).get(pk=org.pk)
    _begin, end, quarter = quarter_of(timezone.localdate(at))
    known = list(CrossVisit.objects.filter(org=org, quarter=quarter))
    if known:
        return known
    halls = list(Unit.objects.filter(org=org, kind=Unit.Kind.HALL, is_active=True))
    if len(halls) < 2:
        raise Invalid(_("It takes two halls to inspect each other."))
    seed = secrets.token_hex(16)
    ring = ring_of(halls, seed)
    due_on = timezone.localdate(end) - timedelta(days=1)
    facts = {"org": org, "quarter": quarter, "seed": seed, "due_on": due_on}
    made = CrossVisit.objects.bulk_create(
        CrossVisit(by_hall=one, of_hall=other, **facts) for one, other in zip(ring, ring[1:] + ring[:1], strict=True)
    )
    for visit in made:
        people = User.objects.holding("qa", [visit.by_hall])
        told = {"unit": visit.of_hall.name, "by": visit.by_hall.name, "until": due_on.isoformat()}
        tell(people, key=f"cross:{visit.pk}", what="cross_visit", at=at, path="/qa/rounds/", facts=told)
    return made


def ring_of(halls: list[Unit], seed: str) -> list[Unit]:
    """The halls in the order of a seed: each inspects the next, the last one the first."""
    return sorted(halls, key=lambda hall: sha256(f"{seed}:{hall.pk}".encode()).digest())


@transaction.atomic
def write_visit(visit: CrossVisit, *, asked: int, correct: int, found: str, by: User, at: datetime) -> CrossVisit:
    """Write down what was asked and found, once; nobody of the hall that was inspected does. Raises OwnWork, CannotNow."""
    held = CrossVisit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if not by.may_at("qa", held.by_hall_id):
        raise NotAllowed("qa")
    if by.home_id == held.of_hall_id:
        raise OwnWork
    if held.done_at:
        raise CannotNow(_("done"))
    if asked < 1 or not 0 <= correct <= asked:
        text = _("At least one question, and no more right answers than questions.")
        raise Invalid(text, fields={"correct": text})
    held.asked, held.correct, held.found = asked, correct, required(found, "found")[:2000]
    held.done_by, held.done_at = by, at
    held.save()
    return held
