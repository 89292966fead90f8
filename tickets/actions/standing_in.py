"""A deputy takes a colleague's case over while they are away; when they are back, what was not begun is theirs again."""

from datetime import datetime

from django.db import transaction

from accounts.actions import tell
from accounts.models import Absence, User
from tickets.actions.following import lead
from tickets.actions.spine import is_barred, step
from tickets.lifecycle import legal
from tickets.models import Ticket
from tickets.moment import database_time
from tickets.refusals import NotYours
from tickets.secrecy import is_named, is_secret

TAKEN = "take_over"
BACK = "hand_back"


@transaction.atomic
def take_over(ticket: Ticket, *, by: User, at: datetime | None = None, version: int | None = None) -> Ticket:
    """Have the case of somebody for whom one stands in, as one's own until they are back. Raises NotYours."""
    absence = Absence.objects.now().filter(deputy=by, person=ticket.handler_id).select_related("person").first()
    if absence is None:
        raise NotYours
    facts = {"for": absence.person.name, "absence": str(absence.pk)}
    ticket = step(ticket, TAKEN, by=by, at=at, version=version, facts=facts, handler=by, queue=None)
    return lead(ticket, TAKEN)


def announce(*, at: datetime) -> int:
    """Tell each deputy, once, that they stand in from now on and until when."""
    told = 0
    for absence in Absence.objects.to_announce().select_related("person", "deputy").order_by("from_at")[:200]:
        facts = {"who": absence.person.name, "due_at": absence.until_at.isoformat()}
        people = [absence.deputy] if absence.deputy else []
        tell(people, key=f"absence:{absence.pk}:begun", what="stands_in", at=at, path="/my/", facts=facts)
        Absence.objects.filter(pk=absence.pk).update(told_at=at)
        told += 1
    return told


@transaction.atomic
def settle(absence: Absence, *, at: datetime | None = None) -> int:
    """The absence is over: what the deputy took over and has not touched since is its owner's again; what they have begun
    stays with them. The owner is told of both, once. Returns how many went back; asked again it changes nothing.
    """
    held = Absence.objects.select_for_update(of=("self",)).select_related("person", "deputy").get(pk=absence.pk)
    if held.settled_at or held.deputy is None:
        return 0
    held.settled_at = at = at or database_time()
    held.save(update_fields=["settled_at"])
    taken = [one for one in Ticket.objects.open().filter(handler=held.deputy).order_by("pk") if _taken(one, held)]
    back = [_hand_back(one, held, at=at) for one in taken if _goes_back(one, held)]
    if taken:
        facts = {"who": held.deputy.name, "back": len(back), "stay": len(taken) - len(back)}
        tell([held.person], key=f"absence:{held.pk}:over", what="is_back", at=at, path="/my/", facts=facts)
    return len(back)


def _taken(ticket: Ticket, absence: Absence) -> bool:
    return ticket.timeline.filter(what=TAKEN, facts__absence=str(absence.pk)).exists()


def _goes_back(ticket: Ticket, absence: Absence) -> bool:
    """Not begun: nothing was done to it by the deputy since. And its owner may have it."""
    person = absence.person
    since = ticket.timeline.filter(what=TAKEN, facts__absence=str(absence.pk)).latest("seq").seq
    is_begun = ticket.timeline.filter(seq__gt=since, by=absence.deputy).exists()
    may_have_it = (
        person.is_active and not is_barred(ticket, person) and (not is_secret(ticket) or is_named(ticket, person))
    )
    return not is_begun and may_have_it and legal(ticket.way, ticket.status, BACK)


def _hand_back(ticket: Ticket, absence: Absence, *, at: datetime) -> Ticket:
    facts = {"to": absence.person.name, "absence": str(absence.pk)}
    ticket = step(ticket, BACK, by=None, at=at, facts=facts, handler=absence.person, queue=None)
    return lead(ticket, BACK)


def settle_due() -> int:
    """Settle every absence that is over; each in a transaction of its own."""
    due = Absence.objects.to_settle().order_by("until_at")[:200]
    return sum(settle(one) for one in list(due))
