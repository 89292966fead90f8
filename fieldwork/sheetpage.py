"""What the phone shows of sheets of work and visits: on a job, on pages of their own, and which of those it keeps."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from fieldwork.phonekeys import keys_of
from tickets.lifecycle import legal
from tickets.models import Ticket
from worksheets.models import Appointment, SheetKind, VisitWindow, WorkSheet
from worksheets.panel import kinds_of

State = WorkSheet.State
WRITTEN = (State.DRAFT, State.ISSUED)
# A phone keeps the pages for new sheets of so many jobs; further down the list nobody looks without a network.
MOST_KEPT = 12


def written_by(user: User) -> Q:
    """Sheets that a crew may fill: given out, or begun by this person."""
    return Q(state=State.ISSUED) | Q(state=State.DRAFT, by=user)


def work_of(ticket: Ticket, user: User) -> dict[str, Any]:
    """The sheets of a job with those it may begin, and its visit."""
    rows = WorkSheet.objects.filter(ticket=ticket).exclude(state=State.VOID)
    rows = rows.filter(~Q(state=State.DRAFT) | Q(by=user)).select_related("version").order_by("at")
    visit = Appointment.objects.filter(ticket=ticket, state="standing").first()
    return {
        "sheets": [(row, row.state in WRITTEN) for row in rows],
        "kinds": kinds_of(ticket),
        "visit": visit,
        "may_visit": can_be_visited(ticket),
    }


def can_be_visited(ticket: Ticket) -> bool:
    """Whether a visit in a window can be agreed now."""
    able = legal(ticket.way, ticket.status, "appoint")
    return able and VisitWindow.objects.filter(org=ticket.org_id, is_active=True).exists()


def returned_to(user: User, jobs: Iterable[Ticket]) -> list[WorkSheet]:
    """Sheets that were sent back to this person's crews, of jobs that are on the list no more."""
    rows = WorkSheet.objects.visible_to(user).filter(state=State.ISSUED, crew__in=user.units("arrive"))
    rows = rows.exclude(reason="").exclude(ticket__in=[one.pk for one in jobs])
    return list(rows.select_related("version", "ticket").order_by("at"))


def pages_of(jobs: list[Ticket], user: User) -> list[str]:
    """The pages of these jobs' sheets and visits that a phone keeps, each with its version."""
    if not jobs:
        return []
    hour = f"{timezone.localtime():%d%H}"
    sheets = WorkSheet.objects.filter(written_by(user), ticket__in=[one.pk for one in jobs])
    numbers: dict[UUID, Ticket] = {one.pk: one for one in jobs}
    pages = [
        f"{path_of(numbers[ticket])}sheet/{pk}/@{numbers[ticket].version}.{seen}"
        for pk, ticket, seen in sheets.values_list("pk", "ticket", "seen")
    ]
    orgs = {one.org_id for one in jobs}
    codes = list(SheetKind.objects.filter(org__in=orgs, is_active=True).values_list("org", "code"))
    visited = set(VisitWindow.objects.filter(org__in=orgs, is_active=True).values_list("org", flat=True))
    for job in jobs[:MOST_KEPT]:
        pages += [f"{path_of(job)}sheets/{code}/@{job.version}" for org, code in codes if org == job.org_id]
        if job.org_id in visited and legal(job.way, job.status, "appoint"):
            pages.append(f"{path_of(job)}visit/@{job.version}.{hour}")
    return pages


def path_of(ticket: Ticket) -> str:
    return f"/m/t/{ticket.number}/"


def around(ticket: Ticket, user: User) -> dict[str, Any]:
    """What every page of a job shows at its top."""
    return {"ticket": ticket, "keys": keys_of(user)}
