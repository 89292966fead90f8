"""The four forms of the trade, filled from the record: which lines stand on each is the company's row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from complaints.lifecycle import EVIDENCE, Level
from complaints.limits import rule_of
from complaints.models import Complaint, Coordination, Corrective, Due, OuterCase, ReplyDraft, StepRule
from complaints.steps import FORMS, Step
from servicedesk.templatetags.hall import hall_time
from tickets.model_counter import ways_in
from tickets.models import Barred, Ticket, TicketEvent

NONE = "—"


@dataclass(frozen=True)
class Paper:
    """One form: its heading, its limit with when it was kept, its lines, who signs."""

    rule: StepRule
    due: Due | None
    lines: list[tuple[str, str]]


class Record:
    """What the lines are filled from, read once."""

    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket
        self.file = Complaint.objects.select_related(
            "responsible_unit", "responsible_person", "contacted_by", "verified_by", "archived_by"
        ).get(ticket=ticket)
        self.outer = OuterCase.objects.filter(ticket=ticket).first()
        self.events = list(ticket.timeline.select_related("by").order_by("seq"))
        self.helps = list(Coordination.objects.filter(ticket=ticket).select_related("unit", "answered_by"))
        self.fixes = list(Corrective.objects.filter(ticket=ticket).select_related("owner", "checked_by"))
        self.drafts = list(ReplyDraft.objects.filter(ticket=ticket).select_related("drafted_by", "reviewed_by"))

    def last(self, what: str) -> TicketEvent | None:
        return next((event for event in reversed(self.events) if event.what == what), None)


def _when(moment: Any, *names: Any) -> str:
    told = [hall_time(moment)] if moment else []
    return " ".join([*told, *(str(getattr(name, "name", name)) for name in names if name)]) or NONE


def _outer(r: Record) -> str:
    return f"{r.outer.get_source_display()} {r.outer.number}" if r.outer else NONE


def _responsible(r: Record) -> str:
    return _when(None, r.file.responsible_unit, r.file.responsible_person)


def evidence_words(ticket: Ticket, file: Complaint | None) -> list[str]:
    """What a finding rests on, in words: files by their names, recordings and records by their numbers."""
    names = {str(one.pk): one.name for one in ticket.attachments.all()} if file and file.evidence else {}
    return [f"{EVIDENCE[one['kind']]} {names.get(one['id'], one['id'])}" for one in (file.evidence if file else [])]


def _evidence(r: Record) -> str:
    return "；".join(evidence_words(r.ticket, r.file)) or NONE


def _against(r: Record) -> str:
    rows = Barred.objects.filter(ticket=r.ticket).select_related("user", "unit")
    return "、".join(one.name for row in rows if (one := row.user or row.unit)) or NONE


def _channel(r: Record) -> str:
    return next((way.name for way in ways_in(r.ticket.org_id) if way.code == r.ticket.channel), r.ticket.channel)


def _contact(r: Record) -> str:
    calls = [event for event in r.events if event.what in ("call", "contact")]
    return "\n".join(f"{_when(event.at, event.by)} {event.facts.get('text', '')}" for event in calls) or NONE


def _transfers(r: Record) -> str:
    moved = [event for event in r.events if event.what == "transfer"]
    return (
        "\n".join(f"{_when(event.at, event.by)} → {event.facts.get('to', '')} {event.reason}" for event in moved)
        or NONE
    )


def _helps(r: Record) -> str:
    rows = [
        f"{one.unit.name}：{one.question}\n{one.answer or NONE} {_when(one.answered_at, one.answered_by)}"
        for one in r.helps
    ]
    return "\n".join(rows) or NONE


def _fixes(r: Record) -> str:
    rows = [
        f"{one.measure}（{one.owner.name}，{hall_time(one.due_at)}）{one.proof}"
        + (f" {one.get_effect_display()} {_when(one.checked_at, one.checked_by)}" if one.effect else "")
        for one in r.fixes
    ]
    return "\n".join(rows) or r.file.corrective or NONE


def _reply(r: Record) -> str:
    sent = [one for one in r.drafts if one.sent_at]
    return "\n".join(f"{one.text}\n{_when(one.sent_at, one.drafted_by)}" for one in sent) or NONE


def _review(r: Record) -> str:
    done = [one for one in r.drafts if one.reviewed_at]
    word = {True: _("Approved"), False: _("Sent back")}
    return (
        "\n".join(
            f"{one.n}. {word[bool(one.approved)]} {_when(one.reviewed_at, one.reviewed_by)} {one.reason}"
            for one in done
        )
        or NONE
    )


def _callback(r: Record) -> str:
    over = r.last("close")
    return _when(over.at, over.by, over.reason) if over else NONE


LINES: dict[str, tuple[Promise, Callable[[Record], str]]] = {
    "number": (gettext_lazy("Number"), lambda r: r.ticket.number),
    "outer": (gettext_lazy("Outside case"), _outer),
    "registered": (gettext_lazy("Taken in"), lambda r: hall_time(r.ticket.registered_at)),
    "channel": (gettext_lazy("Channel"), _channel),
    "hall": (gettext_lazy("Hall"), lambda r: r.ticket.unit.name),
    "first_contact": (
        pgettext_lazy("person", "First contact"),
        lambda r: f"{r.ticket.first_contact.name} {r.ticket.first_contact.staff_number}",
    ),
    "handler": (gettext_lazy("Handler"), lambda r: _when(None, r.ticket.handler or r.ticket.queue)),
    "complainant": (gettext_lazy("Complainant"), lambda r: r.ticket.masked_name or NONE),
    "phone": (gettext_lazy("Phone"), lambda r: r.ticket.masked_phone or NONE),
    "address": (gettext_lazy("Address"), lambda r: r.ticket.masked_address or NONE),
    "category": (gettext_lazy("Category"), lambda r: r.ticket.category.name),
    "matter": (gettext_lazy("Class"), lambda r: r.file.get_matter_display()),
    "level": (gettext_lazy("Level"), lambda r: str(Level(r.ticket.level or Level.GENERAL).label)),
    "description": (gettext_lazy("What it is about"), lambda r: r.ticket.description or r.ticket.title),
    "against": (gettext_lazy("Whom it is about"), _against),
    "told": (gettext_lazy("Told today"), lambda r: _when(r.file.told_at, r.file.get_told_how_display())),
    "contact": (gettext_lazy("Contact with the complainant"), _contact),
    "finding": (gettext_lazy("Finding"), lambda r: r.file.finding or NONE),
    "evidence": (gettext_lazy("Evidence"), _evidence),
    "verdict": (gettext_lazy("Verdict"), lambda r: r.file.get_verdict_display() or NONE),
    "cause": (gettext_lazy("Cause"), lambda r: r.file.get_cause_display() or NONE),
    "responsible": (gettext_lazy("Responsible"), _responsible),
    "coordination": (gettext_lazy("Help of other units"), _helps),
    "transfers": (gettext_lazy("Transfers"), _transfers),
    "reply": (gettext_lazy("Answer"), _reply),
    "review": (gettext_lazy("Review"), _review),
    "corrective": (gettext_lazy("Corrective action"), _fixes),
    "callback": (gettext_lazy("Callback"), _callback),
    "archive": (gettext_lazy("Archive"), lambda r: _when(r.file.archived_at, r.file.archived_by)),
}


def paper(ticket: Ticket, step: str) -> Paper:
    """One form of this complaint, filled from the record."""
    rule, record = rule_of(ticket.org, step), Record(ticket)
    due = Due.objects.filter(ticket=ticket, step=step).order_by("-opened_at").first()
    lines = [(str(LINES[name][0]), LINES[name][1](record)) for name in rule.rows if name in LINES]
    return Paper(rule, due, lines)


def papers_of(ticket: Ticket) -> list[StepRule]:
    """The forms that the company keeps, in their order."""
    return [rule for rule in (rule_of(ticket.org, step) for step in FORMS) if rule.is_active]


def is_form(step: str) -> bool:
    """Whether a step has a form of its own."""
    return step in [Step(form).value for form in FORMS]
