"""One complaint as its page shows it: the sections, the legal next steps, the history."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from accounts.models import User
from complaints import forms
from complaints.acting import ACTS, offered
from complaints.actions.replying import waiting_draft
from complaints.facts import may_give_up
from complaints.lanes import Row, clocks_of, milestones, row_of
from complaints.lifecycle import FILE as FROM_CASE
from complaints.models import Complaint, Coordination, Corrective, Downgrade, Due, OuterCase, ReplyDraft
from complaints.papers import evidence_words, papers_of
from tickets.lifecycle import Status
from tickets.models import Barred, Ticket, TicketEvent
from tickets.sentences import tell

FORMS: dict[str, type[forms.StepForm]] = {
    "accept": forms.AcceptForm,
    "contact": forms.ContactForm,
    "verify": forms.VerifyForm,
    "draft": forms.DraftForm,
    "review": forms.ReviewForm,
    "reply": forms.ReplyForm,
    "away": forms.AwayForm,
    "exempt": forms.ExemptForm,
}
LEGAL: dict[str, tuple[str, ...]] = {
    Status.REGISTERED: ("accept", "away"),
    Status.ACCEPTED: ("contact", "away"),
    Status.CONTACTED: ("verify", "away"),
    Status.VERIFIED: ("draft", "review", "reply", "verify", "away"),
    Status.RESOLVED: ("exempt", "away"),
}
# Which of the five sections is under way; those before it are done.
SECTION: dict[str, int] = {
    Status.REGISTERED: 1,
    Status.ACCEPTED: 2,
    Status.CONTACTED: 3,
    Status.VERIFIED: 4,
    Status.RESOLVED: 5,
    Status.CLOSED: 6,
}
TONES = {"note": "note", "reply": "customer", "contact": "customer", "call": "customer", "close": "good"}
TONES |= {"verify": "move", "accept": "move", "transfer": "move", "reopen": "bad"}
TONES |= {"outer_late": "bad", "deadline_missed": "bad", "deadline_escalated": "bad"}
ICONS = {"register": "pen", "accept": "check", "note": "lock", "call": "call", "contact": "call", "verify": "search"}
ICONS |= {"reply": "chat", "close": "okc", "reopen": "back", "transfer": "swap", "urge": "bell", "withdraw": "x"}
ICONS |= {"deadline_warned": "half", "deadline_missed": "tri", "deadline_escalated": "tri", "target_passed": "half"}
FILE = ("verdict", "finding", "cause", "corrective", "responsible_unit", "responsible_person")


def sheet(ticket: Ticket, *, user: User, at: datetime, typed: dict[str, forms.StepForm]) -> dict[str, Any]:
    """Everything the page needs. `typed` are forms that came back with errors: they stand in place of empty ones."""
    row = replace(row_of(ticket, clocks_of(ticket)), outer=outer_of(ticket))
    events = list(ticket.timeline.select_related("by").order_by("-seq"))
    began = next((event.seq for event in events if event.what == "reopen"), 0)
    now = [event for event in events if event.seq >= began]
    return {
        "ticket": ticket,
        "file": row.file,
        "row": row,
        "section": SECTION.get(ticket.status, 0),
        "forms": _forms(row, user) | typed,
        "wrong": next(iter(typed.values()), None),
        "milestones": milestones(row),
        "events": [_line(event) for event in events],
        "calls": [event for event in now if event.what in ("call", "contact")],
        "may_give_up": ticket.status == Status.ACCEPTED and may_give_up(ticket),
        "draft": waiting_draft(ticket),
        "sent_back": ReplyDraft.objects.filter(ticket=ticket, approved=False).select_related("reviewed_by"),
        "answer": next((event for event in now if event.what == "reply"), None),
        "ending": next((event for event in now if event.what == "close"), None),
        "acts": {name: (ACTS[name].word, form) for name, form in _acts(row, user, typed).items()},
        "outer": row.outer,
        "fixes": Corrective.objects.filter(ticket=ticket).select_related("owner", "checked_by").order_by("made_at"),
        "helps": Coordination.objects.filter(ticket=ticket).select_related("unit", "person").order_by("asked_at"),
        "less": Downgrade.objects.filter(ticket=ticket).select_related("asked_by", "decided_by").order_by("asked_at"),
        "dues": Due.objects.open().filter(ticket=ticket).order_by("due_at"),
        "papers": papers_of(ticket),
        "evidence": evidence_words(ticket, row.file),
        "may_work": user.may_at("complaints", ticket.unit_id, ticket.queue_id),
        "barred": Barred.objects.filter(ticket=ticket).select_related("user", "unit"),
        "page_time": at,
    }


def outer_of(ticket: Ticket) -> OuterCase | None:
    """The outside case behind a complaint, if there is one."""
    return OuterCase.objects.filter(ticket=ticket).select_related("promise", "reported_by").first()


def _acts(row: Row, user: User, typed: dict[str, forms.StepForm]) -> dict[str, forms.StepForm]:
    own = offered(row.ticket, row.file, row.outer, user)
    return own | {name: form for name, form in typed.items() if name in ACTS}


def _forms(row: Row, user: User) -> dict[str, forms.StepForm]:
    """The forms of what may be done next: legal now, and allowed to this person."""
    ticket, allowed = row.ticket, set(LEGAL.get(row.ticket.status, ()))
    if not user.may_at("board", ticket.unit_id):
        allowed.discard("exempt")
    allowed -= _not_now(ticket, user)
    known = {"verify": _found(row.file)}
    return {name: FORMS[name](ticket=ticket, initial=known.get(name)) for name in sorted(allowed)}


def _not_now(ticket: Ticket, user: User) -> set[str]:
    """Of draft, review and sending, those that are not the next thing to do, or not for this person."""
    row = waiting_draft(ticket)
    if row is None:
        return {"review", "reply"}
    if row.approved:
        return {"draft", "review", "verify"}
    return {"draft", "reply", "verify"} | ({"review"} if row.drafted_by_id == user.pk else set())


def _found(file: Complaint | None) -> dict[str, Any]:
    if not file:
        return {}
    numbers = " ".join(one["id"] for one in file.evidence if one["kind"] != FROM_CASE)
    files = [one["id"] for one in file.evidence if one["kind"] == FROM_CASE]
    return {name: getattr(file, name) for name in FILE} | {"numbers": numbers, "proofs": files}


def _line(event: TicketEvent) -> dict[str, Any]:
    return {
        "pk": event.pk,
        "at": event.at,
        "text": tell(event),
        "tone": TONES.get(event.what, ""),
        "icon": ICONS.get(event.what, "ring"),
        "body": event.facts.get("text", ""),
        "audience": event.audience,
    }
