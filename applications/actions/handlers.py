"""Who handles reports of misconduct: named by the administrator, each for a time, and never by themselves."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit, tell
from accounts.models import Unit, User
from servicedesk.lib.refusals import Invalid, NotAllowed
from tickets.actions.barring import bar
from tickets.actions.desk import required
from tickets.actions.spine import database_time, require, step
from tickets.models import NamedHandler, Ticket
from tickets.refusals import NotYours


@transaction.atomic
def name_handler(
    person: User, *, reason: str, by: User, until_at: datetime | None = None, at: datetime | None = None
) -> NamedHandler:
    """Let one person see and handle the company's reports from now on; nobody names themselves."""
    at = at or database_time()
    if person.pk == by.pk:
        raise Invalid(_("Nobody names themselves. Ask another administrator."), fields={"person": ""})
    if person.org_id is None or person.org_id not in by.orgs() or not person.is_active or person.is_service:
        raise NotYours
    if until_at is not None and until_at <= at:
        text = _("It has to end after it begins, and not before now.")
        raise Invalid(text, fields={"until_at": text})
    why = required(reason, "reason")
    NamedHandler.objects.filter(org=person.org_id, person=person, until_at__isnull=True).update(
        until_at=at, ended_by=by
    )
    named = NamedHandler.objects.create(
        org_id=person.org_id, person=person, from_at=at, until_at=until_at, named_by=by, reason=why[:200]
    )
    audit(what="report_handler_named", by=by, at=at, facts={"user": str(person.pk)}, reason=why)
    key = f"report_handler:{named.pk}"
    tell([person], key=key, what="report_handler", at=at, path="/misconduct/", facts={"by": by.name})
    return named


@transaction.atomic
def end_naming(named: NamedHandler, *, by: User, at: datetime | None = None) -> NamedHandler:
    """Let it end now; what the person has handled stays in the history. A report in their hands goes back to the others."""
    at = at or database_time()
    named = NamedHandler.objects.select_for_update().get(pk=named.pk)
    if named.org_id not in by.orgs():
        raise NotAllowed("manage")
    if named.until_at is None or named.until_at > at:
        named.until_at, named.ended_by = max(at, named.from_at), by
        named.save(update_fields=["until_at", "ended_by"])
        audit(what="report_handler_ended", by=by, at=at, facts={"user": str(named.person_id)})
        for ticket in Ticket.objects.filter(kind="report", handler=named.person, org=named.org_id).open():
            facts = {"to": ticket.unit.name}
            reason = _("No longer named for reports.")
            step(ticket, "transfer", by=None, at=at, reason=reason, facts=facts, handler=None, queue=ticket.unit)
    return named


@transaction.atomic
def keep_away(ticket: Ticket, *, whom: User | Unit, by: User, at: datetime | None = None) -> Ticket:
    """回避: the person or unit that a report is about neither sees nor handles it, even if named."""
    require(ticket, "transfer", by=by)
    if whom == by:
        raise NotYours
    at = at or database_time()
    text = _("Kept away from this case: %(name)s") % {"name": whom.name}
    ticket = step(ticket, "note", by=by, at=at, facts={"text": text})
    return bar(ticket, [whom], at=at)


def named_now(org: Unit | None) -> list[NamedHandler]:
    """Who is named at present."""
    return list(NamedHandler.objects.live().filter(org=org).select_related("person", "named_by").order_by("from_at"))
