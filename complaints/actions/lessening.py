"""降级: a complaint is less grave, or really an opinion or an enquiry. Somebody else decides; clocks and figures stay. I26."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from complaints.actions.writing import above, inform, moment, write
from complaints.lifecycle import RANK, HandledAs, Level
from complaints.models import Complaint, Downgrade
from complaints.refusals import NothingWaits
from servicedesk.lib.refusals import Invalid, NotAllowed
from tickets.actions.desk import required
from tickets.models import Ticket
from tickets.refusals import SecondPerson, WrongMoment


@transaction.atomic
def ask_less(ticket: Ticket, *, to: str, reason: str, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Ask to treat it as less grave: a lower level, or an opinion or an enquiry. Nothing changes until somebody agrees."""
    reason = required(reason, "reason")
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    file = Complaint.objects.filter(ticket=ticket).first()
    if file is None:
        raise WrongMoment(ticket, "ask_less")
    lower = to in Level.values and RANK[to] < RANK.get(ticket.level, 1)
    if not lower and not (to in HandledAs.values and not file.handled_as):
        text = _("Choose a lower level, an opinion or an enquiry.")
        raise Invalid(text, fields={"to": text})
    if waiting_less(ticket):
        raise Invalid(_("This has been asked for already; the answer is still to come."))
    ticket = write(ticket, "ask_less", by=by, at=at, reason=reason, facts={"less": to}, **more)
    at = moment(ticket)
    row = Downgrade(ticket=ticket, org_id=ticket.org_id, round=ticket.round, from_level=ticket.level, reason=reason)
    row.to_level, row.to_kind = (to, "") if lower else ("", to)
    row.asked_by, row.asked_at = by, at
    row.save(force_insert=True)
    inform(ticket, above(ticket, besides=by), "less_asked", key=f"less:{row.pk}", at=at, by=by)
    return ticket


def waiting_less(ticket: Ticket) -> Downgrade | None:
    """What was asked and is not decided."""
    return Downgrade.objects.filter(ticket=ticket, granted__isnull=True).select_related("asked_by").first()


@transaction.atomic
def decide_less(
    ticket: Ticket, *, granted: bool, by: User, reason: str = "", at: datetime | None = None, **more: Any
) -> Ticket:
    """Agree, or refuse with a reason; never whoever asked or handles it. The kind and every clock stay as promised."""
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    row = waiting_less(ticket)
    if row is None:
        raise NothingWaits
    if not by.may_at("downgrade", ticket.unit_id, ticket.queue_id):
        raise NotAllowed("downgrade")
    if by.pk in (row.asked_by_id, ticket.handler_id):
        raise SecondPerson
    reason = reason.strip() if granted else required(reason, "reason")
    row.granted, row.decided_by, row.note = granted, by, reason
    row.decided_at = at or ticket.timeline.latest("seq").at  # set right below by the moment of the step itself
    row.save(update_fields=["granted", "decided_by", "decided_at", "note"])
    change = {"level": row.to_level} if granted and row.to_level else {}
    facts = {"less": row.to_level or row.to_kind}
    what = "agree_less" if granted else "refuse_less"
    ticket = write(ticket, what, by=by, at=at, verb="downgrade", reason=reason, facts=facts, **change, **more)
    Downgrade.objects.filter(pk=row.pk).update(decided_at=moment(ticket))
    if granted and row.to_kind:
        Complaint.objects.filter(ticket=ticket).update(handled_as=row.to_kind)
    inform(ticket, [row.asked_by], "less_decided", key=f"lessened:{row.pk}", at=moment(ticket), by=by)
    return ticket
