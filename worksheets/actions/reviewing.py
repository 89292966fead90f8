"""审核: a report is looked at before it counts, by somebody else than whoever made it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from tickets.actions.desk import required
from tickets.actions.field import announce_done
from tickets.actions.following import lead
from tickets.actions.spine import step
from tickets.models import Ticket
from worksheets.models import ReturnSheet
from worksheets.refusals import OwnReport

Verdict = ReturnSheet.Verdict


@transaction.atomic
def approve_return(ticket: Ticket, *, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Let the report count: the customer hears of it now, and the callback begins."""
    sheet = _waiting(ticket, by)
    ticket = step(ticket, "approve_return", by=by, at=at, **_back_to(sheet), **more)
    _judge(sheet, Verdict.APPROVED, ticket, by=by)
    announce_done(ticket, by=by)
    return lead(ticket, "approve_return")


@transaction.atomic
def return_report(ticket: Ticket, *, reason: str, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Send the report back to whoever made it, with the reason. Counted; the time for reporting runs anew."""
    sheet, reason = _waiting(ticket, by), required(reason, "reason")
    given = _back_to(sheet) | {"reworks": ticket.reworks + 1}
    ticket = step(ticket, "return_report", by=by, at=at, reason=reason, **given, **more)
    _judge(sheet, Verdict.RETURNED, ticket, by=by, reason=reason)
    return lead(ticket, "return_report")


def _waiting(ticket: Ticket, by: User) -> ReturnSheet | None:
    """The report that is to be reviewed, under the lock of its case; whoever made it is refused."""
    Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
    sheet = ReturnSheet.objects.filter(ticket=ticket).select_related("by", "crew").order_by("turn").last()
    if sheet is not None and sheet.by_id == by.pk:
        raise OwnReport(ticket)
    return sheet


def _back_to(sheet: ReturnSheet | None) -> dict[str, Any]:
    """In whose hands the case is afterwards: those of whoever reported, or their crew's when they are gone."""
    if sheet is None:
        return {}
    return {"handler": sheet.by, "queue": None} if sheet.by.is_active else {"handler": None, "queue": sheet.crew}


def _judge(sheet: ReturnSheet | None, verdict: str, ticket: Ticket, *, by: User, reason: str = "") -> None:
    if sheet is not None:
        sheet.verdict, sheet.reviewed_by, sheet.reason = verdict, by, reason[:500]
        sheet.reviewed_at = ticket.timeline.latest("seq").at
        sheet.save(update_fields=["verdict", "reviewed_by", "reviewed_at", "reason"])
