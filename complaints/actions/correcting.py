"""整改: what is changed so that it does not happen again. Done with proof, checked by somebody else, begun again if vain."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from complaints.actions.dues import begin, finish
from complaints.actions.writing import above, fit, inform, moment, watch_on, write, write_as_asked
from complaints.limits import rule_of, until
from complaints.models import Corrective
from complaints.refusals import NothingWaits
from complaints.steps import Step
from servicedesk.lib.refusals import Invalid
from tickets.actions.desk import required
from tickets.models import Ticket
from tickets.refusals import SecondPerson


@transaction.atomic
def plan_fix(
    ticket: Ticket,
    *,
    measure: str,
    owner: User,
    by: User,
    due_at: datetime | None = None,
    follows: Corrective | None = None,
    at: datetime | None = None,
    **more: Any,
) -> Ticket:
    """Say what is to be changed, by whom and until when; without a time, by the company's own limit."""
    measure = required(measure, "measure")
    fit(ticket, owner)
    facts = {"text": measure, "owner": owner.name}
    ticket = write(ticket, "plan_fix", by=by, at=at, facts=facts, **more)
    at = moment(ticket)
    due_at = due_at or until(rule_of(ticket.org, Step.FIX), since=at)
    if due_at <= at:
        text = _("Choose a time that lies ahead.")
        raise Invalid(text, fields={"due_at": text})
    row = Corrective(ticket=ticket, org_id=ticket.org_id, round=ticket.round, measure=measure, owner=owner)
    row.due_at, row.made_by, row.made_at, row.follows = due_at, by, at, follows
    row.save(force_insert=True)
    watch_on(ticket, owner)
    begin(ticket, Step.FIX, at=at, key=f"fix:{row.pk}", owner=owner, due_at=due_at)
    inform(ticket, [owner], "fix_given", key=f"fix:{row.pk}", at=at, by=by, due_at=due_at.isoformat())
    return ticket


@transaction.atomic
def finish_fix(row: Corrective, *, proof: str, by: User, at: datetime | None = None, **more: Any) -> Ticket:
    """Show that it was done. Its owner does, or the desk for them."""
    held = Corrective.objects.select_for_update().select_related("ticket").get(pk=row.pk)
    proof = required(proof, "proof")
    if held.done_at:
        raise NothingWaits
    if held.owner_id == by.pk:
        ticket = write_as_asked(held.ticket, "finish_fix", by=by, at=at, facts={"text": proof})
    else:
        ticket = write(held.ticket, "finish_fix", by=by, at=at, facts={"text": proof}, **more)
    held.proof, held.done_by, held.done_at = proof, by, moment(ticket)
    held.save(update_fields=["proof", "done_by", "done_at"])
    finish(ticket, f"fix:{held.pk}", at=held.done_at)
    begin(ticket, Step.EFFECT, at=held.done_at, key=f"effect:{held.pk}", owner=held.made_by)
    return ticket


@transaction.atomic
def check_effect(
    row: Corrective, *, works: bool, by: User, note: str = "", at: datetime | None = None, **more: Any
) -> Ticket:
    """Look whether it helped; somebody else than whoever did it. What did not help is begun again, by the same owner."""
    held = Corrective.objects.select_for_update().select_related("ticket", "owner").get(pk=row.pk)
    if held.done_at is None or held.effect:
        raise NothingWaits
    if by.pk in (held.owner_id, held.done_by_id):
        raise SecondPerson
    note = note.strip() if works else required(note, "note")
    ticket = write(held.ticket, "check_fix", by=by, at=at, facts={"text": note, "works": works}, **more)
    held.effect = Corrective.Effect.WORKS if works else Corrective.Effect.FAILS
    held.note, held.checked_by, held.checked_at = note, by, moment(ticket)
    held.save(update_fields=["effect", "note", "checked_by", "checked_at"])
    finish(ticket, f"effect:{held.pk}", at=held.checked_at)
    if not works:
        ticket = plan_fix(ticket, measure=held.measure, owner=held.owner, by=by, at=at, follows=held)
        inform(ticket, above(ticket), "fix_failed", key=f"fix_failed:{held.pk}", at=held.checked_at, by=by)
    return ticket
