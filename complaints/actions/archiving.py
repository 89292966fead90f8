"""The end of a complaint: how it may be closed, that it is put on the shelf, and until when it is kept."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from complaints.actions.dues import begin, drop, finish
from complaints.actions.writing import moment, write
from complaints.lifecycle import Level
from complaints.models import Complaint, Corrective, Due
from complaints.refusals import CorrectFirst, NothingWaits
from complaints.steps import Step
from tickets.lifecycle import Kind, Status
from tickets.models import Ticket
from tickets.refusals import SecondPerson

# Two tiers of the trade; which years they are is no settled matter. These hold until the company says otherwise.
GRAVE = (Level.SPECIAL, Level.MAJOR)
KEPT_YEARS = {True: 5, False: 3}
# The app above that keeps the rules of retention: for how many days a company keeps such a file, None where it says nothing.
KEPT_DAYS: list[Callable[[UUID, bool], int | None]] = []


def closed(ticket: Ticket, *, outcome: str, at: datetime) -> None:
    """A complaint was closed. Whoever handled, verified or answered it does not spare its callback themselves. I23."""
    if ticket.kind != Kind.COMPLAINT or ticket.imported_at:
        return
    file = Complaint.objects.filter(ticket=ticket).first()
    by = ticket.timeline.filter(what="close").latest("seq").by_id
    own = {ticket.handler_id, file.verified_by_id, file.answered_by_id} if file else {ticket.handler_id}
    if outcome == "exempt" and by in own:
        raise SecondPerson
    kept = (Step.FIX, Step.EFFECT, Step.OUTER, Step.AFTER_HOURS, Step.AFTER_DAYS)
    drop(ticket, *(step for step in Step if step not in kept), at=at)
    begin(ticket, Step.ARCHIVE, at=at)


def withdrawn(ticket: Ticket, *, at: datetime) -> None:
    """Nothing is due about a case that was withdrawn or undone."""
    if ticket.kind == Kind.COMPLAINT:
        Due.objects.open().filter(ticket=ticket).update(dropped_at=at)


@transaction.atomic
def archive(ticket: Ticket, *, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Put the file on the shelf: closed, its corrective actions checked. Longer kept is what was graver."""
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    file = Complaint.objects.select_for_update().get(ticket=ticket)
    if ticket.status != Status.CLOSED or file.archived_at or ticket.closed_at is None:
        raise NothingWaits
    if Corrective.objects.filter(ticket=ticket, effect="").exists():
        raise CorrectFirst
    keep = keep_until(ticket.org_id, file.first_level or ticket.level, timezone.localdate(ticket.closed_at))
    ticket = write(ticket, "archive", by=by, at=at, facts={"keep": keep.isoformat()}, **more)
    file.archived_at, file.archived_by, file.keep_until = moment(ticket), by, keep
    file.save(update_fields=["archived_at", "archived_by", "keep_until"])
    finish(ticket, Step.ARCHIVE, at=file.archived_at)
    return ticket


def keep_until(org: UUID, level: str, day: date) -> date:
    """Until when the file is kept, by its level at first: as the company's rule says, or else the trade."""
    is_grave = level in GRAVE
    days = next((told for ask in KEPT_DAYS if (told := ask(org, is_grave)) is not None), None)
    if days is not None:
        return day + timedelta(days=days)
    return day.replace(year=day.year + KEPT_YEARS[is_grave], day=min(day.day, 28))


def keep_anew(org: UUID, *, grave: bool) -> int:
    """Say for every file on the shelf anew until when it is kept; returns for how many that changed."""
    changed = 0
    files = Complaint.objects.filter(org=org, archived_at__isnull=False).select_related("ticket")
    for file in files.iterator(chunk_size=500):
        level, closed_at = file.first_level or file.ticket.level, file.ticket.closed_at
        if (level in GRAVE) == grave and closed_at is not None:
            keep = keep_until(org, level, timezone.localdate(closed_at))
            changed += Complaint.objects.filter(pk=file.pk).exclude(keep_until=keep).update(keep_until=keep)
    return changed
