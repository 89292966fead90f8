"""The answer: drafted, reviewed by somebody else, sent as it was approved. What is sent back is counted."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from accounts.roles import Role
from complaints.actions.dues import begin, finish
from complaints.actions.informing import settled
from complaints.actions.writing import above, inform, moment, write
from complaints.lifecycle import OURS
from complaints.models import Complaint, Corrective, ReplyDraft
from complaints.refusals import CorrectFirst, DraftStands, NothingWaits, ReviewFirst
from complaints.steps import Step
from servicedesk.lib.refusals import NotAllowed
from tickets.actions import desk
from tickets.actions.desk import required
from tickets.actions.telling import not_barred, with_role
from tickets.lifecycle import Kind, Status
from tickets.models import Ticket
from tickets.refusals import SecondPerson, WrongMoment


@transaction.atomic
def draft(
    ticket: Ticket, *, text: str, by: User, attitude: str = "", at: datetime | None = None, **more: Any
) -> Ticket:
    """Write the answer down; it leaves when somebody else has approved it. Raises DraftStands, CorrectFirst."""
    text = required(text, "text")
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    if ticket.status != Status.VERIFIED:
        raise WrongMoment(ticket, "reply")
    _check_corrected(ticket)
    rows = ReplyDraft.objects.filter(ticket=ticket, round=ticket.round)
    if rows.exclude(approved=False).exists():
        raise DraftStands
    n = (rows.aggregate(last=Max("n"))["last"] or 0) + 1
    ticket = write(ticket, "draft_reply", by=by, at=at, verb="reply", facts={"text": text, "n": n}, **more)
    at = moment(ticket)
    row = ReplyDraft(org_id=ticket.org_id, ticket=ticket, round=ticket.round, n=n, text=text, attitude=attitude.strip())
    row.drafted_by, row.drafted_at = by, at
    row.save(force_insert=True)
    begin(ticket, Step.REVIEW, at=at, key=f"review:{ticket.round}.{n}")
    inform(ticket, reviewers(ticket, besides=by), "reply_review", key=f"draft:{row.pk}", at=at, by=by)
    return ticket


def _check_corrected(ticket: Ticket) -> None:
    file = Complaint.objects.get(ticket=ticket)
    if file.verdict in OURS and not Corrective.objects.filter(ticket=ticket).exists():
        raise CorrectFirst


def reviewers(ticket: Ticket, *, besides: User) -> list[User]:
    """Who may review: colleagues of the desk, else those above; never the author, never whom it is about."""
    colleagues = [user for user in not_barred(ticket, with_role(Role.COMPLAINTS, ticket.unit)) if user != besides]
    return colleagues or above(ticket, besides=besides)


def waiting_draft(ticket: Ticket) -> ReplyDraft | None:
    """The draft of this round that waits for its review, or approved for being sent."""
    rows = ReplyDraft.objects.filter(ticket=ticket, round=ticket.round, sent_at__isnull=True)
    return rows.exclude(approved=False).select_related("drafted_by", "reviewed_by").first()


@transaction.atomic
def review(
    ticket: Ticket, *, approved: bool, by: User, reason: str = "", at: datetime | None = None, **more: Any
) -> Ticket:
    """Approve the draft, or send it back with a reason; never one's own. Raises NothingWaits, SecondPerson."""
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    row = waiting_draft(ticket)
    if row is None or row.approved is not None:
        raise NothingWaits
    if not by.may_at("review_reply", ticket.unit_id, ticket.queue_id):
        raise NotAllowed("review_reply")
    if row.drafted_by_id == by.pk:
        raise SecondPerson
    reason = reason.strip() if approved else required(reason, "reason")
    what = "approve_reply" if approved else "return_reply"
    ticket = write(ticket, what, by=by, at=at, verb="review_reply", reason=reason, facts={"n": row.n}, **more)
    at = moment(ticket)
    row.approved, row.reviewed_by, row.reviewed_at, row.reason = approved, by, at, reason
    row.save(update_fields=["approved", "reviewed_by", "reviewed_at", "reason"])
    finish(ticket, f"review:{ticket.round}.{row.n}", at=at)
    told = "reply_approved" if approved else "reply_returned"
    inform(ticket, [row.drafted_by], told, key=f"reviewed:{row.pk}", at=at, by=by, reason=reason)
    return ticket


@transaction.atomic
def reply(ticket: Ticket, *, by: User, text: str = "", at: datetime | None = None, **more: Any) -> Ticket:
    """Send the approved answer to the complainant. This stops the reply clock and opens the callback. Raises ReviewFirst."""
    row = waiting_draft(ticket)
    if ticket.status == Status.VERIFIED and (row is None or not row.approved):
        raise ReviewFirst
    return desk.reply(ticket, text=text or (row.text if row else " "), by=by, at=at, **more)


def note_answer(ticket: Ticket, *, at: datetime) -> None:
    """Write into the file that the complaint was answered; whoever sends it, it is what was approved, word for word."""
    if ticket.kind != Kind.COMPLAINT:
        return
    said, row = ticket.timeline.filter(what="reply").latest("seq"), waiting_draft(ticket)
    if row is None or not row.approved or said.facts.get("text", "").strip() != row.text:
        raise ReviewFirst
    ReplyDraft.objects.filter(pk=row.pk).update(sent_at=at)
    Complaint.objects.filter(ticket=ticket).update(answered_at=at, answered_by=said.by)
    finish(ticket, Step.HANDLE, at=at)
    settled(ticket, at=at)
