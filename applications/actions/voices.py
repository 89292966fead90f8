"""表扬 建议 申诉: what each of them asks for besides an answer."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import Unit, User
from accounts.roles import Role
from applications.lifecycle import AppealVerdict
from applications.models import Appeal, Praise
from servicedesk.lib.refusals import Invalid
from tickets.actions import closing, desk
from tickets.actions.barring import bar
from tickets.actions.desk import required
from tickets.actions.spine import database_time, require, step
from tickets.actions.telling import path_of, with_role
from tickets.lifecycle import Kind, legal
from tickets.models import Ticket, TicketEvent
from tickets.refusals import Needed, NotYours, WrongMoment
from tickets.signals import ticket_closed

# What decides a case: whoever did one of these does not judge the appeal against it.
DECIDING = ("verify", "reply", "report", "decline", "close", "refuse", "uphold")


@transaction.atomic
def convey(
    ticket: Ticket,
    *,
    by: User,
    person: User | None = None,
    unit: Unit | None = None,
    at: datetime | None = None,
    **more: Any,
) -> Ticket:
    """Pass praise on to the person and the unit it is for, and to their leader; nobody is called back."""
    named = [one for one in (person, unit) if one is not None]
    if not named:
        raise Needed(fields={"person": _("whom the praise is for")})
    if any(one.org_id != ticket.org_id for one in named) or unit == ticket.org:
        raise NotYours
    at = at or database_time()
    facts = {"to": "、".join(one.name for one in named)}
    ticket = step(ticket, "convey", by=by, at=at, facts=facts, **more)
    Praise.objects.create(org_id=ticket.org_id, ticket=ticket, person=person, unit=unit, at=at)
    home = unit or (person.home if person else None)
    leaders = with_role(Role.SUPERVISOR, home) if home else []
    members = list(User.objects.filter(home=unit, is_active=True)) if unit else []
    told = [*([person] if person else []), *members, *leaders]
    tell(
        {one.pk: one for one in told}.values(),
        key=f"praise:{ticket.pk}",
        what="praise",
        at=at,
        path=path_of(ticket),
        facts={"short": ticket.short_number, "title": ticket.title},
    )
    ticket_closed.send(Ticket, ticket=ticket, at=at, outcome="no_callback")
    return ticket


@transaction.atomic
def decide(
    ticket: Ticket,
    *,
    adopted: bool | None,
    reason: str,
    text: str,
    by: User,
    at: datetime | None = None,
    **more: Any,
) -> Ticket:
    """A suggestion is adopted or not, for a reason that stays inside, and whoever made it is answered."""
    if ticket.kind != Kind.SUGGESTION:
        raise WrongMoment(ticket, "reply")
    missing = {
        name: words
        for name, words, is_there in (
            ("adopted", _("whether it is adopted"), adopted is not None),
            ("reason", _("a reason"), reason.strip()),
            ("text", _("the answer"), text.strip()),
        )
        if not is_there
    }
    if missing:
        raise Needed(fields=missing)
    why = {"adopted": "yes" if adopted else "no"}
    return desk.reply(ticket, text=text, by=by, at=at, reason=reason.strip()[:500], more_facts=why, **more)


@transaction.atomic
def name_case(ticket: Ticket, *, number: str, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Say against which case an appeal is. Whoever decided that one is kept away from the appeal from now on."""
    at = at or database_time()
    if ticket.kind != Kind.APPEAL:
        raise WrongMoment(ticket, "note")
    require(ticket, "transfer", by=by)
    against = Ticket.objects.visible_to(by).filter(org_id=ticket.org_id, number=number.strip()).first()
    if against is None or against.pk == ticket.pk:
        text = _("There is no ticket %(number)s that you may see. Write its whole number.") % {"number": number.strip()}
        raise Invalid(text, fields={"number": text})
    text = _("Appeal against %(number)s") % {"number": against.number}
    ticket = step(ticket, "note", by=by, at=at, facts={"text": text}, **more)
    Appeal.objects.update_or_create(
        ticket=ticket,
        defaults={"org_id": ticket.org_id, "against": against, "named_at": at, "named_by": by, "verdict": ""},
    )
    return bar(ticket, [one for one in deciders(against) if one.pk != ticket.first_contact_id], at=at)


def deciders(ticket: Ticket) -> list[User]:
    """Who decided a case: whoever verified, answered, declined or closed it."""
    events = TicketEvent.objects.filter(ticket=ticket, what__in=DECIDING, by__isnull=False)
    return list(User.objects.filter(pk__in=events.values("by"), is_service=False).order_by("pk"))


@transaction.atomic
def judge(
    ticket: Ticket,
    *,
    verdict: str,
    text: str,
    by: User,
    reopen: bool = False,
    at: datetime | None = None,
    **more: Any,
) -> Ticket:
    """Say whether the decision stands, and answer the customer. A changed one is noted on its case, and may reopen it."""
    at = at or database_time()
    appeal = Appeal.objects.select_related("against").filter(ticket=ticket).first()
    if appeal is None:
        raise Needed(fields={"number": _("the case that it is against")})
    if verdict not in AppealVerdict.values:
        raise Needed(fields={"verdict": _("the verdict")})
    if by in deciders(appeal.against):
        raise NotYours
    ticket = desk.reply(ticket, text=required(text, "text"), by=by, at=at, more_facts={"verdict": verdict}, **more)
    Appeal.objects.filter(pk=appeal.pk).update(verdict=verdict)
    if verdict == AppealVerdict.CHANGED:
        _change(appeal.against, ticket, by=by, at=at, reopen=reopen)
    return ticket


def _change(against: Ticket, appeal: Ticket, *, by: User, at: datetime, reopen: bool) -> None:
    reason = _("Changed on appeal %(number)s") % {"number": appeal.number}
    step(against, "note", by=None, at=at, facts={"text": reason})
    people = {one.pk: one for one in (against.first_contact, against.handler, *deciders(against)) if one is not None}
    facts = {"number": against.number, "short": against.short_number, "by": by.name}
    key = f"appeal:{appeal.pk}"
    tell(people.values(), key=key, what="appealed", at=at, path=path_of(against), facts=facts)
    if reopen and legal(against.way, against.status, "reopen"):
        closing.reopen(against, reason=reason, by=None, at=at)
