"""What the holder of a slip may know of their request: where it stands, by when, and who answers for it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from servicedesk.lib.sealing import link_token, token_hash
from tickets.lifecycle import FIELD, MOVES, Kind, Status
from tickets.models import Clock, CustomerLink, Ticket

SENTENCES = {
    Status.CHECKING: lambda: _("We are checking your papers"),
    Status.PROCESSING: lambda: _("We are working on it"),
    Status.REGISTERED: lambda: _("We have your request"),
    Status.DISPATCHED: lambda: _("A crew has been told"),
    Status.ACCEPTED: lambda: _("We are working on it"),
    Status.EN_ROUTE: lambda: _("The crew is on its way"),
    Status.ON_SITE: lambda: _("The crew is with you"),
    Status.RESTORED: lambda: _("Supply is back"),
    Status.TO_REVIEW: lambda: _("Supply is back"),
    Status.CONTACTED: lambda: _("We are looking into it"),
    Status.VERIFIED: lambda: _("We are writing your answer"),
    Status.RESOLVED: lambda: _("Done; we will call you back"),
    Status.CLOSED: lambda: _("Closed"),
    Status.WITHDRAWN: lambda: _("Withdrawn"),
    Status.MERGED: lambda: _("Merged"),
}
FIELD_STEPS = (
    ("register", lambda: _("Taken in"), ""),
    ("dispatch", lambda: _("Crew chosen"), "dispatch"),
    ("depart", lambda: _("On the way"), ""),
    ("arrive", lambda: _("Work on site"), "arrive"),
    ("restore", lambda: _("Supply back"), "restore"),
)
COMPLAINT_STEPS = (
    ("register", lambda: _("Taken in"), ""),
    ("contact", lambda: _("We talk to you"), "contact"),
    ("verify", lambda: _("Looked into"), ""),
    ("reply", lambda: _("Answered"), "reply"),
)
APPLICATION_STEPS = (
    ("register", lambda: _("Taken in"), ""),
    ("admit", lambda: _("Papers complete"), "papers"),
    ("reply", lambda: _("Settled"), "reply"),
)
OFFICE_STEPS = (("register", lambda: _("Taken in"), ""), ("reply", lambda: _("Answered"), "reply"))


@dataclass(frozen=True)
class Step:
    """One line of the customer's list: done at, or promised by."""

    word: str
    state: str
    at: datetime | None
    due_at: datetime | None


def ticket_behind(token: str, purpose: str, *, at: datetime) -> CustomerLink | None:
    """The live link of this token and purpose, or None; a wrong, used-up or revoked one tells nothing more."""
    found = CustomerLink.objects.filter(token_hash=token_hash(token), purpose=purpose)
    link = found.select_related("ticket__unit", "ticket__first_contact", "ticket__handler", "ticket__crew").first()
    return link if link and link.is_live(at) else None


def steps_of(ticket: Ticket) -> list[Step]:
    """The steps as a customer knows them; a reopened case begins again."""
    table = (
        COMPLAINT_STEPS
        if ticket.kind == Kind.COMPLAINT
        else APPLICATION_STEPS
        if ticket.track
        else FIELD_STEPS
        if MOVES[ticket.kind] is FIELD
        else OFFICE_STEPS
    )
    since = ticket.timeline.filter(what="reopen").order_by("-seq").values_list("seq", flat=True).first() or 0
    events = ticket.timeline.filter(what__in=[verb for verb, _word, _clock in table])
    done = {event.what: event.at for event in events if event.seq >= since or event.what == "register"}
    due = dict(Clock.objects.running().filter(ticket=ticket).values_list("name", "due_at"))
    waiting = next((verb for verb, _word, _clock in table if verb not in done), "")
    return [
        Step(
            word(),
            "done" if verb in done else "now" if verb == waiting and ticket.is_open else "",
            done.get(verb),
            due.get(clock),
        )
        for verb, word, clock in table
    ]


def said(ticket: Ticket) -> str:
    """One sentence on where the case stands."""
    return SENTENCES[Status(ticket.status)]()


def promised(ticket: Ticket) -> Clock | None:
    """The next moment that was promised to the customer."""
    names = ("arrive", "restore", "contact", "reply", "resolve")
    return Clock.objects.running().filter(ticket=ticket, name__in=names).order_by("due_at").first()


def expected(ticket: Ticket) -> datetime | None:
    """By when the crew expects supply back; None once it is back, or while nobody has said."""
    told = ticket.timeline.filter(what__in=("estimate", "restore", "reopen")).order_by("seq").last()
    is_awaited = told is not None and told.what == "estimate" and ticket.is_open
    return datetime.fromisoformat(told.facts["expected_at"]) if told and is_awaited else None


def rating_path(ticket: Ticket, *, at: datetime) -> str:
    """Where the holder of the slip rates this round, once the question is open; empty before."""
    purpose = CustomerLink.Purpose.SURVEY
    link = CustomerLink.objects.filter(ticket=ticket, purpose=purpose, n=ticket.round).first()
    if link is None or not link.is_live(at):
        return ""
    return f"/s/{link_token(str(ticket.pk), purpose, str(link.n))}/rate/?via=slip"
