"""The callback agent's verbs: take the next one, record a try, hear that it is well, hear that it is not."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from servicedesk.lib.refusals import Invalid, NotAllowed
from surveys.actions.answering import heard_by_telephone, leave_alone
from surveys.lifecycle import (
    BEFORE_APPOINTMENT,
    BEST,
    FURTHEST_APPOINTMENT,
    LEAST_SATISFIED,
    VAIN,
    WORST,
    Outcome,
    Result,
)
from surveys.models import Callback, CallbackTry
from surveys.plans import plan_of
from surveys.refusals import AlreadyDone, Quiet, TooSoon
from surveys.timing import next_try, quiet_end
from tickets.actions import closing
from tickets.actions.desk import required
from tickets.actions.spine import database_time, is_barred
from tickets.models import Ticket
from tickets.refusals import Needed, NotYours


@transaction.atomic
def next_for(agent: User, *, at: datetime, besides: UUID | None = None) -> Callback | None:
    """Hand out the next callback that is due: my own first, then the queue's, the most urgent at the top.

    The row is claimed under a lock that others skip, so that two agents never get the same one. `besides` is the one
    already on the screen.
    """
    fit = Callback.objects.callable_at(at).fit_for(agent).free_for(agent)
    if agent.org_id and quiet_end(at, plan_of(agent.org_id).quiet):
        fit = fit.filter(appointment_at__isnull=False)
    if besides:
        fit = fit.exclude(pk=besides)
    mine_first = Case(When(agent=agent, then=Value(0)), default=Value(1))
    ordered = fit.order_by(mine_first, F("due_at").asc(nulls_last=True), "pk")
    callback = ordered.select_for_update(skip_locked=True, of=("self",)).first()
    if callback and callback.agent_id != agent.pk:
        callback.agent = agent
        callback.save(update_fields=["agent"])
    return callback


@transaction.atomic
def confirm(
    callback: Callback,
    *,
    score: int,
    by: User,
    note: str = "",
    more: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Callback:
    """The customer is satisfied (score 5 very, 4, or 3 fairly): this closes the ticket.

    `more`: what they said to the company's own questions.
    """
    if not LEAST_SATISFIED <= score <= BEST:
        raise Invalid(_("A satisfied customer gives 3, 4 or 5."), fields={"score": str(score)})
    callback, at = _take(callback, by=by, at=at)
    _write_try(callback, Result.REACHED, by=by, at=at, note=note)
    _end(callback, Outcome.SATISFIED, by=by, at=at, score=score)
    heard_by_telephone(callback, note=note, more=more or {}, at=at)
    if callback.ticket.is_open:  # of a sampled one the case was closed before
        closing.close(callback.ticket, outcome="satisfied", by=by, at=at)
    return callback


@transaction.atomic
def deny(
    callback: Callback,
    *,
    score: int,
    reason: str,
    by: User,
    note: str = "",
    reasons: Sequence[str] = (),
    more: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Callback:
    """The customer is not satisfied (score 2, or 1 not at all): the ticket is opened again, with a new round and clocks."""
    if not WORST <= score < LEAST_SATISFIED:
        raise Invalid(_("A dissatisfied customer gives 1 or 2."), fields={"score": str(score)})
    why = required(reason, "reason")
    callback, at = _take(callback, by=by, at=at)
    _write_try(callback, Result.REACHED, by=by, at=at, note=note)
    callback.reasons = list(reasons)
    _end(callback, Outcome.DISSATISFIED, by=by, at=at, score=score)
    heard_by_telephone(callback, note=note, more=more or {}, at=at)
    closing.reopen(callback.ticket, reason=why, by=by, at=at)
    return callback


@transaction.atomic
def record_try(
    callback: Callback,
    *,
    result: str,
    by: User,
    note: str = "",
    appointment_at: datetime | None = None,
    at: datetime | None = None,
) -> Callback:
    """Record a call that did not bring an answer.

    No answer and a wrong number are tried again as the company's plan says, hours later and at another part of the day;
    the last vain try ends the callback as not reached, and the customer is written to. Somebody who does not want to be
    asked is not asked again. Both close the ticket by rule. An appointment puts the callback off until then.
    """
    callback, at = _take(callback, by=by, at=at)
    if result in VAIN:
        return _in_vain(callback, result, by=by, at=at, note=note)
    if result == Result.REFUSED:
        _write_try(callback, result, by=by, at=at, note=note)
        leave_alone(callback.ticket, at=at)
        return _give_up(callback, Outcome.REFUSED, by=by, at=at)
    if result != Result.APPOINTMENT:
        raise Invalid(_("There is no such result."), fields={"result": result})
    agreed = _appointed(appointment_at, at=at)
    _write_try(callback, result, by=by, at=at, note=note)
    return _put_off(callback, until=max(at, agreed - BEFORE_APPOINTMENT), appointment_at=agreed)


def reveal(callback: Callback, *, by: User, at: datetime) -> str:
    """Show the number to dial, and record who saw whose. It was handed out by the queue, so it has no daily limit."""
    facts = {"ticket": str(callback.ticket_id), "callback": str(callback.pk), "field": "contact_phone"}
    audit(what="reveal", by=by, at=at, facts=facts)
    return callback.ticket.contact_phone


def _take(callback: Callback, *, by: User, at: datetime | None) -> tuple[Callback, datetime]:
    """Lock the ticket, then the callback, and check that it is open and that this person may make it."""
    ticket = Ticket.objects.select_for_update().get(pk=callback.ticket_id)
    held = Callback.objects.select_for_update(of=("self",)).select_related("done_by").get(pk=callback.pk)
    if not by.may_at("callback", ticket.unit_id):
        raise NotAllowed("callback")
    if ticket.handler_id == by.pk or is_barred(ticket, by):
        raise NotYours
    if held.done_at:
        raise AlreadyDone(held)
    held.ticket = ticket
    return held, at or database_time()


def _in_vain(callback: Callback, result: str, *, by: User, at: datetime, note: str) -> Callback:
    plan = plan_of(callback.org_id)
    if at < callback.not_before:
        raise TooSoon(callback.not_before, at=at)
    if callback.appointment_at is None and (until := quiet_end(at, plan.quiet)):
        raise Quiet(until, at=at)
    _write_try(callback, result, by=by, at=at, note=note)
    tried = list(callback.tries.filter(result__in=VAIN).values_list("at", flat=True))
    if len(tried) >= plan.tries:
        return _give_up(callback, Outcome.UNREACHABLE, by=by, at=at)
    gap = timedelta(minutes=plan.gap_minutes)
    return _put_off(callback, until=next_try(tried, gap=gap, quiet=plan.quiet, parts=plan.parts))


def _appointed(moment: datetime | None, *, at: datetime) -> datetime:
    if moment is None:
        raise Needed(fields={"appointment_at": _("when to call again")})
    if not at < moment <= at + FURTHEST_APPOINTMENT:
        text = _("The appointment must lie ahead, within 14 days.")
        raise Invalid(text, fields={"appointment_at": text})
    return moment


def _write_try(callback: Callback, result: str, *, by: User, at: datetime, note: str) -> None:
    CallbackTry.objects.create(
        org_id=callback.org_id, callback=callback, at=at, by=by, result=result, note=note.strip()[:500]
    )


def _put_off(callback: Callback, *, until: datetime, appointment_at: datetime | None = None) -> Callback:
    callback.not_before = callback.remind_at = until
    callback.appointment_at = appointment_at
    callback.reminded_at = None
    callback.reminder += 1
    callback.save(update_fields=["not_before", "remind_at", "appointment_at", "reminded_at", "reminder"])
    return callback


def _end(callback: Callback, outcome: str, *, by: User, at: datetime, score: int | None = None) -> None:
    callback.done_at, callback.done_by, callback.outcome, callback.score = at, by, outcome, score
    callback.save(update_fields=["done_at", "done_by", "outcome", "score", "reasons"])


def _give_up(callback: Callback, outcome: str, *, by: User, at: datetime) -> Callback:
    _end(callback, outcome, by=by, at=at)
    if callback.ticket.is_open:
        closing.close(callback.ticket, outcome="unreachable", by=by, at=at)
    return callback
