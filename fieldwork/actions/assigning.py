"""A job is given to a crew, alone or with its neighbours; for some seconds nobody is told, and it can be taken back."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import Unit, User
from fieldwork.model_rules import GRACE, UNDO, Assignment, How
from fieldwork.refusals import NotTogether, SentAlready, TooLateToTakeBack
from servicedesk.lib.refusals import Refusal
from tickets.actions import field, linking, together
from tickets.actions.following import followers_of
from tickets.actions.recalling import recall, standing
from tickets.actions.spine import database_time
from tickets.actions.telling import tell_about
from tickets.lifecycle import Status
from tickets.models import Ticket, TicketLink
from tickets.refusals import WrongMoment

ENOUGH = 200  # told in one round


@transaction.atomic
def assign(
    ticket: Ticket,
    *,
    crew: Unit,
    by: User | None,
    how: str = How.PICKED,
    why: dict[str, Any] | None = None,
    anew: bool = False,
    at: datetime | None = None,
) -> Assignment:
    """Give a job that waits to a crew. Whoever comes second is told who was first. Raises SentAlready.

    `anew`: also one that another crew has already; whoever passes it on knows of that. What else was changed about it since the page was drawn (a note, an urge) keeps nobody from sending somebody.
    """
    held = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
    if held.status != Status.REGISTERED and not anew:
        raise SentAlready(held)
    at = at or database_time()
    before = standing(held)
    sent = field.dispatch(held, crew=crew, by=by, at=at, quiet=True)
    # A case that stands still would not stand as it stood.
    hold = timedelta() if held.suspended_at else UNDO
    return Assignment.objects.create(
        org_id=sent.org_id,
        ticket=sent,
        crew=crew,
        by=by,
        how=how,
        why=why or {},
        seq=sent.seq,
        before=before,
        at=at,
        held_until=at + hold,
    )


@transaction.atomic
def take_back(assignment: Assignment, *, by: User, at: datetime | None = None) -> Assignment:
    """Undo an assignment within its seconds, by whoever made it: the job stands as before and nobody ever hears of it.

    Again it changes nothing. Raises TooLateToTakeBack.
    """
    ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=assignment.ticket_id)
    held = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    if held.undone_at:
        return held
    at = at or database_time()
    if held.told_at or at >= held.held_until + GRACE or held.by_id not in (None, by.pk):
        raise TooLateToTakeBack
    try:
        recall(ticket, seq=held.seq, before=held.before, by=by, at=at)
    except WrongMoment as moment:
        raise TooLateToTakeBack from moment
    held.undone_at = at
    held.save(update_fields=["undone_at"])
    return held


def send_together(
    tickets: Iterable[Ticket], *, crew: Unit, by: User, at: datetime | None = None
) -> tuple[Assignment | None, list[together.Result]]:
    """One crew for many jobs of one transformer: the first leads, the others go along; what became of each.

    What cannot go along stays in the queue and says why.
    """
    first, *others = tickets
    linked = together.each(others, lambda one: _join(one, first, by=by, at=at))
    try:
        made = assign(first, crew=crew, by=by, how=How.BATCH, at=at)
    except Refusal as refusal:
        return None, [together.Result(first, refusal), *linked]
    first.refresh_from_db()
    return made, [together.Result(first), *linked]


def _join(ticket: Ticket, leader: Ticket, *, by: User, at: datetime | None) -> Ticket:
    here = [one.supply_point.transformer if one.supply_point else "" for one in (ticket, leader)]
    if not here[0] or here[0] != here[1]:
        raise NotTogether
    if ticket.status != Status.REGISTERED:
        raise SentAlready(ticket)
    return linking.link(ticket, to=leader, kind=TicketLink.Kind.CHILD, follows=True, by=by, at=at)


def tell_due(*, at: datetime) -> int:
    """Tell crews, first contacts and customers of what was not taken back in time; returns how many assignments."""
    went_on = ~Q(ticket__status=Status.DISPATCHED)
    due = Assignment.objects.untold().filter(Q(held_until__lte=at - GRACE) | went_on)
    done = 0
    for row in due.order_by("held_until").values_list("pk", "ticket_id")[:ENOUGH]:
        done += _tell(*row, at=at)
    return done


@transaction.atomic
def _tell(pk: Any, ticket_id: Any, *, at: datetime) -> int:
    """Whoever changes the row tells. What lies with another crew by now is no news."""
    ticket = Ticket.objects.select_related("org", "unit", "first_contact", "customer").select_for_update(of=("self",))
    held = ticket.get(pk=ticket_id)
    if not Assignment.objects.untold().filter(pk=pk).update(told_at=at):
        return 0
    made = Assignment.objects.select_related("by").get(pk=pk)
    if held.crew_id != made.crew_id or not held.is_open:
        return 1
    for one in [held, *followers_of(held)]:
        seq = made.seq if one is held else one.seq
        one.seq = seq  # what was told is that event, whatever has happened since
        tell_about(one, "dispatch", by=made.by, at=at)
    return 1
